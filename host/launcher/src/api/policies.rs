//! PolicyAdmin: which policies are in force, what they decided, and what they would.

use std::collections::HashSet;
use std::pin::Pin;
use std::sync::Arc;

use prism_core::place::Asked;
use prism_core::policy::{DecisionId, Hook};
use prism_core::refusal::Refusal;
use prism_core::supervisor::Next;
use prism_policy::{Answer, CandidateInfo, Input, Module, PolicySet, Record, Stage};
use prism_proto::v1;
use prism_proto::v1::policy_admin_server::PolicyAdmin;
use tokio::sync::{broadcast, watch};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status};

use super::service::{Api, Orders};
use super::{convert, status};
use crate::catalogue::Pattern;
use crate::decisions::{self, DecisionLog};
use crate::driver::Launcher;
use crate::explain::{self, Explanation, Opinion};
use crate::explain_stop;

/// Records sent to one who follows before it has to read.
const SENT_MAX: usize = 64;

#[tonic::async_trait]
impl PolicyAdmin for Api {
    async fn list_policies(
        &self,
        _: Request<v1::ListPoliciesRequest>,
    ) -> Result<Response<v1::ListPoliciesResponse>, Status> {
        let policies = self.deployment.policies.current();
        let modules = policies.modules().map(|module| policy(module, &policies)).collect();
        let candidates = policies.candidates().into_iter().map(candidate).collect();
        Ok(Response::new(v1::ListPoliciesResponse { modules, candidates }))
    }

    async fn promote_policy(
        &self,
        request: Request<v1::StagePolicyRequest>,
    ) -> Result<Response<v1::StagePolicyResponse>, Status> {
        self.stage(named(request)?, Stage::Promoted).await
    }

    async fn roll_back_policy(
        &self,
        request: Request<v1::StagePolicyRequest>,
    ) -> Result<Response<v1::StagePolicyResponse>, Status> {
        self.stage(request.into_inner().module, Stage::RolledBack).await
    }

    async fn resume_policy(
        &self,
        request: Request<v1::StagePolicyRequest>,
    ) -> Result<Response<v1::StagePolicyResponse>, Status> {
        self.stage(named(request)?, Stage::AsWritten).await
    }

    async fn reload_policies(
        &self,
        request: Request<v1::ReloadRequest>,
    ) -> Result<Response<v1::ReloadResponse>, Status> {
        v1::pattern_launcher_server::PatternLauncher::reload(self, request).await
    }

    async fn explain(&self, request: Request<v1::ExplainRequest>) -> Result<Response<v1::ExplainResponse>, Status> {
        let v1::ExplainRequest { launch, decision, why_not, terminate } = request.into_inner();
        // It asks modules, which may take their time, for nobody who waits for a process.
        let _permit = self.explaining.try_acquire().map_err(|_| status::explain_busy())?;
        let answer = match (launch, decision.as_str(), terminate) {
            (Some(launch), "", None) => self.explain_launch(launch, why_not).await,
            (None, id, None) if !id.is_empty() => self.explain_decision(id, why_not).await,
            (None, "", Some(terminate)) => self.explain_stop(&terminate, why_not).await,
            _ => Err(status::bad_field("launch", "expected exactly one of launch, decision and terminate")),
        };
        answer.map(Response::new)
    }

    async fn terminate_anyway(
        &self,
        request: Request<v1::TerminateRequest>,
    ) -> Result<Response<v1::TerminateResponse>, Status> {
        self.terminate(request.into_inner(), Orders::OfAnOperator).await.map(Response::new)
    }

    type TailDecisionsStream = Pin<Box<ReceiverStream<Result<v1::TailDecisionsResponse, Status>>>>;

    async fn tail_decisions(
        &self,
        request: Request<v1::TailDecisionsRequest>,
    ) -> Result<Response<Self::TailDecisionsStream>, Status> {
        let request = request.into_inner();
        one_of("hook", &request.hook, &Hook::ALL.map(Hook::as_str))?;
        one_of("answer", &request.answer, &["allow", "deny", "restart", "give-up", "patch", "fault"])?;
        let log = self.decision_log()?;
        // In this order: what is written between the two is seen twice and sent once.
        let coming = log.follow();
        let written = log.clone();
        // A decision that was answered a moment ago is one of the recent.
        tokio::task::spawn_blocking(move || written.flush()).await.map_err(ended_early)?;
        let count = usize::try_from(request.recent).unwrap_or(usize::MAX);
        let recent = log.recent(count, |record| wants(&request, record));
        let (sender, receiver) = tokio::sync::mpsc::channel(SENT_MAX);
        let (launcher, stopping) = (self.launcher.clone(), self.deployment.stopping.subscribe());
        let tail = Tail { request, recent, coming, sender, launcher, stopping };
        tokio::spawn(tail.run());
        Ok(Response::new(Box::pin(ReceiverStream::new(receiver))))
    }
}

