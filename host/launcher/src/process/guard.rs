//! What instances of this launcher are kept from: the operator's wishes, and what of them this machine permits.

use std::fs;
use std::io;
use std::ops::RangeInclusive;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt, lchown};
use std::path::Path;

use prism_core::manifest::Filesystem;
use prism_core::process::{BulkheadId, Identity};
use prism_spawner::{Enforced, Enforcement, Measure};

use super::StateDir;
use super::users::Users;
use crate::config::{Hardening, KeepToFiles, UserRange};

/// Where the machine's accounts are, each with what it calls its numbers.
const ACCOUNTS: [(&str, &str); 2] = [("/etc/passwd", "the user"), ("/etc/group", "the group")];
/// Which numbers there are in our user namespace (user_namespaces(7)).
const NUMBERS: [&str; 2] = ["/proc/self/uid_map", "/proc/self/gid_map"];

/// See the module.
#[derive(Debug)]
pub(crate) struct Guard {
    wanted: Hardening,
    users: Users,
}

impl Guard {
    /// Finds out whom instances can run as, and makes `state` a place that these users can pass through.
    ///
    /// # Errors
    ///
    /// The operator named users that cannot be had.
    pub(crate) fn new(wanted: &Hardening, state: &StateDir, patterns_dir: &Path) -> Result<Self, String> {
        if wanted.private_tmp {
            outside_tmp("state_dir", state.path())?;
            outside_tmp("patterns_dir", patterns_dir)?;
        }
        let users = match &wanted.users {
            UserRange::Off => Users::none("launcher.hardening.uid_range switches it off"),
            UserRange::Default(range) => {
                match possible(range, state.path()).and_then(|()| passable("patterns_dir", patterns_dir)) {
                    Ok(()) => open_to(range, state)?,
                    Err(why) => Users::none(why),
                }
            }
            UserRange::Named(range) => {
                possible(range, state.path()).map_err(|why| format!("launcher.hardening.uid_range: {why}"))?;
                open_to(range, state)?
            }
        };
        Ok(Self { wanted: wanted.clone(), users })
    }

    /// What this bulkhead is kept from, but for files.
    ///
    /// # Errors
    ///
    /// There is no user left for it.
    pub(crate) fn of(
        &self,
        bulkhead: BulkheadId,
        identity: &Identity,
        work_dir: &Path,
    ) -> io::Result<prism_spawner::Hardening> {
        let user = self.users.of_bulkhead(bulkhead, identity, work_dir)?;
        Ok(prism_spawner::Hardening {
            user,
            drop_capabilities: self.wanted.drop_capabilities,
            own_ipc: self.wanted.private_ipc,
            own_tmp: self.wanted.private_tmp,
            own_processes: self.wanted.private_processes,
            process_scope: self.wanted.process_scope,
            filesystem: None,
            seccomp: self.wanted.seccomp,
        })
    }

    /// Whether a pattern that needs these files keeps to them.
    pub(crate) fn keeps_to(&self, files: &Filesystem) -> bool {
        match self.wanted.filesystem {
            KeepToFiles::Off => false,
            KeepToFiles::Asked => files.is_said,
            KeepToFiles::Always => true,
        }
    }

    /// Nothing of this bulkhead is left.
    pub(crate) fn release(&self, bulkhead: BulkheadId) {
        self.users.release(bulkhead);
    }

    /// What the machine can do, narrowed to what is done: what users are told.
    pub(crate) fn in_force(&self, mut machine: Enforcement) -> Enforcement {
        for (measure, enforced) in &mut machine.hardening {
            *enforced = self.of_measure(*measure, enforced.clone());
        }
        machine
    }

    /// Whether it is not switched off.
    pub(crate) fn wants(&self, measure: Measure) -> bool {
        wants(&self.wanted, measure)
    }

