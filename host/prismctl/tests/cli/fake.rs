//! A launcher that is not one: a tonic server that says what a test told it to, and remembers nothing.

use std::io;
use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use prism_proto::v1;
use prism_proto::v1::pattern_launcher_server::{PatternLauncher, PatternLauncherServer};
use tokio::net::{TcpListener, UnixListener};
use tokio::runtime::Runtime;
use tokio_stream::wrappers::{TcpListenerStream, UnixListenerStream};
use tokio_stream::{Stream, StreamExt as _};
use tonic::transport::Server;
use tonic::{Request, Response, Status};

/// How the stand-in answers one kind of request. One that a test did not set says so.
type Answer<Q, A> = Box<dyn Fn(Q) -> Result<A, Status> + Send + Sync>;

/// What a stream is given, and whether it ends after it or stays open.
pub(crate) struct Feed<T = v1::WatchPatternsResponse> {
    pub(crate) items: Vec<Result<T, Status>>,
    pub(crate) then: Then,
}

impl<T: Send + 'static> Feed<T> {
    fn stream(self) -> FedStream<T> {
        let items = tokio_stream::iter(self.items);
        match self.then {
            Then::End => Box::pin(items),
            Then::Stay => Box::pin(items.chain(tokio_stream::pending())),
        }
    }
}

/// What follows the last item of a feed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Then {
    End,
    Stay,
}

/// The answers, one for each method.
pub(crate) struct Fake {
    pub(crate) launch: Answer<v1::LaunchRequest, v1::LaunchResponse>,
    pub(crate) list: Answer<v1::ListPatternsRequest, v1::ListPatternsResponse>,
    pub(crate) terminate: Answer<v1::TerminateRequest, v1::TerminateResponse>,
    pub(crate) health: Answer<v1::HealthRequest, v1::HealthResponse>,
    pub(crate) status: Answer<v1::GetProcessStatusRequest, v1::GetProcessStatusResponse>,
    pub(crate) watch: Answer<v1::WatchPatternsRequest, Feed>,
    pub(crate) describe: Answer<v1::DescribePatternsRequest, v1::DescribePatternsResponse>,
    pub(crate) reload: Answer<v1::ReloadRequest, v1::ReloadResponse>,
    pub(crate) logs: Answer<v1::TailLogsRequest, Feed<v1::TailLogsResponse>>,
    pub(crate) upgrade: Answer<v1::UpgradeRequest, v1::UpgradeResponse>,
}

impl Default for Fake {
    fn default() -> Self {
        Self {
            launch: unset(),
            list: unset(),
            terminate: unset(),
            health: unset(),
            status: unset(),
            watch: unset(),
            describe: unset(),
            reload: unset(),
            logs: unset(),
            upgrade: unset(),
        }
    }
}

/// A stand-in that listens, until it is dropped.
pub(crate) struct Serving {
    /// As `--launcher` takes it.
    pub(crate) address: String,
    runtime: Option<Runtime>,
}

impl Drop for Serving {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Fake {
    /// Listens on a port of loopback that the kernel chooses.
    pub(crate) fn serve(self) -> Serving {
        let runtime = runtime();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("loopback has a free port");
        let address = listener.local_addr().expect("bound").to_string();
        let server = Server::builder().add_service(PatternLauncherServer::new(self));
        runtime.spawn(server.serve_with_incoming(TcpListenerStream::new(listener)));
        Serving { address, runtime: Some(runtime) }
    }

    /// Listens on a unix socket, in the place of whoever did before.
    pub(crate) fn serve_unix(self, path: &Path) -> Serving {
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => panic!("{error}"),
            _ => {}
        }
        let runtime = runtime();
        let listener = runtime.block_on(async { UnixListener::bind(path) }).expect("a new socket");
        let server = Server::builder().add_service(PatternLauncherServer::new(self));
        runtime.spawn(server.serve_with_incoming(UnixListenerStream::new(listener)));
        Serving { address: format!("unix:{}", path.display()), runtime: Some(runtime) }
    }
}

/// The requests that an answer was asked, for the test to look at afterwards.
pub(crate) struct Asked<Q>(Arc<Mutex<Vec<Q>>>);

impl<Q> Asked<Q> {
    /// Everything asked so far, in order.
    pub(crate) fn take(&self) -> Vec<Q> {
        std::mem::take(&mut *self.0.lock().expect("no test panics while it holds this"))
    }
}

/// An answer that writes down what it was asked.
pub(crate) fn recording<Q: Send + 'static, A: 'static>(
    answer: impl Fn(&Q) -> Result<A, Status> + Send + Sync + 'static,
) -> (Answer<Q, A>, Asked<Q>) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&asked);
    let answer = move |request: Q| {
        let answered = answer(&request);
        seen.lock().expect("no test panics while it holds this").push(request);
        answered
    };
    (Box::new(answer), Asked(asked))
}

fn unset<Q, A>() -> Answer<Q, A> {
    Box::new(|_| Err(Status::internal("the test gave the stand-in no answer to this")))
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("threads can be started")
}

type FedStream<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;
type WatchStream = FedStream<v1::WatchPatternsResponse>;
type LogsStream = FedStream<v1::TailLogsResponse>;

#[tonic::async_trait]
impl PatternLauncher for Fake {
    type WatchPatternsStream = WatchStream;
    type TailLogsStream = LogsStream;

    async fn launch_pattern(&self, r: Request<v1::LaunchRequest>) -> Result<Response<v1::LaunchResponse>, Status> {
        (self.launch)(r.into_inner()).map(Response::new)
    }

    async fn list_patterns(
        &self,
        r: Request<v1::ListPatternsRequest>,
    ) -> Result<Response<v1::ListPatternsResponse>, Status> {
        (self.list)(r.into_inner()).map(Response::new)
    }

    async fn terminate_pattern(
        &self,
        r: Request<v1::TerminateRequest>,
    ) -> Result<Response<v1::TerminateResponse>, Status> {
        (self.terminate)(r.into_inner()).map(Response::new)
    }

    async fn health(&self, r: Request<v1::HealthRequest>) -> Result<Response<v1::HealthResponse>, Status> {
        (self.health)(r.into_inner()).map(Response::new)
    }

    async fn get_process_status(
        &self,
        r: Request<v1::GetProcessStatusRequest>,
    ) -> Result<Response<v1::GetProcessStatusResponse>, Status> {
        (self.status)(r.into_inner()).map(Response::new)
    }

    async fn watch_patterns(&self, r: Request<v1::WatchPatternsRequest>) -> Result<Response<WatchStream>, Status> {
        (self.watch)(r.into_inner()).map(|feed| Response::new(feed.stream()))
    }

    async fn upgrade(&self, r: Request<v1::UpgradeRequest>) -> Result<Response<v1::UpgradeResponse>, Status> {
        (self.upgrade)(r.into_inner()).map(Response::new)
    }

    async fn tail_logs(&self, r: Request<v1::TailLogsRequest>) -> Result<Response<LogsStream>, Status> {
        (self.logs)(r.into_inner()).map(|feed| Response::new(feed.stream()))
    }

    async fn describe_patterns(
        &self,
        r: Request<v1::DescribePatternsRequest>,
    ) -> Result<Response<v1::DescribePatternsResponse>, Status> {
        (self.describe)(r.into_inner()).map(Response::new)
    }

    async fn reload(&self, r: Request<v1::ReloadRequest>) -> Result<Response<v1::ReloadResponse>, Status> {
        (self.reload)(r.into_inner()).map(Response::new)
    }
}
