//! The gRPC service: names are parsed here, the broker does the rest.

use prism_pattern_common::broker::{Broker, NameError, TopicName};
use prism_proto::pattern::producer_server::Producer;
use prism_proto::pattern::{NewMessage, ProduceBatchRequest, ProduceBatchResponse, ProduceRequest, ProduceResponse};
use std::sync::Arc;
use tonic::{Request, Response, Status};

/// Produces to one broker.
pub(crate) struct ProducerService {
    broker: Arc<dyn Broker>,
    /// Where a request that names no topic goes.
    topic: Option<TopicName>,
}

impl ProducerService {
    /// Produces to `broker`; requests that name no topic mean `topic`.
    pub(crate) fn new(broker: Arc<dyn Broker>, topic: Option<TopicName>) -> Self {
        Self { broker, topic }
    }

    fn append(&self, topic: &str, messages: Vec<NewMessage>) -> Result<u64, Status> {
        let topic = match (&self.topic, topic) {
            (Some(topic), "") => topic.clone(),
            (_, topic) => topic.parse().map_err(|error: NameError| error.in_field("topic"))?,
        };
        Ok(self.broker.append(&topic, messages)?)
    }
}

#[tonic::async_trait]
impl Producer for ProducerService {
    async fn produce(&self, request: Request<ProduceRequest>) -> Result<Response<ProduceResponse>, Status> {
        let request = request.into_inner();
        let offset = self.append(&request.topic, vec![request.message.unwrap_or_default()])?;
        Ok(Response::new(ProduceResponse { offset }))
    }

    async fn produce_batch(
        &self,
        request: Request<ProduceBatchRequest>,
    ) -> Result<Response<ProduceBatchResponse>, Status> {
        let request = request.into_inner();
        let count = request.messages.len() as u64;
        let first_offset = self.append(&request.topic, request.messages)?;
        Ok(Response::new(ProduceBatchResponse { first_offset, count }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use prism_pattern_common::broker::MemoryBroker;
    use tonic::Code;

    fn service(topic: Option<&str>) -> ProducerService {
        let topic = topic.map(|name| name.parse().expect("a name"));
        ProducerService::new(Arc::new(MemoryBroker::default()), topic)
    }

    async fn produce(service: &ProducerService, topic: &str) -> Result<u64, Code> {
        let request = ProduceRequest { topic: topic.into(), message: Some(NewMessage::default()) };
        let answer = service.produce(Request::new(request)).await;
        answer.map(|answer| answer.into_inner().offset).map_err(|status| status.code())
    }

    #[tokio::test]
    async fn offsets_count_up_in_each_topic() {
        let service = service(None);
        assert_eq!(produce(&service, "a").await, Ok(0));
        assert_eq!(produce(&service, "a").await, Ok(1));
        assert_eq!(produce(&service, "b").await, Ok(0));
    }

    #[tokio::test]
    async fn a_request_without_a_topic_goes_to_the_configured_one() {
        assert_eq!(produce(&service(Some("orders")), "").await, Ok(0));
        assert_eq!(produce(&service(None), "").await, Err(Code::InvalidArgument));
    }

    #[tokio::test]
    async fn a_topic_that_is_a_path_is_refused() {
        assert_eq!(produce(&service(None), "../other-tenant").await, Err(Code::InvalidArgument));
    }

    #[tokio::test]
    async fn an_empty_batch_is_refused() {
        let request = ProduceBatchRequest { topic: "a".into(), messages: vec![] };
        let status = service(None).produce_batch(Request::new(request)).await.expect_err("nothing to append");
        assert_eq!(status.code(), Code::InvalidArgument);
    }
}