    fn of_measure(&self, measure: Measure, machine: Enforced) -> Enforced {
        if !self.wants(measure) {
            return switched_off(measure);
        }
        match measure {
            Measure::Uid => match self.users.range() {
                Ok(range) => Enforced::By(format!("a user for each namespace, {}-{}", range.start(), range.end())),
                Err(why) => Enforced::Not(why.to_owned()),
            },
            Measure::Filesystem => self.of_filesystem(machine),
            Measure::Capabilities
            | Measure::Ipc
            | Measure::Tmp
            | Measure::Processes
            | Measure::ProcessScope
            | Measure::Seccomp => machine,
        }
    }

    fn of_filesystem(&self, machine: Enforced) -> Enforced {
        let whose = match self.wanted.filesystem {
            KeepToFiles::Always => "every pattern",
            KeepToFiles::Asked | KeepToFiles::Off => "patterns whose manifest has filesystem",
        };
        match machine {
            Enforced::By(how) => Enforced::By(format!("{how}, for {whose}")),
            not => not,
        }
    }

    /// The first measure that the operator requires and that is not enforced, in words.
    pub(crate) fn missing(&self, in_force: &Enforcement) -> Option<String> {
        let broken = |measure: &&Measure| !in_force.hardening.get(measure).is_some_and(Enforced::holds);
        self.wanted.required.iter().find(broken).map(|measure| {
            let why = in_force.hardening.get(measure).map(ToString::to_string).unwrap_or_default();
            is_missing(*measure, &why)
        })
    }
}

/// What the configuration both requires and switches off, in words: known before anything is started, or taken over.
pub(crate) fn contradiction(wanted: &Hardening) -> Option<String> {
    let broken = wanted.required.iter().find(|measure| !wants(wanted, **measure))?;
    Some(is_missing(*broken, &switched_off(*broken).to_string()))
}

fn is_missing(measure: Measure, why: &str) -> String {
    format!("require_hardening names {measure}, but {measure} is {why}")
}

fn switched_off(measure: Measure) -> Enforced {
    Enforced::Not(format!("launcher.hardening.{} switches it off", key_of(measure)))
}

fn wants(wanted: &Hardening, measure: Measure) -> bool {
    match measure {
        Measure::Uid => wanted.users != UserRange::Off,
        Measure::Capabilities => wanted.drop_capabilities,
        Measure::Ipc => wanted.private_ipc,
        Measure::Tmp => wanted.private_tmp,
        Measure::Processes => wanted.private_processes,
        Measure::ProcessScope => wanted.process_scope,
        Measure::Filesystem => wanted.filesystem != KeepToFiles::Off,
        Measure::Seccomp => wanted.seccomp,
    }
}

/// What switches it, below `hardening`.
fn key_of(measure: Measure) -> &'static str {
    match measure {
        Measure::Uid => "uid_range",
        Measure::Capabilities => "drop_capabilities",
        Measure::Ipc => "private_ipc",
        Measure::Tmp => "private_tmp",
        Measure::Processes => "private_processes",
        Measure::ProcessScope => "process_scope",
        Measure::Filesystem => "filesystem",
        Measure::Seccomp => "seccomp",
    }
}

/// Makes `path` for `user` alone. Under its name it is never anybody else's: who owns it is who it is for, for ever.
pub(super) fn make_own_dir(path: &Path, user: Option<u32>) -> io::Result<()> {
    let Some(user) = user else { return fs::DirBuilder::new().recursive(true).mode(0o700).create(path) };
    if path.is_dir() {
        return Ok(());
    }
    let new = path.with_extension("new");
    match fs::DirBuilder::new().mode(0o700).create(&new) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    lchown(&new, Some(user), Some(user))?;
    fs::rename(new, path)
}

fn open_to(range: &RangeInclusive<u32>, state: &StateDir) -> Result<Users, String> {
    let failed = |error: io::Error| format!("state_dir {}: {error}", state.path().display());
    for directory in [state.path(), &state.path().join("work")] {
        // To pass through, not to look: names are known only to whom they are told.
        fs::set_permissions(directory, fs::Permissions::from_mode(0o711)).map_err(failed)?;
    }
    Users::of(range.clone(), &state.path().join("uids")).map_err(failed)
}

