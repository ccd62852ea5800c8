//! The instances that something may live of, as the driver knows them: tokens, descriptors, surroundings.

use std::collections::HashMap;
use std::fs;
use std::os::fd::OwnedFd;
use std::sync::Arc;

use prism_core::effect::Spawn;
use prism_core::manifest::Manifest;
use prism_core::process::{Identity, InstanceId};
use prism_core::time::UnixMillis;
use rustix::process::{Signal, pidfd_send_signal};

use crate::os::tree::Evidence;
use crate::output::{Began, Process};
use crate::process::{Surroundings, tail};

/// One instance.
#[derive(Debug)]
pub(super) struct Living {
    pub(super) instance: InstanceId,
    pub(super) identity: Arc<Identity>,
    pub(super) manifest: Arc<Manifest>,
    pub(super) surroundings: Arc<Surroundings>,
    pub(super) pid: Option<i32>,
    /// Its spawner is gone, and no other one has it.
    pub(super) lost: bool,
    /// Its main process has ended.
    pub(super) ended: bool,
    pub(super) pidfd: Option<OwnedFd>,
    /// Of the main process, while it is known to live.
    pub(super) evidence: Option<Evidence>,
    /// Where in the output file its output begins.
    pub(super) output_from: u64,
}

/// The token of an instance: its spawner's name for it, the same for every launcher.
///
/// A bulkhead has one instance at a time, and one that follows has another generation. No bulkhead sees 16 million starts, which at 30 a
/// minute take a year.
pub(super) fn token(instance: InstanceId) -> u64 {
    instance.bulkhead.0 << 24 | instance.generation.0 & 0xff_ffff
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
            ended: false,
            pidfd: None,
            evidence: None,
            output_from,
        }
    }

    pub(super) fn has_pid(&self) -> bool {
        self.pid.is_some()
    }

    /// Whose output it writes.
    pub(super) fn process(&self) -> Process {
        Process {
            id: self.identity.process_id.clone(),
            bulkhead: self.instance.bulkhead,
            path: self.surroundings.log_file.as_path().into(),
        }
    }

    /// Where its own output begins, as of a generation that was spawned `at`.
    pub(super) fn began(&self, at: UnixMillis) -> Began {
        Began { generation: self.instance.generation.0, at, offset: self.output_from }
    }

    /// The last lines that it wrote.
    pub(super) fn tail(&self) -> String {
        tail(&self.surroundings.log_file, self.output_from)
    }
}

/// All of them, by token, instance and pid.
#[derive(Debug, Default)]
pub(super) struct Livings {
    by_token: HashMap<u64, Living>,
    by_instance: HashMap<InstanceId, u64>,
    by_pid: HashMap<i32, u64>,
}

impl Livings {
    pub(super) fn len(&self) -> usize {
        self.by_token.len()
    }

    /// Whether of any it is not known yet which process it is.
    pub(super) fn awaits_any(&self) -> bool {
        self.by_pid.len() < self.by_token.len()
    }

    pub(super) fn insert(&mut self, token: u64, living: Living) {
        if let Some(pid) = living.pid {
            self.by_pid.insert(pid, token);
        }
        self.by_instance.insert(living.instance, token);
        self.by_token.insert(token, living);
    }

    pub(super) fn get(&self, token: u64) -> Option<&Living> {
        self.by_token.get(&token)
    }

    pub(super) fn get_mut(&mut self, token: u64) -> Option<&mut Living> {
        self.by_token.get_mut(&token)
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
        living.evidence = Evidence::of(pid, pidfd.as_ref());
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

    /// Marks those that no spawner has: which ones, whether they had been spawned, and whether their main process had ended. What had not been
    /// spawned is forgotten. What lives all the same is killed.
    pub(super) fn lose(&mut self, is_kept: impl Fn(u64) -> bool) -> Vec<(InstanceId, bool, bool)> {
        let mut lost = Vec::new();
        for (_, living) in self.by_token.iter_mut().filter(|(token, _)| !is_kept(**token)) {
            living.lost = true;
            if let Some(pidfd) = &living.pidfd {
                // It fails only where the process has ended, which is what is wanted.
                let _ = pidfd_send_signal(pidfd, Signal::KILL);
            }
            lost.push((living.instance, living.has_pid(), living.ended));
        }
        for (instance, _, _) in lost.iter().filter(|(_, was_spawned, _)| !was_spawned) {
            self.remove(token(*instance));
        }
        lost
    }
}
