//! The RFC's metrics, and more. The only place that knows prometheus. Counts come from notices; gauges are read from the view when
//! they are scraped, so neither can disagree with what lists say.
//!
//! Labels that tenants choose are bounded: a namespace or process beyond the bound is counted as `_other`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use prism_core::isolation::IsolationLevel;
use prism_core::notice::{Happening, Notice};
use prism_core::policy::{Hook, Restart};
use prism_core::process::{Identity, ProcessInfo, ProcessState};
use prism_core::refusal::Refusal;
use prism_policy::{CanaryComparison, CodeSource, Comparison, Decision, OutcomeKind, Stage};
use prometheus::{
    Encoder, Gauge, GaugeVec, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGaugeVec, Opts, Registry,
    TextEncoder,
};

use crate::driver::Launcher;

/// Namespaces that get a series of their own.
const NAMESPACES_MAX: usize = 1000;
/// Processes that get a series of their own.
const PROCESSES_MAX: usize = 1000;
/// The label of all beyond.
const OTHER: &str = "_other";

/// From half a millisecond, a tiny server's start, to the default start timeout.
const LAUNCH_BUCKETS: [f64; 16] =
    [0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.125, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0];
/// From a remembered answer to the wall-time limit.
const POLICY_BUCKETS: [f64; 12] = [1e-6, 2e-6, 5e-6, 1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 5e-3, 2e-2];

/// Every metric.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    starts: IntCounterVec,
    stops: IntCounterVec,
    failures: IntCounterVec,
    restarts: IntCounterVec,
    given_up: IntCounterVec,
    running: IntGaugeVec,
    terminating: IntGaugeVec,
    failed: IntGaugeVec,
    launch_seconds: HistogramVec,
    launches: IntCounterVec,
    levels: IntGaugeVec,
    cpu: GaugeVec,
    memory: GaugeVec,
    health_checks: IntCounterVec,
    policy_seconds: HistogramVec,
    policy_decisions: IntCounterVec,
    policy_failures: IntCounterVec,
    shadow_compared: IntCounterVec,
    shadow_dropped: IntCounterVec,
    canary_compared: IntCounterVec,
    warnings: IntCounterVec,
    staged: IntCounterVec,
    decisions_recorded: IntCounter,
    decisions_dropped: IntCounter,
    rollbacks: IntCounter,
    code: IntCounterVec,
    starting: Gauge,
    queued: Gauge,
    waiting: Gauge,
    spawner_silent: Gauge,
    uptime: Gauge,
    namespaces: Mutex<BTreeSet<Box<str>>>,
    durations: Mutex<Durations>,
}

/// The last launch durations, for the percentiles of the JSON export.
#[derive(Debug, Default)]
struct Durations {
    seconds: Vec<f64>,
    next: usize,
}

/// Launches that percentiles are taken of.
const DURATIONS_MAX: usize = 1024;

fn counter(registry: &Registry, name: &str, help: &str, labels: &[&str]) -> IntCounterVec {
    register(registry, IntCounterVec::new(Opts::new(full(name), help), labels))
}

fn gauge(registry: &Registry, name: &str, help: &str, labels: &[&str]) -> IntGaugeVec {
    register(registry, IntGaugeVec::new(Opts::new(full(name), help), labels))
}

fn histogram(registry: &Registry, name: &str, help: &str, labels: &[&str], buckets: &[f64]) -> HistogramVec {
    let options = HistogramOpts::new(full(name), help).buckets(buckets.to_vec());
    register(registry, HistogramVec::new(options, labels))
}

fn register<M: prometheus::core::Collector + Clone + 'static>(registry: &Registry, made: prometheus::Result<M>) -> M {
    let metric = made.expect("names and labels are literals that prometheus accepts");
    registry.register(Box::new(metric.clone())).expect("every name is registered once");
    metric
}

fn full(name: &str) -> String {
    format!("pattern_launcher_{name}")
}

