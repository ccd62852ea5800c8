//! The gRPC face. The only place that knows tonic's server; refusals become statuses here, once.

mod convert;
mod deadline;
mod limits;
mod logs;
mod policies;
mod service;
mod status;
mod watch;

use std::net::SocketAddr;
use std::os::fd::{AsFd as _, OwnedFd};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use prism_proto::v1::pattern_launcher_server::PatternLauncherServer;
use prism_proto::v1::policy_admin_server::PolicyAdminServer;
use tokio::net::{TcpListener, UnixListener};
use tokio::sync::watch::Receiver;
use tokio_stream::wrappers::UnixListenerStream;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;

use crate::os::socket_file::SocketFile;
use crate::upgrade::Inherited;

pub use convert::health;
pub use service::Api;
pub(crate) use service::outcome;

/// Largest request, in bytes. 256 KiB: a full configuration (192 KiB) and everything else.
const REQUEST_BYTES_MAX: usize = 256 * 1024;
/// Largest answer, in bytes: what tonic's and grpc's clients accept by default.
const ANSWER_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Requests of one connection at a time. 2,048: a proxy that launches a thousand namespaces at once over one channel.
const STREAMS_MAX: u32 = 2048;
/// Metadata of one request, in bytes: hyper's own order of magnitude, a quarter of it.
const HEADER_BYTES_MAX: u32 = 16 * 1024;

/// Where the API listens.
#[derive(Debug)]
pub(crate) struct Listeners {
    tcp: TcpListener,
    unix: Option<UnixListener>,
    /// The file of `unix`.
    pub(crate) socket_file: Option<Arc<SocketFile>>,
}

impl Listeners {
    /// Binds everything, so that a port in use is found out before anything is started.
    pub(crate) async fn bind(
        address: SocketAddr,
        unix_socket: Option<&Path>,
        inherited: &mut Inherited,
    ) -> Result<Self, String> {
        let tcp = match inherited.tcp("grpc_port", address) {
            Some(listener) => TcpListener::from_std(listener),
            None => TcpListener::bind(address).await,
        };
        let tcp = tcp.map_err(|error| format!("grpc_port: cannot listen on {address}: {error}"))?;
        let (unix, socket_file) = match unix_socket.map(|path| at_file(path, inherited)).transpose()? {
            Some((listener, file)) => (Some(listener), Some(Arc::new(file))),
            None => (None, None),
        };
        Ok(Self { tcp, unix, socket_file })
    }

    /// Further handles, by name, for a next launcher.
    pub(crate) fn handles(&self) -> std::io::Result<Vec<(&'static str, OwnedFd)>> {
        let mut handles = vec![("grpc_port", self.tcp.as_fd().try_clone_to_owned()?)];
        if let Some(unix) = &self.unix {
            handles.push(("unix_socket", unix.as_fd().try_clone_to_owned()?));
        }
        if let Some(file) = &self.socket_file {
            handles.push(("unix_socket_file", file.handle()?));
        }
        Ok(handles)
    }

    /// The address that is listened on.
    pub(crate) fn address(&self) -> Option<SocketAddr> {
        self.tcp.local_addr().ok()
    }
}

/// The listener at `path`, handed over or bound anew, and its file.
fn at_file(path: &Path, inherited: &mut Inherited) -> Result<(UnixListener, SocketFile), String> {
    let failed = |error: std::io::Error| format!("unix_socket: {}: {error}", path.display());
    let handle = inherited.take("unix_socket_file");
    let Some(listener) = inherited.unix("unix_socket", path) else {
        let listener = bind_unix(path)?;
        return Ok((listener, SocketFile::at(path).map_err(failed)?));
    };
    let listener =
        UnixListener::from_std(listener).map_err(|error| format!("unix_socket: cannot be taken over: {error}"))?;
    // An earlier build hands over no file: what is there is then taken for it.
    let file = handle.map_or_else(|| SocketFile::at(path), |handle| Ok(SocketFile::taken_over(path, handle)));
    Ok((listener, file.map_err(failed)?))
}

/// A stale socket is replaced: the state directory's lock says that no other launcher of ours is behind it.
fn bind_unix(path: &Path) -> Result<UnixListener, String> {
    let failed = |error: std::io::Error| format!("unix_socket: cannot listen on {}: {error}", path.display());
    let is_socket = |path: &PathBuf| {
        use std::os::unix::fs::FileTypeExt;
        path.symlink_metadata().is_ok_and(|metadata| metadata.file_type().is_socket())
    };
    if is_socket(&path.to_owned()) {
        std::fs::remove_file(path).map_err(failed)?;
    }
    let listener = UnixListener::bind(path).map_err(failed)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).map_err(failed)?;
    Ok(listener)
}

/// Serves until `stopping` turns true, then until the requests under way are answered.
pub(crate) async fn serve(
    api: Api,
    listeners: Listeners,
    stopping: Receiver<bool>,
) -> Result<(), tonic::transport::Error> {
    let (health, health_service) = tonic_health::server::health_reporter();
    health.set_serving::<PatternLauncherServer<Api>>().await;
    health.set_serving::<PolicyAdminServer<Api>>().await;
    let policies = PolicyAdminServer::new(api.clone())
        .max_decoding_message_size(REQUEST_BYTES_MAX)
        .max_encoding_message_size(ANSWER_BYTES_MAX);
    let service = PatternLauncherServer::new(api)
        .max_decoding_message_size(REQUEST_BYTES_MAX)
        .max_encoding_message_size(ANSWER_BYTES_MAX);
    let router = || {
        Server::builder()
            .max_concurrent_streams(STREAMS_MAX)
            .http2_max_header_list_size(HEADER_BYTES_MAX)
            .http2_keepalive_interval(Some(Duration::from_secs(20)))
            .http2_keepalive_timeout(Some(Duration::from_secs(10)))
            .layer(limits::TooLarge)
            .layer(deadline::Deadline)
            .add_service(service.clone())
            .add_service(policies.clone())
            .add_service(health_service.clone())
            .add_service(reflection_v1())
            .add_service(reflection_v1alpha())
    };
    // Served from our own listener, tonic sets no option by itself: without this one a small answer may wait 40 ms.
    let tcp = TcpIncoming::from(listeners.tcp).with_nodelay(Some(true));
    let over_tcp = router().serve_with_incoming_shutdown(tcp, stopped(stopping.clone()));
    match listeners.unix {
        None => over_tcp.await,
        Some(unix) => {
            let over_unix = router().serve_with_incoming_shutdown(UnixListenerStream::new(unix), stopped(stopping));
            tokio::try_join!(over_tcp, over_unix).map(|_| ())
        }
    }
}

async fn stopped(mut stopping: Receiver<bool>) {
    // The sender is gone only when everything is.
    let _ = stopping.wait_for(|stopping| *stopping).await;
}

fn reflection() -> tonic_reflection::server::Builder<'static> {
    tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(prism_proto::DESCRIPTORS)
        .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
}

fn reflection_v1()
-> tonic_reflection::server::v1::ServerReflectionServer<impl tonic_reflection::server::v1::ServerReflection> {
    reflection().build_v1().expect("our own descriptors are well-formed")
}

/// Python's reflection client still asks for this one.
fn reflection_v1alpha()
-> tonic_reflection::server::v1alpha::ServerReflectionServer<impl tonic_reflection::server::v1alpha::ServerReflection> {
    reflection().build_v1alpha().expect("our own descriptors are well-formed")
}
