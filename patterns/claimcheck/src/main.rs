//! The claimcheck pattern: keeps large payloads in files, so that messages carry a claim instead.

mod claim_id;
mod hash;
mod service;
mod store;
mod upload;

use prism_pattern_common::{EnvironmentError, Instance, Namespace, Services, run, shared_dir};
use prism_proto::pattern::claim_check_server::ClaimCheckServer;
use service::ClaimCheckService;
use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use store::ClaimStore;

/// Payloads of one namespace together, where `claim_bytes_max` says nothing.
const CLAIM_BYTES_MAX_DEFAULT: u64 = 1 << 30;

fn main() -> ExitCode {
    run("claimcheck", env!("CARGO_PKG_VERSION"), services)
}

fn services(instance: &Instance) -> Result<Services, Box<dyn Error + Send + Sync>> {
    let environment = instance.environment();
    let bytes_max = environment.parsed_setting("claim_bytes_max", "a number of bytes")?;
    let own = environment.namespace.as_ref().map_or("_shared", Namespace::as_str);
    let store = ClaimStore::open(&root(instance)?, own, bytes_max.unwrap_or(CLAIM_BYTES_MAX_DEFAULT))?;
    Ok(Services::default().with(ClaimCheckServer::new(ClaimCheckService::start(store))))
}

fn root(instance: &Instance) -> Result<PathBuf, Box<dyn Error + Send + Sync>> {
    match instance.environment().setting("claim_dir").map(PathBuf::from) {
        Some(dir) if dir.is_absolute() => Ok(dir),
        Some(_) => Err(EnvironmentError::new("claim_dir", "an absolute directory").into()),
        None => shared_dir("claims").map_err(|error| format!("claims directory: {error}").into()),
    }
}
