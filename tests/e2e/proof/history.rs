//! What many clients were told, and whether one launcher that never loses, doubles or mistakes a process could have told it.
//!
//! Each call is an interval of time in which its effect took place; what was not answered may or may not have had one. A key's generations
//! are a counter that only grows, so the rules below are all that linearizability asks of it (Herlihy, Wing, 1990): what was told
//! after something else was told must not be older.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Instant;

/// One call of one client about one process.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) key: String,
    pub(crate) from: Instant,
    pub(crate) to: Instant,
    pub(crate) told: Told,
}

/// What it was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// A launch: this is the process.
    Launched { pid: i32, generation: u64 },
    /// A status: there is this generation, in whatever state.
    Listed { generation: u64 },
    /// A status, or a terminate: there is none.
    Absent,
    /// A terminate: what there was is gone.
    Ended,
    /// A terminate that nobody answered: it may have had its effect, also later.
    EndedPerhaps,
    /// A launch that was refused or that nobody answered.
    Nothing,
}

/// Calls of many clients.
#[derive(Clone, Debug, Default)]
pub(crate) struct History(Arc<Mutex<Vec<Call>>>);

impl History {
    /// Adds a call that began at `from` and ends now.
    pub(crate) fn add(&self, key: &str, from: Instant, told: Told) {
        let call = Call { key: key.to_owned(), from, to: Instant::now(), told };
        self.0.lock().expect("not poisoned").push(call);
    }

    /// All of them.
    pub(crate) fn calls(&self) -> Vec<Call> {
        self.0.lock().expect("not poisoned").clone()
    }

    /// Fails with the first thing that cannot have been. How many calls were told something.
    pub(crate) fn check(&self) -> usize {
        let calls = self.calls();
        if let Err(wrong) = check(&calls) {
            panic!("{wrong}");
        }
        calls.iter().filter(|call| call.told != Told::Nothing).count()
    }
}

fn check(calls: &[Call]) -> Result<(), String> {
    let mut by_key = BTreeMap::<&str, Vec<&Call>>::new();
    for call in calls {
        by_key.entry(&call.key).or_default().push(call);
    }
    by_key.into_iter().try_for_each(|(key, calls)| {
        one_pid_each(&calls)
            .and_then(|()| never_older(&calls))
            .and_then(|()| ended_for_good(&calls))
            .and_then(|()| never_lost(&calls))
            .map_err(|wrong| format!("{key}: {wrong}"))
    })
}

impl Call {
    fn generation(&self) -> Option<u64> {
        match self.told {
            Told::Launched { generation, .. } | Told::Listed { generation } => Some(generation),
            _ => None,
        }
    }

    fn is_before(&self, other: &Self) -> bool {
        self.to < other.from
    }

    fn may_have_ended(&self) -> bool {
        matches!(self.told, Told::Ended | Told::EndedPerhaps)
    }
}

/// A generation is one process, and a process is of one generation.
fn one_pid_each(calls: &[&Call]) -> Result<(), String> {
    let mut pids = BTreeMap::new();
    for call in calls {
        if let Told::Launched { pid, generation } = call.told
            && let Some(before) = pids.insert(generation, pid)
            && before != pid
        {
            return Err(format!("generation {generation} was pid {before} and pid {pid}"));
        }
    }
    Ok(())
}

/// Who asks later is not told of an earlier generation.
fn never_older(calls: &[&Call]) -> Result<(), String> {
    each_pair(calls, |before, after| match (before.generation(), after.generation()) {
        (Some(earlier), Some(later)) if later < earlier => {
            Err(format!("generation {later} was told after generation {earlier}"))
        }
        _ => Ok(()),
    })
}

/// Between two that were told of the same generation nobody was told that it is gone.
fn ended_for_good(calls: &[&Call]) -> Result<(), String> {
    for end in calls.iter().filter(|call| matches!(call.told, Told::Ended | Told::Absent)) {
        let known = calls.iter().filter(|call| call.is_before(end)).filter_map(|call| call.generation()).max();
        let told = calls.iter().filter(|call| end.is_before(call)).filter_map(|call| call.generation()).min();
        if let (Some(known), Some(told)) = (known, told)
            && told <= known
        {
            return Err(format!("generation {told} was told after generation {known} was told to be gone"));
        }
    }
    Ok(())
}

