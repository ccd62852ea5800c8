//! The launcher at the other end: connecting, deadlines, and what a call that went wrong is called.
//!
//! Nothing waits for ever on a launcher that is gone: connecting and reading calls have a deadline, the others a keep-alive.

use std::error::Error;
use std::time::{Duration, Instant};

use prism_proto::v1::pattern_launcher_client::PatternLauncherClient;
use prism_proto::v1::policy_admin_client::PolicyAdminClient;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Request, Response, Status};

use crate::address::Address;
use crate::errors::{Call, Failure};

/// How long connecting may take. A launcher answers in microseconds; this is for a network that drops packets.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// How often a silent connection is asked whether it lives, and how long it may take to answer: a launcher that vanished without a
/// word is noticed within 15 s. Below 10 s servers with gRPC's default settings take it for an attack.
const KEEP_ALIVE_INTERVAL: Duration = Duration::from_secs(10);
const KEEP_ALIVE_TIMEOUT: Duration = Duration::from_secs(5);
/// Between two tries while the launcher is upgraded, and how long it is tried: it takes a second, and 20 s where the next one fails.
const UPGRADE_PAUSE: Duration = Duration::from_millis(100);
const UPGRADE_MAX: Duration = Duration::from_secs(30);
/// Largest answer read. A snapshot of 10,000 processes with long last errors is about 10 MB; tonic's default of 4 MB is not enough.
const ANSWER_BYTES_MAX: usize = 64 << 20;

/// The generated client.
pub(crate) type Client = PatternLauncherClient<Channel>;
/// That of the service for platform teams.
pub(crate) type Policies = PolicyAdminClient<Channel>;

/// A launcher that was reached.
#[derive(Clone, Debug)]
pub(crate) struct Launcher {
    client: Client,
    policies: Policies,
    address: Address,
}

impl Launcher {
    /// Connects.
    ///
    /// # Errors
    ///
    /// [`Failure::Unreachable`], with the reason the system gave.
    pub(crate) async fn connect(address: &Address) -> Result<Self, Failure> {
        let unreachable = |error: tonic::transport::Error| Failure::Unreachable {
            address: address.clone(),
            reason: root_cause(&error),
        };
        let channel = endpoint(address).map_err(unreachable)?.connect().await.map_err(unreachable)?;
        let client = Client::new(channel.clone()).max_decoding_message_size(ANSWER_BYTES_MAX);
        let policies = Policies::new(channel).max_decoding_message_size(ANSWER_BYTES_MAX);
        Ok(Self { client, policies, address: address.clone() })
    }

    /// The other service, for an `rpc` of [`Self::call`].
    pub(crate) fn policies(&self) -> Policies {
        self.policies.clone()
    }

    /// Asks one thing and waits for the answer, at most for `within`.
    ///
    /// # Errors
    ///
    /// [`Failure::Refused`], [`Failure::TimedOut`] or [`Failure::Lost`].
    pub(crate) async fn call<Q, A, F>(
        &self,
        call: Call,
        within: Option<Duration>,
        message: Q,
        rpc: impl FnOnce(Client, Request<Q>) -> F,
    ) -> Result<A, Failure>
    where
        F: Future<Output = Result<Response<A>, Status>>,
    {
        let mut request = Request::new(message);
        let Some(within) = within else {
            return self.judge(call, rpc(self.client.clone(), request).await);
        };
        request.set_timeout(within);
        match tokio::time::timeout(within, rpc(self.client.clone(), request)).await {
            // Tonic's own deadline, which may be the first to pass, is told as "cancelled".
            Ok(Err(status)) if status.code() == Code::Cancelled => Err(Failure::TimedOut { call, within }),
            Ok(answer) => self.judge(call, answer),
            Err(_) => Err(Failure::TimedOut { call, within }),
        }
    }

    /// The same for what can be asked twice: where another launcher takes this one's place, that one is asked.
    ///
    /// # Errors
    ///
    /// As [`Self::call`].
    pub(crate) async fn call_again<Q: Clone, A, F>(
        &self,
        call: Call,
        within: Option<Duration>,
        message: Q,
        rpc: impl Fn(Client, Request<Q>) -> F,
    ) -> Result<A, Failure>
    where
        F: Future<Output = Result<Response<A>, Status>>,
    {
        let began = Instant::now();
        loop {
            let left = within.map(|within| within.saturating_sub(began.elapsed()).max(UPGRADE_PAUSE));
            match self.call(call, left, message.clone(), &rpc).await {
                Err(Failure::Upgrading { .. }) if began.elapsed() < within.unwrap_or(UPGRADE_MAX).min(UPGRADE_MAX) => {
                    tokio::time::sleep(UPGRADE_PAUSE).await;
                }
                // As it was asked for, not what of it was left.
                Err(Failure::TimedOut { call, within: left }) => {
                    return Err(Failure::TimedOut { call, within: within.unwrap_or(left) });
                }
                decided => return decided,
            }
        }
    }

    /// What a status means: one that was made on this side, and so has a source, is a broken connection.
    pub(crate) fn failure(&self, call: Call, status: Status) -> Failure {
        match status.source() {
            Some(source) => Failure::Lost { call, address: self.address.clone(), reason: root_cause(source) },
            None => Failure::refused(call, &status),
        }
    }

    fn judge<A>(&self, call: Call, answer: Result<Response<A>, Status>) -> Result<A, Failure> {
        answer.map(Response::into_inner).map_err(|status| self.failure(call, status))
    }
}

fn endpoint(address: &Address) -> Result<Endpoint, tonic::transport::Error> {
    Ok(Endpoint::from_shared(address.as_str().to_owned())?
        .connect_timeout(CONNECT_TIMEOUT)
        .http2_keep_alive_interval(KEEP_ALIVE_INTERVAL)
        .keep_alive_timeout(KEEP_ALIVE_TIMEOUT))
}

/// The innermost reason: "Connection refused (os error 111)" says more than "transport error".
fn root_cause(error: &(dyn Error + 'static)) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
