//! Which user a bulkhead runs as: one for each namespace, and for each pattern that is shared, out of the operator's range.
//!
//! What a namespace was given it keeps, over restarts of the launcher and of the machine: files that it left somewhere stay its own. A user
//! changes hands only when the whole range is given away, and then it is the one whose namespace has had no process for longest.
//!
//! The invariants: no two that have processes are the same user; and who a bulkhead was started as it stays. The second is written where
//! it cannot get lost: the bulkhead's work directory belongs to its user.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::io;
use std::ops::RangeInclusive;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use prism_core::isolation::Scope;
use prism_core::process::{BulkheadId, Identity};

use super::ledger::Ledger;

/// The users of one launcher.
#[derive(Debug)]
pub(crate) struct Users {
    /// Whom there is to be. Or why everything runs as the launcher's own user.
    range: Result<RangeInclusive<u32>, String>,
    books: Mutex<Books>,
}

#[derive(Debug, Default)]
struct Books {
    ledger: Option<Ledger>,
    by_owner: BTreeMap<String, Assigned>,
    by_user: BTreeMap<u32, String>,
    bulkheads: HashMap<BulkheadId, (String, Option<u32>)>,
    /// Counts what is asked for, so that it is known who has asked for nothing for longest.
    now: u64,
}

#[derive(Clone, Copy, Debug)]
struct Assigned {
    user: u32,
    last_used: u64,
}

/// Whose the processes of this identity are.
fn owner(identity: &Identity) -> String {
    match &identity.key.scope {
        Scope::Shared => format!("shared:{}", identity.key.pattern),
        Scope::Namespace(namespace) | Scope::Session(namespace, _) => format!("ns:{namespace}"),
    }
}

impl Users {
    /// Everything runs as the launcher's own user, because of this.
    pub(crate) fn none(why: impl Into<String>) -> Self {
        Self { range: Err(why.into()), books: Mutex::default() }
    }

    /// From `range`, as the ledger at `file` says. A ledger that cannot be written is a reason not to start.
    pub(crate) fn of(range: RangeInclusive<u32>, file: &Path) -> io::Result<Self> {
        let (ledger, entries) = Ledger::open(file)?;
        let mut books = Books { ledger: Some(ledger), ..Books::default() };
        for (user, owner) in entries {
            books.assign(owner, user);
        }
        Ok(Self { range: Ok(range), books: Mutex::new(books) })
    }

    /// Whom there is to be, or why nobody.
    pub(crate) fn range(&self) -> Result<&RangeInclusive<u32>, &str> {
        self.range.as_ref().map_err(String::as_str)
    }

    /// Who this bulkhead runs as. None: as the launcher does.
    ///
    /// # Errors
    ///
    /// Every user of the range is somebody's who has processes, or it could not be written down.
    pub(crate) fn of_bulkhead(
        &self,
        bulkhead: BulkheadId,
        identity: &Identity,
        work_dir: &Path,
    ) -> io::Result<Option<u32>> {
        let mut books = self.books.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, user)) = books.bulkheads.get(&bulkhead) {
            return Ok(*user);
        }
        let owner = owner(identity);
        let user = match started_as(work_dir) {
            Some(before) => before,
            None => self.range.as_ref().ok().map(|range| books.user_of(&owner, range)).transpose()?,
        };
        if let Some(user) = user {
            books.assign(owner.clone(), user);
        }
        books.bulkheads.insert(bulkhead, (owner, user));
        Ok(user)
    }

    /// Nothing of it is left.
    pub(crate) fn release(&self, bulkhead: BulkheadId) {
        self.books.lock().unwrap_or_else(PoisonError::into_inner).bulkheads.remove(&bulkhead);
    }
}

/// Who a bulkhead with this work directory was started as: its owner. None where there is no such directory.
fn started_as(work_dir: &Path) -> Option<Option<u32>> {
    let owner = fs::symlink_metadata(work_dir).ok()?.uid();
    Some((owner != rustix::process::geteuid().as_raw()).then_some(owner))
}