/// What was told of is there until somebody ends it.
fn never_lost(calls: &[&Call]) -> Result<(), String> {
    for absent in calls.iter().filter(|call| call.told == Told::Absent) {
        let known = calls.iter().filter(|call| call.is_before(absent) && call.generation().is_some());
        let Some(last) = known.max_by_key(|call| call.from) else { continue };
        // An end that was asked for before the last news may still have come after it.
        let ended = calls.iter().any(|call| call.may_have_ended() && last.from < call.to && call.from < absent.to)
            || calls.iter().any(|call| call.told == Told::EndedPerhaps && call.from < absent.to);
        if !ended {
            return Err(format!("generation {:?} was lost: nobody ended it", last.generation()));
        }
    }
    Ok(())
}

fn each_pair(calls: &[&Call], rule: impl Fn(&Call, &Call) -> Result<(), String>) -> Result<(), String> {
    for before in calls {
        for after in calls.iter().filter(|after| before.is_before(after)) {
            rule(before, after)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// Calls of one key: from when to when, and what was told.
    fn verdict(calls: &[(u64, u64, Told)]) -> Result<(), String> {
        let origin = Instant::now();
        let at = |millis| origin + Duration::from_millis(millis);
        let call = |&(from, to, told): &(u64, u64, Told)| Call { key: "k".into(), from: at(from), to: at(to), told };
        check(&calls.iter().map(call).collect::<Vec<_>>())
    }

    fn launched(pid: i32, generation: u64) -> Told {
        Told::Launched { pid, generation }
    }

    #[test]
    fn what_one_launcher_can_tell_is_believed() {
        verdict(&[(0, 9, launched(7, 1)), (5, 6, launched(7, 1)), (20, 30, Told::Ended), (31, 32, Told::Absent)])
            .expect("a start, an end");
        verdict(&[(0, 1, launched(7, 1)), (2, 9, launched(8, 2)), (3, 8, launched(7, 1))]).expect("at the same time");
        verdict(&[(0, 1, launched(7, 1)), (2, 3, Told::EndedPerhaps), (9, 10, Told::Absent)])
            .expect("it had its effect");
        verdict(&[(0, 1, launched(7, 1)), (2, 3, Told::EndedPerhaps), (9, 10, launched(7, 1))]).expect("it had none");
    }

    #[test]
    fn a_process_that_is_doubled_is_found() {
        let wrong = verdict(&[(0, 9, launched(7, 1)), (0, 9, launched(8, 1))]).expect_err("two of one generation");
        assert!(wrong.contains("pid 7 and pid 8"), "{wrong}");
        let wrong = verdict(&[(0, 1, launched(8, 2)), (2, 3, launched(7, 1))]).expect_err("the old one again");
        assert!(wrong.contains("generation 1 was told after generation 2"), "{wrong}");
    }

    #[test]
    fn a_process_that_is_dead_and_alive_is_found() {
        let calls = [(0, 1, launched(7, 1)), (2, 3, Told::Ended), (4, 5, launched(7, 1))];
        assert!(verdict(&calls).expect_err("ended").contains("was told to be gone"));
        let calls = [(0, 1, launched(7, 1)), (2, 3, Told::Ended), (4, 5, Told::Listed { generation: 1 })];
        assert!(verdict(&calls).expect_err("listed").contains("was told to be gone"));
    }

    #[test]
    fn a_process_that_is_lost_is_found() {
        let wrong = verdict(&[(0, 1, launched(7, 1)), (2, 3, Told::Absent)]).expect_err("nobody ended it");
        assert!(wrong.contains("was lost"), "{wrong}");
        let ended_before = [(0, 1, Told::Ended), (2, 3, launched(7, 2)), (4, 5, Told::Absent)];
        assert!(verdict(&ended_before).expect_err("ended before it was launched").contains("was lost"));
    }
}
