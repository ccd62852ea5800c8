//! What real processes write, read and followed.

use std::time::Duration;

use nix::sys::signal::Signal;
use prism_proto::v1::tail_logs_response::Event;
use prism_proto::v1::{LogLine, TailLogsRequest, TailLogsResponse};
use tonic::{Code, Streaming};

use crate::support::client::Refused;
use crate::support::prismctl::{failed, printed, prismctl};
use crate::support::wait::PATIENCE;
use crate::support::{Ask as _, Launcher, Plan, launch, processes, until};

const ALIVE: &str = "healthcheck: {kind: alive}";

fn all_of(process_id: &str) -> TailLogsRequest {
    TailLogsRequest { process_id: process_id.to_owned(), ..TailLogsRequest::default() }
}

/// A stream, and what it has told.
struct Tail(Streaming<TailLogsResponse>);

impl Tail {
    async fn of(launcher: &Launcher, request: TailLogsRequest) -> Self {
        Self(launcher.client().tail_logs(request).await.expect("there is such a process").into_inner())
    }

    async fn next(&mut self) -> Option<TailLogsResponse> {
        let next = tokio::time::timeout(PATIENCE, self.0.message()).await.expect("something is told in time");
        next.expect("the stream goes on")
    }

    /// The next line, past what else is told.
    async fn line(&mut self) -> LogLine {
        loop {
            if let Some(Event::Line(line)) = self.next().await.expect("it goes on").event {
                return line;
            }
        }
    }

    async fn all(mut self) -> Vec<TailLogsResponse> {
        let mut all = Vec::new();
        while let Some(response) = self.next().await {
            all.push(response);
        }
        all
    }
}

/// What was told, in short.
fn shown(told: &[TailLogsResponse]) -> Vec<String> {
    let word = |event: &Event| match event {
        Event::Began(began) => format!("= {}", began.generation),
        Event::Gap(_) => "~".to_owned(),
        Event::Line(line) => format!("{} {}", line.generation, line.text),
    };
    told.iter().filter_map(|response| response.event.as_ref().map(word)).collect()
}

