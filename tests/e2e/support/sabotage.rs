//! A launcher under a debugger that makes one of its system calls go wrong (`tests/saboteur`): the test's side.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex, OnceLock};

use super::binaries::binary;
use super::wait::{PATIENCE, comes_true};

/// The way to a saboteur, and what it told.
#[derive(Debug)]
pub(crate) struct Sabotage {
    orders: ChildStdin,
    told: Arc<Mutex<Vec<String>>>,
}

/// Calls that counted, by who made them.
pub(crate) type Counts = BTreeMap<String, u64>;

/// Whether processes can be traced here. Where not, it says so, once for each test that asks.
pub(crate) fn is_possible() -> bool {
    static WHY_NOT: OnceLock<Option<String>> = OnceLock::new();
    let why_not = WHY_NOT.get_or_init(|| {
        let mut child = Command::new(binary("saboteur"))
            .arg("/bin/true")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the saboteur can be executed");
        writeln!(child.stdin.take().expect("piped"), "off").expect("it listens");
        let told = child.wait_with_output().expect("it ends").stdout;
        let told = String::from_utf8_lossy(&told).into_owned();
        told.lines().find_map(|line| line.strip_prefix("impossible ")).map(str::to_owned)
    });
    if let Some(why) = why_not {
        eprintln!("skipped: {why}");
    }
    why_not.is_none()
}

/// The same program under a saboteur.
pub(crate) fn wrap(command: &Command) -> Command {
    let mut wrapped = Command::new(binary("saboteur"));
    wrapped.env_clear().arg(command.get_program()).args(command.get_args());
    wrapped.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    wrapped.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    wrapped
}

impl Sabotage {
    /// Of a wrapped program, which begins with this order.
    pub(crate) fn of(child: &mut Child, order: &str) -> Self {
        let told = Arc::<Mutex<Vec<String>>>::default();
        let (reports, lines) = (child.stdout.take().expect("stdout is piped"), told.clone());
        std::thread::spawn(move || {
            for line in BufReader::new(reports).lines().map_while(Result::ok) {
                lines.lock().expect("not poisoned").push(line);
            }
        });
        let mut sabotage = Self { orders: child.stdin.take().expect("stdin is piped"), told };
        sabotage.order(order);
        sabotage
    }

    /// Puts an order in force; what was counted under the one before. A saboteur that has ended counts nothing.
    pub(crate) fn order(&mut self, order: &str) -> Counts {
        let before = self.lines("obeyed").len();
        if writeln!(self.orders, "{order}").is_err() {
            return Counts::new();
        }
        let mut obeyed = Vec::new();
        let answered = comes_true(PATIENCE, || {
            obeyed = self.lines("obeyed");
            obeyed.len() > before || self.has_ended()
        });
        assert!(answered, "the saboteur does not hear {order:?}");
        let counts = obeyed.get(before).map(String::as_str).unwrap_or_default();
        let count =
            |word: &str| word.split_once('=').and_then(|(role, count)| Some((role.into(), count.parse().ok()?)));
        counts.split_whitespace().filter_map(count).collect()
    }

    /// What was struck so far, the last one: who, which, what.
    pub(crate) fn struck(&self) -> Option<String> {
        self.lines("struck").pop()
    }

    /// How many were struck so far.
    pub(crate) fn strikes(&self) -> usize {
        self.lines("struck").len()
    }

    /// The launcher's pid.
    pub(crate) fn launcher(&self) -> i32 {
        self.pid("launcher").expect("it is told first")
    }

    /// The pid of the last spawner.
    pub(crate) fn spawner(&self) -> Option<i32> {
        self.pid("spawner")
    }

    /// Whether the launcher has ended.
    pub(crate) fn has_ended(&self) -> bool {
        !self.lines("ended").is_empty()
    }

    fn pid(&self, of: &str) -> Option<i32> {
        self.lines(of).pop()?.parse().ok()
    }

    /// What follows `word` in the lines that begin with it.
    fn lines(&self, word: &str) -> Vec<String> {
        let told = self.told.lock().expect("not poisoned");
        let of = |line: &String| Some(line.strip_prefix(word)?.trim_start().to_owned());
        told.iter().filter_map(of).collect()
    }
}
