//! What would become of a launch, and why: the same steps as a launch, with every module's answer kept and nothing started.
//!
//! Decisions made here are nobody's: they are not counted, not recorded and not remembered.

use std::cell::RefCell;
use std::sync::Arc;
use std::time::{Duration, Instant};

use prism_core::bounds::Bounds;
use prism_core::event::Launch;
use prism_core::isolation::{IsolationLevel, Placement};
use prism_core::patch::{Patch, Plan};
use prism_core::place::{Asked, LevelFrom, Placed, level_in_force, place};
use prism_core::policy::{Ended, Fault, FaultKind, Hook, Policy, Request, Restart, Stop, Usage, Verdict};
use prism_core::refusal::Refusal;
use prism_core::supervisor::Next;
use prism_core::time::UnixMillis;
use prism_policy::{Chosen, Evidence, Flip, Input, Mode, Module, Output, PolicySet, Trial, why_not};

use crate::catalogue::Pattern;
use crate::daemon::Deployment;
use crate::driver::{Launcher, wall};

/// What would become of a launch.
pub(crate) struct Explanation {
    /// What the launcher would do, or why it would not.
    pub(crate) next: Result<Next, Refusal>,
    /// The process that would answer; none where it was refused before there was a key.
    pub(crate) process_id: Option<Arc<str>>,
    /// The level in force, and who named it.
    pub(crate) level: Option<(IsolationLevel, String)>,
    /// What each module said, in the order of asking.
    pub(crate) opinions: Vec<Opinion>,
    /// What admission is shown.
    pub(crate) usage: Option<Usage>,
    /// What the launcher changed of an answer.
    pub(crate) notes: Vec<String>,
    /// Whose answer decided, to what.
    pub(crate) decisive: Option<(Module, Input)>,
}

/// One module's answer.
pub(crate) struct Opinion {
    pub(crate) module: Module,
    pub(crate) mode: Mode,
    pub(crate) input: Input,
    pub(crate) output: Output,
    pub(crate) fuel: u64,
    pub(crate) evidence: Evidence,
    pub(crate) waited: Duration,
}

/// Asks as a launch does, and keeps what everyone says.
pub(crate) async fn explain(
    launcher: &Launcher,
    deployment: &Deployment,
    pattern: &Pattern,
    asked: Asked,
) -> Explanation {
    let policies = deployment.policies.current();
    let manifest = &pattern.manifest;
    let from = level_in_force(manifest, deployment.default_isolation, asked.isolation).ok().map(|(_, from)| from);
    let listening = Listening { policies: &policies, heard: RefCell::default() };
    let placed = place(&listening, manifest, deployment.default_isolation, asked);
    let opinions = listening.heard.into_inner();
    match placed {
        Ok(placed) => admit(launcher, &policies, &deployment.bounds, pattern, placed, opinions).await,
        Err(refusal) => Explanation {
            next: Err(refusal),
            process_id: None,
            level: opinions.first().and_then(|opinion| Some((level_of(&opinion.input)?, from?.as_str().to_owned()))),
            decisive: opinions.last().filter(|opinion| opinion.refusal().is_some()).map(Opinion::asked),
            opinions,
            usage: None,
            notes: Vec::new(),
        },
    }
}