impl Default for Metrics {
    fn default() -> Self {
        let registry = Registry::new();
        let r = &registry;
        let who = &["pattern", "namespace", "isolation"];
        let what = &["pattern", "isolation"];
        Self {
            starts: counter(r, "process_starts_total", "Processes spawned.", who),
            stops: counter(r, "process_stops_total", "Processes stopped as asked for.", who),
            failures: counter(
                r,
                "process_failures_total",
                "Processes that ended or failed to start without being asked.",
                who,
            ),
            restarts: counter(r, "process_restarts_total", "Restarts decided by the restart policy.", who),
            given_up: counter(r, "process_given_up_total", "Processes given up by the restart policy.", who),
            running: gauge(r, "processes_running", "Processes that are ready.", what),
            terminating: gauge(r, "processes_terminating", "Processes being stopped.", what),
            failed: gauge(r, "processes_failed", "Processes given up and kept to be looked at.", what),
            launch_seconds: histogram(
                r,
                "launch_duration_seconds",
                "LaunchPattern, from request to answer.",
                what,
                &LAUNCH_BUCKETS,
            ),
            launches: counter(r, "launches_total", "LaunchPattern answers by outcome.", &["outcome"]),
            levels: gauge(r, "isolation_level", "Processes at each isolation level.", &["level"]),
            cpu: register(
                r,
                GaugeVec::new(Opts::new(full("process_cpu_usage"), "Cores used by the process tree."), &["process_id"]),
            ),
            memory: register(
                r,
                GaugeVec::new(
                    Opts::new(full("process_memory_bytes"), "Memory used by the process tree."),
                    &["process_id"],
                ),
            ),
            health_checks: counter(r, "health_checks_total", "Probes by result.", &["pattern", "result"]),
            policy_seconds: histogram(
                r,
                "policy_duration_seconds",
                "Time waited for a policy.",
                &["module", "hook"],
                &POLICY_BUCKETS,
            ),
            policy_decisions: counter(
                r,
                "policy_decisions_total",
                "Answers of policies by outcome.",
                &["module", "hook", "outcome"],
            ),
            policy_failures: counter(
                r,
                "policy_failures_total",
                "Policies that gave no usable answer.",
                &["module", "hook", "kind"],
            ),
            shadow_compared: counter(
                r,
                "policy_shadow_compared_total",
                "Answers of candidates beside those that were obeyed.",
                &["module", "hook", "obeyed", "candidate", "change"],
            ),
            shadow_dropped: counter(
                r,
                "policy_shadow_dropped_total",
                "Questions that a candidate was not asked, as too many waited.",
                &["module", "hook"],
            ),
            canary_compared: counter(
                r,
                "policy_canary_compared_total",
                "Answers of canaries beside those of the modules whose place they take.",
                &["module", "hook", "canary", "stable", "change"],
            ),
            warnings: counter(
                r,
                "policy_warnings_total",
                "Admissions that a module would have refused whose no is told and not obeyed.",
                &["module", "hook"],
            ),
            staged: counter(
                r,
                "policy_candidates_moved_total",
                "Candidates that were promoted, rolled back or made what the configuration says.",
                &["stage"],
            ),
            decisions_recorded: register(
                r,
                IntCounter::new(full("policy_decisions_recorded_total"), "Decisions written down."),
            ),
            decisions_dropped: register(
                r,
                IntCounter::new(full("policy_decisions_dropped_total"), "Decisions not written down for lack of room."),
            ),
            rollbacks: register(
                r,
                IntCounter::new(
                    full("policy_rollbacks_total"),
                    "Reloads taken back as a new module only failed, and canaries that their bounds have ended.",
                ),
            ),
            code: counter(
                r,
                "policy_code_total",
                "Policy modules loaded, by where their compiled code came from.",
                &["source"],
            ),
            starting: register(r, Gauge::new(full("processes_starting"), "Processes queued, starting or backing off.")),
            queued: register(r, Gauge::new(full("start_queue_length"), "Processes that wait for a start permit.")),
            waiting: register(r, Gauge::new(full("requests_waiting"), "Callers that wait for a launch or a stop.")),
            spawner_silent: register(
                r,
                Gauge::new(
                    full("spawner_silent_seconds"),
                    "Since the spawner does not answer or is not there; 0 while it answers.",
                ),
            ),
            uptime: register(r, Gauge::new(full("uptime_seconds"), "Since the launcher started.")),
            namespaces: Mutex::default(),
            durations: Mutex::default(),
            registry,
        }
    }
}

impl Metrics {
    /// Counts what a notice says.
    pub(crate) fn noticed(&self, notice: &Notice) {
        let Notice::About(identity, happening) = notice else { return };
        let counter = match happening {
            Happening::Spawned { .. } => &self.starts,
            Happening::Stopped { .. } => &self.stops,
            Happening::Failed { .. } => &self.failures,
            Happening::Restart { answer: Restart::After(_), .. } => &self.restarts,
            Happening::Restart { answer: Restart::GiveUp(_), .. } => &self.given_up,
            Happening::Warned(warning) => {
                return self.warnings.with_label_values(&[&*warning.module, warning.hook.as_str()]).inc();
            }
            _ => return,
        };
        let namespace = identity.namespace().map_or("", |namespace| namespace.as_str());
        let namespace = if self.has_series(namespace) { namespace } else { OTHER };
        counter.with_label_values(&[identity.key.pattern.as_str(), namespace, identity.level().as_str()]).inc();
    }

