//! The way to a spawner: one that an earlier launcher left, or a new one that adopts what one that died had started.

use std::collections::HashMap;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use prism_core::process::InstanceId;
use prism_spawner::{AdoptSpec, AttachError, Attached, Reply, Spawner, SpawnerConfig};

use super::living::{Living, token};
use super::{Input, Launcher};
use crate::os::door;
use crate::os::notify::NotifySocket;
use crate::os::ports::reserve_again;
use crate::os::signals::is_noted;
use crate::process::{Entry, Left, Places, StateDir, cgroup};

/// What is needed to have a spawner.
pub(crate) struct Link {
    pub(super) spawner: Spawner,
    /// To start another one, should this one die.
    config: SpawnerConfig,
    /// The door, and the notify socket: what the spawner keeps for the next launcher.
    kept: [OwnedFd; 2],
    /// Where the door is.
    door: PathBuf,
}

/// What becomes of a start whose spawner does not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Patience {
    /// It is given up: whoever started it hears why.
    Bounded,
    /// It waits until the spawner answers, or the launcher is told to stop: nobody else has the sockets and the lock.
    UntilToldToStop,
}

/// How often it is said that the spawner is waited for. 30 s: somebody who looks at the log finds it.
const SAID_AGAIN: Duration = Duration::from_secs(30);

impl Patience {
    /// Whether there is any left.
    pub(crate) fn is_over(self) -> bool {
        self == Self::Bounded || is_noted(Signal::SIGTERM) || is_noted(Signal::SIGINT)
    }
}

/// A process to hand to a new spawner.
struct Orphan<'a> {
    spec: AdoptSpec,
    pidfd: BorrowedFd<'a>,
    reserved: Vec<OwnedFd>,
}

impl Link {
    /// Attaches to the spawner that is there, or starts one. Replies come as from spawner number 0, `KeptAll` when all is told that
    /// there is of what was `left`.
    pub(crate) fn open(
        state: &StateDir,
        config: SpawnerConfig,
        places: &Places,
        left: &Left,
        launcher: &Launcher,
        patience: Patience,
    ) -> Result<(Self, NotifySocket), String> {
        let path = state.path().join("spawner.sock");
        let proven: Vec<(&Entry, OwnedFd)> =
            left.entries.iter().filter_map(|entry| Some((entry, prove(entry)?))).collect();
        let spared: Vec<_> = proven.iter().filter_map(|(entry, _)| name_of(entry)).collect();
        let attach =
            || Spawner::attach(&path, SpawnerConfig { spared: spared.clone(), ..config.clone() }, replies(launcher, 0));
        match patiently(patience, attach) {
            Ok(attached) => Self::taken_over(attached, config, path),
            Err(AttachError::Nobody) => Self::new(state, config, places, &proven, launcher),
            Err(other @ AttachError::OtherProtocol { .. }) => {
                tracing::warn!("{other}; it is replaced, and what it had is adopted");
                Self::new(state, config, places, &proven, launcher)
            }
            Err(error) => Err(error.to_string()),
        }
    }

    fn taken_over(attached: Attached, config: SpawnerConfig, door: PathBuf) -> Result<(Self, NotifySocket), String> {
        let Attached { spawner, kept } = attached;
        let kept: [OwnedFd; 2] = kept.try_into().map_err(|_| "the spawner of an earlier launcher kept no sockets")?;
        let ours = kept[1].try_clone().map_err(|error| format!("the notify socket: {error}"))?;
        tracing::info!(pid = spawner.pid(), "the spawner of an earlier launcher is taken over");
        spawner.survey().map_err(|error| format!("the spawner cannot be reached: {error}"))?;
        Ok((Self { spawner, config, kept, door }, NotifySocket::taken_over(ours)))
    }

    fn new(
        state: &StateDir,
        config: SpawnerConfig,
        places: &Places,
        proven: &[(&Entry, OwnedFd)],
        launcher: &Launcher,
    ) -> Result<(Self, NotifySocket), String> {
        let failed = |error: std::io::Error| format!("state_dir {}: {error}", state.path().display());
        let at = state.path().join("spawner.sock");
        let door = door::bind(&at).map_err(failed)?;
        let notify = NotifySocket::bind(&places.notify_socket).map_err(failed)?;
        let kept = [door, notify.handle().map_err(failed)?];
        let orphans = proven.iter().filter_map(|(entry, pidfd)| of_entry(entry, pidfd, places)).collect();
        let spawner = start(&config, &kept, orphans, &at, replies(launcher, 0))
            .map_err(|error| format!("the spawner cannot be started: {error}"))?;
        Ok((Self { spawner, config, kept, door: at }, notify))
    }

