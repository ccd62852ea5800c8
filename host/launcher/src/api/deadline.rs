//! A caller's deadline that passes is DEADLINE_EXCEEDED, as gRPC's status guide has it; tonic says CANCELLED.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use http::{Request, Response};
use tonic::Status;
use tower::{Layer, Service};

/// The layer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deadline;

/// A service behind it.
#[derive(Clone, Debug)]
pub(super) struct Timed<S>(S);

impl<S> Layer<S> for Deadline {
    type Service = Timed<S>;

    fn layer(&self, inner: S) -> Timed<S> {
        Timed(inner)
    }
}

impl<S, B, Body> Service<Request<B>> for Timed<S>
where
    S: Service<Request<B>, Response = Response<Body>>,
    S::Future: Send + 'static,
    Body: Default,
{
    type Response = Response<Body>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let limit = request.headers().get("grpc-timeout").and_then(|value| parse(value.to_str().ok()?));
        let answer = self.0.call(request);
        let Some(limit) = limit else { return Box::pin(answer) };
        // Begun here and not when it is first polled: tonic's own clock, which begins after, must not be the first to strike.
        let answer = tokio::time::timeout(limit, answer);
        Box::pin(async move { answer.await.unwrap_or_else(|_| Ok(passed().into_http())) })
    }
}

fn passed() -> Status {
    Status::deadline_exceeded("the caller's deadline has passed; a start under way goes on and is listed")
}

/// At most eight digits and a unit, as gRPC over HTTP/2 has it.
fn parse(value: &str) -> Option<Duration> {
    let (digits, unit) = value.split_at_checked(value.len().checked_sub(1)?)?;
    let number: u64 = digits.parse().ok().filter(|_| digits.len() <= 8)?;
    Some(match unit {
        "H" => Duration::from_secs(number * 3600),
        "M" => Duration::from_secs(number * 60),
        "S" => Duration::from_secs(number),
        "m" => Duration::from_millis(number),
        "u" => Duration::from_micros(number),
        "n" => Duration::from_nanos(number),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_clients_write_is_read() {
        assert_eq!(parse("300m"), Some(Duration::from_millis(300)));
        assert_eq!(parse("99999999H"), Some(Duration::from_secs(99_999_999 * 3600)));
        for bad in ["", "m", "5", "-1S", "123456789m", "1s", "é"] {
            assert_eq!(parse(bad), None, "{bad:?}");
        }
    }

    #[tokio::test]
    async fn a_deadline_that_passes_is_said_to_have_passed() {
        let mut never = Deadline.layer(tower::service_fn(|_: Request<()>| {
            std::future::pending::<Result<Response<String>, std::convert::Infallible>>()
        }));
        let request = Request::builder().header("grpc-timeout", "1m").body(()).expect("valid");
        let response = never.call(request).await.expect("infallible");
        assert_eq!(response.headers()["grpc-status"], "4");
    }
}
