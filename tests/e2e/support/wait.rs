//! Waiting for what must come, with an end.

use std::time::{Duration, Instant};

/// How long anything may take. Far above what is normal on a loaded machine: it is there to end a test that will fail.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);
/// Between two looks.
pub(crate) const PAUSE: Duration = Duration::from_millis(5);

/// What `look` finds at last. `what` is what the test says when it does not.
pub(crate) async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(began.elapsed() < PATIENCE, "waited {PATIENCE:?} in vain: {what}");
        tokio::time::sleep(PAUSE).await;
    }
}

/// The same without a runtime. False where it did not come.
pub(crate) fn comes_true(patience: Duration, mut look: impl FnMut() -> bool) -> bool {
    let began = Instant::now();
    while !look() {
        if began.elapsed() > patience {
            return false;
        }
        std::thread::sleep(PAUSE);
    }
    true
}
