//! TailLogs: what a process wrote, line by line, and what it writes.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};

use prism_core::time::UnixMillis;
use prism_proto::v1;
use prism_proto::v1::tail_logs_response::Event;
use tokio::sync::{OwnedSemaphorePermit, mpsc, watch};
use tokio_stream::Stream;
use tonic::Status;

use super::status;
use crate::driver::{Launcher, wall};
use crate::output::{Follower, Found, From, Part, READERS_MAX, Until, What};

/// What was found at a time, or why there is no more.
type Batch = Result<Vec<Found>, Status>;

/// The answer's stream: one message for each thing found.
#[derive(Debug)]
pub struct Lines {
    batches: mpsc::Receiver<Batch>,
    pending: VecDeque<Found>,
}

impl Stream for Lines {
    type Item = Result<v1::TailLogsResponse, Status>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(found) = self.pending.pop_front() {
                return Poll::Ready(Some(Ok(response(found))));
            }
            match std::task::ready!(self.batches.poll_recv(context)) {
                Some(Ok(batch)) => self.pending.extend(batch),
                Some(Err(status)) => return Poll::Ready(Some(Err(status))),
                None => return Poll::Ready(None),
            }
        }
    }
}

/// Begins to read, where the process is known.
pub(super) async fn tail(
    launcher: &Launcher,
    request: v1::TailLogsRequest,
    stopping: watch::Receiver<bool>,
) -> Result<Lines, Status> {
    if request.process_id.is_empty() {
        return Err(status::bad_field(
            "process_id",
            "is empty; expected the id that LaunchPattern or ListPatterns gave",
        ));
    }
    let from = from(&request)?;
    let unknown = || status::process_unknown(&request.process_id);
    let info = launcher.view.by_id(&request.process_id).ok_or_else(unknown)?;
    let place = launcher.outputs.enter().ok_or_else(|| status::logs_busy(READERS_MAX))?;
    let process = launcher.outputs.of(&info);
    let followed = launcher.outputs.follow(process.clone()).await.ok_or_else(|| status::of(&launcher.why_it_ends()))?;
    if launcher.view.by_id(&request.process_id).is_none_or(|now| now.bulkhead != info.bulkhead) {
        // It went while we asked, so nobody else will say so.
        launcher.outputs.gone(process);
    }
    let until = if request.follow { Until::Gone } else { Until::Now };
    let follower = Follower::open(followed, from, until).await;
    let follower = follower.map_err(|error| status::logs_unreadable(&error))?;
    let (sender, batches) = mpsc::channel(1);
    tokio::spawn(pass_on(follower, sender, stopping, place, launcher.clone()));
    Ok(Lines { batches, pending: VecDeque::new() })
}

fn from(request: &v1::TailLogsRequest) -> Result<From, Status> {
    let since = u64::try_from(request.since_ms)
        .map_err(|_| status::bad_field("since_ms", format!("{} is negative", request.since_ms)))?;
    let since = (since > 0).then(|| UnixMillis(wall().0.saturating_sub(since)));
    Ok(From { lines: request.lines, since, position: request.after_position })
}

/// Reads what comes next when what came before was taken.
async fn pass_on(
    mut follower: Follower,
    sender: mpsc::Sender<Batch>,
    mut stopping: watch::Receiver<bool>,
    _place: OwnedSemaphorePermit,
    launcher: Launcher,
) {
    loop {
        let batch = tokio::select! {
            next = follower.next() => match next {
                Ok(Some(batch)) => Ok(batch),
                Ok(None) => return,
                Err(error) => Err(status::logs_unreadable(&error)),
            },
            () = sender.closed() => return,
            // Not the process has ended, but who tells of it: a follower asks again.
            _ = stopping.wait_for(|stopping| *stopping) => Err(status::of(&launcher.why_it_ends())),
        };
        let is_last = batch.is_err();
        if sender.send(batch).await.is_err() || is_last {
            return;
        }
    }
}

fn response(found: Found) -> v1::TailLogsResponse {
    let event = match found.what {
        What::Began(began) => Event::Began(v1::LogGeneration {
            generation: began.generation,
            at_ms: i64::try_from(began.at.0).unwrap_or(i64::MAX),
        }),
        What::Part(generation, part) => Event::Line(line(generation, part)),
        What::Gap(bytes) => Event::Gap(v1::LogGap { bytes: bytes.unwrap_or(0) }),
    };
    v1::TailLogsResponse { position: found.position, event: Some(event) }
}

fn line(generation: Option<u64>, Part { bytes, ended }: Part) -> v1::LogLine {
    let generation = generation.unwrap_or(0);
    match String::from_utf8(bytes) {
        Ok(text) => v1::LogLine { generation, text, binary: Vec::new(), ended },
        Err(error) => v1::LogLine { generation, text: String::new(), binary: error.into_bytes(), ended },
    }
}
