//! The RPCs. Names are parsed once here; inside they cannot be wrong.

use std::sync::Arc;
use std::time::{Duration, Instant};

use prism_core::event::{Launch, Terminate};
use prism_core::isolation::IsolationLevel;
use prism_core::names::{NameError, Namespace, PatternName, SessionId};
use prism_core::notice::{Happening, Notice};
use prism_core::place::{Asked, Placed, place};
use prism_core::policy::{DenialCode, Hook, Policy, Warning};
use prism_core::process::{Identity, ProcessInfo};
use prism_core::refusal::Refusal;
use prism_proto::v1;
use prism_proto::v1::pattern_launcher_server::PatternLauncher;
use tokio::sync::Semaphore;
use tonic::{Request, Response, Status};

use super::{convert, logs, status, watch};
use crate::catalogue::Pattern;
use crate::daemon::Deployment;
use crate::driver::{Input, Launcher};
use crate::upgrade::Desk;

/// Processes on one page where the caller names no number.
const PAGE_DEFAULT: usize = 1000;
/// Processes on one page at most; the answer stays below 4 MiB.
const PAGE_MAX: usize = 10_000;

/// The service.
#[derive(Clone)]
pub struct Api {
    pub(super) launcher: Launcher,
    pub(super) deployment: Arc<Deployment>,
    /// Explanations under way: two, so that one person who waits for a search does not keep another one from asking.
    pub(super) explaining: Arc<Semaphore>,
    /// Where upgrades are asked for.
    desk: Desk,
}

/// Explanations at a time.
const EXPLANATIONS_MAX: usize = 2;

impl Api {
    /// The service over a launcher and what is deployed on it.
    #[must_use]
    pub fn new(launcher: Launcher, deployment: Arc<Deployment>, desk: Desk) -> Self {
        Self { launcher, deployment, explaining: Arc::new(Semaphore::new(EXPLANATIONS_MAX)), desk }
    }

    pub(super) fn parse_launch(&self, request: v1::LaunchRequest) -> Result<Parsed, Status> {
        let name = required("pattern_name", &request.pattern_name)?;
        let namespace = optional::<Namespace>("namespace", &request.namespace)?;
        let session = optional::<SessionId>("session_id", &request.session_id)?;
        let isolation = request.isolation.map(isolation).transpose()?;
        let grace =
            grace(request.grace_period_secs, self.deployment.bounds.grace_max)?.filter(|grace| !grace.is_zero());
        let pattern = self.pattern(&name, &request.pattern_version).map_err(|refusal| status::of(&refusal))?;
        let config = request.config.into_iter().collect();
        pattern.check_config(&config).map_err(|error| status::of(&Refusal::Config(error)))?;
        let asked = Asked { isolation, namespace, session, config: Arc::new(config), caller: "".into() };
        Ok(Parsed { pattern, asked, grace })
    }

    fn pattern(&self, name: &PatternName, version: &str) -> Result<Arc<Pattern>, Refusal> {
        let catalogue = self.deployment.catalogue.load();
        let unknown = |available| Refusal::PatternUnknown { name: name.to_string(), available };
        let pattern = catalogue.patterns.get(name).ok_or_else(|| unknown(None))?;
        let found = &pattern.manifest.version;
        if version.is_empty() || **found == *version { Ok(pattern.clone()) } else { Err(unknown(Some(found.clone()))) }
    }

    /// Steps 2 and 3: the key, by the isolation policy; then the view, which answers where the process runs already.
    async fn launch(&self, parsed: Parsed) -> Result<Answer, Refusal> {
        let policy: &dyn Policy = &self.deployment.policies;
        let manifest = parsed.pattern.manifest.clone();
        let namespace = parsed.asked.namespace.clone();
        let placed = place(policy, &manifest, self.deployment.default_isolation, parsed.asked)
            .inspect_err(|refusal| self.tell_unplaced(&manifest.name, namespace.as_ref(), refusal))?;
        if let Some(info) = self.launcher.view.get(&placed.key)
            && info.serves()
            && *info.config == *placed.request.config
            && !self.launcher.view.is_draining()
        {
            return Ok(Answer { process: info, reused: true, warnings: placed.warnings });
        }
        self.tell_raised(&placed);
        self.tell_warned(&placed);
        let mut warnings = placed.warnings;
        let launch = Launch {
            ticket: self.launcher.next_ticket(),
            request: placed.request,
            placement: placed.placement,
            key: placed.key,
            manifest,
            grace: parsed.grace,
        };
        let launched = self.launcher.launch(launch).await?;
        warnings.extend_from_slice(&launched.warnings);
        Ok(Answer { process: launched.process, reused: launched.reused, warnings })
    }

