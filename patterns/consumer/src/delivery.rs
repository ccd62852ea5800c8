//! Who gets which message of a group, as a machine without IO.
//!
//! An offset is in one place at a time: not delivered yet (`next` and up), in flight with a stream, waiting for a second
//! delivery, or acked. What is below `committed` is acked and forgotten; acked offsets above it wait for the gap to close.

use std::collections::{BTreeMap, BTreeSet};

/// Messages of a group that were delivered and are not below `committed`: bounds the memory, and what a restart delivers
/// again.
pub(crate) const UNCOMMITTED_MAX: usize = 1024;

/// A stream of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StreamId(pub(crate) u64);

/// An offset that was never delivered cannot have been processed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NeverDelivered(pub(crate) u64);

/// The deliveries of one group.
#[derive(Debug)]
pub(crate) struct Delivery {
    committed: u64,
    next: u64,
    in_flight: BTreeMap<u64, StreamId>,
    again: BTreeSet<u64>,
    acked: BTreeSet<u64>,
}

impl Delivery {
    /// Goes on at `committed`: whatever was delivered above it is delivered again.
    pub(crate) fn new(committed: u64) -> Self {
        let (in_flight, again, acked) = Default::default();
        Self { committed, next: committed, in_flight, again, acked }
    }

    /// The offset to hand to `stream` next, of a topic that ends before `end`. None: nothing to deliver, or too much is
    /// not committed.
    pub(crate) fn take(&mut self, stream: StreamId, end: u64) -> Option<u64> {
        let offset = self.again.pop_first().or_else(|| self.take_new(end))?;
        self.in_flight.insert(offset, stream);
        Some(offset)
    }

    fn take_new(&mut self, end: u64) -> Option<u64> {
        let room = self.in_flight.len() + self.acked.len() < UNCOMMITTED_MAX;
        (room && self.next < end).then(|| {
            self.next += 1;
            self.next - 1
        })
    }

    /// Notes that a message was processed, by whichever stream, also after its stream has ended.
    pub(crate) fn ack(&mut self, offset: u64) -> Result<(), NeverDelivered> {
        if offset >= self.next {
            return Err(NeverDelivered(offset));
        }
        let delivered = self.in_flight.remove(&offset).is_some() | self.again.remove(&offset);
        if delivered {
            self.acked.insert(offset);
        }
        while self.acked.remove(&self.committed) {
            self.committed += 1;
        }
        Ok(())
    }

    /// What the stream did not ack is delivered again, oldest first.
    pub(crate) fn release(&mut self, stream: StreamId) {
        let left = self.in_flight.extract_if(.., |_, holder| *holder == stream);
        self.again.extend(left.map(|(offset, _)| offset));
    }

    /// Every offset below it is acked.
    pub(crate) fn committed(&self) -> u64 {
        self.committed
    }

    /// Delivered and not acked.
    pub(crate) fn in_flight(&self) -> usize {
        self.in_flight.len() + self.again.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: StreamId = StreamId(1);
    const B: StreamId = StreamId(2);

    #[test]
    fn each_message_goes_to_one_stream() {
        let mut delivery = Delivery::new(5);
        assert_eq!([delivery.take(A, 7), delivery.take(B, 7), delivery.take(A, 7)], [Some(5), Some(6), None]);
    }

    #[test]
    fn committed_waits_for_the_gap_to_close() {
        let mut delivery = Delivery::new(0);
        for _ in 0..3 {
            delivery.take(A, 3);
        }
        assert_eq!((delivery.ack(2), delivery.ack(0)), (Ok(()), Ok(())));
        assert_eq!(delivery.committed(), 1);
        assert_eq!(delivery.ack(1), Ok(()));
        assert_eq!((delivery.committed(), delivery.in_flight()), (3, 0));
    }

    #[test]
    fn what_a_stream_leaves_unacked_is_delivered_again_before_new_messages() {
        let mut delivery = Delivery::new(0);
        assert_eq!([delivery.take(A, 9), delivery.take(B, 9), delivery.take(A, 9)], [Some(0), Some(1), Some(2)]);
        delivery.ack(0).expect("delivered");
        delivery.release(A);
        assert_eq!([delivery.take(B, 9), delivery.take(B, 9)], [Some(2), Some(3)]);
    }

    #[test]
    fn an_ack_that_comes_after_its_stream_ended_counts() {
        let mut delivery = Delivery::new(0);
        delivery.take(A, 1);
        delivery.release(A);
        assert_eq!(delivery.ack(0), Ok(()));
        assert_eq!((delivery.committed(), delivery.take(B, 1)), (1, None));
    }

    #[test]
    fn acks_are_idempotent() {
        let mut delivery = Delivery::new(3);
        delivery.take(A, 5);
        assert_eq!([delivery.ack(3), delivery.ack(3), delivery.ack(0)], [Ok(()), Ok(()), Ok(())]);
        assert_eq!(delivery.committed(), 4);
    }

    #[test]
    fn an_offset_that_was_never_delivered_cannot_be_acked() {
        assert_eq!(Delivery::new(0).ack(0), Err(NeverDelivered(0)));
    }

    #[test]
    fn nothing_new_is_delivered_while_too_much_is_uncommitted() {
        let mut delivery = Delivery::new(0);
        let taken = (0..5000).map_while(|_| delivery.take(A, 5000)).count();
        assert_eq!(taken, UNCOMMITTED_MAX);
        delivery.release(A);
        assert_eq!(delivery.take(B, 5000), Some(0), "what was delivered before may be delivered again");
        delivery.ack(0).expect("delivered");
    }
}
