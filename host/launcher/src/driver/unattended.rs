//! The end of instances without a spawner: none can be started, and the launcher is to stop.
//!
//! Otherwise what has no spawner lives on until there is one. But a launcher that ends leaves nobody who would end it, so it does that by
//! itself, as far as it can: it asks and kills each main process with its descendants, by pidfds, and looks whether they have ended.
//! What has left its tree is not found so; the next start finds it by its cgroup or its mark. That is why such a stop is no success.

use std::collections::HashMap;
use std::os::fd::OwnedFd;
use std::sync::atomic::Ordering;

use prism_core::event::{Event, Exit};
use prism_core::process::InstanceId;

use super::Driver;
use super::living::Living;
use crate::os::tree::{has_ended, kill_proven, proven_family, signal_all};

/// Trees as they were when they were asked to stop, by token: descendants of a main process that has ended are not found any more.
#[derive(Debug, Default)]
pub(super) struct Unattended(HashMap<u64, Vec<OwnedFd>>);

impl Driver {
    /// Whether the launcher is to stop, and nobody else can end what lives.
    pub(super) fn is_alone(&self) -> bool {
        self.drained.is_some() && self.parts.launcher.pulse.is_absent()
    }

    /// Sends `signal` to the tree of an instance, as its spawner would.
    pub(super) fn signal_alone(&mut self, instance: InstanceId, signal: i32) {
        let Some((token, living)) = self.livings.of(instance) else { return };
        let Some((pid, evidence)) = living.pid.zip(living.evidence) else { return };
        let members = self.unattended.0.entry(token).or_default();
        members.extend(proven_family(pid, evidence));
        // A stopped process handles nothing.
        let signalled = signal_all(members, signal).and_then(|()| signal_all(members, libc::SIGCONT));
        if let Err(error) = signalled {
            tracing::error!(pid, %error, "a process cannot be signalled");
        }
    }

    /// Finds out what has ended meanwhile. To be called again and again: nobody tells.
    pub(super) fn look_after_unattended(&mut self) {
        if !self.is_alone() {
            return;
        }
        let ended: Vec<u64> =
            self.livings.iter().filter(|(_, living)| !living.lost && !lives(living)).map(|(token, _)| token).collect();
        for token in ended {
            self.ended_alone(token);
        }
    }

    fn ended_alone(&mut self, token: u64) {
        // It fails only where there is nothing left to end.
        let _ = signal_all(&self.unattended.0.remove(&token).unwrap_or_default(), libc::SIGKILL);
        let Some(living) = self.livings.get_mut(token) else { return };
        let (instance, was_spawned) = (living.instance, living.has_pid());
        living.lost = true;
        if !was_spawned {
            self.livings.remove(token);
            return self.handle(Event::SpawnFailed { instance, error: "there is no spawner".into() });
        }
        self.parts.launcher.unattended.fetch_add(1, Ordering::Relaxed);
        if std::mem::replace(&mut living.ended, true) {
            self.forget(token);
            self.handle(Event::Swept { instance, killed: true });
        } else {
            self.handle(Event::Ended { instance, exit: Exit::Unknown, output: "".into() });
        }
    }

    /// Ends everything at once.
    pub(super) fn kill_alone(&mut self) {
        if !self.parts.launcher.pulse.is_absent() {
            return;
        }
        for (token, living) in self.livings.iter() {
            let Some((pid, evidence)) = living.pid.zip(living.evidence) else { continue };
            let members = self.unattended.0.remove(&token).unwrap_or_default();
            if let Err(error) = kill_proven(pid, evidence).and_then(|()| signal_all(&members, libc::SIGKILL)) {
                tracing::error!(pid, %error, "a process cannot be ended");
            }
            self.parts.launcher.unattended.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Whether its main process lives.
fn lives(living: &Living) -> bool {
    let proven = living.pid.zip(living.evidence).and_then(|(pid, evidence)| evidence.prove(pid));
    proven.is_some_and(|pidfd| !has_ended(&pidfd))
}