async fn admit(
    launcher: &Launcher,
    policies: &PolicySet,
    bounds: &Bounds,
    pattern: &Pattern,
    placed: Placed,
    mut opinions: Vec<Opinion>,
) -> Explanation {
    let notes = notes(&placed);
    let level = (placed.placement.level, level_source(&placed));
    let request = placed.request.clone();
    let launch = Launch {
        ticket: launcher.next_ticket(),
        request: placed.request,
        placement: placed.placement,
        key: placed.key,
        manifest: pattern.manifest.clone(),
        grace: None,
    };
    let mut explanation = Explanation {
        next: Err(Refusal::Draining),
        process_id: None,
        level: Some(level.clone()),
        opinions: Vec::new(),
        usage: None,
        notes,
        decisive: None,
    };
    let plan = launch.plan(bounds);
    let Some(forecast) = launcher.forecast(launch).await else { return explanation };
    explanation.process_id = Some(forecast.process_id);
    explanation.usage = Some(forecast.usage);
    explanation.next = match forecast.next {
        Next::Refuse(refusal) => Err(refusal),
        next => Ok(next),
    };
    if matches!(explanation.next, Ok(Next::Admit | Next::WaitAndAdmit)) {
        let namespace = request.namespace.as_ref().map_or("", |name| name.as_str());
        let input = Input::Admission { request: request.clone(), level: level.0, usage: forecast.usage, now: wall() };
        opinions
            .extend(asked_in(policies, request.pattern.as_str(), namespace).map(|chosen| Opinion::ask(chosen, &input)));
        if let Some((no, refusal)) = opinions.iter().find_map(|opinion| Some((opinion, opinion.refusal()?))) {
            explanation.next = Err(refusal);
            explanation.decisive = Some(no.asked());
        } else {
            let before = Patch::default();
            let input = Input::Mutate { request: request.clone(), level: level.0, plan, before, now: wall() };
            change(policies, &input, &mut opinions, &mut explanation);
        }
    }
    if explanation.decisive.is_none() {
        explanation.decisive = opinions.iter().rfind(|opinion| opinion.mode != Mode::Warn).map(Opinion::asked);
    }
    explanation.notes.extend(opinions.iter().filter_map(Opinion::warning));
    explanation.opinions = opinions;
    explanation
}

/// Who is asked for admission: those who are obeyed, then those whose no is only told.
fn asked_in<'a>(policies: &'a PolicySet, pattern: &str, namespace: &'a str) -> impl Iterator<Item = Chosen<'a>> {
    policies.asked(Hook::Admission, pattern, namespace).chain(policies.for_warning(Hook::Admission))
}

/// What mutate modules would change, or whose change would leave nothing to be started.
fn change(policies: &PolicySet, input: &Input, opinions: &mut Vec<Opinion>, explanation: &mut Explanation) {
    let mut asked = input.clone();
    for chosen in policies.asked(Hook::Mutate, input.pattern(), input.namespace()) {
        let opinion = Opinion::ask(chosen, &asked);
        if explanation.next.is_ok()
            && let Some(refusal) = opinion.refusal()
        {
            explanation.next = Err(refusal);
            explanation.decisive = Some(opinion.asked());
        }
        asked = asked.after(&opinion.output);
        opinions.push(opinion);
    }
    if let (Ok(_), Input::Mutate { before, .. }) = (&explanation.next, &asked)
        && !before.is_empty()
    {
        explanation.notes.push(format!("would be started with changes: {before}"));
    }
}

fn notes(placed: &Placed) -> Vec<String> {
    let raised = placed.raised_from.map(|answered| {
        let (by, floor) = (&placed.decided_by, placed.placement.level);
        format!(
            "policy {by} answered level {answered}, which is below {floor}: a policy never widens, so it stays {floor}"
        )
    });
    raised.into_iter().collect()
}

fn level_source(placed: &Placed) -> String {
    if placed.placement.level > placed.request.level {
        format!("policy {}", placed.decided_by)
    } else {
        LevelFrom::as_str(placed.level_from).to_owned()
    }
}

fn level_of(input: &Input) -> Option<IsolationLevel> {
    match input {
        Input::Isolation(request) => Some(request.level),
        Input::Admission { level, .. } | Input::Mutate { level, .. } => Some(*level),
        Input::Restart(_) | Input::Terminate(_) => None,
    }
}

impl Opinion {
    pub(crate) fn ask(Chosen { module, mode, .. }: Chosen<'_>, input: &Input) -> Self {
        let began = Instant::now();
        let Trial { output, fuel, evidence } = module.answer(input);
        Self { waited: began.elapsed(), module: module.clone(), mode, input: input.clone(), output, fuel, evidence }
    }

