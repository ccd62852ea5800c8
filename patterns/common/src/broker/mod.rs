//! The embedded broker slot: topics, and how far each consumer group is in them.
//!
//! Two backends, chosen by BROKER_URL: `memory:` dies with the process; `file:<dir>` is shared by every process that
//! names the same directory, so a producer and a consumer of one namespace exchange messages. A broker is opened for
//! one namespace and cannot name another one's topics.
//!
//! Not a message queue product: one file per topic, no retention, no replication. It is here so that the reference
//! patterns do their work with nothing installed.

mod file;
mod memory;
mod name;
mod segment;
mod url;

pub use file::FileBroker;
pub use memory::MemoryBroker;
pub use name::{GroupName, Name, NameError, TopicName};
pub use url::BrokerUrl;

use crate::{Environment, EnvironmentError};
use prism_proto::pattern::{Message, NewMessage};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};
use tonic::{Code, Status};

/// Key, payload and headers of one message together: Kafka's default, and well below gRPC's 4 MiB.
pub const MESSAGE_BYTES_MAX: usize = 1 << 20;
/// Messages in one append.
pub const BATCH_MESSAGES_MAX: usize = 1000;
/// Bytes of one topic. There is no retention, so a topic that reaches it takes nothing more.
pub const TOPIC_BYTES_MAX: u64 = 1 << 30;
/// Topics one process uses at a time.
pub const TOPICS_MAX: usize = 256;

/// Topics of one namespace. Calls block for as long as the backend's IO takes.
pub trait Broker: Send + Sync {
    /// Appends 1 to `BATCH_MESSAGES_MAX` messages as neighbours; the offset of the first one. When this returns, they
    /// outlive the process as far as the backend does. On an error a prefix may have been appended.
    ///
    /// # Errors
    ///
    /// Where a bound is exceeded or the backend fails.
    fn append(&self, topic: &TopicName, messages: Vec<NewMessage>) -> Result<u64, BrokerError>;

    /// Up to `messages_max` messages from the offset `from` on; fewer, or none, at the end.
    ///
    /// # Errors
    ///
    /// Where the backend fails or what it kept is damaged.
    fn read(&self, topic: &TopicName, from: u64, messages_max: usize) -> Result<Vec<Message>, BrokerError>;

    /// The offset the next message will have.
    ///
    /// # Errors
    ///
    /// As `read`.
    fn end(&self, topic: &TopicName) -> Result<u64, BrokerError>;

    /// Where the group goes on: every message before this offset was committed.
    ///
    /// # Errors
    ///
    /// As `read`.
    fn committed(&self, topic: &TopicName, group: &GroupName) -> Result<u64, BrokerError>;

    /// Moves the group forward to `next`, never back; where it is then.
    ///
    /// # Errors
    ///
    /// As `read`.
    fn commit(&self, topic: &TopicName, group: &GroupName, next: u64) -> Result<u64, BrokerError>;
}

/// Why a broker did not do it.
#[derive(Debug, thiserror::Error)]
pub enum BrokerError {
    /// A message, batch or table is over its bound.
    #[error("{what} is over its limit of {limit}")]
    TooMuch {
        /// What.
        what: &'static str,
        /// The bound.
        limit: u64,
    },
    /// No message at all.
    #[error("nothing to append")]
    Empty,
    /// Another process holds the topic and does not let go.
    #[error("{0} is held by another process")]
    Busy(PathBuf),
    /// What was kept is not what was written. Nothing is removed: someone must look.
    #[error("{path} is damaged at byte {at}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Where the first bad record begins.
        at: u64,
    },
    /// The file system said no.
    #[error("{path}: {source}")]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl From<BrokerError> for Status {
    fn from(error: BrokerError) -> Self {
        let code = match &error {
            BrokerError::TooMuch { .. } => Code::ResourceExhausted,
            BrokerError::Empty => Code::InvalidArgument,
            BrokerError::Busy(_) => Code::Unavailable,
            BrokerError::Damaged { .. } => Code::DataLoss,
            BrokerError::Io { .. } => Code::Internal,
        };
        Status::new(code, error.to_string())
    }
}

/// Opens the broker that BROKER_URL names, for the namespace of this process.
///
/// # Errors
///
/// Where BROKER_URL is no `memory:` or `file:`, or the directory cannot be used.
pub fn open(environment: &Environment) -> Result<Arc<dyn Broker>, OpenError> {
    let expected = "`memory:`, `file:` or `file:/absolute/directory`";
    match environment.parsed_setting("broker_url", expected)?.unwrap_or_default() {
        BrokerUrl::Memory => Ok(Arc::new(MemoryBroker::default())),
        BrokerUrl::Shared => Ok(Arc::new(FileBroker::open(&shared()?, environment.namespace.as_ref())?)),
        BrokerUrl::File(root) => Ok(Arc::new(FileBroker::open(&root, environment.namespace.as_ref())?)),
    }
}

fn shared() -> Result<PathBuf, BrokerError> {
    crate::shared_dir("broker").map_err(|source| BrokerError::Io { path: std::env::temp_dir(), source })
}

