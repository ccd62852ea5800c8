//! `pattern logs`: what a process wrote, and with `-f` what it writes, until it is gone or Ctrl-C.
//!
//! As with `watch`, the first connection must succeed; from then on an outage is told on stderr, and it goes on at the place it was at,
//! also with a later launcher. What a process wrote is never taken for this program's own words: on a screen each of its lines has
//! its generation and a bar before it.

use std::time::Duration;

use prism_proto::v1::tail_logs_response::Event;
use prism_proto::v1::{LogLine, TailLogsRequest, TailLogsResponse};
use tonic::{Code, Streaming};

use crate::address::Address;
use crate::args::LogsArgs;
use crate::client::Launcher;
use crate::errors::{Call, Failure};
use crate::output;
use crate::render::words::one_line;
use crate::render::{Format, json};

mod lines;

use lines::Lines;

/// First and longest wait before connecting again, doubling between, as for `watch`.
const RECONNECT_DELAY_MIN: Duration = Duration::from_millis(200);
const RECONNECT_DELAY_MAX: Duration = Duration::from_secs(5);

/// Shows what there is; with `-f` until the process is gone, Ctrl-C, a closed pipe, or an error that does not pass.
pub(crate) async fn run(address: &Address, args: LogsArgs, format: Format) -> Result<(), Failure> {
    let is_data = matches!(format, Format::Json | Format::Yaml);
    if args.raw && is_data {
        return Err(Failure::Usage("--raw has no format: leave out -o json or -o yaml".to_owned()));
    }
    let follows = args.follow;
    let mut logs = Logs { address: address.clone(), args, format, position: None, lines: Lines::default() };
    let feed = logs.subscribe().await?;
    tokio::select! {
        // As for `watch`: the handler must be in place before the first line is out.
        biased;
        interrupted = tokio::signal::ctrl_c(), if follows => interrupted.map_err(Failure::Runtime),
        ended = logs.follow(feed) => ended,
    }
}

/// A connection and its stream. The connection is kept because the stream dies with it.
struct Feed {
    launcher: Launcher,
    stream: Streaming<TailLogsResponse>,
}

struct Logs {
    address: Address,
    args: LogsArgs,
    format: Format,
    /// Where to go on; none before anything came.
    position: Option<u64>,
    lines: Lines,
}

impl Logs {
    async fn follow(&mut self, mut feed: Feed) -> Result<(), Failure> {
        loop {
            let outage = match self.drain(&mut feed).await {
                Err(failure) if self.args.follow && failure.is_passing() => failure,
                ended => return ended,
            };
            output::note(&one_line(&format!("logs interrupted: {outage}; going on where they were")));
            match self.resubscribe().await? {
                Some(next) => feed = next,
                None => return self.gone(),
            }
        }
    }

    /// Shows everything that one feed gives. It ends well with what there is, or with the process.
    async fn drain(&mut self, feed: &mut Feed) -> Result<(), Failure> {
        loop {
            match feed.stream.message().await {
                Ok(Some(response)) => {
                    self.position = Some(response.position);
                    self.show(response)?;
                }
                Ok(None) if self.args.follow => return self.gone(),
                Ok(None) => return Ok(()),
                Err(status) => return Err(feed.launcher.failure(Call::Logs, status)),
            }
        }
    }

    /// Tries until it is back. None: the process went meanwhile.
    async fn resubscribe(&self) -> Result<Option<Feed>, Failure> {
        let mut delay = RECONNECT_DELAY_MIN;
        loop {
            tokio::time::sleep(delay).await;
            match self.subscribe().await {
                Err(Failure::Refused { code: Code::NotFound, .. }) => return Ok(None),
                Err(failure) if failure.is_passing() => delay = (delay * 2).min(RECONNECT_DELAY_MAX),
                decided => return decided.map(Some),
            }
        }
    }

    async fn subscribe(&self) -> Result<Feed, Failure> {
        let launcher = Launcher::connect(&self.address).await?;
        let since = self.args.since.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX));
        let request = TailLogsRequest {
            process_id: self.args.process_id.clone(),
            lines: self.args.tail,
            since_ms: since,
            follow: self.args.follow,
            after_position: self.position,
        };
        let stream = launcher
            .call(Call::Logs, None, request, |mut client, request| async move { client.tail_logs(request).await })
            .await?;
        Ok(Feed { launcher, stream })
    }

    fn show(&mut self, response: TailLogsResponse) -> Result<(), Failure> {
        if self.args.raw {
            return response.event.and_then(raw).map_or(Ok(()), |bytes| output::print_bytes(&bytes));
        }
        let Self { format, lines, .. } = self;
        if !lines.is_news(&response) {
            return Ok(());
        }
        format.show_next(|_| lines.render(&response), || json::TailLogsResponse::from(response.clone()))
    }

    /// What is followed has come to its end, which is no failure.
    fn gone(&self) -> Result<(), Failure> {
        output::note(&one_line(&format!("{} is gone", self.args.process_id)));
        Ok(())
    }
}

/// What the process wrote, byte for byte.
fn raw(event: Event) -> Option<Vec<u8>> {
    let Event::Line(LogLine { text, binary, ended, .. }) = event else { return None };
    let mut bytes = if binary.is_empty() { text.into_bytes() } else { binary };
    bytes.extend(ended.then_some(b'\n'));
    Some(bytes)
}
