//! A log played again with other answers: what a candidate would have made of the same arrivals, where its own answers decide who holds
//! a place.
//!
//! A replay asks each question with the numbers that it had; but who is refused holds no place, and the next one is asked with one
//! fewer. Here arrivals, starts and ends of the log go through the core's own ledger, and each vote is asked with what that says. It
//! proves itself: up to the first answer that differs, the ledger's numbers must be the recorded ones, and where they are not the log
//! is not complete, which is counted.
//!
//! What the log cannot know is assumed and counted: a process that was never started lives as long as others of its pattern did; one
//! that is refused here and was not there is not asked for again before it was there; a restart is asked about with the history that it
//! had. Isolation sees no numbers, so a plain replay is exact for it, and its recorded answers are taken.

mod books;
mod report;
mod survey;

use std::collections::BTreeMap;

use prism_core::bounds::{Bounds, FALLBACK_FAILURES_MAX};
use prism_core::isolation::IsolationKey;
use prism_core::policy::Hook;
use prism_core::time::Timestamp;

pub use report::{Divergence, Interval, Peak, SimulationReport, Unaccounted};
pub use survey::Survey;

use crate::log_line::{Event, EventLine, Key, LogLine};
use crate::module::Module;
use crate::record::{Answer, ModuleRef, Record};
use crate::recording::{Input, Output};
use books::{Books, Holder};

/// See the module's documentation.
pub struct Simulation {
    survey: Survey,
    modules: BTreeMap<ModuleRef, Module>,
    /// Who is asked instead of the module of that name.
    candidate: Option<(String, Module)>,
    books: Books,
    bounds: Bounds,
    pending: Option<Arrival>,
    report: SimulationReport,
}

/// One process that is asked for, and who voted on it.
struct Arrival {
    key: IsolationKey,
    at: Timestamp,
    at_ms: u64,
    votes: Vec<Record>,
}

/// What came of an arrival.
#[derive(Clone, Debug, PartialEq)]
enum Verdict {
    Admitted,
    /// By a module, or where there is none by a hard cap.
    Refused(Option<Answer>),
}

impl Simulation {
    /// Of the log that `survey` has seen, which is then fed line by line.
    #[must_use]
    pub fn new(survey: Survey) -> Self {
        let report = SimulationReport::over(&survey);
        let (bounds, books) = (Bounds::default(), Books::default());
        Self { survey, modules: BTreeMap::new(), candidate: None, books, bounds, pending: None, report }
    }

    /// Makes a module known as the one that records name.
    pub fn know(&mut self, name: ModuleRef, module: Module) {
        self.modules.insert(name, module);
    }

    /// Asks `module` wherever the one of that name was asked.
    #[must_use]
    pub fn with_candidate(self, instead_of: &str, module: Module) -> Self {
        Self { candidate: Some((instead_of.to_owned(), module)), ..self }
    }

    /// Takes the next line.
    pub fn feed(&mut self, line: &LogLine) {
        match line {
            LogLine::Event(line) => self.event(line),
            LogLine::Decision(record) if !record.was_obeyed() => {}
            LogLine::Decision(record) => match record.hook() {
                Hook::Admission => match &mut self.pending {
                    Some(arrival) => arrival.votes.push((**record).clone()),
                    None => self.report.without_arrival += 1,
                },
                Hook::Restart => {
                    self.decide(false);
                    self.ended(record);
                }
                // What they did to a launch shows in whether it was booked.
                Hook::Isolation | Hook::Terminate | Hook::Mutate => {}
            },
        }
    }

    /// What came of it.
    #[must_use]
    pub fn finish(mut self) -> SimulationReport {
        self.decide(false);
        self.report
    }

    fn event(&mut self, line: &EventLine) {
        match &line.event {
            Event::Opened { up_ms, processes_max, namespace_processes_max, session_processes_max } => {
                self.decide(false);
                self.bounds.processes_max = *processes_max;
                self.bounds.namespace_processes_max = *namespace_processes_max;
                self.bounds.session_processes_max = *session_processes_max;
                self.books.open(up(*up_ms));
            }
            Event::Asked { up_ms, process } => {
                self.decide(false);
                self.arrives(process, up(*up_ms), line.at_ms);
            }
            Event::Booked { up_ms, process, place, starting } => {
                let Some(key) = process.meant() else { return self.report.unreadable += 1 };
                let admitted = *place && self.pending.as_ref().is_some_and(|arrival| arrival.key == key);
                self.decide(admitted);
                self.books.pass(up(*up_ms));
                let namespace = key.scope.namespace().cloned();
                self.books.follow(key, *place, *starting);
                self.report.peaks(&self.books, namespace.as_ref(), line.at_ms);
            }
            Event::Staged { .. } => {}
        }
    }

    fn arrives(&mut self, process: &Key, at: Timestamp, at_ms: u64) {
        self.books.pass(at);
        match process.meant() {
            Some(key) => self.pending = Some(Arrival { key, at, at_ms, votes: Vec::new() }),
            None => self.report.unreadable += 1,
        }
    }

