//! The gRPC service: names are parsed here, groups are found or opened, streams are started.

use crate::delivery::StreamId;
use crate::group::{AckError, Group};
use crate::stream::{AtEnd, Stream};
use prism_pattern_common::Shutdown;
use prism_pattern_common::broker::{Broker, GroupName, NameError, TopicName};
use prism_proto::pattern::consumer_server::Consumer;
use prism_proto::pattern::{
    AckRequest, AckResponse, ConsumeRequest, ConsumeResponse, GetOffsetsRequest, GetOffsetsResponse,
};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status};

/// Groups one process serves.
const GROUPS_MAX: usize = 1024;
/// Messages handed to a stream before its client reads: hides the round trip, keeps few from other streams.
const AHEAD: usize = 16;

/// Consumes from one broker.
pub(crate) struct ConsumerService {
    broker: Arc<dyn Broker>,
    shutdown: Shutdown,
    /// What a request that names no topic means.
    topic: Option<TopicName>,
    /// What a request that names no group means.
    group: Option<GroupName>,
    groups: Mutex<BTreeMap<(TopicName, GroupName), Arc<Group>>>,
    streams: AtomicU64,
}

impl ConsumerService {
    /// Consumes from `broker`; requests that name no topic or group mean `topic` and `group`.
    pub(crate) fn new(
        broker: Arc<dyn Broker>,
        shutdown: Shutdown,
        topic: Option<TopicName>,
        group: Option<GroupName>,
    ) -> Self {
        Self { broker, shutdown, topic, group, groups: Mutex::default(), streams: AtomicU64::new(0) }
    }

    fn group(&self, topic: &str, group: &str) -> Result<Arc<Group>, Status> {
        let topic = match (&self.topic, topic) {
            (Some(topic), "") => topic.clone(),
            (_, topic) => topic.parse().map_err(|error: NameError| error.in_field("topic"))?,
        };
        let group = match (&self.group, group) {
            (Some(group), "") => group.clone(),
            (None, "") => parse_group("default")?,
            (_, group) => parse_group(group)?,
        };
        self.open(topic, group)
    }

    fn open(&self, topic: TopicName, group: GroupName) -> Result<Arc<Group>, Status> {
        // A panic while it was held left whole groups.
        let mut groups = self.groups.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (topic.clone(), group.clone());
        if let Some(open) = groups.get(&key) {
            return Ok(Arc::clone(open));
        }
        if groups.len() >= GROUPS_MAX {
            return Err(Status::resource_exhausted(format!(
                "this process serves {GROUPS_MAX} consumer groups already"
            )));
        }
        let opened = Arc::new(Group::open(Arc::clone(&self.broker), topic, group)?);
        groups.insert(key, Arc::clone(&opened));
        Ok(opened)
    }

    fn stream(&self, request: &ConsumeRequest) -> Result<Stream, Status> {
        Ok(Stream {
            id: StreamId(self.streams.fetch_add(1, Ordering::Relaxed)),
            group: self.group(&request.topic, &request.consumer_group)?,
            shutdown: self.shutdown.clone(),
            left: if request.messages_max == 0 { u64::MAX } else { request.messages_max },
            at_end: if request.stop_at_end { AtEnd::Stop } else { AtEnd::Wait },
        })
    }
}

fn parse_group(group: &str) -> Result<GroupName, Status> {
    group.parse().map_err(|error: NameError| error.in_field("consumer_group"))
}

#[tonic::async_trait]
impl Consumer for ConsumerService {
    type ConsumeStream = ReceiverStream<Result<ConsumeResponse, Status>>;

    async fn consume(&self, request: Request<ConsumeRequest>) -> Result<Response<Self::ConsumeStream>, Status> {
        let stream = self.stream(request.get_ref())?;
        let (sender, receiver) = mpsc::channel(AHEAD);
        tokio::spawn(stream.run(sender));
        Ok(Response::new(ReceiverStream::new(receiver)))
    }

