//! The file that says which user belongs to whom: a line for each that was given away, the last one counts.
//!
//! Appended to, so that a launcher of a thousand namespaces writes no more for the next one than for the first; rewritten when it is
//! opened. A line that is torn or damaged is said and left out: nobody is given somebody else's user by a flipped bit.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use crate::catalogue::sha256_hex;

/// Hex digits of the digest in a line: against accidents, not against whoever can write here.
const DIGEST_CHARS: usize = 16;

/// An open one.
#[derive(Debug)]
pub(super) struct Ledger(File);

impl Ledger {
    /// Opens or makes `path`; what it says, in the order in which it was written.
    pub(super) fn open(path: &Path) -> io::Result<(Self, Vec<(u32, String)>)> {
        let text = match fs::read(path) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error),
        };
        let entries = latest(text.lines().enumerate().filter_map(|(number, line)| understood(path, number + 1, line)));
        let temporary = path.with_extension("tmp");
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&temporary)?;
        let content: String = entries.iter().map(|(user, owner)| line(*user, owner)).collect();
        file.write_all(content.as_bytes())?;
        file.sync_all()?;
        fs::rename(temporary, path)?;
        Ok((Self(OpenOptions::new().append(true).open(path)?), entries))
    }

    /// Writes down that `user` is `owner`'s from now on.
    pub(super) fn append(&mut self, user: u32, owner: &str) -> io::Result<()> {
        self.0.write_all(line(user, owner).as_bytes())
    }
}

fn line(user: u32, owner: &str) -> String {
    let entry = format!("{user} {owner}");
    format!("{entry} {}\n", &sha256_hex(entry.as_bytes())[..DIGEST_CHARS])
}

fn understood(path: &Path, number: usize, text: &str) -> Option<(u32, String)> {
    let entry = parse(text);
    if entry.is_none() {
        tracing::error!(
            "{}:{number}: a line is damaged and not believed; its namespace gets another uid",
            path.display()
        );
    }
    entry
}

fn parse(text: &str) -> Option<(u32, String)> {
    let (user, rest) = text.split_once(' ')?;
    let (owner, _) = rest.rsplit_once(' ')?;
    let user = user.parse().ok()?;
    (line(user, owner).trim_end() == text).then(|| (user, owner.to_owned()))
}

/// Of each user and each owner only what was written last.
fn latest(entries: impl Iterator<Item = (u32, String)>) -> Vec<(u32, String)> {
    let entries: Vec<_> = entries.collect();
    let last_of_user: BTreeMap<u32, usize> = entries.iter().enumerate().map(|(at, (user, _))| (*user, at)).collect();
    let last_of_owner: BTreeMap<&str, usize> =
        entries.iter().enumerate().map(|(at, (_, owner))| (owner.as_str(), at)).collect();
    let counts = |at: usize, user: u32, owner: &str| last_of_user[&user] == at && last_of_owner[owner] == at;
    let numbered = entries.iter().enumerate();
    numbered.filter(|(at, (user, owner))| counts(*at, *user, owner)).map(|(_, entry)| entry.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reopened(path: &Path) -> Vec<(u32, String)> {
        Ledger::open(path).expect("opened").1
    }

    fn entry(user: u32, owner: &str) -> (u32, String) {
        (user, owner.to_owned())
    }

    #[test]
    fn what_was_written_last_counts_for_users_and_for_owners() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("uids");
        let (mut ledger, entries) = Ledger::open(&path).expect("opened");
        assert!(entries.is_empty());
        for (user, owner) in [(7, "ns:a"), (8, "ns:b"), (7, "ns:c"), (9, "ns:b")] {
            ledger.append(user, owner).expect("written");
        }
        assert_eq!(reopened(&path), [entry(7, "ns:c"), entry(9, "ns:b")]);
        assert_eq!(fs::read_to_string(&path).expect("there").lines().count(), 2, "it is rewritten");
    }

    #[test]
    fn a_damaged_or_torn_line_is_left_out_and_the_others_are_not() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("uids");
        let good = line(7, "ns:a") + &line(8, "ns:b") + &line(9, "ns:c");
        for bad in [
            good.replacen("8 ns:b", "7 ns:b", 1),
            good.replacen("ns:b", "ns:d", 1),
            good.replacen("8 ns", "\u{fffd}", 1),
        ] {
            fs::write(&path, bad).expect("written");
            assert_eq!(reopened(&path), [entry(7, "ns:a"), entry(9, "ns:c")]);
        }
        fs::write(&path, &good[..good.len() - 3]).expect("written");
        assert_eq!(reopened(&path), [entry(7, "ns:a"), entry(8, "ns:b")]);
    }
}
