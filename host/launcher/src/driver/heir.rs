//! Taking up what an earlier launcher left: its records on one side, what the spawner has on the other.
//!
//! The invariant: what a record does not speak of is ended before anything is taken up, and what is taken up is what is served first. So no
//! key ever has two processes, and nobody is answered from half of the books.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use prism_core::effect::Spawn;
use prism_core::event::{Event, Exit};
use prism_core::process::InstanceId;
use prism_core::record::{Adopted, Fate, Record, Started};
use prism_spawner::{Enforcement, Hardening, Reply};

use super::Driver;
use super::link::{Kept, Survey, prove};
use super::living::{Living, token};
use super::recall::recall;
use crate::os::tree::kill_proven;
use crate::process::{Entry, Left, StateDir};

/// Who owns nothing.
const NOBODY: u32 = 65_534;

/// What is to be taken up, until it is.
#[derive(Debug, Default)]
pub(super) struct Inheritance {
    left: Left,
    survey: Survey,
    /// Configurations that the spawner remembers, by bulkhead.
    memos: HashMap<u64, Vec<u8>>,
    enforcement: Option<Enforcement>,
    /// What lives and the spawner had not was handed over to it.
    handed_over: bool,
    /// Instances that no record speaks of, until they are gone.
    leftovers: Option<HashSet<u64>>,
}

impl Inheritance {
    pub(super) fn of(left: Left) -> Self {
        Self { left, ..Self::default() }
    }

    /// Gives each record its configuration back. One without is of no use: what lives of it is ended, as nobody could say what it is.
    fn recall_configs(&mut self, state: &StateDir) {
        let Self { left, memos, .. } = self;
        left.entries.retain_mut(|entry| {
            let why = match recall(entry, memos) {
                Ok(config) => {
                    entry.record.request.config = Arc::new(config);
                    return true;
                }
                Err(why) => why,
            };
            let process_id = &*entry.record.identity.process_id;
            tracing::error!(process_id, "its configuration is lost, so it is not taken up: {why}");
            state.erase(entry.record.bulkhead);
            false
        });
    }

    fn is_left(&self, token: u64) -> bool {
        self.left.entries.iter().any(|entry| entry.record.stage.started().is_some() && token_of(&entry.record) == token)
    }
}

impl Driver {
    /// A reply while not everything is taken up yet.
    pub(super) fn heard_early(&mut self, mut inheritance: Inheritance, reply: Reply) {
        match reply {
            Reply::Hello { enforcement } => inheritance.enforcement = Some(enforcement),
            Reply::Kept { token, pid, pidfd, exited, asked } => {
                inheritance.survey.insert(token, Kept { pid, pidfd, exited, asked });
            }
            Reply::Exited { token, status, oom_killed, .. } => {
                if let Some(kept) = inheritance.survey.get_mut(&token) {
                    (kept.exited, kept.pidfd) = (Some((status, oom_killed)), None);
                }
            }
            Reply::Memo { key, memo } => drop(inheritance.memos.insert(key, memo)),
            Reply::KeptAll if self.hands_over(&mut inheritance) => {}
            Reply::KeptAll => inheritance.leftovers = Some(self.end_leftovers(&mut inheritance)),
            Reply::Gone { token, .. } => {
                inheritance.leftovers.as_mut().map(|leftovers| leftovers.remove(&token));
            }
            // Without a spawner nothing is taken up, and the start is given up: what lives is the next one's.
            Reply::Closed => self.parts.launcher.lost_spawner.store(true, Ordering::Relaxed),
            Reply::Spawned { .. } | Reply::SpawnFailed { .. } | Reply::Usage { .. } | Reply::Pong => {}
        }
        match &inheritance.leftovers {
            Some(leftovers) if leftovers.is_empty() => self.take_up(inheritance),
            _ => self.inheritance = Some(inheritance),
        }
    }

