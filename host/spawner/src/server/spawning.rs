//! `Spawn`: from a request to a running main process, or to nothing at all.

use std::ffi::CString;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::rc::Rc;

use rustix::event::epoll::{self, EventData, EventFlags};
use rustix::fs::{Mode, OFlags};
use rustix::process::{Resource, Rlimit};

use super::instance::{Instance, Main};
use super::{RESERVED, Server};
use crate::cgroup::Tree;
use crate::child::{Home, Plan, Started};
use crate::diagnose;
use crate::hardening::Ready;
use crate::reply::{SpawnError, Step};
use crate::spec::{AdoptSpec, SpawnSpec};
use crate::sys;
use crate::wire::Answer;

/// Longest name of an instance's cgroup: the kernel takes 255 bytes.
const CGROUP_NAME_BYTES_MAX: usize = 128;

/// A main process that runs, and what goes with it.
struct Launched {
    started: Started,
    tree: Box<dyn Tree>,
    reserved: Vec<OwnedFd>,
}

impl Server {
    pub(super) fn spawn(&mut self, spec: SpawnSpec, descriptors: Vec<OwnedFd>) {
        let token = spec.token;
        match self.try_spawn(&spec, descriptors) {
            Ok(launched) => self.spawned(&spec, launched),
            Err(error) => self.answer(Answer::SpawnFailed { token, error }),
        }
    }

    fn try_spawn(&mut self, spec: &SpawnSpec, descriptors: Vec<OwnedFd>) -> Result<Launched, SpawnError> {
        self.check(spec)?;
        let mut descriptors = descriptors.into_iter();
        let output = descriptors.next().ok_or_else(|| SpawnError::new(Step::Descriptors, libc::EMFILE, "output"))?;
        let mut tree = self.backend.plant(&spec.cgroup, spec.token, &spec.limits)?;
        let ready = self.machine.ready(&spec.hardening, Some(&spec.executable), Some(output.as_fd()));
        let launched = ready.and_then(|ready| plan(spec, tree.as_ref(), self.nofile, ready)).and_then(|plan| {
            self.launchpad.launch(&plan, output.as_fd()).map_err(|failed| diagnose::explain(failed, spec))
        });
        match launched {
            Ok(started) => Ok(Launched { started, tree, reserved: descriptors.collect() }),
            Err(error) => {
                // The failed child was reaped, so the directories are empty.
                tree.uproot();
                Err(error)
            }
        }
    }

    fn check(&self, spec: &SpawnSpec) -> Result<(), SpawnError> {
        let wrong = |errno, subject: &str| Err(SpawnError::new(Step::Spec, errno, subject));
        if spec.token >= RESERVED || self.instances.contains_key(&spec.token) {
            return wrong(libc::EEXIST, &format!("token {}", spec.token));
        }
        if !spec.executable.is_absolute() {
            return wrong(libc::EINVAL, "the executable's path is not absolute");
        }
        if !is_file_name(&spec.cgroup) {
            return wrong(libc::EINVAL, "the cgroup's name");
        }
        Ok(())
    }

    /// Takes over the instance of a spawner that died. What it does not take over, `survey` does not tell of, and nothing of it is left by
    /// then: it was spared as one that would be, so nobody else ends the children of a main process that has ended meanwhile.
    pub(super) fn adopt(&mut self, spec: AdoptSpec, descriptors: Vec<OwnedFd>) {
        if spec.token >= RESERVED || self.instances.contains_key(&spec.token) || !is_file_name(&spec.cgroup) {
            return;
        }
        let (cgroup, token) = (spec.cgroup.clone(), spec.token);
        if self.try_adopt(spec, descriptors).is_none() {
            self.backend.clear(&cgroup, token);
        }
    }

    fn try_adopt(&mut self, spec: AdoptSpec, descriptors: Vec<OwnedFd>) -> Option<()> {
        let AdoptSpec { token, pid, limits, cgroup, stop_signal } = spec;
        let mut descriptors = descriptors.into_iter();
        let pidfd = descriptors.next()?;
        if sys::has_ended(pidfd.as_fd()) {
            return None;
        }
        let tree = self.backend.adopt(&cgroup, token, &limits, pid)?;
        let pidfd = Rc::new(pidfd);
        // It fails without memory. Nobody would hear of its end, so it is not taken over.
        epoll::add(&self.epoll, &pidfd, EventData::new_u64(token), EventFlags::IN).ok()?;
        let (main, reserved) = (Main::Alive(pidfd), descriptors.collect());
        let (asked, adopted) = (false, true);
        let instance =
            Instance { pid, main, tree, cgroup, stop_signal, asked, adopted, _reserved: reserved, ending: None };
        self.instances.insert(token, instance);
        Some(())
    }

