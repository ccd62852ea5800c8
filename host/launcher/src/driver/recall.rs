//! Values of a configuration, which no file has: from the spawner that remembers them, and where that died, from the process itself.
//!
//! The invariant: what is recalled is what was asked for, whole. Where anything of it is missing, it is said what and why, and never a value.

use std::collections::{BTreeMap, HashMap};
use std::thread;
use std::time::{Duration, Instant};

use prism_core::record::Record;

use crate::os::tree::{Evidence, Unproven, environment, has_ended};
use crate::process::{Entry, asked_name};

/// What a request configured.
type Config = BTreeMap<String, String>;
/// What a process shows of its environment.
type Shown = BTreeMap<String, String>;

/// How long a process may show no environment at all. It has one, and shows none from its birth until its execve is over: a spawner is told in the
/// middle of that, and may die then. 2 s: a program that comes from a slow disk.
const BIRTH_MAX: Duration = Duration::from_secs(2);
/// Between two looks. 2 ms: an execve takes less than one.
const BIRTH_PAUSE: Duration = Duration::from_millis(2);

/// Why it cannot be recalled.
#[derive(Debug, thiserror::Error)]
pub(super) enum Lost {
    /// The spawner's.
    #[error("what its spawner remembers of it cannot be read")]
    Memo,
    /// Nothing of it lives.
    #[error("its spawner has died, and it had no process whose environment would show it")]
    NoProcess,
    /// The one that is written down is not there.
    #[error("its spawner has died, and its process {pid} {why}")]
    Unproven { pid: i32, why: Unproven },
    /// It is there, and says nothing.
    #[error("its spawner has died, and the environment of its process {pid} cannot be read: {error}")]
    Unread { pid: i32, error: std::io::Error },
    /// It is there, and has written over what it was given.
    #[error("its spawner has died, and the environment of its process {pid} does not have {name}")]
    Lacks { pid: i32, name: String },
}

/// The configuration that a record has the names of.
pub(super) fn recall(entry: &Entry, memos: &HashMap<u64, Vec<u8>>) -> Result<Config, Lost> {
    let record = &entry.record;
    if record.request.config.is_empty() {
        return Ok(Config::new());
    }
    if let Some(memo) = memos.get(&record.bulkhead.0) {
        return serde_json::from_slice(memo).map_err(|_| Lost::Memo);
    }
    let pid = record.stage.started().and_then(|started| started.pid).ok_or(Lost::NoProcess)?;
    let shown = shown_by(pid, entry.evidence)?;
    record.request.config.keys().map(|name| Ok((name.clone(), asked(record, name, pid, &shown)?))).collect()
}

/// The environment of the process that `evidence` is of.
fn shown_by(pid: i32, evidence: Option<Evidence>) -> Result<Shown, Lost> {
    let unproven = |why| Lost::Unproven { pid, why };
    let pidfd = evidence.ok_or(Unproven::Unwritten).and_then(|evidence| evidence.check(pid)).map_err(unproven)?;
    let began = Instant::now();
    loop {
        let shown = environment(pid).map_err(|error| Lost::Unread { pid, error });
        // Of one that ends meanwhile there is nothing to be read, or another one's.
        if has_ended(&pidfd) {
            return Err(unproven(Unproven::Gone));
        }
        let is_yet_to_be_shown = shown.as_ref().is_ok_and(BTreeMap::is_empty);
        if !is_yet_to_be_shown || began.elapsed() > BIRTH_MAX {
            return shown;
        }
        thread::sleep(BIRTH_PAUSE);
    }
}

/// What was asked for under `name`. What a policy set in its place does not say that. A process of an earlier build has no more than that.
fn asked(record: &Record, name: &str, pid: i32, shown: &Shown) -> Result<String, Lost> {
    let shown_as = match record.patch.environment().contains_key(name) {
        true => asked_name(name),
        false => name.to_owned(),
    };
    shown.get(&shown_as).cloned().ok_or(Lost::Lacks { pid, name: shown_as })
}