impl Api {
    fn decision_log(&self) -> Result<&DecisionLog, Status> {
        self.deployment.decisions.get().ok_or_else(status::no_decision_log)
    }

    /// It waits for the disk: never on the thread that answers.
    async fn stage(&self, name: String, stage: Stage) -> Result<Response<v1::StagePolicyResponse>, Status> {
        let deployment = self.deployment.clone();
        let moved = tokio::task::spawn_blocking(move || deployment.stage(&name, stage)).await.map_err(ended_early)?;
        let moved = moved.map_err(|failure| status::stage_failed(&failure))?;
        let candidates = moved.into_iter().map(candidate).collect();
        Ok(Response::new(v1::StagePolicyResponse { candidates }))
    }

    async fn explain_launch(&self, launch: v1::LaunchRequest, why_not: bool) -> Result<v1::ExplainResponse, Status> {
        let parsed = self.parse_launch(launch)?;
        let explanation = self.explained(parsed.pattern, parsed.asked).await?;
        let decisive = explanation.decisive.clone().filter(|_| why_not);
        let mut answer = explained(explanation);
        if let Some((module, input)) = decisive {
            answer.why_not = smallest_changes(module, input).await?;
        }
        Ok(answer)
    }

    async fn explain_stop(&self, asked: &v1::TerminateRequest, why_not: bool) -> Result<v1::ExplainResponse, Status> {
        let process = self.launcher.view.by_id(&asked.process_id);
        let process = process.ok_or_else(|| status::of(&Refusal::ProcessUnknown(asked.process_id.clone())))?;
        let stop = explain_stop::question(&process, "".into(), asked.force);
        let policies = self.deployment.policies.current();
        let explain = move || explain_stop::explain(&policies, &stop);
        let explanation = tokio::task::spawn_blocking(explain).await.map_err(ended_early)?;
        let decisive = explanation.decisive.map(|index| explanation.opinions[index].asked());
        let mut answer = v1::ExplainResponse {
            outcome: if explanation.refusal.is_some() { "REFUSE" } else { "STOP" }.to_owned(),
            process_id: process.identity.process_id.to_string(),
            isolation: convert::level(process.identity.level()).into(),
            opinions: explanation.opinions.iter().map(opinion).collect(),
            refusal: explanation.refusal.as_ref().map(Refusal::to_string).unwrap_or_default(),
            reason: explanation.refusal.as_ref().map(|refusal| status::reason(refusal).to_owned()).unwrap_or_default(),
            ..Default::default()
        };
        if let Some((module, input)) = decisive.filter(|_| why_not) {
            answer.why_not = smallest_changes(module, input).await?;
        }
        Ok(answer)
    }

    /// Modules are asked on a thread where nobody's launch waits for them.
    async fn explained(&self, pattern: Arc<Pattern>, asked: Asked) -> Result<Explanation, Status> {
        let (launcher, deployment) = (self.launcher.clone(), self.deployment.clone());
        let runtime = tokio::runtime::Handle::current();
        let explain = move || runtime.block_on(explain::explain(&launcher, &deployment, &pattern, asked));
        tokio::task::spawn_blocking(explain).await.map_err(ended_early)
    }

    /// What the record says; with `why_not`, asked of the module that decided, if it is still in force.
    async fn explain_decision(&self, id: &str, why_not: bool) -> Result<v1::ExplainResponse, Status> {
        let wanted: DecisionId =
            id.parse().map_err(|error| status::bad_field("decision", format!("{id:?} {error}")))?;
        let log = self.decision_log()?.clone();
        let policies = self.deployment.policies.current();
        let search = move || -> std::io::Result<Option<(Record, Vec<String>)>> {
            // It may have been made a moment ago.
            log.flush();
            let record = match log.in_memory(wanted) {
                Some(record) => Some((*record).clone()),
                None => decisions::find(log.dir(), wanted)?,
            };
            Ok(record.map(|record| {
                let flips = if why_not { changes(&policies, &record) } else { Vec::new() };
                (record, flips)
            }))
        };
        let found = tokio::task::spawn_blocking(search).await.map_err(ended_early)?;
        let found = found.map_err(|error| Status::internal(format!("the decision log cannot be read: {error}")))?;
        let (record, why_not) = found.ok_or_else(|| status::decision_unknown(wanted))?;
        let outcome = "RECORDED".to_owned();
        Ok(v1::ExplainResponse { outcome, why_not, decision: Some(decision(&record)), ..Default::default() })
    }
}

