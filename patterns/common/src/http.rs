//! The two small HTTP ports: `/health` (also `/ready`, `/live`) and `/metrics`. Both are served on both ports.

use crate::Instance;
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;

/// Serves until the process ends: a probe wants its answer during the drain too.
pub(crate) fn serve(listener: TcpListener, instance: Instance) {
    let listener = listener.tap_io(|stream| {
        // Without it the answer may wait 40 ms for the peer's acknowledgement; no answer is worse than a late one.
        let _ = stream.set_nodelay(true);
    });
    tokio::spawn(async move { axum::serve(listener, routes(instance)).await });
}

fn routes(instance: Instance) -> Router {
    Router::new()
        .route("/health", get(health))
        .route("/ready", get(health))
        .route("/live", get(|| async { "ok\n" }))
        .route("/metrics", get(metrics))
        .with_state(instance)
}

async fn health(State(instance): State<Instance>) -> Response {
    let (code, status) = match instance.shutdown().is_requested() {
        false => (StatusCode::OK, "healthy"),
        true => (StatusCode::SERVICE_UNAVAILABLE, "draining"),
    };
    let uptime = instance.uptime().as_secs();
    let body = format!("{{\"status\":\"{status}\",\"uptime_seconds\":{uptime}}}\n");
    (code, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}

async fn metrics(State(instance): State<Instance>) -> Response {
    let uptime = instance.uptime().as_secs_f64();
    let body = format!(
        "# HELP prism_pattern_uptime_seconds Time since this process started.\n\
         # TYPE prism_pattern_uptime_seconds gauge\n\
         prism_pattern_uptime_seconds {uptime}\n"
    );
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], body).into_response()
}
