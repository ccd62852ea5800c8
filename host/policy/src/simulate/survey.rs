//! What a log says before it is played: which modules it names, who votes after whom, and how long processes live.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use prism_core::names::PatternName;
use prism_core::policy::Hook;

use crate::log_line::{Event, Key, LogLine};
use crate::module::Module;
use crate::record::{Answer, ModuleRef};

/// Lives that are kept of one pattern, for their median: more say nothing new.
const LIVES_MAX: usize = 10_000;

/// See the module's documentation.
#[derive(Debug, Default)]
pub struct Survey {
    modules: BTreeSet<ModuleRef>,
    deciders: BTreeMap<Hook, BTreeSet<String>>,
    /// Votes in which everyone was asked, the latest last.
    chains: Vec<Vec<ModuleRef>>,
    chain: Vec<ModuleRef>,
    alive: BTreeMap<String, Alive>,
    lives: BTreeMap<String, Vec<u64>>,
    starts: BTreeMap<String, Vec<u64>>,
    pub(super) arrivals: u64,
    pub(super) first_ms: Option<u64>,
    pub(super) last_ms: u64,
}

/// Since when something lives and starts, on the supervisor's clock.
#[derive(Debug)]
struct Alive {
    since: u64,
    starting: bool,
}

/// How long a process takes to start, and to go; it stays where none of the log ever went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Life {
    pub(super) starts: Duration,
    pub(super) ends: Option<Duration>,
}

impl Survey {
    /// Takes the next line of the log.
    pub fn add(&mut self, line: &LogLine) {
        let at_ms = match line {
            LogLine::Event(line) => line.at_ms,
            LogLine::Decision(record) => record.at_ms,
        };
        self.first_ms = Some(self.first_ms.unwrap_or(at_ms).min(at_ms));
        self.last_ms = self.last_ms.max(at_ms);
        match line {
            LogLine::Decision(record) if record.was_obeyed() => {
                if !self.modules.contains(&record.module) {
                    self.modules.insert(record.module.clone());
                }
                let deciders = self.deciders.entry(record.hook()).or_default();
                if !deciders.contains(&record.module.name) {
                    deciders.insert(record.module.name.clone());
                }
                match record.hook() {
                    Hook::Admission => {
                        self.chain.push(record.module.clone());
                        if record.answer != Answer::Allow {
                            // Those after it were not asked.
                            self.chain.clear();
                        }
                    }
                    Hook::Restart => self.end_chain(),
                    Hook::Isolation | Hook::Terminate | Hook::Mutate => {}
                }
            }
            LogLine::Decision(_) => {}
            LogLine::Event(line) => self.event(&line.event),
        }
    }

    /// The modules that decided.
    pub fn modules(&self) -> impl Iterator<Item = &ModuleRef> {
        self.modules.iter()
    }

    /// The names of those that decided what `module` could: whose place it can take in a simulation.
    #[must_use]
    pub fn replaceable_by(&self, module: &Module) -> BTreeSet<&str> {
        let hooks = [Hook::Admission, Hook::Restart].into_iter().filter(|hook| module.has(*hook));
        hooks.filter_map(|hook| self.deciders.get(&hook)).flatten().map(String::as_str).collect()
    }

    /// Processes that were asked for.
    #[must_use]
    pub fn arrivals(&self) -> u64 {
        self.arrivals
    }

    fn event(&mut self, event: &Event) {
        match event {
            Event::Opened { .. } => {
                self.chain.clear();
                self.alive.clear();
            }
            Event::Asked { .. } => {
                self.end_chain();
                self.arrivals += 1;
            }
            Event::Booked { up_ms, process, place, starting } => {
                self.end_chain();
                self.booked(*up_ms, process, *place, *starting);
            }
            Event::Staged { .. } => {}
        }
    }

    fn end_chain(&mut self) {
        let chain = std::mem::take(&mut self.chain);
        if chain.is_empty() {
            return;
        }
        // The latest is what counts, and there are few different ones.
        self.chains.retain(|known| *known != chain);
        self.chains.push(chain);
    }

    fn booked(&mut self, up_ms: u64, process: &Key, place: bool, starting: bool) {
        let id = serde_json::to_string(process).unwrap_or_default();
        match (self.alive.get_mut(&id), place) {
            (None, true) => {
                self.alive.insert(id, Alive { since: up_ms, starting });
            }
            (Some(alive), true) => {
                if alive.starting && !starting {
                    keep(&mut self.starts, &process.pattern, up_ms.saturating_sub(alive.since));
                }
                // Only the first start is one that somebody asked for.
                alive.starting = false;
            }
            (Some(alive), false) => {
                keep(&mut self.lives, &process.pattern, up_ms.saturating_sub(alive.since));
                self.alive.remove(&id);
            }
            (None, false) => {}
        }
    }

    /// Who is asked after `voters`, as the latest vote says that began with them and was asked to its end.
    pub(super) fn rest_of(&self, voters: &[ModuleRef]) -> Vec<ModuleRef> {
        let begins = |chain: &&Vec<ModuleRef>| chain.len() > voters.len() && chain.starts_with(voters);
        self.chains.iter().rfind(begins).map(|chain| chain[voters.len()..].to_vec()).unwrap_or_default()
    }

    pub(super) fn life_of(&self, pattern: &PatternName) -> Life {
        let median = |of: &BTreeMap<String, Vec<u64>>| {
            let own = of.get(pattern.as_str()).filter(|times| !times.is_empty()).cloned();
            let mut times = own.unwrap_or_else(|| of.values().flatten().copied().collect());
            times.sort_unstable();
            times.get(times.len() / 2).copied().map(Duration::from_millis)
        };
        Life { starts: median(&self.starts).unwrap_or_default(), ends: median(&self.lives) }
    }
}

fn keep(times: &mut BTreeMap<String, Vec<u64>>, pattern: &str, time: u64) {
    let times = times.entry(pattern.to_owned()).or_default();
    if times.len() < LIVES_MAX {
        times.push(time);
    }
}
