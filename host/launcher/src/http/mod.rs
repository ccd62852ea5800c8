//! The HTTP ports: metrics for Prometheus, health for people and load balancers. Read-only.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Json;
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use prism_proto::v1;
use serde::Serialize;
use std::collections::BTreeMap;
use tokio::net::TcpListener;

use crate::api;
use crate::daemon::Deployment;
use crate::driver::Launcher;
use crate::upgrade::Inherited;

/// What the pages are made of.
#[derive(Clone)]
pub(crate) struct Pages {
    pub(crate) launcher: Launcher,
    pub(crate) deployment: Arc<Deployment>,
}

/// Binds a port of the HTTP face; `key` names it in the configuration, and where it is handed over.
pub(crate) async fn bind(key: &str, address: SocketAddr, inherited: &mut Inherited) -> Result<TcpListener, String> {
    if let Some(listener) = inherited.tcp(key, address) {
        return TcpListener::from_std(listener).map_err(|error| format!("{key}: cannot be taken over: {error}"));
    }
    TcpListener::bind(address).await.map_err(|error| format!("{key}: cannot listen on {address}: {error}"))
}

/// Serves metrics at `path`, and as JSON at `<path>.json`.
pub(crate) async fn serve_metrics(listener: TcpListener, path: &str, pages: Pages) -> std::io::Result<()> {
    let router =
        Router::new().route(path, get(metrics)).route(&format!("{path}.json"), get(metrics_json)).with_state(pages);
    axum::serve(listener, router).await
}

/// Serves health at `path`, and `/ready` and `/live`.
pub(crate) async fn serve_health(listener: TcpListener, path: &str, pages: Pages) -> std::io::Result<()> {
    let router =
        Router::new().route(path, get(health)).route("/ready", get(ready)).route("/live", get(live)).with_state(pages);
    axum::serve(listener, router).await
}

async fn metrics(State(pages): State<Pages>) -> Response {
    if let Some(log) = pages.deployment.decisions.get() {
        pages.deployment.metrics.read_decision_log(log.counts());
    }
    let text = pages.deployment.metrics.text(&pages.launcher);
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}

async fn metrics_json(State(pages): State<Pages>) -> Response {
    Json(pages.deployment.metrics.json(&pages.launcher)).into_response()
}

async fn health(State(pages): State<Pages>) -> Response {
    let health = api::health(&pages.launcher, pages.deployment.problems(), pages.deployment.notes(), true);
    let code = if health.healthy { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (code, Json(HealthPage::from(health))).into_response()
}

/// Takes launches: the spawner is there and answers, and nothing is being drained.
async fn ready(State(pages): State<Pages>) -> Response {
    let launcher = &pages.launcher;
    if launcher.enforcement.load().is_none() || launcher.view.is_draining() {
        return (StatusCode::SERVICE_UNAVAILABLE, "not ready\n").into_response();
    }
    match launcher.pulse.ailment() {
        Some(ailment) => (StatusCode::SERVICE_UNAVAILABLE, format!("not ready: {ailment}\n")).into_response(),
        None => (StatusCode::OK, "ready\n").into_response(),
    }
}

async fn live() -> &'static str {
    "live\n"
}

/// The RFC's health JSON, key by key; what was added comes after.
#[derive(Debug, Serialize)]
struct HealthPage {
    status: String,
    total_processes: i32,
    running_processes: i32,
    terminating_processes: i32,
    failed_processes: i32,
    isolation_distribution: BTreeMap<String, i32>,
    processes: Vec<HealthProcess>,
    uptime_seconds: i64,
    problems: Vec<String>,
    enforcement: BTreeMap<String, String>,
    notes: Vec<String>,
}

#[derive(Debug, Serialize)]
struct HealthProcess {
    pattern_name: String,
    process_id: String,
    state: &'static str,
    healthy: bool,
    uptime_seconds: i64,
    namespace: String,
    address: String,
}

impl From<v1::HealthResponse> for HealthPage {
    fn from(health: v1::HealthResponse) -> Self {
        Self {
            status: health.status,
            total_processes: health.total_processes,
            running_processes: health.running_processes,
            terminating_processes: health.terminating_processes,
            failed_processes: health.failed_processes,
            isolation_distribution: health.isolation_distribution.into_iter().collect(),
            processes: health.processes.into_iter().map(HealthProcess::from).collect(),
            uptime_seconds: health.uptime_seconds,
            problems: health.problems,
            enforcement: health.enforcement.into_iter().collect(),
            notes: health.notes,
        }
    }
}

impl From<v1::PatternInfo> for HealthProcess {
    fn from(info: v1::PatternInfo) -> Self {
        Self {
            state: info.state().as_str_name().trim_start_matches("STATE_"),
            pattern_name: info.pattern_name,
            process_id: info.process_id,
            healthy: info.healthy,
            uptime_seconds: info.uptime_seconds,
            namespace: info.namespace,
            address: info.address,
        }
    }
}
