//! What is deployed on a launcher: manifests and policies, swapped as a whole when they are read again.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use prism_core::bounds::Bounds;
use prism_core::isolation::IsolationLevel;
use prism_core::names::PatternName;
use prism_policy::{CodeCache, Engine, Handle, LoadError, ModuleSpec, PolicySet, Staged};
use tokio::sync::{mpsc, watch};

use super::observed::{Hidden, Observed};
use super::report;
use crate::catalogue::{Catalogue, discover};
use crate::config::{Config, Words};
use crate::decisions::{DecisionLog, Later};
use crate::driver::wall;
use crate::metrics::Metrics;
use crate::policy_kept::{self, KeptPolicies};
use crate::probation::{Condemned, Probation};
use crate::rollout::{self, Rollout};

/// What is deployed on a launcher: swapped as a whole, read by everyone.
pub struct Deployment {
    /// What can be launched.
    pub catalogue: ArcSwap<Catalogue>,
    /// Who decides.
    pub policies: Handle,
    /// Level where neither request nor manifest names one.
    pub default_isolation: IsolationLevel,
    /// The core's bounds.
    pub bounds: Bounds,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// Tells this run of the launcher from others.
    pub run_id: Arc<str>,
    /// True once the launcher stops.
    pub stopping: watch::Sender<bool>,
    /// What was decided; none where the log is off, or nothing runs.
    pub(crate) decisions: Later,
    probation: Arc<Probation>,
    hidden: Hidden,
    pub(crate) rollout: Rollout,
    /// Candidates that their bounds have ended; taken by who writes that down.
    pub(crate) rolled_back: Mutex<Option<mpsc::UnboundedReceiver<Staged>>>,
    /// One reload at a time: the one that began last has the last word.
    pub(crate) reloading: Mutex<()>,
    pub(super) engine: Engine,
    config: Config,
    trouble: Mutex<Option<String>>,
    /// The modules as they were written when they were last loaded. Held while they are kept, so that the last word is what is in force.
    specs: Mutex<Vec<ModuleSpec>>,
    kept: Option<KeptPolicies>,
    /// What is written was refused: what is in force is of before.
    behind: AtomicBool,
    /// What was written when it was put in force.
    words: Mutex<Words>,
    /// Another launcher has begun to take this one's place, and has read what is written.
    upgrading: AtomicBool,
}

/// Where modules and manifests are loaded from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Loading {
    /// From where the configuration says, as it is now.
    AsWritten,
    /// As they were in force in this very launcher a moment ago: it must not fail by what has happened to a file since.
    AsInForce,
}

impl Deployment {
    /// Loads policies and manifests.
    ///
    /// # Errors
    ///
    /// A policy cannot be loaded, or `patterns_dir` cannot be read. A manifest that is wrong is only left out.
    pub(super) fn load(
        config: &Config,
        cache: Option<CodeCache>,
        kept: Option<KeptPolicies>,
        loading: Loading,
    ) -> Result<Self, String> {
        let metrics = Arc::new(Metrics::default());
        let (decisions, probation, hidden) = (Later::default(), Arc::<Probation>::default(), Hidden::default());
        // At most one for each candidate that is loaded.
        let (ended, rolled_back) = mpsc::unbounded_channel();
        let observed = Observed {
            ended,
            metrics: metrics.clone(),
            decisions: decisions.clone(),
            probation: probation.clone(),
            hidden: hidden.clone(),
        };
        let engine = Engine::with_cache(Arc::new(observed), cache).map_err(|error| format!("policies: {error}"))?;
        let mut stale = Vec::new();
        let mut instead = |spec: &ModuleSpec, error: &LoadError| {
            let other = kept.as_ref()?.instead_of(spec, error)?;
            stale.push(error.to_string());
            Some(other)
        };
        let in_force = kept.as_ref().filter(|_| loading == Loading::AsInForce);
        let in_force = in_force.and_then(|kept| PolicySet::load(&engine, &kept.in_place_of(&config.policies)).ok());
        let policies = in_force.map_or_else(|| PolicySet::load_or(&engine, &config.policies, &mut instead), Ok);
        let policies = policies.map_err(|error| config.policies_problem(&error).to_string())?;
        let (catalogue, missing) = match (discover(&config.patterns_dir), loading) {
            (Err(problem), Loading::AsInForce) => {
                (Catalogue::default(), Some(format!("{problem}; until a reload succeeds nothing new is launched")))
            }
            (found, _) => (found.map_err(|problem| problem.to_string())?, None),
        };
        let is_behind = !stale.is_empty() || missing.is_some();
        Ok(Self {
            catalogue: ArcSwap::from_pointee(catalogue),
            policies: Handle::new(policies),
            default_isolation: config.default_isolation,
            bounds: config.bounds.clone(),
            metrics,
            run_id: format!("{:x}-{:x}", wall().0, std::process::id()).into(),
            stopping: watch::Sender::new(false),
            decisions,
            probation,
            hidden,
            rollout: Rollout::default(),
            rolled_back: Mutex::new(Some(rolled_back)),
            reloading: Mutex::default(),
            engine,
            config: config.clone(),
            trouble: Mutex::new(policy_kept::trouble(&stale).or(missing)),
            specs: Mutex::new(config.policies.modules.clone()),
            kept,
            behind: AtomicBool::new(is_behind),
            words: Mutex::new(config.words.clone()),
            upgrading: AtomicBool::new(false),
        })
    }

    /// The modules whose files are looked at.
    pub(crate) fn watched(&self) -> Vec<ModuleSpec> {
        let specs = self.specs.lock().unwrap_or_else(PoisonError::into_inner);
        specs.iter().filter(|spec| spec.watch).cloned().collect()
    }

