//! Topics in this process's memory: for tests, and for a pattern that is its own producer.

use super::{Broker, BrokerError, GroupName, MESSAGE_BYTES_MAX, TOPICS_MAX, TopicName, check, size, stored};
use prism_proto::pattern::{Message, NewMessage};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Bytes of one topic: 64 of the largest messages.
const MEMORY_TOPIC_BYTES_MAX: usize = 64 * MESSAGE_BYTES_MAX;

/// Nothing here outlives the process.
#[derive(Debug, Default)]
pub struct MemoryBroker {
    topics: Mutex<BTreeMap<TopicName, Topic>>,
}

#[derive(Debug, Default)]
struct Topic {
    messages: Vec<Message>,
    bytes: usize,
    committed: BTreeMap<GroupName, u64>,
}

impl MemoryBroker {
    fn topics(&self) -> MutexGuard<'_, BTreeMap<TopicName, Topic>> {
        // A panic while it was held left whole messages or none.
        self.topics.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with<R>(&self, topic: &TopicName, act: impl FnOnce(&mut Topic) -> R) -> Result<R, BrokerError> {
        let mut topics = self.topics();
        if !topics.contains_key(topic) && topics.len() >= TOPICS_MAX {
            return Err(BrokerError::TooMuch { what: "the number of topics", limit: TOPICS_MAX as u64 });
        }
        Ok(act(topics.entry(topic.clone()).or_default()))
    }
}

impl Topic {
    fn append(&mut self, messages: Vec<NewMessage>) -> Result<u64, BrokerError> {
        let bytes = self.bytes + messages.iter().map(size).sum::<usize>();
        if bytes > MEMORY_TOPIC_BYTES_MAX {
            return Err(BrokerError::TooMuch { what: "the topic", limit: MEMORY_TOPIC_BYTES_MAX as u64 });
        }
        let first = self.end();
        self.messages.extend(messages.into_iter().zip(first..).map(|(message, offset)| stored(message, offset)));
        self.bytes = bytes;
        Ok(first)
    }

    fn end(&self) -> u64 {
        self.messages.len() as u64
    }
}

impl Broker for MemoryBroker {
    fn append(&self, topic: &TopicName, messages: Vec<NewMessage>) -> Result<u64, BrokerError> {
        check(&messages)?;
        self.with(topic, |topic| topic.append(messages))?
    }

    fn read(&self, topic: &TopicName, from: u64, messages_max: usize) -> Result<Vec<Message>, BrokerError> {
        let from = usize::try_from(from).unwrap_or(usize::MAX);
        self.with(topic, |topic| topic.messages.iter().skip(from).take(messages_max).cloned().collect())
    }

    fn end(&self, topic: &TopicName) -> Result<u64, BrokerError> {
        self.with(topic, |topic| topic.end())
    }

    fn committed(&self, topic: &TopicName, group: &GroupName) -> Result<u64, BrokerError> {
        self.with(topic, |topic| topic.committed.get(group).copied().unwrap_or(0))
    }

    fn commit(&self, topic: &TopicName, group: &GroupName, next: u64) -> Result<u64, BrokerError> {
        self.with(topic, |topic| {
            let committed = topic.committed.entry(group.clone()).or_default();
            *committed = next.max(*committed);
            *committed
        })
    }
}
