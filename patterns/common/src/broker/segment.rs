//! One topic's file: records appended under a lock, read without one.
//!
//! A record is `length u32 | crc32 u32 | body`, little endian; the crc covers length and body, the body is an encoded
//! `Message`. A writer that dies leaves a prefix of a record, a *torn tail*: readers stop before it, the next writer
//! cuts it off. A whole record with a wrong crc was damaged afterwards: it is reported, never cut off.
//!
//! Nothing is fsynced: messages outlive processes, not a power cut.

use super::{BrokerError, MESSAGE_BYTES_MAX, TOPIC_BYTES_MAX, stored};
use prism_proto::pattern::{Message, NewMessage};
use prost::Message as _;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufReader, Read, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

const HEADER_BYTES: u64 = 8;
/// A body above it is damage. Eight times the largest message: short headers cost several bytes each, encoded.
const BODY_BYTES_MAX: u32 = 8 * MESSAGE_BYTES_MAX as u32;
/// Every how many records the index remembers a position: 8 bytes for 64 records, at most 63 records skipped.
const INDEX_STRIDE: u64 = 64;
/// An append takes microseconds, so a lock held for this long is held by a process that is stopped.
const LOCK_TRIES: u32 = 500;
const LOCK_PAUSE: Duration = Duration::from_millis(1);

/// What one process knows of a topic's file.
#[derive(Debug)]
pub(super) struct Segment {
    path: PathBuf,
    file: Arc<File>,
    /// The end of the last whole record seen, and the offset of the next one.
    end: Position,
    /// Where the last read stopped: the next one usually goes on there.
    cursor: Position,
    /// Positions of the records 0, 64, 128, ...
    index: Vec<u64>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Position {
    offset: u64,
    byte: u64,
}

impl Segment {
    /// Opens a topic's file, creating an empty one.
    pub(super) fn open(path: PathBuf) -> Result<Self, BrokerError> {
        let file = Arc::new(open(&path)?);
        Ok(Self { path, file, end: Position::default(), cursor: Position::default(), index: Vec::new() })
    }

    /// The offset the next message will have.
    pub(super) fn end(&mut self) -> Result<u64, BrokerError> {
        self.catch_up()?;
        Ok(self.end.offset)
    }

    /// Appends messages as neighbours; the offset of the first one.
    pub(super) fn append(&mut self, messages: Vec<NewMessage>) -> Result<u64, BrokerError> {
        let lock = Lock::take(&self.path)?;
        self.catch_up()?;
        self.cut_torn_tail()?;
        let first = self.end.offset;
        let mut bytes = Vec::new();
        for (message, offset) in messages.into_iter().zip(first..) {
            encode(&stored(message, offset), &mut bytes);
        }
        self.write(&bytes)?;
        self.catch_up()?;
        drop(lock);
        Ok(first)
    }

    /// Up to `messages_max` messages from the offset `from` on.
    pub(super) fn read(&mut self, from: u64, messages_max: usize) -> Result<Vec<Message>, BrokerError> {
        if from >= self.end()? {
            return Ok(Vec::new());
        }
        let mut position = self.before(from);
        let mut reader = self.reader(position)?;
        let mut found = Vec::new();
        while found.len() < messages_max && position.offset < self.end.offset {
            let Some(message) = self.next(&mut reader, &mut position)? else { break };
            if message.offset >= from {
                found.push(message);
            }
        }
        self.cursor = position;
        Ok(found)
    }

    /// Takes note of the records that were appended since, by whomever.
    fn catch_up(&mut self) -> Result<(), BrokerError> {
        if self.length()? <= self.end.byte {
            return Ok(());
        }
        let mut position = self.end;
        let mut reader = self.reader(position)?;
        loop {
            let begins = position;
            if self.next(&mut reader, &mut position)?.is_none() {
                return Ok(());
            }
            if begins.offset.is_multiple_of(INDEX_STRIDE) {
                self.index.push(begins.byte);
            }
            self.end = position;
        }
    }