    /// Counts an answer to LaunchPattern.
    pub(crate) fn launched(&self, answer: Result<(&ProcessInfo, bool), &Refusal>, took: Duration) {
        match answer {
            Ok((info, reused)) => {
                let labels = labels(&info.identity);
                self.launch_seconds.with_label_values(&labels).observe(took.as_secs_f64());
                self.launches.with_label_values(&[if reused { "reused" } else { "started" }]).inc();
                self.lock_durations().record(took);
            }
            Err(refusal) => self.launches.with_label_values(&[crate::api::outcome(refusal)]).inc(),
        }
    }

    /// Counts a LaunchPattern that was wrong by itself.
    pub(crate) fn invalid(&self) {
        self.launches.with_label_values(&["invalid"]).inc();
    }

    /// Counts a probe.
    pub(crate) fn probed(&self, pattern: &str, good: bool) {
        self.health_checks.with_label_values(&[pattern, if good { "success" } else { "failure" }]).inc();
    }

    /// Counts a policy's answer.
    pub(crate) fn decided(&self, decision: &Decision<'_>) {
        let hook = decision.hook.as_str();
        self.policy_seconds.with_label_values(&[decision.module, hook]).observe(decision.waited.as_secs_f64());
        self.policy_decisions.with_label_values(&[decision.module, hook, decision.outcome.as_str()]).inc();
        if let OutcomeKind::Fault(kind) = decision.outcome {
            self.policy_failures.with_label_values(&[decision.module, hook, kind.as_str()]).inc();
        }
    }

    /// Counts a candidate's answer.
    pub(crate) fn compared(&self, comparison: &Comparison<'_>) {
        let Comparison { module, hook, obeyed, candidate, change } = *comparison;
        let labels = [module, hook.as_str(), obeyed, candidate, change.as_str()];
        self.shadow_compared.with_label_values(&labels).inc();
    }

    /// Counts a question that a candidate was not asked.
    pub(crate) fn not_compared(&self, module: &str, hook: Hook) {
        self.shadow_dropped.with_label_values(&[module, hook.as_str()]).inc();
    }

    /// Counts a module that was loaded.
    pub(crate) fn took_up(&self, source: &CodeSource) {
        let source = match source {
            CodeSource::Kept => "kept",
            CodeSource::Compiled => "compiled",
            CodeSource::NotTrusted(_) => "not-trusted",
            CodeSource::NotKept(_) => "not-kept",
        };
        self.code.with_label_values(&[source]).inc();
    }

    /// Counts a canary's answer.
    pub(crate) fn canary_compared(&self, comparison: &CanaryComparison<'_>) {
        let CanaryComparison { module, hook, canary, stable, change, .. } = *comparison;
        self.canary_compared.with_label_values(&[module, hook.as_str(), canary, stable, change.as_str()]).inc();
    }

    /// Counts a candidate that was moved.
    pub(crate) fn staged(&self, stage: Stage) {
        self.staged.with_label_values(&[stage.as_str()]).inc();
    }

    /// Counts a reload that was taken back, or a canary.
    pub(crate) fn rolled_back(&self) {
        self.rollbacks.inc();
    }

    /// Brings the counts of the decision log up to what it says of itself.
    pub(crate) fn read_decision_log(&self, (recorded, dropped): (u64, u64)) {
        self.decisions_recorded.inc_by(recorded.saturating_sub(self.decisions_recorded.get()));
        self.decisions_dropped.inc_by(dropped.saturating_sub(self.decisions_dropped.get()));
    }

    /// The text exposition.
    pub(crate) fn text(&self, launcher: &Launcher) -> String {
        self.read_gauges(launcher);
        let mut text = Vec::new();
        if let Err(error) = TextEncoder::new().encode(&self.registry.gather(), &mut text) {
            tracing::error!(%error, "metrics cannot be encoded");
        }
        String::from_utf8_lossy(&text).into_owned()
    }

