//! `upgrade`, and what other commands do while it goes on.

use std::sync::atomic::{AtomicU32, Ordering};

use prism_proto::v1::{LaunchResponse, UpgradeResponse};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

use crate::fake::{Fake, recording};
use crate::run::prismctl;

fn status(code: Code, reason: &str, message: &str) -> Status {
    let details = ErrorDetails::with_error_info(reason, "prism.launcher", [] as [(String, String); 0]);
    Status::with_error_details(code, message, details)
}

#[test]
fn it_says_who_serves() {
    let (upgrade, asked) =
        recording(|_| Ok(UpgradeResponse { version: "0.2.0".to_owned(), binary: "/opt/new".to_owned(), pid: 4711 }));
    let launcher = Fake { upgrade, ..Fake::default() }.serve();
    assert_eq!(
        prismctl(&launcher.address, "upgrade --binary /opt/new").ok(),
        "upgraded to /opt/new 0.2.0; process 4711 serves\n"
    );
    assert_eq!(
        prismctl(&launcher.address, "upgrade --check").ok(),
        "/opt/new 0.2.0 can take over; nothing was changed\n"
    );
    let json = prismctl(&launcher.address, "upgrade -o json").ok();
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json, serde_json::json!({"version": "0.2.0", "binary": "/opt/new", "pid": 4711}));
    let asked: Vec<_> = asked.take().into_iter().map(|request| (request.binary, request.only_check)).collect();
    assert_eq!(asked, [("/opt/new".to_owned(), false), (String::new(), true), (String::new(), false)]);
}

#[test]
fn why_not_is_one_line() {
    let refused = |_| {
        Err(status(
            Code::FailedPrecondition,
            "UPGRADE_FAILED",
            "nothing was changed: /opt/new ended with exit status: 3",
        ))
    };
    let launcher = Fake { upgrade: Box::new(refused), ..Fake::default() }.serve();
    assert_eq!(
        prismctl(&launcher.address, "upgrade").failed(),
        "prismctl: upgrade refused: nothing was changed: /opt/new ended with exit status: 3 (UPGRADE_FAILED)"
    );
}

#[test]
fn a_launch_that_meets_an_upgrade_is_asked_again() {
    let asked = AtomicU32::new(0);
    let launch = move |_| match asked.fetch_add(1, Ordering::Relaxed) {
        0 | 1 => Err(status(Code::Unavailable, "UPGRADING", "the launcher is being upgraded; ask again")),
        _ => Ok(LaunchResponse { process_id: "ns:a:p".to_owned(), ..LaunchResponse::default() }),
    };
    let launcher = Fake { launch: Box::new(launch), ..Fake::default() }.serve();
    assert!(prismctl(&launcher.address, "pattern launch p --namespace a").ok().starts_with("launched ns:a:p "));
}

#[test]
fn one_that_never_comes_through_is_told_so_when_its_time_is_over() {
    let launch = |_| Err(status(Code::Unavailable, "UPGRADING", "the launcher is being upgraded; ask again"));
    let launcher = Fake { launch: Box::new(launch), ..Fake::default() }.serve();
    assert_eq!(
        prismctl(&launcher.address, "pattern launch p --namespace a --timeout 300ms").failed(),
        "prismctl: launch failed: the launcher is being upgraded; ask again (UPGRADING)"
    );
}