    /// Decides the arrival whose votes have all been read. `admitted`: its place is booked next.
    fn decide(&mut self, admitted: bool) {
        let Some(arrival) = self.pending.take() else { return };
        let recorded = match arrival.votes.iter().find(|vote| vote.answer != Answer::Allow) {
            Some(no) => Verdict::Refused(Some(no.answer.clone())),
            None if admitted => Verdict::Admitted,
            // A hard cap, or what was to be changed of it: taken as it was.
            None => Verdict::Refused(None),
        };
        self.report.arrived(arrival.at_ms, recorded == Verdict::Admitted);
        if self.books.holds(&arrival.key) {
            self.report.joined += 1;
            if recorded == Verdict::Admitted {
                self.books.put(arrival.key, Holder::Recorded);
            }
            return;
        }
        let simulated = self.vote(&arrival, &recorded);
        self.report.decided(arrival.at_ms, simulated == Verdict::Admitted);
        let (was, is) = (recorded == Verdict::Admitted, simulated == Verdict::Admitted);
        if was != is {
            self.report.diverged(
                arrival.at_ms,
                arrival.votes.last(),
                &arrival.key,
                answer(&recorded),
                answer(&simulated),
            );
        }
        let namespace = arrival.key.scope.namespace().cloned();
        match (was, is) {
            (false, false) => {}
            (true, false) => self.books.refuse(arrival.key),
            (true, true) => self.books.admit(arrival.at, arrival.key, Holder::Recorded),
            (false, true) => {
                let assumed = self.assume(&arrival.key, arrival.at);
                self.books.admit(arrival.at, arrival.key, assumed);
            }
        }
        self.report.peaks(&self.books, namespace.as_ref(), arrival.at_ms);
    }

    /// Asks everyone who votes, in order, with what the ledger says here.
    fn vote(&mut self, arrival: &Arrival, recorded: &Verdict) -> Verdict {
        let Some(first) = arrival.votes.first() else { return recorded.clone() };
        if self.books.ledger().check_caps(&arrival.key, &self.bounds).is_err() {
            return Verdict::Refused(None);
        }
        let Ok(Input::Admission { request, level, usage: shown, now }) = first.input() else {
            self.report.unreadable += 1;
            return recorded.clone();
        };
        let usage = self.books.ledger().usage(arrival.at, &request, &self.bounds);
        self.report.accounted(first, &shown, &usage);
        let voters: Vec<ModuleRef> = arrival.votes.iter().map(|vote| vote.module.clone()).collect();
        let rest = if *recorded == Verdict::Admitted { Vec::new() } else { self.survey.rest_of(&voters) };
        let input = Input::Admission { request, level, usage, now };
        for (index, voter) in voters.iter().chain(&rest).enumerate() {
            let answer = match self.ask(voter, &input) {
                Some(output) => Answer::from(&output),
                None => {
                    self.report.unanswerable += 1;
                    arrival.votes.get(index).map_or(Answer::Allow, |vote| vote.answer.clone())
                }
            };
            if answer != Answer::Allow {
                return Verdict::Refused(Some(answer));
            }
        }
        // Everyone allows it; what stopped it in the log after that is not asked again.
        let all_allowed = arrival.votes.iter().all(|vote| vote.answer == Answer::Allow);
        if all_allowed { recorded.clone() } else { Verdict::Admitted }
    }

    /// The candidate where its place is meant, else the module itself; none where that is not known.
    fn ask(&self, voter: &ModuleRef, input: &Input) -> Option<Output> {
        let candidate =
            self.candidate.as_ref().filter(|(name, module)| *name == voter.name && module.has(input.hook()));
        let module = candidate.map(|(_, module)| module).or_else(|| self.modules.get(voter))?;
        Some(module.answer(input).output)
    }

    /// A process ended by itself.
    fn ended(&mut self, record: &Record) {
        let Ok(Input::Restart(ended)) = record.input() else { return self.report.unreadable += 1 };
        let Some(key) = self.books.key_of(&ended) else {
            self.report.endings_of_none += 1;
            return;
        };
        self.report.endings += 1;
        let Some(output) = self.ask(&record.module, &Input::Restart(ended.clone())) else {
            self.report.unanswerable += 1;
            return;
        };
        let given_up = |answer: &Answer| match answer {
            Answer::GiveUp(_) => true,
            // The built-in rule decides where none does.
            Answer::Fault { .. } => ended.consecutive_failures >= FALLBACK_FAILURES_MAX,
            _ => false,
        };
        let answer = Answer::from(&output);
        let (was, is) = (given_up(&record.answer), given_up(&answer));
        if was == is {
            return;
        }
        self.report.diverged(record.at_ms, Some(record), &key, Some(&record.answer), Some(&answer));
        if is {
            self.books.refuse(key);
        } else {
            let assumed = self.assume(&key, self.books.now());
            self.books.put(key, assumed);
        }
    }

    /// How long a process lives of which the log knows nothing.
    fn assume(&mut self, key: &IsolationKey, at: Timestamp) -> Holder {
        self.report.assumed += 1;
        let life = self.survey.life_of(&key.pattern);
        if life.ends.is_none() {
            self.report.assumed_to_stay += 1;
        }
        Holder::Assumed { ready_at: at + life.starts, ends_at: life.ends.map(|life| at + life) }
    }
}

fn answer(verdict: &Verdict) -> Option<&Answer> {
    match verdict {
        Verdict::Admitted => Some(&Answer::Allow),
        Verdict::Refused(answer) => answer.as_ref(),
    }
}

fn up(up_ms: u64) -> Timestamp {
    Timestamp::after_origin(std::time::Duration::from_millis(up_ms))
}
