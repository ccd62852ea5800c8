//! From the start queue to ready.

use super::Supervisor;
use crate::bulkhead::{Instance, Phase, State, Stopping};
use crate::effect::{Effect, Spawn};
use crate::event::Probed;
use crate::health::{Finding, Prober};
use crate::manifest::Probe;
use crate::notice::{Happening, StopReason};
use crate::policy::Cause;
use crate::process::{BulkheadId, Generation, InstanceId, Ports};
use crate::time::Timestamp;

impl Supervisor {
    /// Puts a bulkhead of which nothing lives into the start queue.
    pub(super) fn enqueue(&mut self, now: Timestamp, id: BulkheadId) {
        if let Some(bulkhead) = self.bulkheads.get_mut(&id) {
            bulkhead.asked_at = now;
        }
        self.put(id, State::Queued);
        self.pump(now);
    }

    /// Hands out free start permits.
    pub(super) fn pump(&mut self, now: Timestamp) {
        while self.permits < self.bounds.starts_max
            && let Some(id) = self.queue.pop()
        {
            self.begin(now, id);
        }
    }

    fn begin(&mut self, now: Timestamp, id: BulkheadId) {
        let wall = self.wall(now);
        let Some(bulkhead) = self.bulkheads.get_mut(&id) else { return };
        // The queue has let go of it already.
        bulkhead.booked.queued = false;
        bulkhead.history.restarts += u32::from(bulkhead.history.has_started());
        bulkhead.history.record_start(now, &self.bounds);
        bulkhead.generation = Generation(bulkhead.generation.0 + 1);
        let instance = Instance::new(now, wall, now + bulkhead.manifest.startup_timeout);
        let spawn = Spawn {
            instance: bulkhead.instance_id(),
            identity: bulkhead.identity.clone(),
            manifest: bulkhead.manifest.clone(),
            config: bulkhead.config().clone(),
            patch: bulkhead.patch.clone(),
        };
        let generation = bulkhead.generation;
        self.about(id, Happening::Starting(generation));
        self.effects.push_back(Effect::Spawn(Box::new(spawn)));
        self.put(id, State::Starting(instance));
    }

    pub(super) fn spawned(&mut self, now: Timestamp, instance: InstanceId, pid: i32, ports: Ports) {
        let id = instance.bulkhead;
        let Some(bulkhead) = self.current(instance) else { return };
        let prober = Prober::new(&bulkhead.manifest.health, now);
        let alive = (bulkhead.manifest.health.probe == Probe::Alive).then(Probed::default);
        match &mut bulkhead.state {
            State::Starting(starting) if starting.pid.is_none() => {
                starting.pid = Some(pid);
                starting.ports = ports;
                starting.prober = Some(prober);
                let ready = alive.or(starting.notified);
                self.about(id, Happening::Spawned { generation: instance.generation, pid });
                match ready {
                    Some(found) => self.declare_ready(now, id, found),
                    None => {
                        self.look_at_instance(now, id);
                        self.publish(id);
                    }
                }
                self.arm(id);
            }
            State::Stopping(Stopping { instance: stopping, phase: Phase::AwaitingSpawn { grace, force }, .. }) => {
                stopping.pid = Some(pid);
                stopping.ports = ports;
                let (grace, force) = (*grace, *force);
                self.about(id, Happening::Spawned { generation: instance.generation, pid });
                self.ask_to_stop(now, id, grace, force);
            }
            _ => {}
        }
    }

    /// Probes that are due, deadlines that have passed.
    pub(super) fn look_at_instance(&mut self, now: Timestamp, id: BulkheadId) {
        let Some(bulkhead) = self.bulkheads.get_mut(&id) else { return };
        let instance_id = bulkhead.instance_id();
        if bulkhead.stable_at(&self.bounds).is_some_and(|at| at <= now) {
            bulkhead.history.failures = 0;
            self.publish(id);
        }
        let Some(bulkhead) = self.bulkheads.get_mut(&id) else { return };
        let starting = matches!(bulkhead.state, State::Starting(_));
        let (State::Starting(instance) | State::Running(instance)) = &mut bulkhead.state else { return };
        if starting && instance.ready_by <= now {
            let error = instance.prober.as_ref().map_or("it was not spawned in time", Prober::last_error).to_owned();
            return self.fail_living(now, id, Cause::StartTimeout(error), StopReason::StartTimeout);
        }
        let Some(prober) = &mut instance.prober else { return };
        let finding = prober.expire(now);
        if let Some(attempt) = prober.poll(now) {
            self.effects.push_back(Effect::Probe { instance: instance_id, attempt });
        }
        self.conclude(now, id, finding, None);
    }

