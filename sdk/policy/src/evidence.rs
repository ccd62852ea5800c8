//! What an answer rests on: the checks of one call, kept until its end and then handed to the host at once.
//!
//! [`check!`](crate::check!) notes a check; what [`export!`](crate::export!) makes hands them over. Natively they stay until [`take`].
//!
//! Invariants: to note a check changes no answer and never fails, whatever it looks at; what goes over a bound is counted and
//! dropped. A component whose author notes nothing does not import the interface.

use std::cell::{Cell, RefCell};
use std::fmt;

mod sentence;
mod wire;

use wire::Noted;

/// Checks of one call that are kept. The host keeps no more either; a policy with a rule for each of a hundred tenants loops over them.
const CHECKS_MAX: usize = 64;
/// Operands that are kept in all: eight for each check.
const OPERANDS_MAX: usize = 512;
/// Bytes of a text that are kept: a name or an address, not a document.
const TEXT_BYTES_MAX: usize = 256;

/// One check of one call.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// The rule's name; empty: none.
    pub rule: &'static str,
    /// The condition as the source says it.
    pub condition: &'static str,
    /// Whether it held.
    pub holds: bool,
    /// What it looked at.
    pub operands: Vec<(&'static str, Value)>,
    /// File and line.
    pub place: &'static str,
}

/// What an operand was. Of a text a copy is leaked: an instance lives for one call, and a native one is a test's.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Value {
    Signed(i64),
    Unsigned(u64),
    Number(f64),
    Truth(bool),
    Text(&'static str),
}

/// What [`check!`](crate::check!) can show of an operand.
pub trait Operand {
    /// It, as it is shown.
    fn value(&self) -> Value;
}

macro_rules! operand {
    ($($kind:ident: $($of:ty),+;)+) => {
        $($(impl Operand for $of {
            fn value(&self) -> Value {
                Value::$kind((*self).into())
            }
        })+)+
    };
}

operand! {
    Signed: i8, i16, i32, i64;
    Unsigned: u8, u16, u32, u64;
    Number: f32, f64;
    Truth: bool;
}

impl Operand for usize {
    fn value(&self) -> Value {
        Value::Unsigned(u64::try_from(*self).unwrap_or(u64::MAX))
    }
}

impl Operand for str {
    fn value(&self) -> Value {
        Value::Text(self[..self.floor_char_boundary(TEXT_BYTES_MAX)].to_owned().leak())
    }
}

impl Operand for String {
    fn value(&self) -> Value {
        self.as_str().value()
    }
}

impl Operand for crate::Level {
    fn value(&self) -> Value {
        let name = match self {
            Self::None => "none",
            Self::Namespace => "namespace",
            Self::Session => "session",
        };
        name.value()
    }
}

impl Operand for crate::glob::Glob {
    fn value(&self) -> Value {
        self.as_str().value()
    }
}

impl<T: Operand> Operand for Option<T> {
    fn value(&self) -> Value {
        self.as_ref().map_or_else(|| "none".value(), T::value)
    }
}

impl<T: Operand + ?Sized> Operand for &T {
    fn value(&self) -> Value {
        (**self).value()
    }
}

/// What of a check stands in the source, and so is the same each time.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct Said {
    pub rule: &'static str,
    pub condition: &'static str,
    pub place: &'static str,
}

thread_local! {
    static NOTED: RefCell<Noted> =
        const { RefCell::new(Noted { checks: Vec::new(), operands: Vec::new(), lost: 0 }) };
    /// Set by the first check: so the import is only linked where there are checks.
    static HAND_OVER: Cell<fn()> = const { Cell::new(nothing) };
}

fn nothing() {}