    /// What was written when what is in force was put in force.
    pub(super) fn words(&self) -> Words {
        self.words.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether another launcher takes this one's place, which hears of no change any more.
    pub(crate) fn is_upgrading(&self) -> bool {
        self.upgrading.load(Ordering::Relaxed)
    }

    pub(super) fn set_upgrading(&self, upgrading: bool) {
        self.upgrading.store(upgrading, Ordering::Relaxed);
    }

    /// What is in force is what a next start falls back to.
    fn keep_policies(&self) {
        if let Some(kept) = &self.kept {
            let specs = self.specs.lock().unwrap_or_else(PoisonError::into_inner);
            kept.keep(&specs, &self.policies.current());
        }
    }

    /// Whether what is written was refused when it was last read.
    pub(crate) fn is_behind(&self) -> bool {
        self.behind.load(Ordering::Relaxed)
    }

    /// Reads manifests and policies again: everything is validated, then swapped. Returns the keys that changed, too, and that
    /// need a restart.
    ///
    /// # Errors
    ///
    /// What is wrong. Nothing was changed then, and [`Self::problems`] says so until a reload succeeds.
    pub fn reload(&self) -> Result<Vec<&'static str>, String> {
        let outcome = self.try_reload();
        match &outcome {
            Ok(needs_restart) => {
                tracing::info!(patterns = self.catalogue.load().patterns.len(), "reloaded manifests and policies");
                for key in needs_restart {
                    tracing::warn!("launcher.{key} has changed; it counts from the next start");
                }
            }
            Err(error) => tracing::error!("reload changed nothing: {error}"),
        }
        self.behind.store(outcome.is_err(), Ordering::Relaxed);
        self.set_trouble(outcome.as_ref().err().map(|error| format!("the last reload changed nothing: {error}")));
        outcome
    }

    /// Keeps what is in force, unless that is what was kept already; which is told.
    pub(super) fn begin_keeping(&self) {
        match self.trouble.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
            Some(trouble) => tracing::error!("{trouble}"),
            None => self.keep_policies(),
        }
    }

    /// What [`Self::problems`] says of policies until the next reload succeeds.
    fn set_trouble(&self, trouble: Option<String>) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }

    /// Puts the policies of before back, each time that a reload's newcomer fails at everything.
    pub(super) async fn keep_probation(self: Arc<Self>) {
        loop {
            let Condemned { set, before, reason } = self.probation.condemned().await;
            if self.policies.put_back(before.clone(), &set) {
                // Told first: writing it down may wait for a disk.
                tracing::error!("{reason}");
                self.metrics.rolled_back();
                self.set_trouble(Some(reason));
                self.rollout.save_or_say(&before);
                self.keep_policies();
            }
            // With its last user go its compiled modules, which takes a while.
            tokio::task::spawn_blocking(move || drop(set));
        }
    }

    fn try_reload(&self) -> Result<Vec<&'static str>, String> {
        let _one_at_a_time = self.reloading.lock().unwrap_or_else(PoisonError::into_inner);
        let config = Config::load(&self.config.flags).map_err(|problem| problem.to_string())?;
        let policies = PolicySet::load(&self.engine, &config.policies)
            .map_err(|error| config.policies_problem(&error).to_string())?;
        let found = discover(&self.config.patterns_dir).map_err(|problem| problem.to_string())?;
        report(&found);
        self.catalogue.store(Arc::new(found.keeping_good(&self.catalogue.load())));
        let policies = Arc::new(policies);
        let overruled = policies.restore(self.policies.current().staged());
        let before = self.policies.swap(policies.clone());
        self.rollout.save_or_say(&policies);
        self.tell_overruled(&policies, &overruled);
        self.probation.begin(policies, before);
        self.specs.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&config.policies.modules);
        self.words.lock().unwrap_or_else(PoisonError::into_inner).policies.clone_from(&config.words.text);
        self.keep_policies();
        Ok(self.config.needs_restart(&config))
    }

    /// From here on decisions are written down.
    pub(super) fn start_decision_log(self: &Arc<Self>) -> Result<(), String> {
        let (config, deployment) = (&self.config.decision_log, self.clone());
        // Set once, by the one who starts the launcher.
        let _ = self.hidden.set(Box::new(move |pattern, key| deployment.hides(pattern, key)));
        if !config.enabled {
            return Ok(());
        }
        let deployment = self.clone();
        let is_secret = move |pattern: &str, key: &str| deployment.hides(pattern, key);
        let log = DecisionLog::start(config, Box::new(is_secret))
            .map_err(|error| format!("decision_log.dir: {}: {error}", config.dir.display()))?;
        self.decisions.set(log);
        Ok(())
    }

    /// Whether a key's value is a secret: its manifest says so, or it reads like one. Of a pattern that is not known any more everything is.
    fn hides(&self, pattern: &str, key: &str) -> bool {
        let catalogue = self.catalogue.load();
        let known = PatternName::parse(pattern).ok().and_then(|name| catalogue.patterns.get(&name).cloned());
        let Some(pattern) = known else { return true };
        self.config.decision_log.redact.matches(key)
            || pattern.config_rules.iter().flatten().any(|rule| rule.secret && rule.name == key)
    }

    /// What is not as it should be.
    pub fn problems(&self) -> Vec<String> {
        let rejected = self
            .catalogue
            .load()
            .rejected
            .iter()
            .map(|problem| format!("manifest refused: {problem}"))
            .collect::<Vec<_>>();
        let trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let candidates = self.rollout.problems(&self.policies.current());
        let log = self.decisions.get().and_then(DecisionLog::problem);
        rejected.into_iter().chain(trouble).chain(candidates).chain(log).collect()
    }

    /// What is as it should be, and worth knowing.
    pub fn notes(&self) -> Vec<String> {
        rollout::notes(&self.policies.current())
    }
}