    /// The record at `position`, which moves behind it; none at the end and before a torn tail.
    fn next(&self, reader: &mut impl Read, position: &mut Position) -> Result<Option<Message>, BrokerError> {
        let damaged = || BrokerError::Damaged { path: self.path.clone(), at: position.byte };
        match decode(reader).map_err(|source| self.io(source))? {
            Record::None => Ok(None),
            Record::Whole(message, bytes) if message.offset == position.offset => {
                *position = Position { offset: position.offset + 1, byte: position.byte + bytes };
                Ok(Some(message))
            }
            Record::Whole(..) | Record::Damaged => Err(damaged()),
        }
    }

    /// The nearest known position that is not behind the record `offset`.
    fn before(&self, offset: u64) -> Position {
        if self.cursor.offset <= offset && offset - self.cursor.offset < INDEX_STRIDE {
            return self.cursor;
        }
        let entry = usize::try_from(offset / INDEX_STRIDE).unwrap_or(usize::MAX);
        self.index
            .get(entry)
            .map_or(Position::default(), |byte| Position { offset: offset / INDEX_STRIDE * INDEX_STRIDE, byte: *byte })
    }

    fn cut_torn_tail(&mut self) -> Result<(), BrokerError> {
        if self.length()? > self.end.byte {
            self.file.set_len(self.end.byte).map_err(|source| self.io(source))?;
        }
        Ok(())
    }

    /// Writes at the end. What a failed write left is a torn tail, or whole records that some reader may have seen
    /// already: so it is not cut off here.
    fn write(&mut self, bytes: &[u8]) -> Result<(), BrokerError> {
        if self.end.byte + bytes.len() as u64 > TOPIC_BYTES_MAX {
            return Err(BrokerError::TooMuch { what: "the topic", limit: TOPIC_BYTES_MAX });
        }
        (&*self.file).write_all(bytes).map_err(|source| self.io(source))
    }

    fn reader(&self, position: Position) -> Result<BufReader<Arc<File>>, BrokerError> {
        // The file is opened for appending, so the position is the reader's alone.
        (&*self.file).seek(SeekFrom::Start(position.byte)).map_err(|source| self.io(source))?;
        Ok(BufReader::with_capacity(64 << 10, Arc::clone(&self.file)))
    }

    fn length(&self) -> Result<u64, BrokerError> {
        self.file.metadata().map(|found| found.len()).map_err(|source| self.io(source))
    }