/// Whether instances can run as these users. Else why not.
fn possible(range: &RangeInclusive<u32>, state_dir: &Path) -> Result<(), String> {
    match prism_spawner::machine().get(&Measure::Uid) {
        Some(Enforced::By(_)) => {}
        Some(Enforced::Not(why)) => return Err(why.clone()),
        None => return Err("this build cannot".to_owned()),
    }
    if let Some(file) = NUMBERS.into_iter().find(|file| !is_mapped(range, &read(file))) {
        return Err(format!("{}-{} is not in {file}", range.start(), range.end()));
    }
    for (file, what) in ACCOUNTS {
        if let Some((name, number)) = account_in(range, &read(file)) {
            return Err(format!("{number} is {what} {name}; expected a range without accounts"));
        }
    }
    passable("state_dir", state_dir)
}

/// What is below /tmp is not seen by who has another one.
fn outside_tmp(what: &str, directory: &Path) -> Result<(), String> {
    match directory.canonicalize() {
        Ok(path) if path.starts_with("/tmp") => Err(format!(
            "launcher.hardening.private_tmp: {what} {} is below /tmp, where instances would not see it; expected it elsewhere",
            directory.display()
        )),
        _ => Ok(()),
    }
}

fn read(file: &str) -> String {
    fs::read_to_string(file).unwrap_or_default()
}

/// Whether one line of a map (`inside outside count`) has all of the range.
fn is_mapped(range: &RangeInclusive<u32>, map: &str) -> bool {
    map.lines().any(|line| {
        let numbers: Vec<u64> = line.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        matches!(numbers[..], [inside, _, count]
            if inside <= u64::from(*range.start()) && u64::from(*range.end()) < inside + count)
    })
}

/// The first account (`name:password:number:`) with a number in the range.
fn account_in<'a>(range: &RangeInclusive<u32>, accounts: &'a str) -> Option<(&'a str, u32)> {
    accounts.lines().find_map(|line| {
        let mut fields = line.split(':');
        let (name, number) = (fields.next()?, fields.nth(1)?.parse().ok()?);
        range.contains(&number).then_some((name, number))
    })
}

/// Whether other users can pass through to `directory`, where what is theirs is.
fn passable(what: &str, directory: &Path) -> Result<(), String> {
    let path = directory.canonicalize().map_err(|error| format!("{what} {}: {error}", directory.display()))?;
    let is_closed = |directory: &&Path| fs::metadata(directory).is_ok_and(|it| it.permissions().mode() & 0o001 == 0);
    match path.ancestors().skip(1).find(is_closed) {
        Some(closed) => Err(format!(
            "other users may not enter {}, where {what} is; expected a place such as /var/lib/prism",
            closed.display()
        )),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RANGE: RangeInclusive<u32> = 70_000..=70_999;

    #[test]
    fn a_range_is_in_the_map_of_a_user_namespace_or_it_is_not() {
        assert!(is_mapped(&RANGE, "         0          0 4294967295\n"));
        assert!(is_mapped(&RANGE, "0 1000 1\n1 100000 71000\n"));
        for map in ["0 1000 1\n1 100000 65536\n", "0 0 70999\n", "70001 0 5000\n", "", "0 0\n"] {
            assert!(!is_mapped(&RANGE, map), "{map}");
        }
    }

    #[test]
    fn an_account_in_the_range_is_found() {
        let accounts = "root:x:0:0:root:/root:/bin/bash\nbroken\nalice:x:70500:100::/home/alice:/bin/sh\n";
        assert_eq!(account_in(&RANGE, accounts), Some(("alice", 70_500)));
        assert_eq!(account_in(&(70_501..=70_999), accounts), None);
    }

    #[test]
    fn a_place_that_others_cannot_pass_through_is_named() {
        let dir = tempfile::tempdir().expect("a directory");
        let state = dir.path().join("state");
        fs::create_dir(&state).expect("made");
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o700)).expect("set");
        let error = passable("state_dir", &state).expect_err("0700");
        assert!(error.contains(&format!("enter {}, where state_dir is", dir.path().display())), "{error}");
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o711)).expect("set");
        assert_eq!(passable("state_dir", &state), Ok(()));
    }
}
