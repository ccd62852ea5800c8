//! Writing down what was decided, before anything of it is asked of the spawner.
//!
//! The invariant: whatever the spawner was asked, the record says that it was meant to be. A launcher that is killed between any two steps
//! leaves a record that is older than the world by what the spawner can tell.
//!
//! What a request configured may be secret, so its values are written to no file: the spawner remembers them.

use std::collections::{BTreeMap, BTreeSet};

use prism_core::effect::Effect;
use prism_core::notice::Notice;
use prism_core::process::{BulkheadId, Generation, InstanceId};
use prism_core::record::{Record, Stage};

use super::Driver;
use super::heir::names_of;
use crate::os::tree;
use crate::process::Entry;

/// What a request configured.
type Config = BTreeMap<String, String>;

/// Records that are not in line with the books.
#[derive(Debug, Default)]
pub(super) struct Stale {
    changed: BTreeSet<BulkheadId>,
    removed: Vec<(BulkheadId, Generation)>,
}

/// Whether a record must say so first: it changes what lives, or somebody is told of a process or of its end, who must find it so whatever
/// dies next. The rest may be done before it is written down: who was refused, or probed, makes no difference to what a next launcher finds.
pub(super) fn needs_its_record(effect: &Effect) -> bool {
    match effect {
        Effect::Spawn(_) | Effect::Stop { .. } | Effect::Kill { .. } | Effect::Sweep { .. } => true,
        Effect::AnswerLaunch { answer, .. } => answer.is_ok(),
        Effect::AnswerTerminate { answer, .. } => answer.is_ok(),
        Effect::Probe { .. } | Effect::Notice(_) | Effect::Drained => false,
    }
}

impl Driver {
    /// What of the books these effects change. What is about to be spawned is written down with its ports, when it has them.
    pub(super) fn records_of(&self, effects: &[Effect]) -> Stale {
        let mut stale = Stale::default();
        for effect in effects {
            match effect {
                Effect::Notice(Notice::Changed(info)) => drop(stale.changed.insert(info.bulkhead)),
                Effect::Notice(Notice::Removed(info)) => stale.removed.push((info.bulkhead, info.generation)),
                _ => {}
            }
        }
        for effect in effects {
            if let Effect::Spawn(spawn) = effect {
                stale.changed.remove(&spawn.instance.bulkhead);
            }
        }
        stale
    }

    /// Brings these records in line with the books.
    pub(super) fn write_down(&mut self, stale: &Stale) {
        stale.removed.iter().for_each(|(bulkhead, generation)| self.strike(*bulkhead, *generation));
        for bulkhead in &stale.changed {
            if let Err(error) = self.record(*bulkhead) {
                tracing::warn!(%error, "a change could not be written down; a later launcher finds what was before it");
            }
        }
    }

    fn strike(&mut self, bulkhead: BulkheadId, generation: Generation) {
        if generation > self.generation_floor {
            self.generation_floor = generation;
            if let Err(error) = self.parts.state.write_floor(generation) {
                tracing::warn!(%error, "the last generation could not be written down");
            }
        }
        self.parts.state.erase(bulkhead);
        if self.remembered.remove(&bulkhead) {
            // One that does not hear of it is gone, or is told by the next launcher.
            let _ = self.link.spawner.forget(bulkhead.0);
        }
    }

    /// Has the configuration remembered, once for each spawner.
    pub(super) fn remember(&mut self, bulkhead: BulkheadId, config: &Config) {
        if config.is_empty() || !self.remembered.insert(bulkhead) {
            return;
        }
        let memo = serde_json::to_vec(config).unwrap_or_default();
        if let Err(error) = self.link.spawner.remember(bulkhead.0, memo) {
            self.remembered.remove(&bulkhead);
            tracing::warn!(%error, "a configuration could not be remembered; a later launcher may not know it");
        }
    }

    /// Brings one record in line.
    pub(super) fn record(&mut self, bulkhead: BulkheadId) -> std::io::Result<()> {
        let Some(record) = self.parts.supervisor.record(bulkhead) else { return Ok(()) };
        self.remember(bulkhead, &record.request.config);
        let entry = self.entry(record);
        if self.on_disk.get(&bulkhead) == Some(&entry) {
            return Ok(());
        }
        self.parts.state.write(&entry)
    }

    /// A record with what only the driver knows.
    fn entry(&self, mut record: Record) -> Entry {
        let instance = InstanceId { bulkhead: record.bulkhead, generation: record.generation };
        let living = self.livings.of(instance).map(|(_, living)| living);
        if let (Some(living), Stage::Starting(started) | Stage::Running(started) | Stage::Stopping { started, .. }) =
            (living, &mut record.stage)
        {
            started.ports = living.surroundings.ports;
        }
        record.request.config = names_of(&record.request.config);
        Entry {
            evidence: living.and_then(|living| living.evidence),
            log_file: living.map(|living| living.surroundings.log_file.clone()).unwrap_or_default(),
            output_from: living.map_or(0, |living| living.output_from),
            boot_id: tree::boot_id().to_owned(),
            record,
        }
    }
}