/// Never none: where nothing was found, that is said.
async fn smallest_changes(module: Module, input: Input) -> Result<Vec<String>, Status> {
    let search = move || explain::smallest_changes(&module, &input);
    let mut found = tokio::task::spawn_blocking(search).await.map_err(ended_early)?;
    if found.is_empty() {
        found.push("no single change of its inputs was found that flips the answer".to_owned());
    }
    Ok(found)
}

fn ended_early(error: tokio::task::JoinError) -> Status {
    Status::internal(format!("it ended early: {error}"))
}

/// Asked of the very module that decided, or not at all.
fn changes(policies: &PolicySet, record: &Record) -> Vec<String> {
    let decided = |module: &&Module| {
        module.sha256() == record.module.sha256 && module.config_sha256() == record.module.config_sha256
    };
    match (policies.modules().find(decided), record.input()) {
        (Some(module), Ok(input)) if Answer::from(&module.answer(&input).output).kind() == record.answer.kind() => {
            explain::smallest_changes(module, &input)
        }
        (Some(_), Ok(_)) => vec!["the module does not answer so to what was recorded, which lacks secrets".to_owned()],
        (None, _) => vec![format!(
            "the module that decided is not in force any more; prismctl policy replay can ask it ({})",
            record.module.sha256
        )],
        (_, Err(error)) => vec![format!("the record cannot be read: {error}")],
    }
}

fn policy(module: &Module, policies: &PolicySet) -> v1::PolicyModule {
    let (description, fares) = (module.description().clone(), module.fares());
    let last = fares.last_fault;
    v1::PolicyModule {
        name: module.name().to_string(),
        own_name: description.name,
        version: description.version,
        summary: description.summary,
        sha256: module.sha256().to_owned(),
        config_sha256: module.config_sha256().to_owned(),
        config_schema: description.config_schema,
        hooks: module.hooks().map(|hook| hook.to_string()).collect(),
        roles: policies.roles(module.name()),
        limits: module.limits().by_name().into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        asked: fares.asked,
        refused: fares.refused,
        faulted: fares.faulted,
        last_fault_at_ms: last.as_ref().map_or(0, |last| last.at.0.cast_signed()),
        last_fault_decision: last
            .as_ref()
            .and_then(|last| last.decision)
            .map(|decision| decision.to_string())
            .unwrap_or_default(),
        last_fault: last.map(|last| last.fault.to_string()).unwrap_or_default(),
    }
}

fn named(request: Request<v1::StagePolicyRequest>) -> Result<String, Status> {
    let name = request.into_inner().module;
    if name.is_empty() { Err(status::bad_field("module", "is empty; expected a candidate's name")) } else { Ok(name) }
}

fn candidate(candidate: CandidateInfo) -> v1::PolicyCandidate {
    let (counts, staged) = (candidate.counts, candidate.staged);
    v1::PolicyCandidate {
        module: candidate.module.to_string(),
        field: candidate.field,
        mode: candidate.mode.to_owned(),
        hooks: candidate.hooks.iter().map(ToString::to_string).collect(),
        instead_of: candidate.instead_of.map(|name| name.to_string()).unwrap_or_default(),
        namespaces: candidate.namespaces,
        stage: staged.as_ref().map_or(Stage::AsWritten, |staged| staged.stage).to_string(),
        since_ms: staged.as_ref().map_or(0, |staged| staged.since_ms.cast_signed()),
        by: staged.as_ref().map(|staged| staged.by.as_str().to_owned()).unwrap_or_default(),
        why: staged.map(|staged| staged.why).unwrap_or_default(),
        answered: counts.answered,
        refused: counts.refused,
        faulted: counts.faulted,
        compared: counts.compared,
        flips: counts.flips,
        changes: counts.changes,
    }
}

fn explained(explanation: Explanation) -> v1::ExplainResponse {
    let (outcome, refusal) = match &explanation.next {
        Ok(Next::Reuse) => ("REUSE", None),
        Ok(Next::Join) => ("JOIN", None),
        Ok(Next::WaitAndAdmit) => ("WAIT_AND_ADMIT", None),
        Ok(Next::Admit) => ("ADMIT", None),
        Ok(Next::Refuse(refusal)) | Err(refusal) => ("REFUSE", Some(refusal)),
    };
    let (level, from) = explanation.level.unzip();
    v1::ExplainResponse {
        outcome: outcome.to_owned(),
        process_id: explanation.process_id.map(|id| id.to_string()).unwrap_or_default(),
        isolation: level.map_or(v1::IsolationLevel::IsolationNone, convert::level).into(),
        isolation_from: from.unwrap_or_default(),
        opinions: explanation.opinions.iter().map(opinion).collect(),
        usage: explanation.usage.map(usage).unwrap_or_default(),
        refusal: refusal.map(Refusal::to_string).unwrap_or_default(),
        reason: refusal.map(|refusal| status::reason(refusal).to_owned()).unwrap_or_default(),
        notes: explanation.notes,
        why_not: Vec::new(),
        decision: None,
    }
}