/// Why a broker could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// BROKER_URL is wrong.
    #[error(transparent)]
    Url(#[from] EnvironmentError),
    /// Its directory cannot be used.
    #[error(transparent)]
    Broker(#[from] BrokerError),
}

/// Refuses a batch that is empty or over a bound, before anything is written.
fn check(messages: &[NewMessage]) -> Result<(), BrokerError> {
    if messages.is_empty() {
        return Err(BrokerError::Empty);
    }
    if messages.len() > BATCH_MESSAGES_MAX {
        return Err(BrokerError::TooMuch { what: "the batch", limit: BATCH_MESSAGES_MAX as u64 });
    }
    match messages.iter().any(|message| size(message) > MESSAGE_BYTES_MAX) {
        true => Err(BrokerError::TooMuch { what: "a message", limit: MESSAGE_BYTES_MAX as u64 }),
        false => Ok(()),
    }
}

fn size(message: &NewMessage) -> usize {
    let headers: usize = message.headers.iter().map(|(name, value)| name.len() + value.len()).sum();
    message.key.len() + message.payload.len() + headers
}

fn stored(message: NewMessage, offset: u64) -> Message {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Message {
        offset,
        key: message.key,
        payload: message.payload,
        headers: message.headers,
        produced_at_unix_ms: i64::try_from(now.as_millis()).unwrap_or(i64::MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Namespace;

    fn topic(name: &str) -> TopicName {
        name.parse().expect("a name")
    }

    fn text(payload: &str) -> NewMessage {
        NewMessage { payload: payload.into(), ..NewMessage::default() }
    }

    fn payloads(broker: &dyn Broker, from: u64) -> Vec<String> {
        let found = broker.read(&topic("orders"), from, 100).expect("read");
        found.into_iter().map(|message| String::from_utf8_lossy(&message.payload).into_owned()).collect()
    }

    /// What every backend does alike.
    fn behaves(broker: &dyn Broker) {
        let orders = topic("orders");
        let group: GroupName = "billing".parse().expect("a name");
        assert_eq!(broker.append(&orders, vec![text("a"), text("b")]).expect("appended"), 0);
        assert_eq!(broker.append(&orders, vec![text("c")]).expect("appended"), 2);
        assert_eq!(payloads(broker, 1), ["b", "c"]);
        assert_eq!(payloads(broker, 3), Vec::<String>::new());
        assert_eq!(broker.end(&orders).expect("end"), 3);
        assert_eq!(broker.committed(&orders, &group).expect("new"), 0);
        assert_eq!(broker.commit(&orders, &group, 2).expect("forward"), 2);
        assert_eq!(broker.commit(&orders, &group, 1).expect("never back"), 2);
        assert_eq!(broker.committed(&orders, &group).expect("kept"), 2);
        assert!(matches!(broker.append(&orders, vec![]), Err(BrokerError::Empty)));
        let huge = NewMessage { payload: vec![0; MESSAGE_BYTES_MAX + 1], ..NewMessage::default() };
        assert!(matches!(broker.append(&orders, vec![huge]), Err(BrokerError::TooMuch { .. })));
    }

    fn open_for(root: &std::path::Path, namespace: &str) -> FileBroker {
        let namespace: Namespace = namespace.parse().expect("a name");
        FileBroker::open(root, Some(&namespace)).expect("opened")
    }

    #[test]
    fn memory_keeps_messages_and_offsets() {
        behaves(&MemoryBroker::default());
    }

    #[test]
    fn files_keep_messages_and_offsets() {
        let root = tempfile::tempdir().expect("temporary directory");
        behaves(&FileBroker::open(root.path(), None).expect("opened"));
    }

    #[test]
    fn files_carry_messages_and_offsets_from_one_process_to_another() {
        let root = tempfile::tempdir().expect("temporary directory");
        let (producer, consumer) = (open_for(root.path(), "tenant-a"), open_for(root.path(), "tenant-a"));
        assert_eq!(payloads(&consumer, 0), Vec::<String>::new());
        producer.append(&topic("orders"), vec![text("a")]).expect("appended");
        assert_eq!(payloads(&consumer, 0), ["a"]);
        consumer.append(&topic("orders"), vec![text("b")]).expect("appended");
        assert_eq!(producer.append(&topic("orders"), vec![text("c")]).expect("appended"), 2);
        assert_eq!(payloads(&open_for(root.path(), "tenant-a"), 0), ["a", "b", "c"]);
    }

    #[test]
    fn a_namespace_never_sees_the_topics_of_another_one() {
        let root = tempfile::tempdir().expect("temporary directory");
        open_for(root.path(), "tenant-a").append(&topic("orders"), vec![text("secret")]).expect("appended");
        assert_eq!(payloads(&open_for(root.path(), "tenant-b"), 0), Vec::<String>::new());
        assert_eq!(payloads(&FileBroker::open(root.path(), None).expect("opened"), 0), Vec::<String>::new());
    }

    #[test]
    fn concurrent_producers_lose_nothing_and_leave_no_gap() {
        let root = tempfile::tempdir().expect("temporary directory");
        std::thread::scope(|scope| {
            for producer in 0..4 {
                let broker = open_for(root.path(), "tenant-a");
                scope.spawn(move || {
                    for number in 0..50 {
                        let messages = vec![text(&format!("{producer}-{number}")), text("pair")];
                        broker.append(&topic("orders"), messages).expect("appended");
                    }
                });
            }
        });
        let broker = open_for(root.path(), "tenant-a");
        let found = broker.read(&topic("orders"), 0, 1000).expect("read");
        assert_eq!(found.len(), 400);
        assert!(found.iter().zip(0..).all(|(message, offset)| message.offset == offset));
        assert!(found.chunks(2).all(|pair| pair[1].payload == b"pair"), "a batch stays together");
    }
}
