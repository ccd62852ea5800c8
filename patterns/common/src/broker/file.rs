//! Topics in a directory that processes share.
//!
//! `<root>/<namespace>/<topic>/log` is the topic, `<root>/<namespace>/<topic>/groups/<group>` the offset a group goes on
//! at. Without a namespace it is `_shared`, which no namespace can be called.

use super::segment::{Lock, Segment};
use super::{Broker, BrokerError, GroupName, TOPICS_MAX, TopicName, check};
use crate::Namespace;
use prism_proto::pattern::{Message, NewMessage};
use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

const SHARED: &str = "_shared";
/// An offset in a group's file: as many digits as a u64 can have, so that each write covers the one before.
const OFFSET_DIGITS: usize = 20;

/// Safe to use from several processes and threads at a time.
#[derive(Debug)]
pub struct FileBroker {
    dir: PathBuf,
    segments: Mutex<BTreeMap<TopicName, Segment>>,
}

impl FileBroker {
    /// The topics of `namespace` below `root`, which is created.
    ///
    /// # Errors
    ///
    /// Where the directory cannot be created, or others may write to it.
    pub fn open(root: &Path, namespace: Option<&Namespace>) -> Result<Self, BrokerError> {
        let dir = root.join(namespace.map_or(SHARED, Namespace::as_str));
        create(root)?;
        create(&dir)?;
        Ok(Self { dir, segments: Mutex::default() })
    }

    fn with<R>(
        &self,
        topic: &TopicName,
        act: impl FnOnce(&mut Segment) -> Result<R, BrokerError>,
    ) -> Result<R, BrokerError> {
        // A panic while it was held left positions of whole records.
        let mut segments = self.segments.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(segment) = segments.get_mut(topic) {
            return act(segment);
        }
        if segments.len() >= TOPICS_MAX {
            return Err(BrokerError::TooMuch { what: "the number of topics", limit: TOPICS_MAX as u64 });
        }
        create(&self.dir.join(topic.as_str()))?;
        let segment = Segment::open(self.dir.join(topic.as_str()).join("log"))?;
        act(segments.entry(topic.clone()).or_insert(segment))
    }

    fn group(&self, topic: &TopicName, group: &GroupName) -> Result<PathBuf, BrokerError> {
        let groups = self.dir.join(topic.as_str()).join("groups");
        create(&groups)?;
        Ok(groups.join(group.as_str()))
    }
}

impl Broker for FileBroker {
    fn append(&self, topic: &TopicName, messages: Vec<NewMessage>) -> Result<u64, BrokerError> {
        check(&messages)?;
        self.with(topic, |segment| segment.append(messages))
    }

    fn read(&self, topic: &TopicName, from: u64, messages_max: usize) -> Result<Vec<Message>, BrokerError> {
        self.with(topic, |segment| segment.read(from, messages_max))
    }

    fn end(&self, topic: &TopicName) -> Result<u64, BrokerError> {
        self.with(topic, Segment::end)
    }

    fn committed(&self, topic: &TopicName, group: &GroupName) -> Result<u64, BrokerError> {
        let path = self.group(topic, group)?;
        read_offset(&Lock::take(&path)?.0, &path)
    }

    fn commit(&self, topic: &TopicName, group: &GroupName, next: u64) -> Result<u64, BrokerError> {
        let path = self.group(topic, group)?;
        let lock = Lock::take(&path)?;
        let committed = read_offset(&lock.0, &path)?;
        if next > committed {
            write_offset(&path, next).map_err(|source| BrokerError::Io { path, source })?;
        }
        Ok(next.max(committed))
    }
}

fn create(dir: &Path) -> Result<(), BrokerError> {
    crate::create_private_dir(dir).map_err(|source| BrokerError::Io { path: dir.to_owned(), source })
}

fn read_offset(file: &File, path: &Path) -> Result<u64, BrokerError> {
    let mut digits = [0; OFFSET_DIGITS];
    let length = file.read_at(&mut digits, 0).map_err(|source| BrokerError::Io { path: path.to_owned(), source })?;
    if length == 0 {
        return Ok(0);
    }
    let offset = std::str::from_utf8(&digits[..length]).ok().and_then(|digits| digits.parse().ok());
    offset.ok_or_else(|| BrokerError::Damaged { path: path.to_owned(), at: 0 })
}

/// One write of 20 bytes over the old ones. Not renamed into place: the lock is the file's own.
fn write_offset(path: &Path, offset: u64) -> io::Result<()> {
    // Not through the lock's handle: a file opened for appending writes at its end, whatever position is given.
    let file = File::options().write(true).open(path)?;
    file.write_all_at(format!("{offset:0OFFSET_DIGITS$}").as_bytes(), 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_file_that_is_no_offset_is_reported() {
        let root = tempfile::tempdir().expect("temporary directory");
        let broker = FileBroker::open(root.path(), None).expect("opened");
        let (topic, group) = ("orders".parse().expect("a name"), "billing".parse().expect("a name"));
        broker.commit(&topic, &group, 7).expect("committed");
        assert_eq!(broker.committed(&topic, &group).expect("kept"), 7);
        std::fs::write(root.path().join("_shared/orders/groups/billing"), "seven").expect("written");
        assert!(matches!(broker.committed(&topic, &group), Err(BrokerError::Damaged { .. })));
    }

    #[test]
    fn a_directory_that_others_may_write_to_is_refused() {
        use std::os::unix::fs::PermissionsExt as _;
        let root = tempfile::tempdir().expect("temporary directory");
        std::fs::set_permissions(root.path(), std::fs::Permissions::from_mode(0o777)).expect("chmod");
        assert!(FileBroker::open(root.path(), None).is_err());
    }
}
