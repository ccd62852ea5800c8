//! Candidates that are asked too and never obeyed.
//!
//! Whoever asked has its answer before a candidate is asked the same, on a thread of its own; what does not fit into its queue is
//! dropped and counted. The invariant: a shadow cannot change an answer, nor hold one up.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread;

use prism_core::policy::Hook;

use crate::module::Module;
use crate::observer::Observer;
use crate::record::Answer;
use crate::recording::{Input, Mode, Output};
use crate::replay_report::Change;

/// Comparisons that wait. 1,024: a burst of launches; at 30 us each they are done in 30 ms.
const QUEUE_MAX: usize = 1024;

/// A question that was answered, to be put to a candidate.
struct Job {
    candidate: Module,
    input: Input,
    obeyed: Output,
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

    /// Has `candidate` asked the same, some time. False: there are too many waiting.
    pub(crate) fn offer(&self, candidate: &Module, input: Input, obeyed: Output) -> bool {
        let job = Job { candidate: candidate.clone(), input, obeyed };
        // Without its thread there is nothing to compare, and nothing is wrong with the answers.
        !matches!(self.jobs.try_send(job), Err(TrySendError::Full(_)))
    }
}

fn compare_until_closed(queue: &Receiver<Job>, observer: &dyn Observer) {
    while let Ok(Job { candidate, input, obeyed }) = queue.recv() {
        let output = candidate.decide(&input, Mode::Shadow);
        observer.compared(&Comparison {
            module: candidate.name(),
            hook: input.hook(),
            obeyed: obeyed.kind(),
            candidate: output.kind(),
            change: Change::between(&Answer::from(&obeyed), &Answer::from(&output)),
        });
    }
}
