//! `pattern watch`: every change of state, one line each, until Ctrl-C.
//!
//! The first connection must succeed: a wrong address is an error, not a reason to wait. From then on an outage is told on stderr
//! and the watch goes on after the last sequence number it has shown. Ctrl-C is how a watch ends, so it is exit code 0; before
//! anything is watched it ends the program as everywhere else (130 in a shell).

use std::time::Duration;

use prism_proto::v1::{WatchPatternsRequest, WatchPatternsResponse};
use tonic::Streaming;

use crate::address::Address;
use crate::args::WatchArgs;
use crate::client::Launcher;
use crate::errors::{Call, Failure};
use crate::output;
use crate::render::words::one_line;
use crate::render::{Format, json};

mod cursor;
mod lines;

use cursor::{Cursor, Step};
use lines::Lines;

/// First and longest wait before connecting again, doubling between: quick for a launcher that is being replaced, slow for one that
/// is gone. A watch is one person at one terminal, so there is no herd to spread with jitter.
const RECONNECT_DELAY_MIN: Duration = Duration::from_millis(200);
const RECONNECT_DELAY_MAX: Duration = Duration::from_secs(5);

/// Watches until Ctrl-C, a closed pipe, or an error that does not pass.
pub(crate) async fn run(address: &Address, args: WatchArgs, format: Format) -> Result<(), Failure> {
    let mut watch = Watch::new(address.clone(), args, format);
    let feed = watch.subscribe().await?;
    tokio::select! {
        // In this order: the handler must be in place before the first line is out, or a quick Ctrl-C would still kill.
        biased;
        interrupted = tokio::signal::ctrl_c() => interrupted.map_err(Failure::Runtime),
        ended = watch.follow(feed) => ended,
    }
}

/// Why a feed was left without an error that ends the watch.
enum Left {
    /// The connection or the launcher ended it.
    Outage(String),
    /// The launcher is another one than before: what it knows is asked for anew.
    StartOver,
}

/// A connection and its stream. The connection is kept because the stream dies with it.
struct Feed {
    launcher: Launcher,
    stream: Streaming<WatchPatternsResponse>,
}

struct Watch {
    address: Address,
    args: WatchArgs,
    format: Format,
    cursor: Cursor,
    lines: Lines,
    delay: Duration,
}

impl Watch {
    fn new(address: Address, args: WatchArgs, format: Format) -> Self {
        let cursor = Cursor::after(args.from);
        Self { address, args, format, cursor, lines: Lines::default(), delay: RECONNECT_DELAY_MIN }
    }

    /// Shows feed after feed. Comes back only with what ends the watch.
    async fn follow(&mut self, mut feed: Feed) -> Result<(), Failure> {
        loop {
            match self.drain(&mut feed).await? {
                Left::StartOver => self.cursor = Cursor::after(0),
                Left::Outage(reason) => self.tell(&reason),
            }
            self.wait().await;
            feed = self.resubscribe().await?;
        }
    }

    /// Shows everything that one feed gives.
    async fn drain(&mut self, feed: &mut Feed) -> Result<Left, Failure> {
        loop {
            let response = match feed.stream.message().await {
                Ok(Some(response)) => response,
                Ok(None) => return Ok(Left::Outage("the launcher ended the stream".to_owned())),
                Err(status) => return passing(feed.launcher.failure(Call::Watch, status)),
            };
            self.delay = RECONNECT_DELAY_MIN;
            match self.cursor.take(&response) {
                Step::Show => self.show(response)?,
                Step::Skip => {}
                Step::StartOver => return Ok(Left::StartOver),
            }
        }
    }

    /// Tries until it is back. What does not pass by itself, such as a credential taken away, ends the watch.
    async fn resubscribe(&mut self) -> Result<Feed, Failure> {
        loop {
            match self.subscribe().await {
                Err(failure) if failure.is_passing() => self.wait().await,
                decided => return decided,
            }
        }
    }

    async fn subscribe(&self) -> Result<Feed, Failure> {
        let launcher = Launcher::connect(&self.address).await?;
        let request = WatchPatternsRequest {
            pattern_name: self.args.pattern.clone().unwrap_or_default(),
            namespace: self.args.namespace.clone().unwrap_or_default(),
            after_sequence: self.cursor.sequence(),
        };
        let stream = launcher
            .call(Call::Watch, None, request, |mut client, request| async move { client.watch_patterns(request).await })
            .await?;
        Ok(Feed { launcher, stream })
    }

    fn show(&mut self, response: WatchPatternsResponse) -> Result<(), Failure> {
        let Self { format, lines, .. } = self;
        format.show_next(|width| lines.render(&response, width), || json::WatchPatternsResponse::from(response.clone()))
    }

    fn tell(&self, reason: &str) {
        let sequence = self.cursor.sequence();
        output::note(&one_line(&format!("watch interrupted: {reason}; going on after sequence {sequence}")));
    }

    async fn wait(&mut self) {
        tokio::time::sleep(self.delay).await;
        self.delay = (self.delay * 2).min(RECONNECT_DELAY_MAX);
    }
}

fn passing(failure: Failure) -> Result<Left, Failure> {
    if failure.is_passing() { Ok(Left::Outage(failure.to_string())) } else { Err(failure) }
}
