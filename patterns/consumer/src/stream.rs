//! One Consume stream: takes messages from its group until its limit, its client's end or the process's end.

use crate::delivery::StreamId;
use crate::group::Group;
use prism_pattern_common::Shutdown;
use prism_proto::pattern::ConsumeResponse;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::Sender;
use tonic::Status;

/// A topic may grow by another process, which tells nobody: it is looked at again after 1, 2, 4, ... 25 ms. One look
/// is one fstat(2).
const LOOK_MIN: Duration = Duration::from_millis(1);
const LOOK_MAX: Duration = Duration::from_millis(25);

/// What a request asked for.
pub(crate) struct Stream {
    pub(crate) id: StreamId,
    pub(crate) group: Arc<Group>,
    pub(crate) shutdown: Shutdown,
    /// Messages left to deliver.
    pub(crate) left: u64,
    pub(crate) at_end: AtEnd,
}

/// What happens when nothing is left to deliver.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum AtEnd {
    Stop,
    Wait,
}

impl Stream {
    /// Sends until one of the ends; what was not acked then is for others.
    pub(crate) async fn run(mut self, sender: Sender<Result<ConsumeResponse, Status>>) {
        if let Err(status) = self.deliver(&sender).await {
            // A client that is gone does not want to know.
            let _ = sender.send(Err(status)).await;
        }
        self.group.release(self.id);
    }

    async fn deliver(&mut self, sender: &Sender<Result<ConsumeResponse, Status>>) -> Result<(), Status> {
        let mut look = LOOK_MIN;
        while self.left > 0 {
            if let Some(message) = self.group.take(self.id)? {
                look = LOOK_MIN;
                self.left -= 1;
                tokio::select! {
                    sent = sender.send(Ok(ConsumeResponse { message: Some(message) })) => if sent.is_err() { break },
                    () = self.shutdown.requested() => return Err(draining()),
                }
            } else if self.at_end == AtEnd::Stop {
                break;
            } else {
                tokio::select! {
                    () = tokio::time::sleep(look) => look = (look * 2).min(LOOK_MAX),
                    () = self.group.changed() => look = LOOK_MIN,
                    () = sender.closed() => break,
                    () = self.shutdown.requested() => return Err(draining()),
                }
            }
        }
        Ok(())
    }
}

fn draining() -> Status {
    Status::unavailable("this process was told to stop; connect again")
}