    fn tell_warned(&self, placed: &Placed) {
        for warning in &placed.warnings {
            let identity = Identity { process_id: placed.key.rfc_id().into(), key: placed.key.clone() };
            let happening = Happening::Warned(warning.clone());
            self.launcher.send(Input::Notice(Notice::About(Arc::new(identity), happening)));
        }
    }

    fn tell_raised(&self, placed: &Placed) {
        if let Some(answered) = placed.raised_from {
            let identity = Identity { process_id: placed.key.rfc_id().into(), key: placed.key.clone() };
            let happening = Happening::LevelRaised { answered, floor: placed.placement.level };
            self.launcher.send(Input::Notice(Notice::About(Arc::new(identity), happening)));
        }
    }

    fn tell_unplaced(&self, pattern: &PatternName, namespace: Option<&Namespace>, refusal: &Refusal) {
        if let Refusal::PolicyFailed { hook, module, fault, .. } = refusal {
            let notice = Notice::PolicyFault { hook: *hook, module: module.clone(), fault: fault.clone() };
            self.launcher.send(Input::Notice(notice));
        }
        crate::notices::log_unplaced(pattern, namespace, refusal);
    }

    fn matching(&self, request: &v1::ListPatternsRequest) -> Result<Vec<Arc<ProcessInfo>>, Status> {
        let filter = Filter::new(&request.pattern_name, &request.namespace)?;
        let state = match request.state {
            None => None,
            Some(number) => Some(
                v1::ProcessState::try_from(number)
                    .map_err(|_| status::bad_field("state", format!("{number} is not a state")))?,
            ),
        };
        let mut all = self.launcher.view.all();
        all.retain(|info| filter.matches(info) && state.is_none_or(|state| convert::state(info.state) == state));
        Ok(all)
    }
}

/// A process, and what is told beside.
struct Answer {
    process: Arc<ProcessInfo>,
    reused: bool,
    warnings: Vec<Warning>,
}

/// Whose wish a terminate is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Orders {
    /// Policies may refuse it.
    OfACaller,
    /// No policy is asked.
    OfAnOperator,
}

impl Api {
    pub(super) async fn terminate(
        &self,
        request: v1::TerminateRequest,
        orders: Orders,
    ) -> Result<v1::TerminateResponse, Status> {
        if request.process_id.is_empty() {
            return Err(status::bad_field(
                "process_id",
                "is empty; expected the id that LaunchPattern or ListPatterns gave",
            ));
        }
        let within = |secs| grace(secs, self.deployment.bounds.grace_max);
        let terminate = Terminate {
            ticket: self.launcher.next_ticket(),
            process_id: request.process_id,
            grace: request.grace_period_secs.map(within).transpose()?.flatten(),
            force: request.force,
            // Nobody authenticates yet.
            caller: "".into(),
            overrides: orders == Orders::OfAnOperator,
        };
        let terminated = self.launcher.terminate(terminate).await.map_err(|refusal| status::of(&refusal))?;
        Ok(v1::TerminateResponse { success: true, error: String::new(), forced: terminated.forced })
    }
}

pub(super) struct Parsed {
    pub(super) pattern: Arc<Pattern>,
    pub(super) asked: Asked,
    grace: Option<Duration>,
}

/// Which processes a list or a watch is about.
#[derive(Clone, Debug)]
pub(super) struct Filter {
    pattern: Option<PatternName>,
    namespace: Option<Namespace>,
}

impl Filter {
    pub(super) fn new(pattern: &str, namespace: &str) -> Result<Self, Status> {
        Ok(Self { pattern: optional("pattern_name", pattern)?, namespace: optional("namespace", namespace)? })
    }

    pub(super) fn matches(&self, info: &ProcessInfo) -> bool {
        self.pattern.as_ref().is_none_or(|pattern| info.identity.key.pattern == *pattern)
            && self.namespace.as_ref().is_none_or(|namespace| info.identity.namespace() == Some(namespace))
    }
}

fn required<T: std::str::FromStr<Err = NameError>>(field: &str, text: &str) -> Result<T, Status> {
    text.parse().map_err(|error: NameError| status::bad_field(field, error.to_string()))
}

fn optional<T: std::str::FromStr<Err = NameError>>(field: &str, text: &str) -> Result<Option<T>, Status> {
    if text.is_empty() { Ok(None) } else { required(field, text).map(Some) }
}