    /// Whether the spawner is told, once, of what lives and it does not have; it then tells again what there is.
    ///
    /// A launcher that dies while it tells a new spawner what to adopt leaves one that knows a part of it.
    fn hands_over(&self, inheritance: &mut Inheritance) -> bool {
        if std::mem::replace(&mut inheritance.handed_over, true) {
            return false;
        }
        let Inheritance { left, survey, .. } = inheritance;
        let unknown = left.entries.iter().filter(|entry| !survey.contains_key(&token_of(&entry.record)));
        let told = self.link.hand_over_also(unknown, &self.parts.places);
        told.unwrap_or_else(|error| {
            tracing::error!(%error, "the spawner cannot be told what it is to adopt");
            false
        })
    }

    /// Ends what the spawner has and no record speaks of.
    fn end_leftovers(&mut self, inheritance: &mut Inheritance) -> HashSet<u64> {
        inheritance.recall_configs(&self.parts.state);
        let known: HashSet<u64> = inheritance.left.entries.iter().map(|entry| entry.record.bulkhead.0).collect();
        for key in inheritance.memos.keys().filter(|key| !known.contains(key)) {
            // One that does not hear of it has nothing that is used.
            let _ = self.link.spawner.forget(*key);
        }
        let leftovers: HashSet<u64> =
            inheritance.survey.keys().copied().filter(|token| !inheritance.is_left(*token)).collect();
        for token in &leftovers {
            let pid = inheritance.survey.remove(token).map(|kept| kept.pid);
            tracing::warn!(pid, "ended what an earlier launcher had left and no record speaks of");
            if let Err(error) = self.link.spawner.sweep(*token) {
                tracing::error!(%error, "the spawner cannot be reached");
            }
        }
        leftovers
    }

    fn take_up(&mut self, inheritance: Inheritance) {
        let Inheritance { left, mut survey, enforcement, .. } = inheritance;
        let floor = left.generation_floor;
        self.on_disk = left.entries.iter().map(|entry| (entry.record.bulkhead, stripped(entry))).collect();
        let adopted: Vec<_> = left.entries.into_iter().map(|entry| self.inherit(entry, &mut survey)).collect();
        self.generation_floor = floor;
        if !adopted.is_empty() {
            tracing::info!(
                bulkheads = adopted.len(),
                living = self.livings.len(),
                "what an earlier launcher left is taken up"
            );
        }
        let living: HashSet<_> = adopted
            .iter()
            .map(|adopted| self.parts.places.work_dir(adopted.record.bulkhead, &adopted.record.identity))
            .collect();
        let others = self.parts.places.set_others_aside(&living);
        self.parts.io.spawn_blocking(move || others.iter().for_each(|path| drop(std::fs::remove_dir_all(path))));
        self.handle(Event::Adopt { left: adopted, generation_floor: floor });
        // Before anybody is let in, everything there is can be seen.
        self.settle();
        self.on_disk.clear();
        enforcement.into_iter().for_each(|machine| self.show(machine));
    }

    /// Finds out what became of one.
    fn inherit(&mut self, entry: Entry, survey: &mut Survey) -> Adopted {
        let (token, record) = (token_of(&entry.record), &entry.record);
        if let Err(error) = self.parts.places.recognise(record.bulkhead, &record.identity) {
            tracing::error!(process_id = &*record.identity.process_id, %error, "it has no uid");
        }
        let Some(started) = entry.record.stage.started().cloned() else {
            return Adopted { record: entry.record, fate: Fate::Gone };
        };
        let kept = survey.remove(&token);
        let refused = kept.is_none().then(|| prove(&entry)).flatten().is_some();
        if refused {
            end_refused(&entry, &started);
        }
        let found = match &kept {
            Some(Kept { exited: None, pid, asked, .. }) => Fate::Lives { pid: *pid, asked: *asked },
            Some(Kept { exited: Some(exited), .. }) => Fate::Ended { exit: exit(*exited), output: "".into() },
            None if refused => Fate::Ended { exit: Exit::Unknown, output: "".into() },
            None => return Adopted { record: entry.record, fate: Fate::Gone },
        };
        let living = self.revive(&entry, &started, kept);
        self.parts.launcher.outputs.began(living.process(), living.began(started.started_at));
        let fate = match found {
            Fate::Ended { exit, .. } => Fate::Ended { exit, output: living.tail().into() },
            other => other,
        };
        self.livings.insert(token, living);
        Adopted { record: entry.record, fate }
    }

