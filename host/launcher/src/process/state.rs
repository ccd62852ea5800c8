//! The state directory: one launcher's at a time, and one small record for each bulkhead, for the launcher that comes after.
//!
//! Records speak only of this boot, so they are not fsynced. A record is two lines of JSON: the version of the format with the length and
//! the digest of the second line, and that line. What changes is written behind what was, and the last one counts: a file system makes far
//! more of another file, and of a rename over one, than of a few bytes. What cannot be read is removed and said, never guessed at: a flipped
//! bit in a name could otherwise hand one tenant's process to another. Only a record that plainly was not written to its end, because its
//! launcher died over it, is taken as never written.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::fs::{FileExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use nix::fcntl::{Flock, FlockArg};
use prism_core::process::{BulkheadId, Generation};
use prism_core::record::Record;
use serde::{Deserialize, Serialize};

use super::written::RecordFile;
use crate::catalogue::sha256_hex;
use crate::os::tree::{self, Evidence};

/// The version of the format. A record with another one is not read: what it speaks of is ended, not guessed at.
/// 3 has what policies changed; 4 says how long it is, and several may stand in a file.
pub(crate) const RECORD_VERSION: u32 = 4;
/// The versions that are read.
pub(crate) const RECORD_VERSIONS_READ: [u32; 3] = [2, 3, RECORD_VERSION];
/// A file that would become longer is written anew. 64 KiB: some twenty records.
const RECORDS_BYTES_MAX: u64 = 64 << 10;
/// No first line is longer.
const HEAD_BYTES_MAX: usize = 256;
/// How long a lock that is held is waited for. 2 s: a large process that ends on a busy machine.
const LOCK_WAIT: Duration = Duration::from_secs(2);
/// Digits of the largest generation that there can be.
const FLOOR_DIGITS: usize = 20;
/// Random bytes of the mark: nobody guesses them.
const MARK_BYTES: usize = 16;

/// A state directory that no other launcher has.
#[derive(Debug)]
pub(crate) struct StateDir {
    path: PathBuf,
    _lock: Flock<File>,
}

/// Why a state directory cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StateError {
    #[error("state_dir {path}: {source}", path = .path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error("state_dir {path} is in use by another launcher ({owner}); give this one its own with --state-dir", path = .path.display())]
    InUse { path: PathBuf, owner: String },
    #[error("state_dir {path} is not that of the launcher that hands over; a launcher with another state_dir needs a restart", path = .path.display())]
    Another { path: PathBuf },
    #[error("state_dir {path} can be written by others (mode {mode:o}); expected 700", path = .path.display())]
    Writable { path: PathBuf, mode: u32 },
}

/// What a later launcher must know of a bulkhead.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    /// As the core has it, but for the values of the configuration, which are written nowhere.
    #[serde(with = "RecordFile")]
    pub(crate) record: Record,
    /// Of the main process, where one lives.
    pub(crate) evidence: Option<Evidence>,
    /// Where its output goes.
    pub(crate) log_file: PathBuf,
    /// Where in that file the output of this generation begins.
    pub(crate) output_from: u64,
    /// The boot that it speaks of.
    pub(crate) boot_id: String,
}

/// What an earlier launcher left.
#[derive(Debug, Default)]
pub(crate) struct Left {
    /// One for each key at most.
    pub(crate) entries: Vec<Entry>,
    /// No bulkhead that it removed had a later generation.
    pub(crate) generation_floor: Generation,
}

/// The first line of a record.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    version: u32,
    sha256: String,
    /// Of the second line. Before version 4: not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bytes: Option<usize>,
}

/// What a file says.
#[derive(Debug, PartialEq)]
struct Told {
    entry: Entry,
    /// What it has of whole records; the rest was not written to its end.
    whole: usize,
}