fn isolation(number: i32) -> Result<IsolationLevel, Status> {
    v1::IsolationLevel::try_from(number).map(convert::level_from).map_err(|_| {
        status::bad_field(
            "isolation",
            format!("{number} is not a level; expected 0 (none), 1 (namespace) or 2 (session)"),
        )
    })
}

fn grace(seconds: i64, max: Duration) -> Result<Option<Duration>, Status> {
    match u64::try_from(seconds) {
        Ok(seconds) if seconds <= max.as_secs() => Ok(Some(Duration::from_secs(seconds))),
        _ => Err(status::bad_field(
            "grace_period_secs",
            format!("{seconds} is out of range; expected 0 to {}", max.as_secs()),
        )),
    }
}

#[tonic::async_trait]
impl PatternLauncher for Api {
    async fn launch_pattern(
        &self,
        request: Request<v1::LaunchRequest>,
    ) -> Result<Response<v1::LaunchResponse>, Status> {
        let began = Instant::now();
        let parsed = self.parse_launch(request.into_inner()).inspect_err(|_| self.deployment.metrics.invalid())?;
        let answer = self.launch(parsed).await;
        let counted = answer.as_ref().map(|answer| (&*answer.process, answer.reused));
        self.deployment.metrics.launched(counted, began.elapsed());
        let Answer { process: info, reused, warnings } = answer.map_err(|refusal| status::of(&refusal))?;
        Ok(Response::new(v1::LaunchResponse {
            process_id: info.identity.process_id.to_string(),
            state: convert::state(info.state).into(),
            address: convert::address(&info),
            healthy: info.healthy,
            error: String::new(),
            reused,
            generation: info.generation.0,
            isolation: convert::level(info.identity.level()).into(),
            pid: info.pid.unwrap_or(0),
            warnings: warnings.iter().map(convert::warning).collect(),
        }))
    }

    async fn list_patterns(
        &self,
        request: Request<v1::ListPatternsRequest>,
    ) -> Result<Response<v1::ListPatternsResponse>, Status> {
        let request = request.into_inner();
        let all = self.matching(&request)?;
        let size = match usize::try_from(request.page_size) {
            Ok(0) => PAGE_DEFAULT,
            Ok(size) => size.min(PAGE_MAX),
            Err(_) => return Err(status::bad_field("page_size", "is negative; expected 0 to 10000")),
        };
        // The token is the last id of the page before: what came or went meanwhile neither repeats nor hides others.
        let rest = all.iter().filter(|info| *info.identity.process_id > *request.page_token);
        let page: Vec<_> = rest.clone().take(size).collect();
        let more = rest.count() > page.len();
        let last = page.last().map(|info| info.identity.process_id.to_string());
        Ok(Response::new(v1::ListPatternsResponse {
            patterns: page.into_iter().map(|info| convert::process(info, &self.launcher)).collect(),
            total_count: convert::count(all.len()),
            next_page_token: last.filter(|_| more).unwrap_or_default(),
        }))
    }

    async fn terminate_pattern(
        &self,
        request: Request<v1::TerminateRequest>,
    ) -> Result<Response<v1::TerminateResponse>, Status> {
        self.terminate(request.into_inner(), Orders::OfACaller).await.map(Response::new)
    }

    async fn health(&self, request: Request<v1::HealthRequest>) -> Result<Response<v1::HealthResponse>, Status> {
        let include_processes = request.into_inner().include_processes;
        Ok(Response::new(convert::health(
            &self.launcher,
            self.deployment.problems(),
            self.deployment.notes(),
            include_processes,
        )))
    }

    async fn get_process_status(
        &self,
        request: Request<v1::GetProcessStatusRequest>,
    ) -> Result<Response<v1::GetProcessStatusResponse>, Status> {
        let process_id = request.into_inner().process_id;
        if process_id.is_empty() {
            return Err(status::bad_field(
                "process_id",
                "is empty; expected the id that LaunchPattern or ListPatterns gave",
            ));
        }
        let process = self.launcher.view.by_id(&process_id).map(|info| convert::process(&info, &self.launcher));
        Ok(Response::new(v1::GetProcessStatusResponse { not_found: process.is_none(), process }))
    }

    type WatchPatternsStream = watch::Changes;

    async fn watch_patterns(
        &self,
        request: Request<v1::WatchPatternsRequest>,
    ) -> Result<Response<Self::WatchPatternsStream>, Status> {
        let request = request.into_inner();
        let filter = Filter::new(&request.pattern_name, &request.namespace)?;
        let stopping = self.deployment.stopping.subscribe();
        let run = self.deployment.run_id.clone();
        Ok(Response::new(watch::follow(self.launcher.clone(), run, filter, request.after_sequence, stopping)))
    }

