//! A message beyond the limit is RESOURCE_EXHAUSTED, as gRPC's status guide has it, with a reason like every other refusal; tonic
//! says OUT_OF_RANGE and no more.

use std::pin::Pin;
use std::task::{Context, Poll};

use http::Response;
use tonic::{Code, Status};
use tower::{Layer, Service};

/// The layer.
#[derive(Clone, Copy, Debug)]
pub(super) struct TooLarge;

/// A service behind it.
#[derive(Clone, Debug)]
pub(super) struct Translated<S>(S);

impl<S> Layer<S> for TooLarge {
    type Service = Translated<S>;

    fn layer(&self, inner: S) -> Translated<S> {
        Translated(inner)
    }
}

impl<S, Request, Body> Service<Request> for Translated<S>
where
    S: Service<Request, Response = Response<Body>>,
    S::Future: Send + 'static,
{
    type Response = Response<Body>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let answer = self.0.call(request);
        Box::pin(async move { answer.await.map(translate) })
    }
}

/// Nothing here answers OUT_OF_RANGE by itself.
fn translate<Body>(mut response: Response<Body>) -> Response<Body> {
    let headers = response.headers_mut();
    if let Some(status) = Status::from_header_map(headers).filter(|status| status.code() == Code::OutOfRange) {
        // It fails only for a message that is no header, and this one was.
        let _ = super::status::message_too_large(status.message()).add_header(headers);
    }
    response
}