/// Why a record is not believed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
enum Unreadable {
    #[error("it is torn")]
    Torn,
    #[error("it has version {0}, and this launcher reads {RECORD_VERSIONS_READ:?}")]
    Version(u32),
    #[error("its digest does not match")]
    Damaged,
    #[error("it is no record: {0}")]
    Invalid(String),
    #[error("it speaks of bulkhead {0}, which its name does not")]
    Misnamed(u64),
    #[error("another one speaks of the same process")]
    Twice,
}

impl StateDir {
    /// Opens or makes `path`, for this launcher alone.
    pub(crate) fn open(path: &Path) -> Result<Self, StateError> {
        let failed = |source| StateError::Io { path: path.to_owned(), source };
        make_private(path).map_err(failed)?;
        refuse_shared(path)?;
        let lock_file = path.join("lock");
        let file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&lock_file).map_err(failed)?;
        // Whoever can open it can hold it: instances that pass through here to their directories must not.
        file.set_permissions(fs::Permissions::from_mode(0o600)).map_err(failed)?;
        let lock = lock(file).map_err(|(mut file, errno)| match errno {
            nix::errno::Errno::EWOULDBLOCK => {
                let mut owner = String::new();
                let _ = file.read_to_string(&mut owner);
                StateError::InUse { path: path.to_owned(), owner: owner.trim().to_owned() }
            }
            errno => failed(errno.into()),
        })?;
        let state = Self { path: path.to_owned(), _lock: lock };
        state.sign().map_err(failed)?;
        for directory in ["instances", "work"] {
            make_private(&state.path.join(directory)).map_err(failed)?;
        }
        state.reserve_floor();
        Ok(state)
    }

    /// The one that another launcher hands over with its lock, which was never free in between.
    pub(crate) fn take_over(path: &Path, lock: OwnedFd) -> Result<Self, StateError> {
        let failed = |source| StateError::Io { path: path.to_owned(), source };
        Self::is_of(path, &lock)?;
        let lock = File::from(lock);
        // It is the very lock already, unless somebody has unlocked it.
        let lock = Flock::lock(lock, FlockArg::LockExclusiveNonblock).map_err(|(_, errno)| failed(errno.into()))?;
        let state = Self { path: path.to_owned(), _lock: lock };
        state.sign().map_err(failed)?;
        state.reserve_floor();
        Ok(state)
    }

    /// Whether `lock` is that of `path`.
    pub(crate) fn is_of(path: &Path, lock: &OwnedFd) -> Result<(), StateError> {
        let failed = |source| StateError::Io { path: path.to_owned(), source };
        let there = match fs::metadata(path.join("lock")) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(StateError::Another { path: path.to_owned() });
            }
            there => there.map_err(failed)?,
        };
        let given = rustix::fs::fstat(lock).map_err(|errno| failed(errno.into()))?;
        if (there.dev(), there.ino()) == (given.st_dev, given.st_ino) {
            Ok(())
        } else {
            Err(StateError::Another { path: path.to_owned() })
        }
    }

    /// Another handle of the lock: it is held as long as one of them is open.
    pub(crate) fn lock_handle(&self) -> io::Result<OwnedFd> {
        Ok(self._lock.try_clone()?.into())
    }

    /// Keeps the records as they are beside what another launcher will write, which this one may not be able to read.
    pub(crate) fn keep_copies(&self) -> io::Result<()> {
        let (records, copies) = (self.path.join("instances"), self.path.join("instances.before"));
        match fs::remove_dir_all(&copies) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => make_private(&copies)?,
        }
        // A file with another name is replaced and not written to (`append`), so that is a copy of it.
        fs::read_dir(records)?
            .flatten()
            .try_for_each(|entry| fs::hard_link(entry.path(), copies.join(entry.file_name())))
    }

    /// Puts them back.
    pub(crate) fn bring_back_copies(&self) {
        let (records, copies) = (self.path.join("instances"), self.path.join("instances.before"));
        for entry in fs::read_dir(&copies).into_iter().flatten().flatten() {
            // One that cannot be put back is as it is, and is judged when it is read.
            let _ = fs::rename(entry.path(), records.join(entry.file_name()));
        }
        let _ = fs::remove_dir_all(copies);
    }

    /// The directory.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// What tells this directory's cgroups from another launcher's.
    pub(crate) fn id(&self) -> String {
        let path = self.path.canonicalize().unwrap_or_else(|_| self.path.clone());
        super::file_stem(&path.display().to_string())
    }

    /// What instances of this directory's launchers carry in their environment, where there are no cgroups: made once.
    pub(crate) fn mark(&self) -> io::Result<String> {
        let file = self.path.join("mark");
        match fs::read_to_string(&file) {
            Ok(mark) if mark.len() == 2 * MARK_BYTES && mark.bytes().all(|byte| byte.is_ascii_hexdigit()) => Ok(mark),
            _ => {
                let mut bytes = [0; MARK_BYTES];
                File::open("/dev/urandom")?.read_exact(&mut bytes)?;
                let mark: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
                self.replace(&file, mark.as_bytes())?;
                Ok(mark)
            }
        }
    }

    fn sign(&self) -> io::Result<()> {
        self._lock.set_len(0)?;
        // At its beginning, wherever a launcher before has written last: a lock that is handed over has one place for both.
        self._lock.write_all_at(format!("pid {}\n", std::process::id()).as_bytes(), 0)
    }

    fn record_file(&self, bulkhead: BulkheadId) -> PathBuf {
        self.path.join("instances").join(format!("{:016x}.json", bulkhead.0))
    }

    /// Writes a bulkhead down.
    pub(crate) fn write(&self, entry: &Entry) -> io::Result<()> {
        let (file, record) = (self.record_file(entry.record.bulkhead), encode(entry)?);
        if append(&file, &record)? { Ok(()) } else { self.replace(&file, &record) }
    }

    /// To a temporary name, then renamed: there is never half a file. For this user alone.
    fn replace(&self, file: &Path, content: &[u8]) -> io::Result<()> {
        let temporary = file.with_extension("tmp");
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true).mode(0o600).open(&temporary)?.write_all(content)?;
        fs::rename(temporary, file)
    }

    /// Strikes a bulkhead. One that was never written is no error.
    ///
    /// Tried twice: where it stays, the next launcher finds what it said last, and finishes that.
    pub(crate) fn erase(&self, bulkhead: BulkheadId) {
        let file = self.record_file(bulkhead);
        if let Err(error) = fs::remove_file(&file).or_else(|error| again(error, || fs::remove_file(&file))) {
            tracing::error!(file = %file.display(), %error, "a record cannot be removed");
        }
    }

    /// Strikes everything: nothing is to be taken up.
    pub(crate) fn erase_all(&self) {
        for entry in fs::read_dir(self.path.join("instances")).into_iter().flatten().flatten() {
            let _ = fs::remove_file(entry.path());
        }
        let _ = fs::remove_file(self.floor_file());
    }

    fn floor_file(&self) -> PathBuf {
        self.path.join("generation")
    }

    /// Remembers the largest generation of what was removed.
    ///
    /// In its place, which is as long as it will ever be: what is removed because the disk is full must not need room to be remembered. These
    /// few bytes are one write(2), and of no use after the machine itself went down.
    pub(crate) fn write_floor(&self, floor: Generation) -> io::Result<()> {
        let text = format!("{:0width$}", floor.0, width = FLOOR_DIGITS);
        match OpenOptions::new().write(true).open(self.floor_file()) {
            Ok(file) => file.write_all_at(text.as_bytes(), 0),
            Err(error) if error.kind() == io::ErrorKind::NotFound => self.replace(&self.floor_file(), text.as_bytes()),
            Err(error) => Err(error),
        }
    }

    /// Takes the room for that while there is some.
    fn reserve_floor(&self) {
        if !self.floor_file().exists()
            && let Err(error) = self.write_floor(Generation::default())
        {
            tracing::warn!(%error, "there is no room to remember the last generation of what is removed");
        }
    }

    /// What an earlier launcher left of this boot. Records that cannot be read are removed, and said with their names.
    pub(crate) fn read_left(&self) -> Left {
        let mut by_id = BTreeMap::<String, (PathBuf, Entry)>::new();
        for file in self.record_files() {
            match self.read(&file) {
                Ok(entry) if entry.boot_id != tree::boot_id() => drop(fs::remove_file(file)),
                Ok(entry) => self.keep_later(&mut by_id, file, entry),
                Err(problem) => discard(&file, &problem),
            }
        }
        let floor = fs::read_to_string(self.floor_file()).ok().and_then(|text| text.trim().parse().ok());
        Left {
            entries: by_id.into_values().map(|(_, entry)| entry).collect(),
            generation_floor: Generation(floor.unwrap_or_default()),
        }
    }

    /// In order, so that what is said is, too. Temporary ones were being written when the launcher died; what they replace counts.
    fn record_files(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.path.join("instances")).into_iter().flatten().flatten();
        let mut files: Vec<_> = entries.map(|entry| entry.path()).collect();
        files.sort_unstable();
        let (records, others) = files.into_iter().partition(|file| file.extension().is_some_and(|it| it == "json"));
        let others: Vec<PathBuf> = others;
        others.iter().for_each(|file| drop(fs::remove_file(file)));
        records
    }

    fn read(&self, file: &Path) -> Result<Entry, Unreadable> {
        let failed = |error: io::Error| Unreadable::Invalid(error.to_string());
        let content = fs::read(file).map_err(failed)?;
        let Told { entry, whole } = decode(&content)?;
        let bulkhead = entry.record.bulkhead;
        if file != self.record_file(bulkhead) {
            return Err(Unreadable::Misnamed(bulkhead.0));
        }
        if whole < content.len() {
            // What is written next must not be joined to it. Cut off, and not written anew: the disk that it tore on may be full still.
            OpenOptions::new().write(true).open(file).and_then(|file| file.set_len(whole as u64)).map_err(failed)?;
        }
        Ok(entry)
    }

    /// Of two that speak of the same process, the later one counts.
    fn keep_later(&self, by_id: &mut BTreeMap<String, (PathBuf, Entry)>, file: PathBuf, entry: Entry) {
        let id = entry.record.identity.key.qualified_id();
        match by_id.get(&id) {
            Some((_, known)) if known.record.generation >= entry.record.generation => {
                discard(&file, &Unreadable::Twice);
            }
            _ => {
                if let Some((earlier, _)) = by_id.insert(id, (file, entry)) {
                    discard(&earlier, &Unreadable::Twice);
                }
            }
        }
    }
}

