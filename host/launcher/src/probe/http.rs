//! GET over a connection of its own: no redirect is followed, no proxy asked, nothing decompressed.

use std::net::SocketAddr;

use http_body_util::Empty;
use hyper::body::Bytes;
use hyper::{Request, header};
use hyper_util::rt::TokioIo;

/// Any 2xx is good; the body is not read.
pub(super) async fn get(address: SocketAddr, path: &str) -> Result<(), String> {
    let stream = super::connect(address).await?;
    let (mut sender, connection) = hyper::client::conn::http1::Builder::new()
        .max_buf_size(16 * 1024)
        .handshake(TokioIo::new(stream))
        .await
        .map_err(|error| format!("http handshake: {error}"))?;
    let connection = tokio::spawn(connection);
    let request = Request::get(path)
        .header(header::HOST, address.to_string())
        .header(header::USER_AGENT, "prism-launcher")
        .header(header::CONNECTION, "close")
        .body(Empty::<Bytes>::new())
        .map_err(|error| format!("path {path:?}: {error}"))?;
    let answer = sender.send_request(request).await.map_err(|error| format!("http: {error}"));
    connection.abort();
    let status = answer?.status();
    if status.is_success() { Ok(()) } else { Err(format!("GET {path} answered {status}; expected 2xx")) }
}
