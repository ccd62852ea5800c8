//! Clients that launch, end and look at a few keys at random, and write down what they are told.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use prism_proto::v1::pattern_launcher_client::PatternLauncherClient;
use prism_proto::v1::{GetProcessStatusRequest, LaunchResponse, TerminateRequest};
use tokio::task::JoinHandle;
use tonic::transport::Channel;
use tonic::{Code, Response, Status};

use super::dice::Dice;
use super::history::{History, Told};
use crate::support::{Ask as _, launch};

/// How long one answer is waited for. Longer than anything takes; a launcher that is stopped or gone answers nothing.
const ANSWER_MAX: Duration = Duration::from_secs(20);

/// The way to whichever launcher there is.
pub(crate) type Way = Arc<std::sync::Mutex<Channel>>;

/// What clients have in common.
#[derive(Clone, Debug)]
pub(crate) struct Work {
    pub(crate) way: Way,
    pub(crate) history: History,
    /// Namespaces of the pattern `p` that they fight over.
    pub(crate) keys: usize,
    /// Each makes the call that it is in, and no further one.
    pub(crate) done: Arc<AtomicBool>,
}

/// One client: so many calls, if it may.
pub(crate) fn client(work: &Work, mut dice: Dice, calls: usize) -> JoinHandle<()> {
    let Work { way, history, keys, done } = work.clone();
    tokio::spawn(async move {
        for _ in (0..calls).take_while(|_| !done.load(Ordering::Relaxed)) {
            let namespace = format!("n{}", dice.below(keys));
            let channel = way.lock().expect("not poisoned").clone();
            let client = PatternLauncherClient::new(channel);
            match dice.below(10) {
                0..5 => start(client, &history, &namespace).await,
                5..7 => end(client, &history, &namespace, dice.below(2) == 0).await,
                _ => look(client, &history, &namespace).await,
            }
        }
    })
}

fn key(namespace: &str) -> String {
    format!("ns:{namespace}:p")
}

async fn start(mut client: PatternLauncherClient<Channel>, history: &History, namespace: &str) {
    let from = Instant::now();
    let answer = within(client.launch_pattern(launch("p").of(namespace))).await;
    let told =
        answer.map_or(Told::Nothing, |LaunchResponse { pid, generation, .. }| Told::Launched { pid, generation });
    history.add(&key(namespace), from, told);
    // Where nobody listens, whoever asks at once asks a thousand times.
    if told == Told::Nothing {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn end(mut client: PatternLauncherClient<Channel>, history: &History, namespace: &str, force: bool) {
    let from = Instant::now();
    let request = TerminateRequest { process_id: key(namespace), force, grace_period_secs: None };
    let told = match within(client.terminate_pattern(request)).await {
        Ok(answer) if answer.success => Told::Ended,
        Err(status) if status.code() == Code::NotFound => Told::Absent,
        _ => Told::EndedPerhaps,
    };
    history.add(&key(namespace), from, told);
}

async fn look(mut client: PatternLauncherClient<Channel>, history: &History, namespace: &str) {
    let from = Instant::now();
    let request = GetProcessStatusRequest { process_id: key(namespace) };
    let told = match within(client.get_process_status(request)).await {
        // One that waits for its start is listed with the generation before it.
        Ok(answer) => match answer.process {
            Some(info) if info.pid == 0 => Told::Nothing,
            Some(info) => Told::Listed { generation: info.generation },
            None => Told::Absent,
        },
        Err(_) => Told::Nothing,
    };
    history.add(&key(namespace), from, told);
}

async fn within<T>(call: impl Future<Output = Result<Response<T>, Status>>) -> Result<T, Status> {
    let answer = tokio::time::timeout(ANSWER_MAX, call).await;
    answer.unwrap_or_else(|_| Err(Status::deadline_exceeded("nobody answers"))).map(Response::into_inner)
}