    async fn ack(&self, request: Request<AckRequest>) -> Result<Response<AckResponse>, Status> {
        let request = request.into_inner();
        let group = self.group(&request.topic, &request.consumer_group)?;
        match group.ack(&request.offsets) {
            Ok(committed) => Ok(Response::new(AckResponse { committed })),
            Err(AckError::Broker(error)) => Err(error.into()),
            Err(AckError::NeverDelivered(offset)) => {
                Err(Status::failed_precondition(format!("offset {offset} was never delivered to this group")))
            }
        }
    }

    async fn get_offsets(&self, request: Request<GetOffsetsRequest>) -> Result<Response<GetOffsetsResponse>, Status> {
        let request = request.into_inner();
        let group = self.group(&request.topic, &request.consumer_group)?;
        Ok(Response::new(group.offsets()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use prism_pattern_common::broker::MemoryBroker;
    use prism_proto::pattern::NewMessage;
    use tokio_stream::StreamExt as _;
    use tonic::Code;

    fn service(messages: usize) -> ConsumerService {
        let broker = MemoryBroker::default();
        if messages > 0 {
            broker.append(&"orders".parse().expect("a name"), vec![NewMessage::default(); messages]).expect("appended");
        }
        ConsumerService::new(Arc::new(broker), Shutdown::new(), Some("orders".parse().expect("a name")), None)
    }

    async fn consumed(service: &ConsumerService, messages_max: u64) -> Vec<u64> {
        let request = ConsumeRequest { messages_max, stop_at_end: true, ..ConsumeRequest::default() };
        let stream = service.consume(Request::new(request)).await.expect("a stream").into_inner();
        stream.map(|item| item.expect("a message").message.expect("set").offset).collect().await
    }

    async fn acked(service: &ConsumerService, offsets: &[u64]) -> Result<u64, Code> {
        let request = AckRequest { offsets: offsets.into(), ..AckRequest::default() };
        let answer = service.ack(Request::new(request)).await;
        answer.map(|answer| answer.into_inner().committed).map_err(|status| status.code())
    }

    #[tokio::test]
    async fn what_is_not_acked_comes_again() {
        let service = service(3);
        assert_eq!(consumed(&service, 2).await, [0, 1]);
        assert_eq!(acked(&service, &[0]).await, Ok(1));
        assert_eq!(consumed(&service, 0).await, [1, 2]);
        assert_eq!(acked(&service, &[1, 2]).await, Ok(3));
        assert_eq!(consumed(&service, 0).await, Vec::<u64>::new());
    }

    #[tokio::test]
    async fn an_ack_for_what_was_never_delivered_is_refused() {
        assert_eq!(acked(&service(1), &[0]).await, Err(Code::FailedPrecondition));
    }

    #[tokio::test]
    async fn a_stream_that_waits_is_told_to_stop() {
        let service = service(0);
        let stream = service.consume(Request::new(ConsumeRequest::default())).await.expect("a stream");
        service.shutdown.request();
        let items: Vec<_> = stream.into_inner().collect().await;
        assert_eq!(items[0].as_ref().expect_err("the end").code(), Code::Unavailable);
    }

    #[tokio::test]
    async fn a_waiting_stream_gets_what_is_produced_later() {
        let service = service(0);
        let request = ConsumeRequest { messages_max: 1, ..ConsumeRequest::default() };
        let stream = service.consume(Request::new(request)).await.expect("a stream");
        service.broker.append(&"orders".parse().expect("a name"), vec![NewMessage::default()]).expect("appended");
        assert_eq!(stream.into_inner().collect::<Vec<_>>().await.len(), 1);
    }

    #[tokio::test]
    async fn a_request_without_a_topic_needs_a_configured_one() {
        let service = ConsumerService::new(Arc::new(MemoryBroker::default()), Shutdown::new(), None, None);
        let status = service.get_offsets(Request::new(GetOffsetsRequest::default())).await.expect_err("no topic");
        assert_eq!(status.code(), Code::InvalidArgument);
    }
}
