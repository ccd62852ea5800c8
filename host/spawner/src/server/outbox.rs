//! Answers that the launcher has not taken yet.
//!
//! The bound: above [`REQUESTS_PAUSE_AT`] the server reads no more requests, and what still comes without one is at most an
//! `Exited` and the `Gone`s already asked for, for each instance. So nothing is dropped and nothing grows without end.

use std::collections::VecDeque;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::rc::Rc;

use rustix::event::epoll::EventFlags;

use crate::link::{self, Wait};

/// Unsent answers at which reading stops: some 100 KiB.
const REQUESTS_PAUSE_AT: usize = 1024;

/// A queue of encoded answers; a pidfd is kept open until it is sent, however long its process has been gone.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    queue: VecDeque<(Vec<u8>, Option<Rc<OwnedFd>>)>,
    /// What epoll was told about the link.
    pub(super) watched: Option<EventFlags>,
}

impl Outbox {
    pub(super) fn push(&mut self, body: Vec<u8>, descriptor: Option<Rc<OwnedFd>>) {
        self.queue.push_back((body, descriptor));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }

    pub(super) fn is_full(&self) -> bool {
        self.queue.len() >= REQUESTS_PAUSE_AT
    }

    pub(super) fn clear(&mut self) {
        self.queue.clear();
    }

    /// Sends what can be sent now. An error means that nothing can be sent any more.
    pub(super) fn flush(&mut self, link: BorrowedFd<'_>) -> io::Result<()> {
        while let Some((body, descriptor)) = self.queue.front() {
            let descriptors: Vec<_> = descriptor.iter().map(|fd| fd.as_fd()).collect();
            match link::send(link, body, &descriptors, Wait::No) {
                Ok(()) => self.queue.pop_front(),
                Err(error) if may_pass(&error) => return Ok(()),
                Err(error) => return Err(error),
            };
        }
        Ok(())
    }
}

/// A full socket, or more descriptors in flight than this user may have (`ETOOMANYREFS`): both end when the launcher reads.
fn may_pass(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::WouldBlock || link::is_for_a_moment(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_wait_for_a_launcher_that_does_not_read_and_come_in_order() {
        let (launcher, spawner) = link::pair().unwrap();
        let mut outbox = Outbox::default();
        for number in 0..REQUESTS_PAUSE_AT * 2 {
            outbox.push(number.to_le_bytes().to_vec(), None);
        }
        outbox.flush(spawner.as_fd()).unwrap();
        assert!(outbox.is_full());
        let mut buffer = link::buffer();
        for number in 0..REQUESTS_PAUSE_AT * 2 {
            let link::Received::Frame(frame) = link::receive(launcher.as_fd(), &mut buffer, Wait::No).unwrap() else {
                panic!("expected a frame");
            };
            assert_eq!(frame.body, number.to_le_bytes());
            outbox.flush(spawner.as_fd()).unwrap();
        }
        assert!(outbox.is_empty());
    }

    #[test]
    fn a_launcher_that_is_gone_is_an_error() {
        let (launcher, spawner) = link::pair().unwrap();
        drop(launcher);
        let mut outbox = Outbox::default();
        outbox.push(vec![1], None);
        assert!(outbox.flush(spawner.as_fd()).is_err());
    }
}
