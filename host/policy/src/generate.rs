//! Questions made up from a seed: everything that a launcher could ask, the edges more often than their share.
//!
//! A policy's branches hang on what its configuration says, so the names and numbers found there are asked about too, each number with
//! its neighbours. The same seed and configuration give the same questions.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use prism_core::isolation::IsolationLevel;
use prism_core::manifest::Resources;
use prism_core::names::{NAME_BYTES_MAX, Namespace, PatternName, SESSION_ID_BYTES_MAX, SessionId};
use prism_core::patch::{Patch, Plan};
use prism_core::policy::{Cause, Ended, Hook, Request, Stop, Usage};
use prism_core::process::ProcessState;
use prism_core::time::UnixMillis;
use serde_json::Value;

use crate::recording::Input;

/// Most entries of a request's configuration. A policy that looks at more than one looks at any number.
const CONFIG_ENTRIES_MAX: u64 = 6;
/// Longest text made up. Requests may carry more; what copying costs is in proportion.
const TEXT_BYTES_MAX: u64 = 2_000;
/// Most names and numbers taken from a configuration: one with thousands has them in groups that a policy treats alike.
const TAKEN_MAX: usize = 256;

/// A stream of questions.
#[derive(Clone, Debug)]
pub struct Generator {
    state: u64,
    names: Vec<String>,
    numbers: Vec<u64>,
}

impl Generator {
    /// The stream of `seed`, about what `config` speaks of.
    #[must_use]
    pub fn new(seed: u64, config: &Value) -> Self {
        let mut generator = Self {
            state: seed,
            names: ["a", "tenant-a", "default", "0"].map(str::to_owned).to_vec(),
            numbers: vec![0, 1, 2, 10, 100, 1000],
        };
        generator.names.push("x".repeat(NAME_BYTES_MAX));
        generator.take_from(config);
        generator
    }

    /// The next question of `hook`.
    pub fn question(&mut self, hook: Hook) -> Input {
        match hook {
            Hook::Isolation => Input::Isolation(self.request()),
            Hook::Admission => self.admission(),
            Hook::Restart => Input::Restart(self.ended()),
            Hook::Terminate => Input::Terminate(self.stop()),
            Hook::Mutate => self.mutate(),
        }
    }

    fn take_from(&mut self, config: &Value) {
        match config {
            Value::String(text) => self.take_name(text),
            Value::Number(number) => self.take_number(number),
            Value::Array(items) => items.iter().for_each(|item| self.take_from(item)),
            Value::Object(fields) => fields.iter().for_each(|(key, value)| {
                self.take_name(key);
                self.take_from(value);
            }),
            Value::Null | Value::Bool(_) => {}
        }
    }

    /// The text as it is, and one that it means if it is a glob.
    fn take_name(&mut self, text: &str) {
        if self.names.len() < TAKEN_MAX {
            self.names.extend([text.to_owned(), text.replace('*', "x7"), text.replace('*', "")]);
        }
    }

    fn take_number(&mut self, number: &serde_json::Number) {
        let Some(number) = number.as_u64().filter(|_| self.numbers.len() < TAKEN_MAX) else { return };
        self.numbers.extend([number.saturating_sub(1), number, number.saturating_add(1)]);
    }

    fn admission(&mut self) -> Input {
        let request = self.request();
        // At or above the request's, as the fence has it.
        let levels: Vec<_> = IsolationLevel::ALL.into_iter().filter(|level| *level >= request.level).collect();
        let level = self.one_of(&levels);
        Input::Admission { level, usage: self.usage(), now: self.now(), request }
    }

    fn request(&mut self) -> Request {
        let namespace = self.namespace();
        let session = if namespace.is_some() { self.session() } else { None };
        let level = self.level(namespace.is_some(), session.is_some());
        Request {
            pattern: self.pattern(),
            version: self.one_of(&["1.0.0", "", "2.0.0-rc.1+build.7"]).into(),
            requested: if self.one_in(2) { Some(level) } else { None },
            level,
            config: Arc::new(self.config()),
            caller: self.caller().into(),
            namespace,
            session,
        }
    }