/// Notes a check and gives its outcome back. What [`check!`](crate::check!) expands to.
#[doc(hidden)]
pub fn note(said: &Said, holds: bool, operands: &[(&'static str, Value)]) -> bool {
    HAND_OVER.set(report);
    NOTED.with_borrow_mut(|noted| {
        if noted.has_room(operands.len()) {
            noted.add(said, holds, operands);
        } else {
            noted.lost = noted.lost.saturating_add(1);
        }
    });
    holds
}

/// Hands over what was noted, if anything was. What [`export!`](crate::export!) calls when a hook is done.
#[doc(hidden)]
pub fn hand_over() {
    HAND_OVER.get()();
}

/// Nothing is given back: the instance is thrown away.
#[cfg(target_arch = "wasm32")]
fn report() {
    NOTED.with_borrow_mut(|noted| {
        if !noted.checks.is_empty() {
            noted.report();
            noted.clear();
        }
    });
}

/// There is nobody to hand it to: a test takes it.
#[cfg(not(target_arch = "wasm32"))]
fn report() {}

/// The checks of this thread since the last time, for tests.
pub fn take() -> Vec<Check> {
    NOTED.with_borrow_mut(|noted| {
        let mut operands = noted.operands.iter().map(|operand| (operand.name.get(), operand.value.get()));
        let check = |check: &wire::Check| Check {
            rule: check.rule.get(),
            condition: check.condition.get(),
            holds: check.holds,
            operands: operands.by_ref().take(check.operands as usize).collect(),
            place: check.place.get(),
        };
        let taken = noted.checks.iter().map(check).collect();
        noted.clear();
        taken
    })
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operands: Vec<_> = self.operands.iter().map(|(name, value)| (*name, shown(value))).collect();
        f.write_str(&sentence::sentence(self.rule, self.condition, self.holds, &operands, self.place))
    }
}

/// As a sentence shows it.
fn shown(value: &Value) -> String {
    match value {
        Value::Signed(value) => value.to_string(),
        Value::Unsigned(value) => value.to_string(),
        Value::Number(value) => value.to_string(),
        Value::Truth(value) => value.to_string(),
        Value::Text(value) => format!("{value:?}"),
    }
}

/// Whether a condition holds, noted as evidence: its name if it has one, the condition, what it looked at with `=> "name"` where the
/// expression is none to show, and the line.
///
/// ```
/// # use prism_policy_sdk::{check, evidence};
/// # let (held, max, tenants) = (9_u32, 8_u32, ["a", "b"]);
/// if !check!("quota", held < max, held, max) {
///     // refuse
/// }
/// check!(tenants.len() == 2, tenants.len() => "tenants");
/// # let noted = evidence::take();
/// # assert_eq!((noted[0].rule, noted[0].condition, noted[0].holds), ("quota", "held < max", false));
/// # assert_eq!(noted[0].operands, [("held", evidence::Value::Unsigned(9)), ("max", evidence::Value::Unsigned(8))]);
/// # assert_eq!((noted[1].rule, noted[1].operands[0].0), ("", "tenants"));
/// ```
#[macro_export]
macro_rules! check {
    ($rule:literal, $condition:expr $(, $operand:expr $(=> $name:literal)?)* $(,)?) => {{
        const SAID: $crate::evidence::Said = $crate::evidence::Said {
            rule: $rule,
            condition: stringify!($condition),
            place: concat!(file!(), ":", line!()),
        };
        let holds: bool = $condition;
        $crate::evidence::note(&SAID, holds, &[$((
            $crate::operand_name!($operand $(=> $name)?),
            $crate::evidence::Operand::value(&$operand),
        )),*])
    }};
    ($condition:expr $(, $operand:expr $(=> $name:literal)?)* $(,)?) => {
        $crate::check!("", $condition $(, $operand $(=> $name)?)*)
    };
}

/// How an operand of [`check!`](crate::check!) is called.
#[doc(hidden)]
#[macro_export]
macro_rules! operand_name {
    ($operand:expr => $name:literal) => {
        $name
    };
    ($operand:expr) => {
        stringify!($operand)
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_gives_its_outcome_and_is_noted_with_what_it_looked_at() {
        let (held, max, namespace) = (9_u32, 8_u32, "tenant-a".to_owned());
        assert!(!check!("quota", held < max, held, max, namespace.as_str() => "namespace"));
        assert!(check!(!namespace.is_empty()));
        let noted = take();
        assert_eq!((noted[0].rule, noted[0].condition, noted[0].holds), ("quota", "held < max", false));
        let operands =
            [("held", Value::Unsigned(9)), ("max", Value::Unsigned(8)), ("namespace", Value::Text("tenant-a"))];
        assert_eq!(noted[0].operands, operands);
        let (file, line) = noted[0].place.rsplit_once(':').expect("has a line");
        assert!(file.ends_with("src/evidence.rs") && line.parse::<u32>().is_ok(), "{}", noted[0].place);
        assert_eq!((noted[1].rule, noted[1].condition, noted[1].holds), ("", "!namespace.is_empty()", true));
        assert_eq!(take(), []);
    }

    #[test]
    fn what_goes_over_the_bounds_is_dropped_and_later_calls_begin_anew() {
        for index in 0..CHECKS_MAX + 5 {
            check!("many", index < 3, index);
        }
        NOTED.with(|noted| assert_eq!(noted.borrow().lost, 5));
        assert_eq!(take().len(), CHECKS_MAX);
        let long = "é".repeat(TEXT_BYTES_MAX);
        check!("long", true, long);
        assert_eq!(take()[0].operands[0].1, Value::Text("é".repeat(TEXT_BYTES_MAX / 2).leak()));
    }
}
