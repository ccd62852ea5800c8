//! A message beyond the limit is RESOURCE_EXHAUSTED, as gRPC's status guide has it; tonic says OUT_OF_RANGE.

use std::pin::Pin;
use std::task::{Context, Poll};

use http::{HeaderValue, Response};
use tonic::Code;
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
    if let Some(status) = response.headers_mut().get_mut("grpc-status")
        && *status == (Code::OutOfRange as i32).to_string().as_str()
    {
        *status = HeaderValue::from(Code::ResourceExhausted as i32);
    }
    response
}
