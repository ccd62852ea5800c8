//! The smallest change of one input after which a module would answer otherwise.
//!
//! A module is a pure function that takes microseconds, so this is a search and not an analysis: it works for any language, and what
//! it says was tried. One input is changed at a time; numbers are searched for their border by halving, which finds the border of
//! any rule that compares a number with a limit.

use std::fmt::Display;
use std::time::{Duration, Instant};

use prism_core::isolation::IsolationLevel;
use prism_core::names::{NameError, Namespace, PatternName, SessionId};
use prism_core::policy::{Ended, Request, Stop, Usage};
use prism_core::process::ProcessState;
use prism_core::time::UnixMillis;

use crate::module::Module;
use crate::recording::Input;

/// Questions at most: at 50 us each the search ends within 50 ms.
const TRIES_MAX: u32 = 1000;
/// And time at most: a module that burns its fuel at each question must not keep a thread.
const TIME_MAX: Duration = Duration::from_millis(200);
/// How far numbers are tried upwards: beyond any count of processes or failures.
const NUMBER_MAX: u64 = 1 << 20;
/// How far into the future the clock is tried: a week has every hour and every weekday.
const HOURS_MAX: u64 = 7 * 24;
const HOUR_MS: u64 = 60 * 60 * 1000;
/// A name of any kind, which no policy has a rule for.
const SOMEBODY_ELSE: &str = "somebody-else";
/// The states in which a process can be asked to stop.
const STATES: [ProcessState; 4] =
    [ProcessState::Starting, ProcessState::Running, ProcessState::Terminating, ProcessState::Failed];

/// A change that was tried and flips the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flip {
    /// The input, as records name it: `usage.namespace`.
    pub input: String,
    /// What it would have to be, in words: `9 or less, now 10`.
    pub change: String,
    /// The kind of answer that it leads to.
    pub answer: &'static str,
}

/// Every single change that flips `module`'s answer to `input`.
#[must_use]
pub fn why_not(module: &Module, input: &Input) -> Vec<Flip> {
    let mut search = Search { module, now: "", tries: 0, until: Instant::now() + TIME_MAX };
    search.now = search.ask(input);
    let mut flips: Vec<Flip> = numbers(input).iter().filter_map(|number| search.border(input, number)).collect();
    flips.extend(words(input).into_iter().filter_map(|(name, change, changed)| {
        let answer = search.flipped(&changed)?;
        Some(Flip { input: name, change, answer })
    }));
    flips.extend(search.hour(input));
    flips
}

struct Search<'a> {
    module: &'a Module,
    now: &'static str,
    tries: u32,
    until: Instant,
}

impl Search<'_> {
    fn ask(&mut self, input: &Input) -> &'static str {
        self.tries += 1;
        self.module.answer(input).output.kind()
    }

    /// The other answer, if this input leads to one. Nothing once the tries are used up; a fault is no answer.
    fn flipped(&mut self, input: &Input) -> Option<&'static str> {
        if self.tries >= TRIES_MAX || Instant::now() > self.until {
            return None;
        }
        Some(self.ask(input)).filter(|answer| *answer != self.now && *answer != "fault")
    }

    /// Where the answer flips, below the number first.
    fn border(&mut self, input: &Input, number: &Number) -> Option<Flip> {
        let (now, with) = (number.value, number.with);
        let flip = |value: u64, side: &str, answer| Flip {
            input: number.name.to_owned(),
            change: format!("{value}{side}, now {now}"),
            answer,
        };
        if now > 0
            && let Some(answer) = self.flipped(&with(input, 0))
        {
            let value = self.halve(input, with, 0, now);
            return Some(flip(value, if value == 0 { "" } else { " or less" }, answer));
        }
        let far =
            std::iter::successors(Some(now + 1), |value| Some(value * 2)).take_while(|value| *value <= NUMBER_MAX);
        for value in far {
            if let Some(answer) = self.flipped(&with(input, value)) {
                return Some(flip(self.halve(input, with, value, now), " or more", answer));
            }
        }
        None
    }

    /// The value nearest to `stays` that still flips, between one that flips and one that does not.
    fn halve(&mut self, input: &Input, with: fn(&Input, u64) -> Input, flips: u64, stays: u64) -> u64 {
        let (mut flips, mut stays) = (flips, stays);
        while flips.abs_diff(stays) > 1 {
            let middle = flips.midpoint(stays);
            if self.flipped(&with(input, middle)).is_some() { flips = middle } else { stays = middle }
        }
        flips
    }

    /// The first full hour at which the answer is another one.
    fn hour(&mut self, input: &Input) -> Option<Flip> {
        let (Input::Admission { now, .. } | Input::Terminate(Stop { now, .. })) = input else { return None };
        let next_full = now.0 - now.0 % HOUR_MS;
        (1..=HOURS_MAX).find_map(|hours| {
            let at = next_full + hours * HOUR_MS;
            let answer = self.flipped(&at_time(input, at))?;
            let minutes = (at - now.0).div_ceil(60_000);
            let change = format!("{} h {} min later", minutes / 60, minutes % 60);
            Some(Flip { input: "the time".into(), change, answer })
        })
    }
}

