//! The launcher's API as a caller sees it: one connection, one thread.

use std::collections::BTreeMap;
use std::future::Future;

use prism_proto::v1::pattern_launcher_client::PatternLauncherClient;
use prism_proto::v1::policy_admin_client::PolicyAdminClient;
use prism_proto::v1::{
    LaunchRequest, LaunchResponse, ListPatternsRequest, ProcessState, ReloadRequest, StagePolicyRequest,
    TerminateRequest,
};
use tokio::runtime::Runtime;
use tokio::task::JoinSet;
use tonic::transport::{Channel, Endpoint};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;

use crate::Outcome;
use crate::daemon::Daemon;

/// Both services over the same connection.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    patterns: PatternLauncherClient<Channel>,
    policies: PolicyAdminClient<Channel>,
    health: HealthClient<Channel>,
}

impl Client {
    pub(crate) async fn connect(daemon: &Daemon) -> Outcome<Self> {
        let channel = Endpoint::from_shared(format!("http://{}", daemon.grpc))?.tcp_nodelay(true).connect().await?;
        let (patterns, policies) =
            (PatternLauncherClient::new(channel.clone()), PolicyAdminClient::new(channel.clone()));
        Ok(Self { patterns, policies, health: HealthClient::new(channel) })
    }

    /// The nearest to an empty unary that the server has: an empty message in, two bytes out, one lookup in a map between.
    pub(crate) async fn check(&mut self) -> Outcome<()> {
        self.health.check(HealthCheckRequest::default()).await?;
        Ok(())
    }

    pub(crate) async fn launch(&mut self, pattern: &str, namespace: &str) -> Outcome<LaunchResponse> {
        let request = LaunchRequest {
            pattern_name: pattern.to_owned(),
            namespace: namespace.to_owned(),
            ..LaunchRequest::default()
        };
        Ok(self.patterns.launch_pattern(request).await?.into_inner())
    }

    pub(crate) async fn reload(&mut self) -> Outcome<()> {
        self.patterns.reload(ReloadRequest {}).await?;
        Ok(())
    }

    pub(crate) async fn promote(&mut self, module: &str) -> Outcome<()> {
        self.policies.promote_policy(StagePolicyRequest { module: module.to_owned() }).await?;
        Ok(())
    }

    pub(crate) async fn resume(&mut self, module: &str) -> Outcome<()> {
        self.policies.resume_policy(StagePolicyRequest { module: module.to_owned() }).await?;
        Ok(())
    }

    pub(crate) async fn list(&mut self, size: usize) -> Outcome<usize> {
        let request = ListPatternsRequest { page_size: i32::try_from(size)?, ..ListPatternsRequest::default() };
        Ok(self.patterns.list_patterns(request).await?.into_inner().patterns.len())
    }

    /// The pids of those that run, by process id.
    pub(crate) async fn running(&mut self, size: usize) -> Outcome<BTreeMap<String, i32>> {
        let request = ListPatternsRequest { page_size: i32::try_from(size)?, ..ListPatternsRequest::default() };
        let listed = self.patterns.list_patterns(request).await?.into_inner().patterns;
        let running = listed.into_iter().filter(|process| process.state() == ProcessState::StateRunning);
        Ok(running.map(|process| (process.process_id, process.pid)).collect())
    }

    pub(crate) async fn terminate(&mut self, process_id: &str, force: bool) -> Outcome<()> {
        let request = TerminateRequest { process_id: process_id.to_owned(), force, ..TerminateRequest::default() };
        self.patterns.terminate_pattern(request).await?;
        Ok(())
    }

    /// Launches `pattern` for each namespace, all at once; their process ids.
    pub(crate) async fn launch_all(&self, pattern: &'static str, namespaces: &[String]) -> Outcome<Vec<String>> {
        let launch = |namespace: String| {
            let mut client = self.clone();
            async move { Ok(client.launch(pattern, &namespace).await?.process_id) }
        };
        all(namespaces.iter().cloned().map(launch)).await
    }

    /// Stops them all at once.
    pub(crate) async fn terminate_all(&self, process_ids: &[String], force: bool) -> Outcome<()> {
        let terminate = |process_id: String| {
            let mut client = self.clone();
            async move { client.terminate(&process_id, force).await }
        };
        all(process_ids.iter().cloned().map(terminate)).await.map(drop)
    }
}

/// Runs all to their end; the first failure, if any.
async fn all<T: Send + 'static>(
    futures: impl Iterator<Item = impl Future<Output = Outcome<T>> + Send + 'static>,
) -> Outcome<Vec<T>> {
    let mut running: JoinSet<_> = futures.collect();
    let mut done = Vec::with_capacity(running.len());
    while let Some(ended) = running.join_next().await {
        done.push(ended??);
    }
    Ok(done)
}

/// Where clients run: this thread.
pub(crate) fn runtime() -> Outcome<Runtime> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}

/// Namespaces that nobody used before: a process id has a budget of starts.
#[derive(Debug, Default)]
pub(crate) struct Namespaces(usize);

impl Namespaces {
    pub(crate) fn next(&mut self) -> String {
        self.0 += 1;
        format!("tenant-{}", self.0)
    }

    pub(crate) fn take(&mut self, count: usize) -> Vec<String> {
        (0..count).map(|_| self.next()).collect()
    }
}