    /// The JSON export: the same counts, and percentiles.
    pub(crate) fn json(&self, launcher: &Launcher) -> serde_json::Value {
        self.read_gauges(launcher);
        let sum = |counter: &IntCounterVec| -> u64 { values(counter).values().sum() };
        let all = launcher.view.all();
        let in_state = |state: ProcessState| all.iter().filter(|info| info.state == state).count();
        let at_level =
            |level: IsolationLevel| (level.as_str(), all.iter().filter(|info| info.identity.level() == level).count());
        let checks = values(&self.health_checks);
        let checks_with = |result: &str| -> u64 {
            checks.iter().filter(|(labels, _)| labels.contains(&result.to_owned())).map(|(_, n)| n).sum()
        };
        let [p50, p95, p99] = self.lock_durations().percentiles();
        serde_json::json!({
            "total_processes": all.len(),
            "running_processes": in_state(ProcessState::Running),
            "terminating_processes": in_state(ProcessState::Terminating),
            "failed_processes": in_state(ProcessState::Failed),
            "isolation_distribution": IsolationLevel::ALL.into_iter().map(at_level).collect::<BTreeMap<_, _>>(),
            "process_starts_total": sum(&self.starts),
            "process_stops_total": sum(&self.stops),
            "process_failures_total": sum(&self.failures),
            "process_restarts_total": sum(&self.restarts),
            "health_check_success_total": checks_with("success"),
            "health_check_failure_total": checks_with("failure"),
            "launch_duration_p50_seconds": p50,
            "launch_duration_p95_seconds": p95,
            "launch_duration_p99_seconds": p99,
            "uptime_seconds": launcher.clock.elapsed().as_secs(),
        })
    }

    fn read_gauges(&self, launcher: &Launcher) {
        for gauge in [&self.running, &self.terminating, &self.failed, &self.levels] {
            gauge.reset();
        }
        self.cpu.reset();
        self.memory.reset();
        self.uptime.set(launcher.clock.elapsed().as_secs_f64());
        for level in IsolationLevel::ALL {
            self.levels.with_label_values(&[level.as_str()]).set(0);
        }
        let mut starting = 0.0;
        for (index, info) in launcher.view.all().iter().enumerate() {
            self.levels.with_label_values(&[info.identity.level().as_str()]).inc();
            let labels = labels(&info.identity);
            match info.state {
                ProcessState::Running => self.running.with_label_values(&labels).inc(),
                ProcessState::Terminating => self.terminating.with_label_values(&labels).inc(),
                ProcessState::Failed => self.failed.with_label_values(&labels).inc(),
                ProcessState::Starting => starting += 1.0,
                ProcessState::Terminated => {}
            }
            self.read_usage(launcher, info, index);
        }
        self.starting.set(starting);
        self.queued.set(launcher.queued() as f64);
        self.waiting.set(launcher.waiting() as f64);
        let ailment = launcher.pulse.ailment();
        self.spawner_silent.set(ailment.map_or(0.0, |ailment| ailment.lasts().as_secs_f64()));
    }

    fn read_usage(&self, launcher: &Launcher, info: &ProcessInfo, index: usize) {
        let process_id = &info.identity.process_id;
        let Some(usage) = launcher.view.usage(process_id) else { return };
        let label = if index < PROCESSES_MAX { process_id } else { OTHER };
        self.cpu.with_label_values(&[label]).add(usage.cpu_cores.unwrap_or(0.0));
        self.memory.with_label_values(&[label]).add(usage.memory_bytes as f64);
    }

    fn has_series(&self, namespace: &str) -> bool {
        let mut known = self.namespaces.lock().unwrap_or_else(PoisonError::into_inner);
        if known.contains(namespace) {
            return true;
        }
        known.len() < NAMESPACES_MAX && known.insert(namespace.into())
    }

    fn lock_durations(&self) -> std::sync::MutexGuard<'_, Durations> {
        self.durations.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn labels(identity: &Identity) -> [&str; 2] {
    [identity.key.pattern.as_str(), identity.level().as_str()]
}

/// Each series' labels and value.
fn values(counter: &IntCounterVec) -> BTreeMap<Vec<String>, u64> {
    use prometheus::core::Collector;
    let families = counter.collect();
    let metrics = families.iter().flat_map(|family| family.get_metric());
    metrics
        .map(|metric| {
            let labels = metric.get_label().iter().map(|pair| pair.value().to_owned()).collect();
            (labels, metric.get_counter().get_value() as u64)
        })
        .collect()
}

impl Durations {
    fn record(&mut self, took: Duration) {
        let seconds = took.as_secs_f64();
        if self.seconds.len() < DURATIONS_MAX {
            self.seconds.push(seconds);
        } else {
            self.seconds[self.next] = seconds;
        }
        self.next = (self.next + 1) % DURATIONS_MAX;
    }

    /// p50, p95, p99; null while there is nothing to take them of.
    fn percentiles(&self) -> [Option<f64>; 3] {
        let mut sorted = self.seconds.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        [50, 95, 99]
            .map(|percent| sorted.get((sorted.len() * percent / 100).min(sorted.len().saturating_sub(1))).copied())
    }
}