/// Waits until the process has written so many lines.
async fn written(launcher: &Launcher, process_id: &str, lines: usize) {
    until("it has written", async || {
        let told = Tail::of(launcher, all_of(process_id)).await.all().await;
        let ended = told.iter().filter(|it| matches!(&it.event, Some(Event::Line(line)) if line.ended)).count();
        (ended >= lines).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn stdout_and_stderr_are_shown_over_generations_and_a_restart_of_the_launcher() {
    let script = "echo out $PRISM_GENERATION; echo err $PRISM_GENERATION >&2; while :; do sleep 1; done";
    let mut launcher = Plan::new().patterns(|patterns| patterns.script("p", ALIVE, script)).start().await;
    let process = launcher.launched(launch("p").of("a")).await;
    written(&launcher, "ns:a:p", 2).await;
    processes::signal(process.pid, Signal::SIGKILL);
    written(&launcher, "ns:a:p", 4).await;
    let expected = ["= 1", "1 out 1", "1 err 1", "= 2", "2 out 2", "2 err 2"];
    let told = Tail::of(&launcher, all_of("ns:a:p")).await.all().await;
    assert_eq!(shown(&told), expected);
    let position = told[2].position;
    launcher.kill();
    let launcher = launcher.into_plan().start().await;
    assert_eq!(shown(&Tail::of(&launcher, all_of("ns:a:p")).await.all().await), expected);
    let resumed = TailLogsRequest { after_position: Some(position), ..all_of("ns:a:p") };
    assert_eq!(shown(&Tail::of(&launcher, resumed).await.all().await), expected[3..]);
    let last = TailLogsRequest { lines: Some(1), ..all_of("ns:a:p") };
    assert_eq!(shown(&Tail::of(&launcher, last).await.all().await), ["= 2", "2 err 2"]);
    let since = TailLogsRequest { since_ms: 3_600_000, ..all_of("ns:a:p") };
    assert_eq!(shown(&Tail::of(&launcher, since).await.all().await), expected, "all of it is younger than an hour");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn followers_are_told_at_once_over_a_restart_and_until_the_end() {
    let script = "trap 'echo bye $PRISM_GENERATION; exit 0' TERM\necho up $PRISM_GENERATION\nwhile [ ! -e $OUT/crash ]; do sleep 0.02; done\nrm $OUT/crash; printf 'last words'; exit 3";
    let launcher = Plan::new().patterns(|patterns| patterns.script("p", ALIVE, script)).start().await;
    let out = launcher.path().to_owned();
    launcher.launched(launch("p").of("a").with("OUT", out.display())).await;
    let follow = TailLogsRequest { follow: true, ..all_of("ns:a:p") };
    let mut tails = Vec::new();
    for _ in 0..20 {
        tails.push(Tail::of(&launcher, follow.clone()).await);
    }
    assert_eq!(tails[0].line().await.text, "up 1");
    std::fs::write(out.join("crash"), "").expect("written");
    let last = tails[0].line().await;
    assert_eq!((last.text.as_str(), last.ended, last.generation), ("last words", false, 1));
    assert_eq!(tails[0].line().await.text, "up 2");
    launcher.terminate("ns:a:p").await.expect("ended");
    for (index, tail) in tails.into_iter().enumerate() {
        let told = shown(&tail.all().await);
        assert_eq!(told.last().expect("some"), "2 bye 2", "follower {index}: {told:?}");
    }
    let gone = launcher.client().tail_logs(all_of("ns:a:p")).await.expect_err("it is gone");
    Refused::from(gone).expect(Code::NotFound, "PROCESS_UNKNOWN").saying("ns:a:p");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_flood_reaches_a_fast_reader_whole_and_a_slow_one_with_a_gap() {
    // 24 MiB in lines of 64 bytes, each with its number.
    let script = "while [ ! -e $OUT/go ]; do sleep 0.01; done\nseq -f '%063.0f' 1 393216\ntouch $OUT/done\nwhile [ ! -e $OUT/on ]; do sleep 0.01; done\necho the end\nwhile :; do sleep 1; done";
    let launcher = Plan::new().patterns(|patterns| patterns.script("p", ALIVE, script)).start().await;
    let out = launcher.path().to_owned();
    launcher.launched(launch("p").of("a").with("OUT", out.display())).await;
    let follow = TailLogsRequest { follow: true, ..all_of("ns:a:p") };
    let mut slow = Tail::of(&launcher, follow.clone()).await;
    assert!(matches!(slow.next().await.expect("it goes on").event, Some(Event::Began(_))));
    std::fs::write(out.join("go"), "").expect("written");
    until("it has written all", async || out.join("done").exists().then_some(())).await;
    // What is beyond the bound goes before the slow one reads on.
    let file = std::fs::read_dir(launcher.state_dir().join("logs")).expect("there").flatten().map(|entry| entry.path());
    let file = file.into_iter().find(|path| path.extension().is_some_and(|it| it == "log")).expect("one");
    until("the file is kept within its bound", async || {
        use std::os::unix::fs::MetadataExt as _;
        (std::fs::metadata(&file).expect("there").blocks() * 512 <= 17 << 20).then_some(())
    })
    .await;
    std::fs::write(out.join("on"), "").expect("written");
    let (mut number, mut gaps) = (0, 0);
    let end = loop {
        match slow.next().await.expect("it goes on").event.expect("each has one") {
            Event::Gap(gap) => gaps += usize::from(gap.bytes > 0),
            Event::Line(line) if line.text == "the end" => break line,
            Event::Line(line) => {
                let next: u64 = line.text.parse().unwrap_or_else(|_| panic!("a torn line: {:?}", line.text));
                assert!(next == number + 1 || gaps > 0 && next > number, "{number} then {next}");
                number = next;
            }
            Event::Began(_) => panic!("it was told of"),
        }
    };
    assert!(end.ended && number == 393_216);
    assert!(launcher.list().await.iter().all(|info| info.healthy), "nobody waited for the reader");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn long_lines_and_bytes_come_whole_and_command_no_terminal() {
    let script = "head -c 100000 /dev/zero | tr '\\0' x; echo; printf '\\377\\376\\033[2J\\n'; printf 'no end'; while :; do sleep 1; done";
    let launcher = Plan::new().patterns(|patterns| patterns.script("p", ALIVE, script)).start().await;
    launcher.launched(launch("p").of("a")).await;
    let raw = until("it has written", async || {
        let output = prismctl(&launcher, "pattern logs ns:a:p --raw").await;
        output.stdout.ends_with(b"no end").then_some(output.stdout)
    })
    .await;
    assert_eq!(raw, [&[b'x'; 100_000][..], b"\n\xff\xfe\x1b[2J\nno end"].concat());
    let text = printed(&launcher, "pattern logs ns:a:p").await;
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("1 = began 2"), "{}", lines[0]);
    assert!(lines[1].starts_with("1 | xxx") && lines[2].starts_with("1 + xxx"));
    assert_eq!(lines[lines.len() - 2..], ["1 | \u{fffd}\u{fffd}\\u{1b}[2J", "1 | no end"]);
    let told = Tail::of(&launcher, all_of("ns:a:p")).await.all().await;
    let longest = told.iter().filter_map(|it| match &it.event {
        Some(Event::Line(line)) => Some(line.text.len()),
        _ => None,
    });
    assert_eq!(longest.max(), Some(16 << 10));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn one_that_has_failed_still_shows_its_last_words() {
    let plan = Plan::new().config(
        "policies:\n  modules:\n  - {name: once, builtin: standard, config: {max_failures: 1}}\n  restart: once",
    );
    let launcher = plan
        .patterns(|patterns| patterns.script("p", ALIVE, "sleep 0.2; echo cannot open /data; exit 3"))
        .start()
        .await;
    launcher.launched(launch("p").of("a")).await;
    until("it is given up", async || launcher.status("ns:a:p").await.filter(|info| info.state == 4)).await;
    assert!(printed(&launcher, "pattern logs ns:a:p").await.contains("1 | cannot open /data\n"));
    assert!(
        printed(&launcher, "pattern logs ns:a:p --tail 1 -o json").await.contains("\"text\":\"cannot open /data\"")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_is_wrong_is_refused_with_its_reason() {
    let launcher = Plan::new().patterns(|patterns| patterns.sleeper("p", "")).start().await;
    launcher.launched(launch("p").of("a")).await;
    let refused = async |request| Refused::from(launcher.client().tail_logs(request).await.expect_err("refused"));
    let empty = refused(all_of("")).await.expect(Code::InvalidArgument, "INVALID_ARGUMENT");
    assert_eq!(empty.field.as_deref(), Some("process_id"));
    let negative = TailLogsRequest { since_ms: -1, ..all_of("ns:a:p") };
    let negative = refused(negative).await.expect(Code::InvalidArgument, "INVALID_ARGUMENT");
    assert_eq!(negative.field.as_deref(), Some("since_ms"));
    refused(all_of("ns:b:p")).await.expect(Code::NotFound, "PROCESS_UNKNOWN");
    assert!(failed(&launcher, "pattern logs ns:b:p").await.contains("(PROCESS_UNKNOWN)"));
    assert_eq!(printed(&launcher, "pattern logs ns:a:p").await.lines().count(), 1, "it began and wrote nothing");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn there_is_a_bound_for_readers_and_who_goes_makes_room() {
    let launcher = Plan::new().patterns(|patterns| patterns.sleeper("p", "")).start().await;
    launcher.launched(launch("p").of("a")).await;
    let follow = TailLogsRequest { follow: true, ..all_of("ns:a:p") };
    let mut tails = Vec::new();
    for _ in 0..256 {
        tails.push(Tail::of(&launcher, follow.clone()).await);
    }
    let busy = launcher.client().tail_logs(follow.clone()).await.expect_err("there are enough");
    let busy = Refused::from(busy).expect(Code::ResourceExhausted, "LOGS_BUSY");
    assert_eq!(busy.retry_after, Some(Duration::from_secs(1)));
    tails.truncate(255);
    until("there is room", async || launcher.client().tail_logs(follow.clone()).await.ok().map(drop)).await;
}