#[cfg(test)]
mod tests {
    use std::process::{Child, Command, Stdio};

    use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};

    use super::*;
    use crate::process::an_entry;

    /// A process with this environment, and its record.
    fn left(environment: &[(&str, &str)]) -> (Child, Entry) {
        running("/bin/sleep", &["60"], environment)
    }

    fn running(program: &str, arguments: &[&str], environment: &[(&str, &str)]) -> (Child, Entry) {
        let mut command = Command::new(program);
        command.args(arguments).env_clear().envs(environment.iter().copied()).stdin(Stdio::null());
        let child = command.spawn().expect("it can be executed");
        let pid = i32::try_from(child.id()).expect("a pid");
        let mut entry = an_entry(Some(pid));
        entry.record.request.config = std::sync::Arc::new([("token".to_owned(), String::new())].into());
        entry.evidence = Evidence::of(pid, None);
        (child, entry)
    }

    fn end(mut child: Child) {
        child.kill().expect("killed");
        child.wait().expect("reaped");
    }

    fn why(entry: &Entry) -> String {
        recall(entry, &HashMap::new()).expect_err("it is lost").to_string()
    }

    #[test]
    fn what_the_spawner_remembers_counts_and_what_the_process_shows_does_where_it_died() {
        let (child, entry) = left(&[("token", "s3cret"), ("other", "x")]);
        assert_eq!(recall(&entry, &HashMap::new()).expect("shown")["token"], "s3cret");
        let memo = |text: &str| HashMap::from([(entry.record.bulkhead.0, text.as_bytes().to_vec())]);
        assert_eq!(recall(&entry, &memo(r#"{"token":"remembered"}"#)).expect("remembered")["token"], "remembered");
        let broken = recall(&entry, &memo(r#"{"token":["s3cret"]}"#)).expect_err("no configuration").to_string();
        assert_eq!(broken, "what its spawner remembers of it cannot be read");
        end(child);
    }

    #[test]
    fn what_cannot_be_recalled_says_what_is_missing_and_no_value() {
        let (child, mut entry) = left(&[("TOKEN", "s3cret")]);
        let pid = entry.record.stage.started().and_then(|started| started.pid).expect("it was started");
        let said = |what: &str| format!("its spawner has died, and {}", what.replace("PID", &pid.to_string()));
        assert_eq!(why(&entry), said("the environment of its process PID does not have token"));
        let evidence = entry.evidence.take();
        assert_eq!(why(&entry), said("its process PID was not written down with what tells it from another one"));
        entry.evidence = Evidence::of(1, None);
        assert!(
            why(&entry).contains(&said("its process PID is another one: its start in clock ticks is ")),
            "{}",
            why(&entry)
        );
        entry.evidence = evidence;
        end(child);
        assert_eq!(why(&entry), said("its process PID is gone"));
        let mut waiting = an_entry(None);
        waiting.record.request.config = entry.record.request.config;
        assert_eq!(why(&waiting), said("it had no process whose environment would show it"));
    }

    /// As while it executes its program, and before.
    #[test]
    fn one_that_shows_no_environment_yet_is_waited_for() {
        let (child, entry) = running("/bin/sh", &["-c", "sleep 0.2; exec env token=s3cret sleep 60"], &[]);
        assert_eq!(recall(&entry, &HashMap::new()).expect("shown in the end")["token"], "s3cret");
        end(child);
    }

    #[test]
    fn one_that_has_ended_and_is_a_zombie_is_gone() {
        let (mut child, entry) = left(&[("token", "s3cret")]);
        child.kill().expect("killed");
        let pid = Pid::from_child(&child);
        waitid(WaitId::Pid(pid), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT).expect("it ends");
        assert!(why(&entry).ends_with("is gone"), "{}", why(&entry));
        child.wait().expect("reaped");
    }
}