/// A number among the inputs, and the inputs with another one in its place.
struct Number {
    name: &'static str,
    value: u64,
    with: fn(&Input, u64) -> Input,
}

fn numbers(input: &Input) -> Vec<Number> {
    macro_rules! usage {
        ($($field:ident),*) => {
            vec![$(Number {
                name: concat!("usage.", stringify!($field)),
                value: usage_of(input).$field.into(),
                with: |input, value| with_usage(input, |usage| usage.$field = small(value)),
            }),*]
        };
    }
    macro_rules! ended {
        ($ended:ident: $($field:ident),*) => {
            vec![$(Number {
                name: concat!("ended.", stringify!($field)),
                value: u64::from($ended.$field),
                with: |input, value| with_ended(input, |ended| ended.$field = small(value)),
            }),*]
        };
    }
    match input {
        Input::Isolation(_) => Vec::new(),
        Input::Admission { .. } => usage!(
            namespace,
            total,
            pattern,
            namespace_pattern,
            session,
            starting,
            namespace_starting,
            namespace_admitted_last_minute
        ),
        Input::Restart(ended) => ended!(ended: consecutive_failures, restarts),
        // A patch is not of another kind for another number.
        Input::Mutate { .. } => Vec::new(),
        Input::Terminate(stop) => uptime(stop).into_iter().chain([generation(stop)]).collect(),
    }
}

fn uptime(stop: &Stop) -> Option<Number> {
    Some(Number {
        name: "stop.uptime_ms",
        value: u64::try_from(stop.uptime?.as_millis()).unwrap_or(u64::MAX),
        with: |input, value| with_stop(input, &|stop| stop.uptime = Some(Duration::from_millis(value))),
    })
}

fn generation(stop: &Stop) -> Number {
    Number {
        name: "stop.generation",
        value: stop.generation,
        with: |input, value| with_stop(input, &|stop| stop.generation = value),
    }
}

/// What is no number: each key of the configuration left out, each name left out or another one.
fn words(input: &Input) -> Vec<(String, String, Input)> {
    match input {
        Input::Isolation(request) | Input::Admission { request, .. } | Input::Mutate { request, .. } => {
            let without = |name: &str, change: &dyn Fn(&mut Request)| {
                (format!("request.{name}"), "left out".to_owned(), with_request(input, change))
            };
            let mut words: Vec<_> = request
                .config
                .keys()
                .map(|key| {
                    without(&format!("config.{key}"), &|request| {
                        let mut config = (*request.config).clone();
                        config.remove(key);
                        request.config = config.into();
                    })
                })
                .collect();
            if request.namespace.is_some() {
                words.push(without("namespace", &|request| request.namespace = None));
            }
            if request.session.is_some() {
                words.push(without("session", &|request| request.session = None));
            }
            if !request.caller.is_empty() {
                words.push(without("caller", &|request| request.caller = "".into()));
            }
            words
        }
        Input::Restart(ended) => {
            let other = !ended.was_ready;
            let changed = with_ended(input, |ended| ended.was_ready = other);
            vec![("ended.was_ready".into(), format!("{other}, now {}", !other), changed)]
        }
        Input::Terminate(stop) => of_stop(input, stop),
    }
}