    pub(crate) fn asked(&self) -> (Module, Input) {
        (self.module.clone(), self.input.clone())
    }

    /// As a launch would be told; none of an answer that lets it go on.
    pub(crate) fn refusal(&self) -> Option<Refusal> {
        if self.mode == Mode::Warn { None } else { self.objection() }
    }

    /// What a launch would be told beside its answer.
    fn warning(&self) -> Option<String> {
        let objection = self.objection().filter(|_| self.mode == Mode::Warn)?;
        Some(format!("would be warned: {objection}"))
    }

    fn objection(&self) -> Option<Refusal> {
        let (module, hook, decision) = (self.module.name().clone(), self.input.hook(), None);
        match &self.output {
            Output::Refused(denial) => Some(Refusal::Denied { module, denial: denial.clone(), decision }),
            Output::Fault(fault) => Some(Refusal::PolicyFailed { hook, module, fault: fault.clone(), decision }),
            Output::Allow | Output::Placement(_) | Output::Restart(_) | Output::Patch(_) => None,
        }
    }
}

/// The smallest changes after which the deciding module would answer otherwise. Takes up to some 50 ms of CPU.
pub(crate) fn smallest_changes(module: &Module, input: &Input) -> Vec<String> {
    why_not(module, input).iter().map(|flip| sentence(module, flip)).collect()
}

fn sentence(module: &Module, flip: &Flip) -> String {
    let verb = match flip.answer {
        "allow" => "would allow",
        "deny" => "would refuse",
        "restart" => "would restart it",
        "give-up" => "would give it up",
        "patch" => "would answer",
        _ => "would fail",
    };
    let joint = if flip.input == "the time" { "it were asked" } else { flip.input.as_str() };
    let is = if flip.input == "the time" { "" } else { " were" };
    format!("{} {verb} if {joint}{is} {}", module.name(), flip.change)
}

/// The policies in force, and what they were heard to say.
struct Listening<'a> {
    policies: &'a PolicySet,
    heard: RefCell<Vec<Opinion>>,
}

impl Policy for Listening<'_> {
    fn isolation(&self, request: &Request) -> Verdict<Placement> {
        let namespace = request.namespace.as_ref().map_or("", |name| name.as_str());
        let chosen = self.policies.for_isolation(request.pattern.as_str(), namespace);
        let began = Instant::now();
        let (outcome, Trial { output, fuel, evidence }) = chosen.module.try_isolation(request);
        let input = Input::Isolation(request.clone());
        let mut heard = self.heard.borrow_mut();
        heard.push(Opinion {
            waited: began.elapsed(),
            module: chosen.module.clone(),
            mode: chosen.mode,
            input: input.clone(),
            output,
            fuel,
            evidence,
        });
        if matches!(outcome, prism_core::policy::Outcome::Answer(_)) {
            heard.extend(self.policies.for_warning(Hook::Isolation).map(|chosen| Opinion::ask(chosen, &input)));
        }
        Verdict { module: chosen.module.name().clone(), outcome, decision: None, warnings: Vec::new() }
    }

    fn admission(&self, _: &Request, _: &Placement, _: &Usage, _: UnixMillis) -> Verdict<()> {
        not_asked(Hook::Admission)
    }

    fn restart(&self, _: &Ended) -> Verdict<Restart> {
        not_asked(Hook::Restart)
    }

    fn mutate(&self, _: &Request, _: &Placement, _: &Plan, _: UnixMillis) -> Verdict<Patch> {
        not_asked(Hook::Mutate)
    }

    fn terminate(&self, _: &Stop) -> Verdict<()> {
        not_asked(Hook::Terminate)
    }
}

/// Placing asks for isolation alone. If it ever asked more, that would be refused and seen.
fn not_asked<T>(hook: Hook) -> Verdict<T> {
    let message = format!("{hook} is not asked in an explanation of a place");
    Verdict::fault(&"explain".into(), Fault { kind: FaultKind::NotLoaded, message })
}