    fn io(&self, source: io::Error) -> BrokerError {
        BrokerError::Io { path: self.path.clone(), source }
    }
}

/// The lock of a file, until it is dropped: an advisory flock(2), which the kernel lifts when its holder dies.
pub(super) struct Lock(pub(super) File);

impl Lock {
    /// Waits at most half a second.
    pub(super) fn take(path: &Path) -> Result<Self, BrokerError> {
        let file = open(path)?;
        for _ in 0..LOCK_TRIES {
            match file.try_lock() {
                Ok(()) => return Ok(Self(file)),
                Err(TryLockError::WouldBlock) => std::thread::sleep(LOCK_PAUSE),
                Err(TryLockError::Error(source)) => return Err(BrokerError::Io { path: path.to_owned(), source }),
            }
        }
        Err(BrokerError::Busy(path.to_owned()))
    }
}

fn open(path: &Path) -> Result<File, BrokerError> {
    let opened = OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(path);
    opened.map_err(|source| BrokerError::Io { path: path.to_owned(), source })
}

enum Record {
    /// The end, or a torn tail.
    None,
    /// A message and the bytes of its record.
    Whole(Message, u64),
    Damaged,
}

fn encode(message: &Message, bytes: &mut Vec<u8>) {
    let body = message.encode_to_vec();
    // `check` keeps a message far below 4 GiB; a longer one would be reported as damaged, not misread.
    let length = u32::try_from(body.len()).unwrap_or(u32::MAX).to_le_bytes();
    bytes.extend(length);
    bytes.extend(crc(length, &body).to_le_bytes());
    bytes.extend(body);
}

fn decode(reader: &mut impl Read) -> io::Result<Record> {
    let Some([l0, l1, l2, l3, crc @ ..]) = read_array::<8>(reader)? else { return Ok(Record::None) };
    let length = u32::from_le_bytes([l0, l1, l2, l3]);
    if length > BODY_BYTES_MAX {
        return Ok(Record::Damaged);
    }
    let mut body = Vec::new();
    reader.by_ref().take(length.into()).read_to_end(&mut body)?;
    if body.len() < length as usize {
        return Ok(Record::None);
    }
    if self::crc(length.to_le_bytes(), &body) != u32::from_le_bytes(crc) {
        return Ok(Record::Damaged);
    }
    let whole = |message| Record::Whole(message, HEADER_BYTES + u64::from(length));
    Ok(Message::decode(body.as_slice()).map_or(Record::Damaged, whole))
}

/// `N` bytes, or none where fewer are left.
fn read_array<const N: usize>(reader: &mut impl Read) -> io::Result<Option<[u8; N]>> {
    let mut bytes = [0; N];
    match reader.read_exact(&mut bytes) {
        Ok(()) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}

fn crc(length: [u8; 4], body: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&length);
    hasher.update(body);
    hasher.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(payload: &str) -> NewMessage {
        NewMessage { payload: payload.into(), ..NewMessage::default() }
    }

    fn payloads(segment: &mut Segment, from: u64) -> Vec<Vec<u8>> {
        segment.read(from, 1000).expect("read").into_iter().map(|message| message.payload).collect()
    }

    fn filled(dir: &tempfile::TempDir) -> (PathBuf, Segment) {
        let path = dir.path().join("log");
        let mut segment = Segment::open(path.clone()).expect("opened");
        segment.append(vec![text("a"), text("b")]).expect("appended");
        (path, segment)
    }

    #[test]
    fn a_torn_tail_of_any_length_is_not_read_and_is_cut_off_by_the_next_writer() {
        let dir = tempfile::tempdir().expect("temporary directory");
        let (path, _) = filled(&dir);
        let whole = std::fs::read(&path).expect("read");
        let mut record = Vec::new();
        encode(&stored(text("torn"), 2), &mut record);
        for torn in 1..record.len() {
            std::fs::write(&path, [&whole, &record[..torn]].concat()).expect("written");
            let mut segment = Segment::open(path.clone()).expect("opened");
            assert_eq!(payloads(&mut segment, 0), [b"a", b"b"], "{torn} bytes");
            assert_eq!(segment.append(vec![text("c")]).expect("appended"), 2);
            assert_eq!(payloads(&mut Segment::open(path.clone()).expect("opened"), 0), [b"a", b"b", b"c"]);
        }
    }

    #[test]
    fn a_damaged_record_is_reported_and_kept() {
        let dir = tempfile::tempdir().expect("temporary directory");
        let (path, _) = filled(&dir);
        let mut bytes = std::fs::read(&path).expect("read");
        bytes[10] ^= 1;
        std::fs::write(&path, &bytes).expect("written");
        let mut segment = Segment::open(path.clone()).expect("opened");
        assert!(matches!(segment.read(0, 1), Err(BrokerError::Damaged { at: 0, .. })));
        assert!(matches!(segment.append(vec![text("c")]), Err(BrokerError::Damaged { at: 0, .. })));
        assert_eq!(std::fs::read(&path).expect("read"), bytes);
    }

    #[test]
    fn a_read_may_begin_anywhere() {
        let dir = tempfile::tempdir().expect("temporary directory");
        let (_, mut segment) = filled(&dir);
        for number in 2..300 {
            segment.append(vec![text(&number.to_string())]).expect("appended");
        }
        for from in [299, 0, 64, 63, 128, 129, 2, 298, 300] {
            let found = segment.read(from, 2).expect("read");
            let offsets: Vec<_> = found.iter().map(|message| message.offset).collect();
            let expected: Vec<_> = (from..300).take(2).collect();
            assert_eq!(offsets, expected);
        }
    }

    #[test]
    fn a_writer_that_stands_still_with_the_lock_does_not_block_for_ever() {
        let dir = tempfile::tempdir().expect("temporary directory");
        let (path, mut segment) = filled(&dir);
        let _held = Lock::take(&path).expect("taken");
        assert!(matches!(segment.append(vec![text("c")]), Err(BrokerError::Busy(_))));
        assert_eq!(payloads(&mut segment, 1), [b"b"], "a reader needs no lock");
    }
}