/// Another process, of others, in another state; asked for by nobody, or with another force.
fn of_stop(input: &Input, stop: &Stop) -> Vec<(String, String, Input)> {
    let with = |name: &str, now: &dyn Display, other: &str, change: &dyn Fn(&mut Stop)| {
        (format!("stop.{name}"), format!("{other}, now {now}"), with_stop(input, change))
    };
    let another = "another one";
    let mut words = vec![
        with("force", &stop.force, if stop.force { "false" } else { "true" }, &|stop| stop.force = !stop.force),
        with("process_id", &stop.process_id, another, &|stop| stop.process_id = SOMEBODY_ELSE.into()),
        with("pattern", &stop.pattern, another, &|stop| stop.pattern = named(PatternName::parse)),
    ];
    if let Some(namespace) = &stop.namespace {
        words.push(with("namespace", namespace, another, &|stop| stop.namespace = Some(named(Namespace::parse))));
        words.push(with("namespace", namespace, "left out", &|stop| stop.namespace = None));
    }
    if let Some(session) = &stop.session {
        words.push(with("session", session, another, &|stop| stop.session = Some(named(SessionId::parse))));
        words.push(with("session", session, "left out", &|stop| stop.session = None));
    }
    if !stop.caller.is_empty() {
        words.push(with("caller", &stop.caller, "left out", &|stop| stop.caller = "".into()));
    }
    let levels = IsolationLevel::ALL.into_iter().filter(|level| *level != stop.level);
    words.extend(levels.map(|level| with("level", &stop.level, level.as_str(), &|stop| stop.level = level)));
    let states = STATES.into_iter().filter(|state| *state != stop.state);
    words.extend(states.map(|state| with("state", &word(stop.state), &word(state), &|stop| stop.state = state)));
    words
}

/// A name of nobody: what is said of one who has another name than those that a policy knows.
fn named<T>(parse: impl FnOnce(&str) -> Result<T, NameError>) -> T {
    parse(SOMEBODY_ELSE).expect("is a name of any kind")
}

/// As records write it.
fn word(state: ProcessState) -> String {
    state.as_str().to_lowercase()
}

fn small(value: u64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

fn usage_of(input: &Input) -> Usage {
    match input {
        Input::Admission { usage, .. } => *usage,
        Input::Isolation(_) | Input::Restart(_) | Input::Terminate(_) | Input::Mutate { .. } => Usage::default(),
    }
}

fn with_usage(input: &Input, change: impl FnOnce(&mut Usage)) -> Input {
    let mut input = input.clone();
    if let Input::Admission { usage, .. } = &mut input {
        change(usage);
    }
    input
}

fn with_ended(input: &Input, change: impl FnOnce(&mut Ended)) -> Input {
    let mut input = input.clone();
    if let Input::Restart(ended) = &mut input {
        change(ended);
    }
    input
}

fn with_stop(input: &Input, change: &dyn Fn(&mut Stop)) -> Input {
    let mut input = input.clone();
    if let Input::Terminate(stop) = &mut input {
        change(stop);
    }
    input
}

fn with_request(input: &Input, change: &dyn Fn(&mut Request)) -> Input {
    let mut input = input.clone();
    if let Input::Isolation(request) | Input::Admission { request, .. } | Input::Mutate { request, .. } = &mut input {
        change(request);
    }
    input
}

fn at_time(input: &Input, at: u64) -> Input {
    let mut input = input.clone();
    if let Input::Admission { now, .. } | Input::Terminate(Stop { now, .. }) = &mut input {
        *now = UnixMillis(at);
    }
    input
}