impl Books {
    fn assign(&mut self, owner: String, user: u32) {
        self.now += 1;
        let assigned = Assigned { user, last_used: self.now };
        if let Some(before) = self.by_owner.insert(owner.clone(), assigned).filter(|before| before.user != user) {
            self.by_user.remove(&before.user);
        }
        if let Some(other) = self.by_user.insert(user, owner.clone()).filter(|other| *other != owner) {
            self.by_owner.remove(&other);
        }
    }

    /// The owner's user; a new one where it has none in the range, which is written down first.
    fn user_of(&mut self, owner: &str, range: &RangeInclusive<u32>) -> io::Result<u32> {
        if let Some(known) = self.by_owner.get(owner).filter(|known| range.contains(&known.user)) {
            return Ok(known.user);
        }
        let user = self.never_used(range).or_else(|| self.longest_idle(range, owner)).ok_or_else(|| {
            let (first, last) = (range.start(), range.end());
            io::Error::other(format!("every uid of {first}-{last} is in use; widen launcher.hardening.uid_range"))
        })?;
        if let Some(ledger) = &mut self.ledger {
            ledger.append(user, owner).map_err(|error| io::Error::new(error.kind(), format!("uids: {error}")))?;
        }
        Ok(user)
    }

    /// The one after the last that was given away, mostly; else the first gap.
    fn never_used(&self, range: &RangeInclusive<u32>) -> Option<u32> {
        let given = || self.by_user.range(range.clone()).map(|(user, _)| *user);
        let next = given().next_back().map_or(Some(*range.start()), |last| last.checked_add(1));
        let after = next.filter(|next| range.contains(next));
        after.or_else(|| range.clone().zip(given().map(Some).chain(std::iter::repeat(None))).find_map(gap))
    }

    /// One whose owner has no process. It gets to know what that one left lying about outside of its work directories.
    fn longest_idle(&self, range: &RangeInclusive<u32>, newcomer: &str) -> Option<u32> {
        let busy_owners: HashSet<&str> = self.bulkheads.values().map(|(owner, _)| owner.as_str()).collect();
        let busy_users: HashSet<u32> = self.bulkheads.values().filter_map(|(_, user)| *user).collect();
        let given = self.by_owner.iter().filter(|(_, assigned)| range.contains(&assigned.user));
        let idle = given
            .filter(|(owner, assigned)| !busy_owners.contains(owner.as_str()) && !busy_users.contains(&assigned.user));
        let (owner, assigned) = idle.min_by_key(|(_, assigned)| assigned.last_used)?;
        tracing::warn!(
            uid = assigned.user,
            from = owner,
            to = newcomer,
            "a uid changes hands: launcher.hardening.uid_range is given away; what the first one left in files may be read by the second"
        );
        Some(assigned.user)
    }
}

/// The number where the numbers that are given away leave the sequence.
fn gap((user, given): (u32, Option<u32>)) -> Option<u32> {
    (given != Some(user)).then_some(user)
}

#[cfg(test)]
mod tests {
    use super::*;
    use prism_core::isolation::{IsolationKey, IsolationLevel, Placement};
    use prism_core::names::{Namespace, PatternName, SessionId};

    struct House {
        dir: tempfile::TempDir,
        users: Users,
    }

    impl House {
        fn new(range: RangeInclusive<u32>) -> Self {
            let dir = tempfile::tempdir().expect("a directory");
            let users = Users::of(range, &dir.path().join("uids")).expect("opened");
            Self { dir, users }
        }

        fn ask(&self, bulkhead: u64, whose: &str) -> io::Result<Option<u32>> {
            let work_dir = self.dir.path().join(bulkhead.to_string());
            self.users.of_bulkhead(BulkheadId(bulkhead), &identity(whose), &work_dir)
        }

        fn user(&self, bulkhead: u64, whose: &str) -> u32 {
            self.ask(bulkhead, whose).expect("there is one").expect("a user")
        }

        /// Another launcher in the same place.
        fn again(self, range: RangeInclusive<u32>) -> Self {
            let users = Users::of(range, &self.dir.path().join("uids")).expect("opened");
            Self { users, ..self }
        }
    }

