//! `PatternInfo`: whose process answers at this address.

use crate::Instance;
use prism_proto::pattern::pattern_info_server::PatternInfo;
use prism_proto::pattern::{GetInfoRequest, GetInfoResponse};
use tonic::{Request, Response, Status};

/// Answers from the environment of the process, which does not change.
#[derive(Debug)]
pub(crate) struct Info(pub(crate) Instance);

#[tonic::async_trait]
impl PatternInfo for Info {
    async fn get_info(&self, _: Request<GetInfoRequest>) -> Result<Response<GetInfoResponse>, Status> {
        Ok(Response::new(describe(&self.0)))
    }
}

fn describe(instance: &Instance) -> GetInfoResponse {
    let environment = instance.environment();
    GetInfoResponse {
        pattern: instance.pattern().to_owned(),
        version: instance.version().to_owned(),
        namespace: environment.namespace.as_ref().map(|name| name.as_str().to_owned()).unwrap_or_default(),
        session_id: environment.session_id.clone().unwrap_or_default(),
        process_id: environment.process_id.clone().unwrap_or_default(),
        generation: environment.generation.unwrap_or_default(),
        pid: std::process::id(),
        uptime_ms: u64::try_from(instance.uptime().as_millis()).unwrap_or(u64::MAX),
    }
}