    fn spawned(&mut self, spec: &SpawnSpec, launched: Launched) {
        let Launched { started: Started { pid, pidfd }, mut tree, reserved } = launched;
        let (token, pidfd) = (spec.token, Rc::new(pidfd));
        tree.rooted(pid);
        // Out of memory at worst; the exit is then found by the reaper.
        let _ = epoll::add(&self.epoll, &pidfd, EventData::new_u64(token), EventFlags::IN);
        self.mains.insert(pid, token);
        let main = Main::Alive(Rc::clone(&pidfd));
        let (stop_signal, asked, adopted, cgroup) = (spec.stop_signal, false, false, spec.cgroup.clone());
        let instance =
            Instance { pid, main, tree, cgroup, stop_signal, asked, adopted, _reserved: reserved, ending: None };
        self.instances.insert(token, instance);
        self.answer_with(&Answer::Spawned { token, pid }, Some(pidfd));
    }
}

fn is_file_name(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    !name.is_empty() && name.len() <= CGROUP_NAME_BYTES_MAX && name.bytes().all(allowed)
}

/// Everything as C strings.
fn plan(spec: &SpawnSpec, tree: &dyn Tree, inherited: (u64, u64), hardening: Ready) -> Result<Plan, SpawnError> {
    let executable = c_string(spec.executable.as_os_str().as_bytes(), "executable")?;
    let argv0 = spec.argv0.as_ref().map_or(Ok(executable.clone()), |name| c_string(name.as_bytes(), "argv0"))?;
    let args = spec.args.iter().map(|arg| c_string(arg.as_bytes(), "args"));
    let env = spec.env.iter().map(|(name, value)| variable(name, value));
    Ok(Plan {
        argv: std::iter::once(Ok(argv0)).chain(args).collect::<Result<_, _>>()?,
        env: env.chain(tree.mark().map(|mark| Ok(mark.to_owned()))).collect::<Result<_, _>>()?,
        work_dir: c_string(spec.work_dir.as_os_str().as_bytes(), "work_dir")?,
        home: tree.home().map(home).transpose()?,
        joins: tree.joins(),
        nofile: nofile(spec.limits.nofile, inherited),
        hardening,
        executable,
    })
}

fn c_string(bytes: &[u8], what: &str) -> Result<CString, SpawnError> {
    CString::new(bytes).map_err(|_| SpawnError::new(Step::Spec, libc::EINVAL, format!("a NUL byte in {what}")))
}

/// A cgroup, opened: what is cloned into is what was planted.
fn home(dir: &Path) -> Result<Home, SpawnError> {
    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let opened = rustix::fs::open(dir, flags, Mode::empty());
    let opened =
        opened.map_err(|errno| SpawnError::new(Step::Join, errno.raw_os_error(), dir.display().to_string()))?;
    Ok(Home { dir: opened, procs: c_string(dir.join("cgroup.procs").as_os_str().as_bytes(), "cgroup")? })
}

/// The error names the variable and never its value.
fn variable(name: &str, value: &str) -> Result<CString, SpawnError> {
    let wrong = || SpawnError::new(Step::Spec, libc::EINVAL, format!("environment variable {name:?}"));
    if name.is_empty() || name.contains('=') {
        return Err(wrong());
    }
    CString::new(format!("{name}={value}")).map_err(|_| wrong())
}

/// A limit above our own hard one cannot be granted, so the hard one is what they get.
fn nofile(limit: Option<u64>, inherited: (u64, u64)) -> (u64, u64) {
    let (soft, hard) = inherited;
    limit.map_or((soft, hard), |limit| (limit.min(hard), limit.min(hard)))
}

/// Takes all the descriptors this process may have, one and the reserved ports for each instance, and returns what instances
/// inherit: the limits as they were.
pub(super) fn raise_nofile() -> (u64, u64) {
    let before = rustix::process::getrlimit(Resource::Nofile);
    let _ = rustix::process::setrlimit(Resource::Nofile, Rlimit { current: before.maximum, maximum: before.maximum });
    (before.current.unwrap_or(u64::MAX), before.maximum.unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cgroup_name_cannot_leave_its_directory() {
        assert!(is_file_name("i-1_Z"));
        for name in ["", ".", "..", "a/b", "cgroup.procs", "a\0", &"a".repeat(129)] {
            assert!(!is_file_name(name), "{name:?}");
        }
    }

    #[test]
    fn a_variable_that_would_be_two_is_refused_without_its_value() {
        assert!(variable("A", "b=c").is_ok());
        let error = variable("A=B", "secret").unwrap_err();
        assert!(!error.to_string().contains("secret"), "{error}");
    }

    #[test]
    fn an_open_file_limit_never_exceeds_our_own() {
        assert_eq!(nofile(Some(9_000), (1_024, 4_096)), (4_096, 4_096));
        assert_eq!(nofile(None, (1_024, 4_096)), (1_024, 4_096));
    }
}