    fn usage(&mut self) -> Usage {
        Usage {
            total: self.count(),
            namespace: self.count(),
            pattern: self.count(),
            namespace_pattern: self.count(),
            session: self.count(),
            starting: self.count(),
            namespace_starting: self.count(),
            namespace_admitted_last_minute: self.count(),
            total_max: self.count(),
            namespace_max: self.count(),
        }
    }

    fn ended(&mut self) -> Ended {
        let namespace = self.namespace();
        let session = if namespace.is_some() { self.session() } else { None };
        Ended {
            pattern: self.pattern(),
            version: self.one_of(&["1.0.0", "", "0.0.1"]).into(),
            level: self.level(namespace.is_some(), session.is_some()),
            namespace,
            session,
            generation: self.number().max(1),
            cause: self.cause(),
            was_ready: self.one_in(2),
            ran: Duration::from_millis(self.number()),
            consecutive_failures: self.count(),
            restarts: self.count(),
            seed: self.next(),
            now: self.now(),
        }
    }

    fn mutate(&mut self) -> Input {
        let request = self.request();
        let levels: Vec<_> = IsolationLevel::ALL.into_iter().filter(|level| *level >= request.level).collect();
        let level = self.one_of(&levels);
        let limits = Resources {
            cpu_millis: self.limit(),
            memory_bytes: self.limit(),
            pids: self.limit(),
            nofile: self.limit(),
        };
        // An operator lets be set what the policies in use set: a policy that sets more is found out when it is used.
        let plan = Plan { limits, grace: Duration::from_millis(self.number()), variables: vec!["*".to_owned()] };
        Input::Mutate { level, plan, before: Patch::default(), now: self.now(), request }
    }

    fn limit(&mut self) -> Option<u64> {
        if self.one_in(3) { None } else { Some(self.number().max(1)) }
    }

    fn stop(&mut self) -> Stop {
        use ProcessState::{Failed, Running, Starting, Terminating};
        let namespace = self.namespace();
        let session = if namespace.is_some() { self.session() } else { None };
        let pattern = self.pattern();
        Stop {
            process_id: format!("{}:{pattern}", self.one_of(&["shared", "ns:a", "session:s"])).into(),
            pattern,
            version: self.one_of(&["1.0.0", "", "0.0.1"]).into(),
            level: self.level(namespace.is_some(), session.is_some()),
            namespace,
            session,
            caller: self.caller().into(),
            state: self.one_of(&[Starting, Running, Running, Terminating, Failed]),
            generation: self.number(),
            uptime: if self.one_in(4) { None } else { Some(Duration::from_millis(self.number())) },
            force: self.one_in(2),
            now: self.now(),
        }
    }

    fn cause(&mut self) -> Cause {
        match self.below(6) {
            0 => Cause::Exited(self.one_of(&[0, 1, 137, 255, -1])),
            1 => Cause::Signalled(self.one_of(&[1, 6, 9, 11, 15, 64])),
            2 => Cause::OutOfMemory,
            3 => Cause::Unhealthy(self.text()),
            4 => Cause::StartTimeout(self.text()),
            _ => Cause::SpawnFailed(self.text()),
        }
    }

    /// Only levels for which the request has the names: the core refuses others before a policy is asked.
    fn level(&mut self, namespace: bool, session: bool) -> IsolationLevel {
        let possible = 1 + usize::from(namespace) + usize::from(session);
        self.one_of(&IsolationLevel::ALL[..possible])
    }

    fn pattern(&mut self) -> PatternName {
        let name = self.name();
        PatternName::parse(&name).unwrap_or_else(|_| PatternName::parse("pattern").expect("is a name"))
    }

    fn namespace(&mut self) -> Option<Namespace> {
        let name = self.name();
        Namespace::parse(&name).ok().filter(|_| !self.one_in(6))
    }

    fn session(&mut self) -> Option<SessionId> {
        let id = match self.below(3) {
            0 => "~".repeat(SESSION_ID_BYTES_MAX),
            1 => "User-1@example.org".to_owned(),
            _ => self.name(),
        };
        SessionId::parse(&id).ok().filter(|_| !self.one_in(4))
    }

