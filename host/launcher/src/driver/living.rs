//! The instances that something may live of, as the driver knows them: tokens, descriptors, surroundings.

use std::collections::HashMap;
use std::fs;
use std::os::fd::OwnedFd;
use std::sync::Arc;

use prism_core::effect::Spawn;
use prism_core::manifest::Manifest;
use prism_core::process::{Identity, InstanceId};
use rustix::process::{Signal, pidfd_send_signal};

use crate::os::tree;
use crate::process::{Record, Surroundings, tail};

/// One instance.
#[derive(Debug)]
pub(super) struct Living {
    pub(super) instance: InstanceId,
    pub(super) identity: Arc<Identity>,
    pub(super) manifest: Arc<Manifest>,
    pub(super) surroundings: Arc<Surroundings>,
    pub(super) pid: Option<i32>,
    /// Its spawner is gone.
    pub(super) lost: bool,
    pidfd: Option<OwnedFd>,
    output_from: u64,
}

impl Living {
    pub(super) fn new(spawn: &Spawn, surroundings: Arc<Surroundings>) -> Self {
        let output_from = fs::metadata(&surroundings.log_file).map(|metadata| metadata.len()).unwrap_or(0);
        Self {
            instance: spawn.instance,
            identity: spawn.identity.clone(),
            manifest: spawn.manifest.clone(),
            surroundings,
            pid: None,
            lost: false,
            pidfd: None,
            output_from,
        }
    }

    pub(super) fn has_pid(&self) -> bool {
        self.pid.is_some()
    }

    /// The last lines that it wrote.
    pub(super) fn tail(&self) -> String {
        tail(&self.surroundings.log_file, self.output_from)
    }

    /// What a later launcher must know; none where the process ended already.
    pub(super) fn record(&self, pid: i32) -> Option<Record> {
        let ports = self.surroundings.ports;
        Some(Record {
            version: Record::VERSION,
            process_id: self.identity.process_id.to_string(),
            pattern: self.identity.key.pattern.to_string(),
            namespace: self.identity.namespace().map(ToString::to_string),
            session_id: self.identity.key.scope.session().map(ToString::to_string),
            generation: self.instance.generation.0,
            pid,
            start_ticks: tree::start_ticks(pid)?,
            boot_id: tree::boot_id().to_owned(),
            ports: [ports.grpc, ports.health, ports.metrics],
            manifest_sha256: self.manifest.digest.to_string(),
        })
    }
}

/// All of them, by token, instance and pid.
#[derive(Debug, Default)]
pub(super) struct Livings {
    last_token: u64,
    by_token: HashMap<u64, Living>,
    by_instance: HashMap<InstanceId, u64>,
    by_pid: HashMap<i32, u64>,
}

impl Livings {
    pub(super) fn next_token(&mut self) -> u64 {
        self.last_token += 1;
        self.last_token
    }

    pub(super) fn len(&self) -> usize {
        self.by_token.len()
    }

    /// Whether of any it is not known yet which process it is.
    pub(super) fn awaits_any(&self) -> bool {
        self.by_pid.len() < self.by_token.len()
    }

    pub(super) fn insert(&mut self, token: u64, living: Living) {
        self.by_instance.insert(living.instance, token);
        self.by_token.insert(token, living);
    }

    pub(super) fn get(&self, token: u64) -> Option<&Living> {
        self.by_token.get(&token)
    }

    pub(super) fn of(&self, instance: InstanceId) -> Option<(u64, &Living)> {
        let token = *self.by_instance.get(&instance)?;
        self.by_token.get(&token).map(|living| (token, living))
    }

    pub(super) fn by_pid(&self, pid: i32) -> Option<&Living> {
        self.by_token.get(self.by_pid.get(&pid)?)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (u64, &Living)> {
        self.by_token.iter().map(|(token, living)| (*token, living))
    }

    pub(super) fn spawned(&mut self, token: u64, pid: i32, pidfd: Option<OwnedFd>) -> Option<&Living> {
        let living = self.by_token.get_mut(&token)?;
        living.pid = Some(pid);
        living.pidfd = pidfd;
        self.by_pid.insert(pid, token);
        Some(living)
    }

    pub(super) fn remove(&mut self, token: u64) -> Option<Living> {
        let living = self.by_token.remove(&token)?;
        self.by_instance.remove(&living.instance);
        if let Some(pid) = living.pid
            && self.by_pid.get(&pid) == Some(&token)
        {
            self.by_pid.remove(&pid);
        }
        Some(living)
    }

    /// SIGKILL to every main process.
    pub(super) fn kill_mains(&self) {
        for pidfd in self.by_token.values().filter_map(|living| living.pidfd.as_ref()) {
            // It fails only where the process has ended, which is what is wanted.
            let _ = pidfd_send_signal(pidfd, Signal::KILL);
        }
    }

    /// Marks all as without a spawner: which ones, and whether they had been spawned. Those that had not are forgotten.
    pub(super) fn lose(&mut self) -> Vec<(InstanceId, bool)> {
        let all: Vec<_> = self
            .by_token
            .iter_mut()
            .map(|(token, living)| {
                living.lost = true;
                (*token, living.instance, living.pid.is_some())
            })
            .collect();
        for (token, _, spawned) in &all {
            if !spawned {
                self.remove(*token);
            }
        }
        all.into_iter().map(|(_, instance, spawned)| (instance, spawned)).collect()
    }
}