    type TailLogsStream = logs::Lines;

    async fn tail_logs(&self, request: Request<v1::TailLogsRequest>) -> Result<Response<Self::TailLogsStream>, Status> {
        logs::tail(&self.launcher, request.into_inner(), self.deployment.stopping.subscribe()).await.map(Response::new)
    }

    async fn upgrade(&self, request: Request<v1::UpgradeRequest>) -> Result<Response<v1::UpgradeResponse>, Status> {
        if self.launcher.view.is_draining() {
            return Err(status::of(&Refusal::Draining));
        }
        let v1::UpgradeRequest { binary, only_check } = request.into_inner();
        let binary = if binary.is_empty() {
            None
        } else {
            let trusted = crate::upgrade::trusted(std::path::Path::new(&binary));
            Some(trusted.map_err(|error| status::bad_field("binary", error.to_string()))?)
        };
        let upgraded = self.desk.ask(binary, only_check).await.map_err(|why| status::upgrade_failed(&why))?;
        Ok(Response::new(v1::UpgradeResponse {
            version: upgraded.version,
            binary: upgraded.binary.display().to_string(),
            pid: upgraded.pid,
        }))
    }

    async fn describe_patterns(
        &self,
        request: Request<v1::DescribePatternsRequest>,
    ) -> Result<Response<v1::DescribePatternsResponse>, Status> {
        let wanted = optional::<PatternName>("pattern_name", &request.into_inner().pattern_name)?;
        let catalogue = self.deployment.catalogue.load_full();
        let policies = self.deployment.policies.current();
        let names = |modules: &[Arc<str>]| modules.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join(", ");
        let describe = |pattern: &Arc<Pattern>| {
            let mut description = convert::pattern(pattern, self.deployment.default_isolation, &self.launcher);
            let who = policies.who_answers(pattern.manifest.name.as_str(), "");
            description.policies = [
                (Hook::Isolation.to_string(), who.isolation.to_string()),
                (Hook::Admission.to_string(), names(&who.admission)),
                (Hook::Restart.to_string(), who.restart.to_string()),
                (Hook::Terminate.to_string(), names(&who.terminate)),
                (Hook::Mutate.to_string(), names(&who.mutate)),
            ]
            .into();
            description
        };
        let chosen = catalogue
            .patterns
            .values()
            .filter(|pattern| wanted.as_ref().is_none_or(|name| pattern.manifest.name == *name));
        Ok(Response::new(v1::DescribePatternsResponse {
            patterns: chosen.map(describe).collect(),
            rejected: rejected(&catalogue),
        }))
    }

    async fn reload(&self, _: Request<v1::ReloadRequest>) -> Result<Response<v1::ReloadResponse>, Status> {
        // It would be read by one whose time is over, and be lost on the one that comes.
        if self.deployment.is_upgrading() {
            return Err(status::of(&Refusal::Upgrading));
        }
        let deployment = self.deployment.clone();
        // It compiles modules: never on the thread that answers.
        let reloaded = tokio::task::spawn_blocking(move || deployment.reload()).await;
        let needs_restart = match reloaded {
            Ok(Ok(keys)) => keys,
            Ok(Err(error)) => return Err(status::reload_failed(&error)),
            Err(error) => return Err(Status::internal(format!("nothing was changed: {error}"))),
        };
        let catalogue = self.deployment.catalogue.load_full();
        let policies = self.deployment.policies.current();
        Ok(Response::new(v1::ReloadResponse {
            patterns: convert::count(catalogue.patterns.len()),
            rejected: rejected(&catalogue),
            policies: policies.modules().map(|module| format!("{} {}", module.name(), module.sha256())).collect(),
            needs_restart: needs_restart.into_iter().map(str::to_owned).collect(),
        }))
    }
}

fn rejected(catalogue: &crate::catalogue::Catalogue) -> Vec<v1::RejectedManifest> {
    let manifest = |problem: &crate::yaml::Problem| v1::RejectedManifest {
        path: problem.file.display().to_string(),
        reason: problem.to_string(),
    };
    catalogue.rejected.iter().map(manifest).collect()
}

/// The label under which metrics count an answer.
pub(crate) fn outcome(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Denied { denial, .. } if denial.code == DenialCode::Quota => "quota",
        Refusal::Denied { .. } => "denied",
        Refusal::PolicyFailed { .. } => "policy_failed",
        Refusal::StartFailed { .. } | Refusal::Terminated => "start_failed",
        Refusal::Capacity { .. } | Refusal::QueueFull { .. } => "capacity",
        _ => "refused",
    }
}
