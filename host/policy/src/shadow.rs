//! Candidates that are asked too and never obeyed, and modules whose place a canary has taken.
//!
//! Whoever asked has its answer before another module is asked the same, on a thread of its own; what does not fit into its queue is
//! dropped and counted. The invariant: what is asked here cannot change an answer, nor hold one up.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread;

use prism_core::policy::{DecisionId, Hook};

use crate::module::Module;
use crate::observer::Observer;
use crate::record::Answer;
use crate::recording::{Input, Mode, Output};
use crate::replay_report::Change;
use crate::trial::Trial;

/// Comparisons that wait. 1,024: a burst of launches; at 30 us each they are done in 30 ms.
const QUEUE_MAX: usize = 1024;

/// A question that was answered, to be put to another module.
pub(crate) struct Job {
    /// Who is asked now.
    pub(crate) module: Module,
    pub(crate) input: Input,
    pub(crate) obeyed: Output,
    pub(crate) decision: Option<DecisionId>,
    pub(crate) trial: OnTrial,
}

/// Who of the two is on trial.
pub(crate) enum OnTrial {
    /// Who is asked now.
    Asked(Arc<Trial>),
    /// Who was obeyed, in the place of who is asked now.
    Obeyed(Arc<Trial>),
}

/// One candidate's answer beside the one that was obeyed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comparison<'a> {
    /// The candidate.
    pub module: &'a str,
    /// What was asked.
    pub hook: Hook,
    /// The kind of answer that was obeyed.
    pub obeyed: &'static str,
    /// The kind of answer that the candidate gave.
    pub candidate: &'static str,
    /// How they differ.
    pub change: Change,
}

/// A canary's answer, which was obeyed, beside that of the module whose place it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CanaryComparison<'a> {
    /// The canary.
    pub module: &'a str,
    /// Whose place it takes.
    pub instead_of: &'a str,
    /// What was asked.
    pub hook: Hook,
    /// About which pattern.
    pub pattern: &'a str,
    /// And which namespace; empty where there is none.
    pub namespace: &'a str,
    /// The kind of answer that the canary gave.
    pub canary: &'static str,
    /// The kind of answer that the other one gives.
    pub stable: &'static str,
    /// How they differ.
    pub change: Change,
    /// Where the canary's answer is written down, if it is.
    pub decision: Option<DecisionId>,
    /// Where the other one is.
    pub stable_decision: Option<DecisionId>,
}

/// The way to the thread. It ends with the engine.
pub(crate) struct Shadows {
    jobs: SyncSender<Job>,
}

impl Shadows {
    pub(crate) fn start(observer: Arc<dyn Observer>) -> std::io::Result<Self> {
        let (jobs, queue) = sync_channel(QUEUE_MAX);
        thread::Builder::new().name("policy-shadow".into()).spawn(move || compare_until_closed(&queue, &*observer))?;
        Ok(Self { jobs })
    }

    /// Has another module asked the same, some time. False: there are too many waiting.
    pub(crate) fn offer(&self, job: Job) -> bool {
        // Without its thread there is nothing to compare, and nothing is wrong with the answers.
        !matches!(self.jobs.try_send(job), Err(TrySendError::Full(_)))
    }
}

fn compare_until_closed(queue: &Receiver<Job>, observer: &dyn Observer) {
    while let Ok(job) = queue.recv() {
        let (output, decision) = job.module.decide(&job.input, Mode::Shadow);
        let change = Change::between(&Answer::from(&job.obeyed), &Answer::from(&output));
        match &job.trial {
            OnTrial::Asked(trial) => {
                // Counted first: whoever hears of it may look at the counts. It has no bounds that could end it.
                let _ = (trial.answered(&output.outcome()), trial.compared(change));
                observer.compared(&Comparison {
                    module: job.module.name(),
                    hook: job.input.hook(),
                    obeyed: job.obeyed.kind(),
                    candidate: output.kind(),
                    change,
                });
            }
            OnTrial::Obeyed(trial) => judge(trial, &job, &output, change, decision, observer),
        }
    }
}

/// Holds a canary against the module whose place it takes.
fn judge(
    trial: &Trial,
    job: &Job,
    stable: &Output,
    change: Change,
    stable_decision: Option<DecisionId>,
    observer: &dyn Observer,
) {
    observer.canary_compared(&CanaryComparison {
        module: &trial.module,
        instead_of: job.module.name(),
        hook: job.input.hook(),
        pattern: job.input.pattern(),
        namespace: job.input.namespace(),
        canary: job.obeyed.kind(),
        stable: stable.kind(),
        change,
        decision: job.decision,
        stable_decision,
    });
    if let Some(staged) = trial.compared(change) {
        observer.rolled_back(&staged);
    }
}
