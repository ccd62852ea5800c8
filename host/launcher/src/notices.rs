//! Notices as log lines. info: a state changed; warn: we coped; error: someone must act. Never a config value.

use prism_core::names::{Namespace, PatternName};
use prism_core::notice::{Happening, Notice};
use prism_core::policy::Restart;
use prism_core::refusal::Refusal;
use tracing::{debug, info, warn};

/// Writes the line of a notice, if it deserves one.
pub(crate) fn log(notice: &Notice) {
    match notice {
        Notice::Changed(_) => {}
        Notice::Removed(process) => debug!(process_id = %process.identity.process_id, "forgotten"),
        Notice::About(identity, happening) => log_happening(&identity.process_id, happening),
        Notice::Refused { identity, refusal } => {
            let refusal = refusal.to_string();
            info!(process_id = %identity.process_id, reason = %first_line(&refusal), "launch refused");
        }
        Notice::StopRefused { identity, refusal } => {
            let refusal = refusal.to_string();
            info!(process_id = %identity.process_id, reason = %first_line(&refusal), "terminate refused");
        }
        Notice::PolicyFault { hook, module, fault } => warn!(%hook, %module, %fault, "policy gave no usable answer"),
    }
}

/// Writes the line of a launch that was refused before it had a key.
pub(crate) fn log_unplaced(pattern: &PatternName, namespace: Option<&Namespace>, refusal: &Refusal) {
    let namespace = namespace.map_or("", |namespace| namespace.as_str());
    info!(%pattern, namespace, reason = %first_line(&refusal.to_string()), "launch refused");
}

fn log_happening(process_id: &str, happening: &Happening) {
    match happening {
        Happening::Spawned { generation, pid } => info!(process_id, %generation, pid, "spawned"),
        Happening::Ready { generation, took } => info!(process_id, %generation, took_ms = took.as_millis(), "ready"),
        Happening::Stopped { generation, forced } => info!(process_id, %generation, forced, "stopped"),
        Happening::Stopping { generation, grace, why } => {
            info!(process_id, %generation, grace_ms = grace.as_millis(), reason = %why, "stopping");
        }
        Happening::Failed { generation, cause, ran } => {
            warn!(process_id, %generation, cause = %first_line(&cause.to_string()), ran_ms = ran.as_millis(), "failed");
        }
        Happening::Restart { by, answer: Restart::After(delay), clamped } => {
            info!(process_id, module = %by, delay_ms = delay.as_millis(), clamped = clamped.unwrap_or(""), "restart decided");
        }
        Happening::Restart { .. } | Happening::Missed { .. } | Happening::Killed(_) | Happening::Stuck(_) => {
            warn!(process_id, "{happening}");
        }
        Happening::Warned(_) | Happening::LevelRaised { .. } | Happening::Overridden => {
            warn!(process_id, "{happening}");
        }
        Happening::Admitted { .. } | Happening::Starting(_) => debug!(process_id, "{happening}"),
        Happening::Adopted(_) | Happening::Recovered | Happening::Mutated { .. } => info!(process_id, "{happening}"),
    }
}

/// What a pattern wrote stays in its own file: only our own words go into the log.
fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}