    /// An instance as the driver knows it; without `kept`, one that no spawner has.
    fn revive(&self, entry: &Entry, started: &Started, kept: Option<Kept>) -> Living {
        let record = &entry.record;
        let spawn = Spawn {
            instance: instance_of(record),
            identity: record.identity.clone(),
            manifest: record.manifest.clone(),
            config: record.request.config.clone(),
            patch: record.patch.clone(),
        };
        let places = &self.parts.places;
        let hardening = places.hardening(&spawn).unwrap_or_else(|error| {
            tracing::error!(process_id = &*record.identity.process_id, %error, "its health check's command runs as nobody");
            Hardening { user: Some(NOBODY), ..Hardening::default() }
        });
        let surroundings = places.surroundings(&spawn, started.ports, entry.log_file.clone(), hardening);
        let mut living = Living::new(&spawn, Arc::new(surroundings));
        living.output_from = entry.output_from;
        living.lost = kept.is_none();
        living.ended = kept.as_ref().is_none_or(|kept| kept.exited.is_some());
        living.pid = kept.as_ref().map(|kept| kept.pid).or(started.pid);
        living.pidfd = kept.and_then(|kept| kept.pidfd);
        living.evidence = living.pid.and_then(|pid| crate::os::tree::Evidence::of(pid, living.pidfd.as_ref()));
        living
    }

    /// Another spawner has taken the place of one that died: what it did not adopt has ended, or is ended now.
    pub(super) fn survived(&mut self, survey: &Survey) {
        // What was started meanwhile is the new one's own.
        let doubtful = std::mem::take(&mut self.doubtful);
        let gone = self.livings.lose(|token| survey.contains_key(&token) || !doubtful.contains(&token));
        for (instance, was_spawned, had_ended) in gone {
            if had_ended {
                self.forget(token(instance));
                self.handle(Event::Swept { instance, killed: true });
            } else if was_spawned {
                let output = "the process that looked after it ended".into();
                self.handle(Event::Ended { instance, exit: Exit::Unknown, output });
            } else {
                self.handle(Event::SpawnFailed { instance, error: "the spawner ended".into() });
            }
        }
    }
}

/// As it is on disk: without values of the configuration.
fn stripped(entry: &Entry) -> Entry {
    let mut entry = entry.clone();
    entry.record.request.config = names_of(&entry.record.request.config);
    entry
}

/// A configuration without its values.
pub(super) fn names_of(config: &BTreeMap<String, String>) -> Arc<BTreeMap<String, String>> {
    Arc::new(config.keys().map(|key| (key.clone(), String::new())).collect())
}

/// The spawner did not adopt it, though it lives: it is somewhere else than it should be. It is ours, so it is ended.
fn end_refused(entry: &Entry, started: &Started) {
    let process_id = &*entry.record.identity.process_id;
    let ended = started.pid.zip(entry.evidence).map(|(pid, evidence)| kill_proven(pid, evidence));
    match ended {
        Some(Err(error)) => tracing::error!(process_id, %error, "cannot end what an earlier launcher left"),
        _ => tracing::warn!(
            process_id,
            pid = started.pid,
            "ended what an earlier launcher left, as it is not where it was"
        ),
    }
}

pub(super) fn exit((status, oom_killed): (prism_spawner::Exit, bool)) -> Exit {
    match status {
        _ if oom_killed => Exit::OutOfMemory,
        prism_spawner::Exit::Code(code) => Exit::Code(code),
        prism_spawner::Exit::Signal(signal) => Exit::Signal(signal),
        prism_spawner::Exit::Unknown => Exit::Unknown,
    }
}

fn instance_of(record: &Record) -> InstanceId {
    InstanceId { bulkhead: record.bulkhead, generation: record.generation }
}

fn token_of(record: &Record) -> u64 {
    token(instance_of(record))
}