    fn caller(&mut self) -> String {
        match self.below(3) {
            0 => String::new(),
            1 => "proxy".to_owned(),
            _ => self.text(),
        }
    }

    fn config(&mut self) -> BTreeMap<String, String> {
        let entries = self.below(CONFIG_ENTRIES_MAX + 1);
        (0..entries).map(|_| (self.name(), self.text())).collect()
    }

    fn name(&mut self) -> String {
        if self.one_in(5) {
            return format!("n{}", self.below(1_000_000));
        }
        let index = self.index(self.names.len());
        self.names[index].clone()
    }

    /// Empty, a name or a number of the configuration, or long and of characters of every width.
    fn text(&mut self) -> String {
        const CHARACTERS: [char; 8] = ['a', '0', ' ', '"', '\\', '\n', 'é', '😀'];
        match self.below(5) {
            0 => String::new(),
            1 => self.name(),
            2 => self.number().to_string(),
            _ => (0..self.below(TEXT_BYTES_MAX / 4)).map(|_| self.one_of(&CHARACTERS)).collect(),
        }
    }

    fn count(&mut self) -> u32 {
        u32::try_from(self.number()).unwrap_or(u32::MAX)
    }

    fn number(&mut self) -> u64 {
        match self.below(8) {
            0 => u64::MAX,
            1 => u64::from(u32::MAX),
            2 => self.next() >> self.below(64),
            _ => {
                let index = self.index(self.numbers.len());
                self.numbers[index]
            }
        }
    }

    /// Any second of some decades, and the ends of time.
    fn now(&mut self) -> UnixMillis {
        match self.below(10) {
            0 => UnixMillis(0),
            1 => UnixMillis(u64::MAX),
            _ => UnixMillis(self.below(4_000_000_000) * 1000),
        }
    }

    fn one_of<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.index(items.len())]
    }

    fn one_in(&mut self, chances: u64) -> bool {
        self.below(chances) == 0
    }

    fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).expect("is below a length")
    }

    /// A number below `bound`. Its bias is below one in 2^32, which no test of a policy can see.
    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    /// splitmix64: every seed is a good one.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.state;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::Case;
    use serde_json::json;

    fn questions(seed: u64, config: &Value) -> Vec<Input> {
        let mut generator = Generator::new(seed, config);
        (0..300).flat_map(|_| Hook::ALL.map(|hook| generator.question(hook))).collect()
    }

    #[test]
    fn a_seed_gives_its_questions_again_and_another_seed_others() {
        let config = json!({});
        assert_eq!(questions(7, &config), questions(7, &config));
        assert_ne!(questions(7, &config), questions(8, &config));
    }

    #[test]
    fn what_the_configuration_names_is_asked_about() {
        let config = json!({"namespaces": ["vip-*"], "max": 41});
        let of_vip = |request: &Request| request.namespace.as_ref().is_some_and(|name| name.as_str() == "vip-x7");
        let full = |usage: &Usage| [40, 41, 42].contains(&usage.namespace);
        let mut seen = (false, false);
        for question in questions(1, &config) {
            if let Input::Admission { request, usage, .. } = question {
                seen = (seen.0 || of_vip(&request), seen.1 || full(&usage));
            }
        }
        assert_eq!(seen, (true, true));
    }

    #[test]
    fn every_question_can_be_kept_as_a_case_and_asked_again() {
        let config = json!({"namespaces": ["a"]});
        for question in questions(3, &config) {
            let written = serde_yaml::to_string(&Case::of(&question, &config)).expect("plain data");
            let read = Case::parse(&written).unwrap_or_else(|error| panic!("{error} in\n{written}"));
            assert_eq!(read.question(), question, "{written}");
            assert_eq!(read.config, config);
        }
    }

    #[test]
    fn a_level_is_never_above_what_the_names_allow() {
        for question in questions(5, &json!({})) {
            let Input::Isolation(request) = question else { continue };
            let allowed = match (&request.namespace, &request.session) {
                (Some(_), Some(_)) => IsolationLevel::Session,
                (Some(_), None) => IsolationLevel::Namespace,
                _ => IsolationLevel::None,
            };
            assert!(request.level <= allowed, "{request:?}");
        }
    }
}