    /// Hands over what a spawner that is there does not have, though it lives: the launcher that should have told it died before. False
    /// where there is no such thing.
    pub(super) fn hand_over_also<'a>(
        &self,
        entries: impl Iterator<Item = &'a Entry>,
        places: &Places,
    ) -> std::io::Result<bool> {
        let proven: Vec<(&Entry, OwnedFd)> = entries.filter_map(|entry| Some((entry, prove(entry)?))).collect();
        let orphans: Vec<_> = proven.iter().filter_map(|(entry, pidfd)| of_entry(entry, pidfd, places)).collect();
        if orphans.is_empty() {
            return Ok(false);
        }
        hand_over(&self.spawner, orphans).map(|()| true)
    }

    /// Starts another spawner, which adopts what lives.
    pub(super) fn replace<'a>(
        &mut self,
        launcher: &Launcher,
        number: u64,
        places: &Places,
        livings: impl Iterator<Item = &'a Living>,
    ) -> std::io::Result<()> {
        let orphans = livings.filter_map(|living| of_living(living, places)).collect();
        self.spawner = start(&self.config, &self.kept, orphans, &self.door, replies(launcher, number))?;
        Ok(())
    }
}

/// Tries again as long as there is patience.
fn patiently(patience: Patience, attach: impl Fn() -> Result<Attached, AttachError>) -> Result<Attached, AttachError> {
    let mut said: Option<Instant> = None;
    loop {
        match attach() {
            Err(mute @ AttachError::Mute) if !patience.is_over() => {
                if said.is_none_or(|said| said.elapsed() >= SAID_AGAIN) {
                    said = Some(Instant::now());
                    tracing::error!("{mute}; nobody is answered until then, and who connects waits");
                }
            }
            decided => return decided,
        }
    }
}

fn replies(launcher: &Launcher, number: u64) -> impl FnMut(Reply) + Send + 'static {
    let launcher = launcher.clone();
    move |reply| {
        // Here, and not when the driver comes to it: that may wait for a disk, and the spawner is not silent for that.
        if !matches!(reply, Reply::Closed) {
            launcher.pulse.heard();
        }
        launcher.send(Input::Spawner(number, reply));
    }
}

fn start(
    config: &SpawnerConfig,
    kept: &[OwnedFd],
    orphans: Vec<Orphan<'_>>,
    door: &Path,
    on_reply: impl FnMut(Reply) + Send + 'static,
) -> std::io::Result<Spawner> {
    let spared = orphans.iter().map(|orphan| (orphan.spec.token, orphan.spec.cgroup.clone())).collect();
    let spawner = Spawner::start(SpawnerConfig { spared, ..config.clone() }, kept, on_reply)?;
    match hand_over(&spawner, orphans) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            // It lives and was told of half of what there is. It must not keep that beside the next one.
            if let Err(error) = Spawner::release(door) {
                tracing::error!(%error, "a spawner that was not told everything cannot be ended");
            }
            Err(error)
        }
        done => done.map(|()| spawner),
    }
}

/// Tells a new spawner what it is to adopt, and asks what it has.
fn hand_over(spawner: &Spawner, orphans: Vec<Orphan<'_>>) -> std::io::Result<()> {
    for Orphan { spec, pidfd, reserved } in orphans {
        spawner.adopt(spec, pidfd, &reserved)?;
    }
    spawner.survey()
}

/// The main process of what a record speaks of, if it lives and is the very one.
pub(super) fn prove(entry: &Entry) -> Option<OwnedFd> {
    entry.evidence?.prove(entry.record.stage.started()?.pid?)
}

/// Token and cgroup of what a record speaks of.
fn name_of(entry: &Entry) -> Option<(u64, String)> {
    let record = &entry.record;
    record.stage.started()?;
    let instance = InstanceId { bulkhead: record.bulkhead, generation: record.generation };
    Some((token(instance), cgroup(instance, &record.identity)))
}

fn of_entry<'a>(entry: &Entry, pidfd: &'a OwnedFd, places: &Places) -> Option<Orphan<'a>> {
    let (record, started) = (&entry.record, entry.record.stage.started()?);
    let (token, cgroup) = name_of(entry)?;
    let spec = AdoptSpec {
        token,
        pid: started.pid?,
        limits: places.limits(&record.manifest),
        cgroup,
        stop_signal: record.manifest.stop_signal,
    };
    let ports = started.ports;
    let reserved = [ports.grpc, ports.health, ports.metrics].into_iter().filter_map(reserve_again).collect();
    Some(Orphan { spec, pidfd: pidfd.as_fd(), reserved })
}

fn of_living<'a>(living: &'a Living, places: &Places) -> Option<Orphan<'a>> {
    if living.ended {
        return None;
    }
    let spec = AdoptSpec {
        token: token(living.instance),
        pid: living.pid?,
        limits: places.limits(&living.manifest),
        cgroup: cgroup(living.instance, &living.identity),
        stop_signal: living.manifest.stop_signal,
    };
    let ports = living.surroundings.ports;
    let reserved = [ports.grpc, ports.health, ports.metrics].into_iter().filter_map(reserve_again).collect();
    Some(Orphan { spec, pidfd: living.pidfd.as_ref()?.as_fd(), reserved })
}

/// What a spawner tells of one instance when it is asked what it has.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) pid: i32,
    pub(super) pidfd: Option<OwnedFd>,
    pub(super) exited: Option<(prism_spawner::Exit, bool)>,
    pub(super) asked: bool,
}

/// What is told so far, by token.
pub(super) type Survey = HashMap<u64, Kept>;
