//! What happened, one line each: when, who, what.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use prism_core::effect::{Launched, Terminated};
use prism_core::notice::{Happening, Notice};
use prism_core::policy::{Restart, Warning};
use prism_core::process::{Identity, ProcessInfo, ProcessState};
use prism_core::refusal::Refusal;
use prism_core::time::Timestamp;

use crate::scenario::Launch;

/// The lines so far.
#[derive(Default)]
pub(crate) struct Trace {
    text: String,
    /// What each process was last said to be.
    states: BTreeMap<Arc<str>, (ProcessState, bool)>,
}

impl Trace {
    /// All lines.
    pub(crate) fn into_text(self) -> String {
        self.text
    }

    /// One line. What a process wrote may have several: they are shown as one.
    pub(crate) fn line(&mut self, now: Timestamp, who: &str, what: &str) {
        let what = what.replace('\n', " | ");
        let _ = writeln!(self.text, "{:>8}  {who:<32} {what}", now.to_string());
    }

    /// A caller asks for a process.
    pub(crate) fn asks(&mut self, now: Timestamp, launch: &Launch) {
        let mut what = format!("asks for {}", launch.pattern);
        if let Some(namespace) = &launch.namespace {
            let _ = write!(what, " in {namespace}");
        }
        if let Some(session) = &launch.session {
            let _ = write!(what, ", session {session}");
        }
        if let Some(level) = launch.isolation {
            let _ = write!(what, ", level {}", level.0);
        }
        for (key, value) in &launch.config {
            let _ = write!(what, ", {key}={value}");
        }
        self.line(now, &launch.caller, &what);
    }

    /// A caller got an answer to a launch.
    pub(crate) fn launched(&mut self, now: Timestamp, caller: &str, answer: &Result<Launched, Refusal>) {
        match answer {
            Ok(Launched { process, reused, warnings }) => {
                warnings.iter().for_each(|warning| self.warned(now, caller, warning));
                let how = if *reused { "running already" } else { "newly started" };
                let port = process.address_port.map_or("no port".into(), |port| format!("port {port}"));
                let what =
                    format!("gets {} generation {} at {port}, {how}", process.identity.process_id, process.generation);
                self.line(now, caller, &what);
            }
            Err(refusal) => self.refused(now, caller, refusal),
        }
    }

    /// A caller is told of a no that was not obeyed.
    pub(crate) fn warned(&mut self, now: Timestamp, caller: &str, warning: &Warning) {
        self.line(now, caller, &format!("is warned: {warning}"));
    }

    /// A caller got an answer to a terminate.
    pub(crate) fn terminated(&mut self, now: Timestamp, caller: &str, answer: &Result<Terminated, Refusal>) {
        match answer {
            Ok(Terminated { forced: false }) => self.line(now, caller, "is told that it is terminated"),
            Ok(Terminated { forced: true }) => self.line(now, caller, "is told that it is terminated, by force"),
            Err(refusal) => self.refused(now, caller, refusal),
        }
    }

    fn refused(&mut self, now: Timestamp, caller: &str, refusal: &Refusal) {
        let retry = refusal
            .retry_after()
            .map_or(String::new(), |after| format!(" (retry in {})", humantime::format_duration(after)));
        self.line(now, caller, &format!("is refused: {refusal}{retry}"));
    }

    /// The supervisor told something.
    pub(crate) fn notice(&mut self, now: Timestamp, notice: &Notice) {
        match notice {
            Notice::Changed(process) => self.changed(now, process),
            Notice::Removed(process) => {
                self.states.remove(&process.identity.process_id);
                self.line(now, &process.identity.process_id, "is forgotten");
            }
            Notice::About(identity, happening) => self.about(now, identity, happening),
            Notice::Refused { identity, .. } => self.line(now, &identity.process_id, "a launch is refused"),
            Notice::StopRefused { identity, .. } => self.line(now, &identity.process_id, "is not stopped"),
            Notice::PolicyFault { hook, module, fault } => {
                self.line(now, module, &format!("gives no usable answer to {hook}: {fault}"));
            }
        }
    }

    /// Something happened to a process.
    pub(crate) fn about(&mut self, now: Timestamp, identity: &Identity, happening: &Happening) {
        let what = match happening {
            Happening::Spawned { pid, .. } => format!("{happening}, pid {pid}"),
            Happening::Ready { took, .. } => format!("{happening} after {} ms", took.as_millis()),
            Happening::Failed { ran, .. } => format!("{happening}, after {} ms", ran.as_millis()),
            Happening::Stopping { grace, .. } => format!("{happening}, {} ms to do so", grace.as_millis()),
            Happening::Restart { answer: Restart::After(_) | Restart::GiveUp(_), clamped: Some(why), .. } => {
                format!("{happening}; clamped: {why}")
            }
            _ => happening.to_string(),
        };
        self.line(now, &identity.process_id, &what);
    }

    /// Only what lists show is worth a line: the state and the health.
    fn changed(&mut self, now: Timestamp, process: &ProcessInfo) {
        let id = &process.identity.process_id;
        let state = (process.state, process.healthy);
        if self.states.insert(id.clone(), state) != Some(state) {
            self.line(now, id, &format!("is {}", state_of(process)));
        }
    }

    /// A process is in the books when the scenario is over.
    pub(crate) fn remains(&mut self, now: Timestamp, process: &ProcessInfo) {
        let what = format!("at the end: {}, generation {}", state_of(process), process.generation);
        self.line(now, &process.identity.process_id, &what);
    }
}

fn state_of(process: &ProcessInfo) -> String {
    let unhealthy = process.state == ProcessState::Running && !process.healthy;
    format!("{}{}", process.state.as_str(), if unhealthy { ", not healthy" } else { "" })
}
