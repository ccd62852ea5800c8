//! Who says `READY=1`.

use prism_core::event::Event;

use super::Driver;
use super::living::Living;
use crate::os::tree::ancestry;

/// Most that have spoken and are not known yet. 256: far more than start at a time, and every one of them is an instance's process or a
/// stranger's.
const EARLY_MAX: usize = 256;

impl Driver {
    /// The process and its spawner speak on different ways: a quick one is heard before its own `Spawned`.
    pub(super) fn said_ready(&mut self, pid: i32) {
        let (mut lineage, spawner) = (Vec::new(), i64::from(self.link.spawner.pid()));
        // Parent by parent until one is known: most often the main process itself has spoken. Nobody is above the spawner.
        let known = ancestry(pid).take_while(|pid| i64::from(*pid) != spawner).find_map(|pid| {
            lineage.push(pid);
            self.livings.by_pid(pid)
        });
        match known.and_then(Living::target_of) {
            Some((instance, target)) => self.handle(Event::Notified { instance, found: target.found() }),
            None if self.livings.awaits_any() && self.early.len() < EARLY_MAX => self.early.push(lineage),
            None => {}
        }
    }

    /// Hears what the process `pid` said before it was known.
    pub(super) fn said_ready_before(&mut self, pid: i32) {
        if let Some(at) = self.early.iter().position(|lineage| lineage.contains(&pid)) {
            self.early.swap_remove(at);
            self.said_ready(pid);
        }
        // What is left then was said by nobody who is awaited.
        if !self.livings.awaits_any() {
            self.early.clear();
        }
    }
}