    pub(super) fn probed(
        &mut self,
        now: Timestamp,
        instance: InstanceId,
        attempt: u32,
        answer: Result<Probed, String>,
    ) {
        let id = instance.bulkhead;
        let Some(bulkhead) = self.current(instance) else { return };
        let (State::Starting(living) | State::Running(living)) = &mut bulkhead.state else { return };
        let Some(prober) = living.prober.as_mut().filter(|prober| prober.awaits(attempt)) else { return };
        let found = answer.as_ref().ok().copied();
        let finding = prober.record(now, answer.map(|_| ()));
        self.conclude(now, id, finding, found);
        self.arm(id);
    }

    pub(super) fn notified(&mut self, now: Timestamp, instance: InstanceId, found: Probed) {
        let id = instance.bulkhead;
        let Some(bulkhead) = self.current(instance) else { return };
        let State::Starting(starting) = &mut bulkhead.state else { return };
        if bulkhead.manifest.health.probe != Probe::Notify {
            return;
        }
        // Its word may come before the spawner's.
        starting.notified = Some(found);
        if starting.pid.is_some() {
            self.declare_ready(now, id, found);
            self.arm(id);
        }
    }

    pub(super) fn declare_ready(&mut self, now: Timestamp, id: BulkheadId, found: Probed) {
        let Some(bulkhead) = self.bulkheads.get_mut(&id) else { return };
        let State::Starting(Instance { prober: Some(prober), .. }) = &mut bulkhead.state else { return };
        let finding = prober.declare_ready();
        self.conclude(now, id, finding, Some(found));
    }

    fn conclude(&mut self, now: Timestamp, id: BulkheadId, finding: Finding, found: Option<Probed>) {
        match finding {
            Finding::Unchanged => self.note_service(id, found),
            Finding::Ready => self.ready(now, id, found.unwrap_or_default()),
            Finding::Missed => self.set_healthy(id, false),
            Finding::Recovered => {
                self.note_service(id, found);
                self.set_healthy(id, true);
            }
            Finding::Unhealthy(error) => self.fail_living(now, id, Cause::Unhealthy(error), StopReason::Unhealthy),
        }
    }

    fn ready(&mut self, now: Timestamp, id: BulkheadId, found: Probed) {
        let seed = self.random();
        let State::Starting(mut instance) = self.take(id) else { return };
        instance.ready_since = Some(now);
        instance.healthy = true;
        instance.serves_grpc = found.serves_grpc;
        if let Some(prober) = &mut instance.prober {
            prober.spread(now, seed);
        }
        let Some(bulkhead) = self.bulkheads.get_mut(&id) else { return };
        bulkhead.history.ever_ready = true;
        let (generation, took) = (bulkhead.generation, now - bulkhead.asked_at);
        self.put(id, State::Running(instance));
        self.about(id, Happening::Ready { generation, took });
        self.answer_launches(id);
        self.pump(now);
    }

    /// A good probe of a running instance may find that it has begun to serve its gRPC port, or no longer does.
    fn note_service(&mut self, id: BulkheadId, found: Option<Probed>) {
        let Some(bulkhead) = self.bulkheads.get_mut(&id) else { return };
        if let (State::Running(instance), Some(found)) = (&mut bulkhead.state, found)
            && instance.serves_grpc != found.serves_grpc
        {
            instance.serves_grpc = found.serves_grpc;
            self.publish(id);
        }
    }

    fn set_healthy(&mut self, id: BulkheadId, healthy: bool) {
        let Some(bulkhead) = self.bulkheads.get_mut(&id) else { return };
        let State::Running(instance) = &mut bulkhead.state else { return };
        instance.healthy = healthy;
        let error = instance.prober.as_ref().map(|prober| prober.last_error().to_owned()).unwrap_or_default();
        if !healthy {
            bulkhead.last_error = format!("missed a health check: {error}").into();
        }
        self.publish(id);
        self.about(id, if healthy { Happening::Recovered } else { Happening::Missed { error } });
    }
}