/// Writes behind what `file` has. False: there is none, it is long enough, or it has another name, by which it is somebody's copy.
fn append(file: &Path, record: &[u8]) -> io::Result<bool> {
    let mut file = match OpenOptions::new().append(true).open(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        opened => opened?,
    };
    let before = file.metadata()?;
    if before.nlink() > 1 || before.len() + record.len() as u64 > RECORDS_BYTES_MAX {
        return Ok(false);
    }
    // A part of it may have been written: the next one must not be joined to it.
    file.write_all(record).inspect_err(|_| drop(file.set_len(before.len())))?;
    Ok(true)
}

/// One that was killed may take a moment to be gone, above all behind a front, whose end is all that others wait for.
fn lock(mut file: File) -> Result<Flock<File>, (File, nix::errno::Errno)> {
    let began = Instant::now();
    loop {
        match Flock::lock(file, FlockArg::LockExclusiveNonblock) {
            Err((held, nix::errno::Errno::EWOULDBLOCK)) if began.elapsed() < LOCK_WAIT => file = held,
            decided => return decided,
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// A second try after an error, unless there was nothing.
pub(crate) fn again(error: io::Error, remove: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
    match error.kind() {
        io::ErrorKind::NotFound => Ok(()),
        _ => match remove() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            done => done,
        },
    }
}

fn discard(file: &Path, problem: &Unreadable) {
    tracing::error!(file = %file.display(), "a record is not believed, and what it speaks of is ended: {problem}");
    let _ = fs::remove_file(file);
}

fn encode(entry: &Entry) -> io::Result<Vec<u8>> {
    let body = serde_json::to_string(entry)?;
    let head = serde_json::to_string(&head(RECORD_VERSION, &body))?;
    Ok(format!("{head}\n{body}\n").into_bytes())
}

fn head(version: u32, body: &str) -> Head {
    Head { version, sha256: digest(version, body), bytes: says_its_length(version).then_some(body.len()) }
}

fn says_its_length(version: u32) -> bool {
    version > 3
}

/// Of the body, and from 3 on of the version too: a flipped bit must not make a record of one version another's.
fn digest(version: u32, body: &str) -> String {
    match version {
        2 => sha256_hex(body.as_bytes()),
        _ => sha256_hex(format!("{version}\n{body}").as_bytes()),
    }
}

/// The last record of a file.
fn decode(content: &[u8]) -> Result<Told, Unreadable> {
    let (mut last, mut rest) = (None, content);
    while !rest.is_empty() {
        match split(rest) {
            Ok((head, body, after)) => (last, rest) = (Some((head, body)), after),
            Err(Unreadable::Torn) if last.is_some() => break,
            Err(problem) => return Err(problem),
        }
    }
    let (head, body) = last.ok_or(Unreadable::Torn)?;
    let body = std::str::from_utf8(body).map_err(|_| Unreadable::Damaged)?;
    if digest(head.version, body) != head.sha256 {
        return Err(Unreadable::Damaged);
    }
    let entry = serde_json::from_str(body).map_err(|error| Unreadable::Invalid(error.to_string()))?;
    Ok(Told { entry, whole: content.len() - rest.len() })
}

/// The first record of a file, and what is behind it. Torn is only what has nothing behind it, and no end: neither line has one within.
fn split(content: &[u8]) -> Result<(Head, &[u8], &[u8]), Unreadable> {
    let Some((head, rest)) = split_line(content) else {
        return Err(if content.len() < HEAD_BYTES_MAX { Unreadable::Torn } else { Unreadable::Damaged });
    };
    let head: Head = serde_json::from_slice(head).map_err(|error| Unreadable::Invalid(error.to_string()))?;
    if !RECORD_VERSIONS_READ.contains(&head.version) {
        return Err(Unreadable::Version(head.version));
    }
    if head.bytes.is_some() != says_its_length(head.version) {
        return Err(Unreadable::Damaged);
    }
    match split_line(rest) {
        Some((body, after)) if head.bytes.is_none_or(|bytes| bytes == body.len()) => Ok((head, body, after)),
        None if head.bytes.is_none_or(|bytes| bytes >= rest.len()) => Err(Unreadable::Torn),
        _ => Err(Unreadable::Damaged),
    }
}

fn split_line(content: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = content.iter().position(|byte| *byte == b'\n')?;
    Some((&content[..end], &content[end + 1..]))
}

/// Whether bytes are a record that means the same once it is written and read again; none where they are no record.
pub(crate) fn read_again(bytes: &[u8]) -> Option<bool> {
    let Told { entry, .. } = decode(bytes).ok()?;
    Some(encode(&entry).ok().and_then(|written| decode(&written).ok()).is_some_and(|again| again.entry == entry))
}

/// The first lines with which a body is believed, one for each version that is read.
pub(crate) fn heads_of(body: &str) -> Vec<String> {
    RECORD_VERSIONS_READ.into_iter().filter_map(|version| serde_json::to_string(&head(version, body)).ok()).collect()
}

/// A directory for this user alone.
pub(crate) fn make_private(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Whoever can write here can make us end processes of theirs choosing.
fn refuse_shared(path: &Path) -> Result<(), StateError> {
    let metadata = fs::metadata(path).map_err(|source| StateError::Io { path: path.to_owned(), source })?;
    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o022 == 0 { Ok(()) } else { Err(StateError::Writable { path: path.to_owned(), mode }) }
}

#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) use tests::an_entry;
