//! A consumer group of a topic: its deliveries, and the broker that keeps its messages and its offset.

use crate::delivery::{Delivery, NeverDelivered, StreamId};
use prism_pattern_common::broker::{Broker, BrokerError, GroupName, TopicName};
use prism_proto::pattern::{GetOffsetsResponse, Message};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// Shared by the streams of one group.
pub(crate) struct Group {
    broker: Arc<dyn Broker>,
    topic: TopicName,
    name: GroupName,
    delivery: Mutex<Delivery>,
    /// Something may be deliverable that was not before: an ack made room, or a stream left messages behind.
    changed: Notify,
}

/// Why acks were not taken.
#[derive(Debug)]
pub(crate) enum AckError {
    NeverDelivered(u64),
    Broker(BrokerError),
}

impl Group {
    /// Goes on where the broker says the group is.
    pub(crate) fn open(broker: Arc<dyn Broker>, topic: TopicName, name: GroupName) -> Result<Self, BrokerError> {
        let delivery = Mutex::new(Delivery::new(broker.committed(&topic, &name)?));
        Ok(Self { broker, topic, name, delivery, changed: Notify::new() })
    }

    /// The next message for `stream`, if there is one.
    pub(crate) fn take(&self, stream: StreamId) -> Result<Option<Message>, BrokerError> {
        let end = self.broker.end(&self.topic)?;
        let Some(offset) = self.delivery().take(stream, end) else { return Ok(None) };
        Ok(self.broker.read(&self.topic, offset, 1)?.pop())
    }

    /// Takes acks in, and makes the broker keep how far the group is. Those before a wrong one count.
    pub(crate) fn ack(&self, offsets: &[u64]) -> Result<u64, AckError> {
        let (acked, committed) = {
            let mut delivery = self.delivery();
            (offsets.iter().try_for_each(|offset| delivery.ack(*offset)), delivery.committed())
        };
        self.changed.notify_waiters();
        self.broker.commit(&self.topic, &self.name, committed).map_err(AckError::Broker)?;
        acked.map(|()| committed).map_err(|NeverDelivered(offset)| AckError::NeverDelivered(offset))
    }

    /// The stream has ended: others get what it did not ack.
    pub(crate) fn release(&self, stream: StreamId) {
        self.delivery().release(stream);
        self.changed.notify_waiters();
    }

    /// How far the group is.
    pub(crate) fn offsets(&self) -> Result<GetOffsetsResponse, BrokerError> {
        let end = self.broker.end(&self.topic)?;
        let delivery = self.delivery();
        Ok(GetOffsetsResponse { committed: delivery.committed(), end, in_flight: delivery.in_flight() as u64 })
    }

    /// Completes when something may be deliverable that was not before. What other processes produce is not seen here.
    pub(crate) async fn changed(&self) {
        self.changed.notified().await;
    }

    fn delivery(&self) -> MutexGuard<'_, Delivery> {
        // No call on a delivery panics half way.
        self.delivery.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