    /// `pattern`, `pattern@namespace` or `pattern@namespace/session`.
    fn identity(whose: &str) -> Identity {
        let (pattern, tenant) = whose.split_once('@').unwrap_or((whose, ""));
        let (namespace, session) = tenant.split_once('/').unwrap_or((tenant, ""));
        let (namespace, session) = (Namespace::parse(namespace).ok(), SessionId::parse(session).ok());
        let level = match (&namespace, &session) {
            (None, _) => IsolationLevel::None,
            (_, None) => IsolationLevel::Namespace,
            _ => IsolationLevel::Session,
        };
        let pattern = PatternName::parse(pattern).expect("valid");
        let key = IsolationKey::derive(pattern, namespace.as_ref(), session.as_ref(), Placement::at(level));
        let key = key.expect("complete");
        Identity { process_id: key.rfc_id().into(), key }
    }

    #[test]
    fn a_namespace_is_one_user_whatever_it_runs_and_no_other_is_the_same() {
        let house = House::new(70_000..=70_099);
        let alice = house.user(1, "web@alice");
        assert_eq!([house.user(2, "db@alice"), house.user(3, "web@alice/s1")], [alice, alice]);
        let others = [house.user(4, "web@bob"), house.user(5, "web"), house.user(6, "db")];
        let distinct: std::collections::BTreeSet<_> = others.iter().chain([&alice]).collect();
        assert_eq!(distinct.len(), 4);
        assert!(distinct.into_iter().all(|user| (70_000..=70_099).contains(user)));
    }

    #[test]
    fn a_namespace_keeps_its_user_over_launchers_and_while_it_has_no_process() {
        let house = House::new(70_000..=70_099);
        let (alice, bob) = (house.user(1, "web@alice"), house.user(2, "web@bob"));
        house.users.release(BulkheadId(1));
        assert_ne!(house.user(3, "web@carol"), alice);
        let house = house.again(70_000..=70_099);
        assert_eq!((house.user(4, "db@bob"), house.user(5, "db@alice")), (bob, alice));
    }

    #[test]
    fn a_range_that_is_given_away_takes_from_whom_is_idle_for_longest_and_from_nobody_else() {
        let house = House::new(70_000..=70_002);
        let (alice, bob, carol) = (house.user(1, "p@alice"), house.user(2, "p@bob"), house.user(3, "p@carol"));
        let error = house.ask(4, "p@dave").expect_err("none is left").to_string();
        assert!(error.contains("70000-70002 is in use; widen launcher.hardening.uid_range"), "{error}");
        house.users.release(BulkheadId(1));
        house.users.release(BulkheadId(2));
        house.user(5, "q@alice");
        house.users.release(BulkheadId(5));
        assert_eq!(house.user(6, "p@dave"), bob, "alice was there after bob");
        let house = house.again(70_000..=70_002);
        assert_eq!((house.user(7, "p@dave"), house.user(8, "p@carol")), (bob, carol));
        assert_eq!(house.user(9, "p@alice"), alice);
    }

    #[test]
    fn a_gap_is_found_where_the_end_is_given_away() {
        let house = House::new(70_002..=70_002);
        house.user(1, "p@alice");
        let house = house.again(70_000..=70_002);
        assert_eq!([house.user(2, "p@bob"), house.user(3, "p@carol")], [70_000, 70_001]);
    }

    #[test]
    fn what_was_started_as_the_launchers_own_user_stays_so() {
        let house = House::new(70_000..=70_099);
        fs::create_dir(house.dir.path().join("1")).expect("made");
        assert_eq!(house.ask(1, "p@alice").expect("known"), None);
        assert!(house.ask(2, "p@alice").expect("new").is_some());
    }

    #[test]
    fn without_a_range_nobody_is_anybody_else() {
        let users = Users::none("switched off");
        assert_eq!(users.range(), Err("switched off"));
        let user = users.of_bulkhead(BulkheadId(1), &identity("p@alice"), Path::new("/nowhere"));
        assert_eq!(user.expect("no error"), None);
    }
}