fn opinion(opinion: &Opinion) -> v1::Opinion {
    let answer = Answer::from(&opinion.output);
    v1::Opinion {
        hook: opinion.input.hook().to_string(),
        module: opinion.module.name().to_string(),
        sha256: opinion.module.sha256().to_owned(),
        answer: answer.kind().to_owned(),
        reason: answer.reason().to_owned(),
        // These types have no map with other keys than text, so it does not fail.
        answer_json: serde_json::to_string(&answer).unwrap_or_default(),
        fuel: opinion.fuel,
        waited_us: u64::try_from(opinion.waited.as_micros()).unwrap_or(u64::MAX),
        mode: opinion.mode.as_str().to_owned(),
        evidence: opinion.evidence.sentences(),
    }
}

/// By the names that records use.
fn usage(usage: prism_core::policy::Usage) -> std::collections::HashMap<String, u32> {
    [
        ("total", usage.total),
        ("namespace", usage.namespace),
        ("pattern", usage.pattern),
        ("namespace_pattern", usage.namespace_pattern),
        ("session", usage.session),
        ("starting", usage.starting),
        ("namespace_starting", usage.namespace_starting),
        ("namespace_admitted_last_minute", usage.namespace_admitted_last_minute),
        ("total_max", usage.total_max),
        ("namespace_max", usage.namespace_max),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}

fn decision(record: &Record) -> v1::Decision {
    let (pattern, namespace) = record.about();
    v1::Decision {
        id: record.id.clone(),
        at_ms: record.at_ms.cast_signed(),
        mode: record.mode.clone(),
        hook: record.hook().to_string(),
        module: record.module.name.clone(),
        pattern: pattern.to_owned(),
        namespace: namespace.to_owned(),
        answer: record.answer.kind().to_owned(),
        reason: record.answer.reason().to_owned(),
        fuel: record.fuel,
        waited_us: record.waited_us,
        record_json: serde_json::to_string(record).unwrap_or_default(),
        evidence: record.evidence_in_words(),
    }
}

/// One who follows the log.
struct Tail {
    request: v1::TailDecisionsRequest,
    recent: Vec<Arc<Record>>,
    coming: broadcast::Receiver<Arc<Record>>,
    sender: tokio::sync::mpsc::Sender<Result<v1::TailDecisionsResponse, Status>>,
    launcher: Launcher,
    stopping: watch::Receiver<bool>,
}

impl Tail {
    /// Until the client goes away or the launcher stops.
    async fn run(mut self) {
        let mut missed = 0;
        let recent = std::mem::take(&mut self.recent);
        let sent: HashSet<String> = recent.iter().map(|record| record.id.clone()).collect();
        for record in recent {
            if self.send(&record, &mut missed).await.is_err() {
                return;
            }
        }
        while !self.request.no_follow {
            let next = tokio::select! {
                next = self.coming.recv() => Some(next),
                () = self.sender.closed() => return,
                _ = self.stopping.wait_for(|stopping| *stopping) => None,
            };
            let Some(next) = next else { return self.say_who_is_next().await };
            match next {
                Ok(record) if sent.contains(&record.id) => {}
                Ok(record) => {
                    if self.send(&record, &mut missed).await.is_err() {
                        return;
                    }
                }
                Err(broadcast::error::RecvError::Lagged(lost)) => missed += lost,
                Err(broadcast::error::RecvError::Closed) => return,
            }
        }
    }

    /// What is followed goes on with the next launcher, where there is one.
    async fn say_who_is_next(&self) {
        if self.launcher.view.is_upgrading() {
            // Whoever followed may be gone.
            let _ = self.sender.send(Err(status::of(&self.launcher.why_it_ends()))).await;
        }
    }

    async fn send(&self, record: &Record, missed: &mut u64) -> Result<(), ()> {
        if !wants(&self.request, record) {
            return Ok(());
        }
        let response = v1::TailDecisionsResponse { decision: Some(decision(record)), missed: std::mem::take(missed) };
        self.sender.send(Ok(response)).await.map_err(drop)
    }
}

fn wants(request: &v1::TailDecisionsRequest, record: &Record) -> bool {
    let is = |wanted: &str, found: &str| wanted.is_empty() || wanted == found;
    is(&request.module, &record.module.name)
        && is(&request.hook, record.hook().as_str())
        && is(&request.namespace, record.about().1)
        && is(&request.answer, record.answer.kind())
}

/// A field that has one of these values, or none.
fn one_of(field: &str, value: &str, known: &[&str]) -> Result<(), Status> {
    if value.is_empty() || known.contains(&value) {
        return Ok(());
    }
    Err(status::bad_field(field, format!("{value:?} is unknown; expected one of {}", known.join(", "))))
}
