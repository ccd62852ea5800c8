//! Policy modules, run: the only crate that knows wasmtime.
//!
//! A [`Module`] is a WASM component that answers one or more of the core's questions. An [`Engine`] compiles and runs modules
//! within [`Limits`]; a [`PolicySet`] says which module answers whom; a [`Handle`] lets another set take its place while the
//! launcher runs. Set and handle are the core's `Policy`.
//!
//! Invariants: an instance answers one question and is thrown away, so equal inputs give equal answers. What a guest returns is
//! checked as hostile. A module that does not answer is a fault with its name, never an allowance.

mod ask;
mod breaker;
mod builtin;
mod cache;
mod candidacy;
pub mod cases;
mod changes;
mod check;
mod code;
mod compile;
mod engine;
mod evidence;
mod gate;
mod generate;
mod glob;
mod guest;
mod handle;
mod instance;
mod limits;
mod load_error;
pub mod locate;
mod log_line;
mod memo;
mod module;
mod observer;
pub mod oci;
mod record;
mod recording;
mod redaction;
mod replay;
mod replay_report;
mod rollout;
mod schema;
mod selection;
mod set;
mod shadow;
mod share;
mod simulate;
mod source;
mod spec;
mod stock;
mod tally;
mod text;
mod ticker;
mod trial;
pub mod trust;
mod why_not;
mod wire;

pub use ask::Trial;
pub use builtin::{BUILTINS, BUILTINS_MADE_WITH, builtin_component};
#[doc(hidden)]
pub use builtin::{COOKBOOK, cookbook_component};
pub use cache::{CacheError, CodeCache, CodeSource};
pub use candidacy::{CandidateInfo, Chosen, StageError};
pub use check::{Checked, Finding, HookCost, Plan, check};
pub use engine::{Engine, EngineError};
pub use evidence::{Check, Evidence, Operand, Value};
pub use generate::Generator;
pub use glob::Glob;
pub use handle::Handle;
pub use limits::Limits;
pub use load_error::{LoadError, Problem};
pub use log_line::{Event, EventLine, Key, LogLine};
pub use module::{Candidate, Measured, Module};
pub use observer::{Decision, Observer, OutcomeKind, Severity, Source as AnswerSource};
pub use record::{Answer, ENGINE, ModuleRef, Question, Record, RecordError};
pub use recording::{Input, Mode, Output, Recording};
pub use redaction::{Redaction, SECRET_KEYS, SecretKeys};
pub use replay::{Asked, Replayed, Replayer, Verification};
pub use replay_report::{Change, Difference, ReplayReport, Spread};
pub use rollout::{Canary, RollBackOn, Warn};
pub use schema::SchemaError;
pub use selection::{Match, Override, PoliciesConfig, Selection, SelectionError, SelectionProblem, Shadow, ShadowHook};
pub use set::{PoliciesError, PolicySet, WhoAnswers};
pub use shadow::{CanaryComparison, Comparison};
pub use share::{Share, ShareError};
pub use simulate::{Divergence, Interval, Peak, Simulation, SimulationReport, Survey, Unaccounted};
pub use source::Source;
pub use spec::{Fingerprint, ModuleSpec};
pub use tally::{Fares, LastFault};
pub use trial::{By, Counts, Stage, Staged};
pub use why_not::{Flip, why_not};
pub use wire::{ConfigError, Description};
