//! `policy replay`: recorded decisions made again, by the modules that made them and by a candidate. Needs no launcher.
//!
//! First every record proves itself: its own module must give its own answer for the same fuel. Then the candidate is asked, and what
//! it would have decided otherwise is counted, shown, and held against the gates.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use prism_policy::{
    Check, Difference, Engine, Limits, LogLine, Module, ModuleRef, ModuleSpec, Record, ReplayReport, Replayer,
};

use super::beside::limits as limits_beside;
use super::config::Configuration;
use super::simulate;
use crate::args::{Gate, ReplayArgs};
use crate::errors::{Call, Failure};
use crate::output;
use crate::render::words::one_line;
use crate::render::{Format, json};

/// Lines that cannot be read and are named; more are counted.
const UNREADABLE_SHOWN: usize = 3;

/// Replays, prints the report, and fails where a record does not prove itself or a gate does not hold.
pub(crate) fn run(args: &ReplayArgs, format: Format) -> Result<(), Failure> {
    if args.simulate {
        return simulate::run(args, format);
    }
    let engine = Engine::new(Arc::new(())).map_err(|error| failed(error.to_string()))?;
    let replayer = match candidate(args, &engine)? {
        Some(module) => Replayer::default().with_candidate(module),
        None => Replayer::default(),
    };
    let mut replay = Replay {
        replayer,
        kept: Kept::new(args, engine),
        sought: BTreeSet::new(),
        report: ReplayReport::default(),
        unreadable: Unreadable::default(),
    };
    for log in logs(&args.logs)? {
        replay.file(&log, args)?;
    }
    let Replay { report, unreadable, .. } = replay;
    format.show(|_| screen(&report, args.module.is_some()), || json::ReplayReport::from(&report))?;
    unreadable.tell();
    verdict(&report, args)
}

pub(super) fn failed(reason: String) -> Failure {
    Failure::Failed { call: Call::Replay, reason }
}

struct Replay {
    replayer: Replayer,
    kept: Kept,
    sought: BTreeSet<ModuleRef>,
    report: ReplayReport,
    unreadable: Unreadable,
}

impl Replay {
    fn file(&mut self, path: &Path, args: &ReplayArgs) -> Result<(), Failure> {
        let mut errors = Unreadable::default();
        let read = each_line(path, &mut errors, |line| match line {
            LogLine::Decision(record) => self.record(&record, args).map_err(|error| error.to_string()),
            LogLine::Event(_) => Ok(()),
        });
        self.unreadable.join(errors);
        read
    }

    fn record(&mut self, record: &Record, args: &ReplayArgs) -> Result<(), prism_policy::RecordError> {
        let of = args.of.as_ref().is_none_or(|name| *name == record.module.name);
        let wanted = of && args.hook.is_none_or(|hook| hook.as_str() == record.hook().as_str());
        if !wanted || !record.was_obeyed() {
            return Ok(());
        }
        if !self.sought.contains(&record.module) {
            self.sought.insert(record.module.clone());
            if let Some(module) = self.kept.module(&record.module) {
                self.replayer.know(record.module.clone(), module);
            }
        }
        let replayed = self.replayer.replay(record)?;
        self.report.add(record, &replayed);
        Ok(())
    }
}

/// Hands each line of a log to `take`; what cannot be read, or is refused there, is named and left out.
pub(super) fn each_line(
    path: &Path,
    unreadable: &mut Unreadable,
    mut take: impl FnMut(LogLine) -> Result<(), String>,
) -> Result<(), Failure> {
    let fault = |error: std::io::Error| failed(format!("cannot read {}: {error}", path.display()));
    for (index, line) in BufReader::new(File::open(path).map_err(fault)?).split(b'\n').enumerate() {
        let line = line.map_err(fault)?;
        if line.trim_ascii().is_empty() {
            continue;
        }
        let taken = LogLine::read(&line).map_err(|error| error.to_string()).and_then(&mut take);
        if let Err(error) = taken {
            unreadable.add(format!("{}:{}: {error}", path.display(), index + 1));
        }
    }
    Ok(())
}

/// The modules that decided, as the launcher kept them.
pub(super) struct Kept {
    engine: Engine,
    dir: PathBuf,
}

impl Kept {
    pub(super) fn new(args: &ReplayArgs, engine: Engine) -> Self {
        let dir = args.modules.clone().unwrap_or_else(|| beside(&args.logs[0]).join("modules"));
        Self { engine, dir }
    }

    /// The module that a record names. One that is not there is counted by the report.
    pub(super) fn module(&self, name: &ModuleRef) -> Option<Module> {
        // They come from the log, and become names of files.
        let digests = [&name.sha256, &name.config_sha256];
        if !digests.iter().all(|digest| digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit())) {
            return None;
        }
        let config = fs::read(self.dir.join(format!("{}.json", name.config_sha256))).ok()?;
        let spec = ModuleSpec {
            sha256: Some(name.sha256.clone()),
            ..ModuleSpec::path(&name.name, self.dir.join(format!("{}.wasm", name.sha256)))
        };
        let spec = spec.with_config(serde_json::from_slice(&config).ok()?).with_limits(unstocked(name.limits));
        match Module::load(&self.engine, &spec) {
            Ok(module) if module.config_sha256() == name.config_sha256 => Some(module),
            Ok(_) => {
                output::note(&format!("{}.json is not the configuration that its name says", name.config_sha256));
                None
            }
            Err(error) => {
                output::note(&one_line(&error.to_string()));
                None
            }
        }
    }
}

/// As many decisions as there are cores: nothing is made ready for one that waits, and nothing is remembered.
fn unstocked(limits: Limits) -> Limits {
    Limits { stock: 0, memo_entries: 0, ..limits }
}

pub(super) fn candidate(args: &ReplayArgs, engine: &Engine) -> Result<Option<Module>, Failure> {
    let Some(path) = &args.module else { return Ok(None) };
    let config = Configuration::read("replay", args.config.as_deref())?;
    let given = limits_beside(path).map_err(failed)?.unwrap_or_default();
    let spec = ModuleSpec::path("candidate", path).with_limits(unstocked(given));
    let module = Module::load(engine, &spec.with_config(config.value.clone())).map_err(|error| config.placed(error))?;
    Ok(Some(module))
}

/// The files meant: each as it is, and of a directory every file of a decision log, oldest first.
pub(super) fn logs(named: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut logs = Vec::new();
    for path in named {
        if !path.is_dir() {
            logs.push(path.clone());
            continue;
        }
        let unreadable = |error: std::io::Error| failed(format!("cannot read {}: {error}", path.display()));
        let is_log = |name: &str| name.starts_with("decisions") && name.ends_with(".jsonl");
        let mut found: Vec<PathBuf> = fs::read_dir(path)
            .map_err(unreadable)?
            .flatten()
            .filter(|entry| entry.file_name().to_str().is_some_and(is_log))
            .map(|entry| entry.path())
            .collect();
        // "decisions-00000001.jsonl" sorts before "decisions.jsonl", which is the latest.
        found.sort();
        if found.is_empty() {
            return Err(failed(format!("{} has no decisions.jsonl", path.display())));
        }
        logs.append(&mut found);
    }
    Ok(logs)
}

fn beside(path: &Path) -> &Path {
    if path.is_dir() { path } else { path.parent().filter(|dir| *dir != Path::new("")).unwrap_or(Path::new(".")) }
}

/// Lines that are no records: torn by a crash, or of another program.
#[derive(Debug, Default)]
pub(super) struct Unreadable {
    count: u64,
    shown: Vec<String>,
}

impl Unreadable {
    fn add(&mut self, line: String) {
        self.count += 1;
        if self.shown.len() < UNREADABLE_SHOWN {
            self.shown.push(line);
        }
    }

    fn join(&mut self, other: Self) {
        self.count += other.count;
        self.shown.extend(other.shown);
        self.shown.truncate(UNREADABLE_SHOWN);
    }

    pub(super) fn tell(&self) {
        for line in &self.shown {
            output::note(&one_line(line));
        }
        if self.count > 0 {
            output::note(&format!("{} lines cannot be read and were left out", self.count));
        }
    }
}

fn screen(report: &ReplayReport, compared: bool) -> String {
    let mut text = format!("replayed {} decisions: {} verified", report.records, report.verified);
    for (count, what) in [
        (report.other_engine, "same answer, other engine"),
        (report.redacted, "unverifiable, secrets are not recorded"),
        (report.without_module, "unverifiable, the module is not kept"),
        (report.out_of_time, "ended by time"),
        (report.unverified, "DO NOT VERIFY"),
    ] {
        if count > 0 {
            text += &format!(", {count} {what}");
        }
    }
    text.push('\n');
    text.extend(report.unverified_shown.iter().map(difference));
    if compared {
        text += &compared_screen(report);
    }
    text
}

fn compared_screen(report: &ReplayReport) -> String {
    let fuel = |spread: &prism_policy::Spread| spread.median().unwrap_or_default();
    let mut text = format!("compared {}: {} flips", report.compared, report.flips());
    text += &format!(", {} changed, {} reworded", report.changed, report.reworded);
    if report.compared_redacted > 0 {
        text += &format!(", {} of them shown digests in the place of secrets", report.compared_redacted);
    }
    let (before, after) = (fuel(&report.fuel_before), fuel(&report.fuel_after));
    text += &format!("; fuel p50 {before} -> {after}, max {}\n", report.fuel_after.max());
    for ((from, to), count) in report.matrix.iter().filter(|((from, to), _)| from != to) {
        text += &format!("  {from} -> {to}: {count}\n");
    }
    for ((pattern, namespace), count) in &report.by_tenant {
        let namespace = if namespace.is_empty() { "-" } else { namespace };
        text += &one_line(&format!("{count} of {pattern} in {namespace}"));
        text.push('\n');
    }
    text.extend(report.shown.iter().map(difference));
    text
}

fn difference(difference: &Difference) -> String {
    let Difference { record, answer, fuel, evidence } = difference;
    let (pattern, namespace) = record.about();
    let said = |answer: &prism_policy::Answer| serde_json::to_string(answer).unwrap_or_default();
    let (before, after) = (said(&record.answer), said(answer));
    let hook = record.hook();
    let line = one_line(&format!(
        "{} {hook} {pattern} {namespace}: {before} fuel {} -> {after} fuel {fuel}",
        record.id, record.fuel
    )) + "\n";
    line + &checks("before", &record.evidence, evidence) + &checks("after", evidence, &record.evidence)
}

/// Those of `checks` that did not come out so among `others`. A check is the same wherever it stands in the source.
fn checks(when: &str, checks: &[Check], others: &[Check]) -> String {
    let same = |one: &Check, other: &Check| Check { place: other.place.clone(), ..one.clone() } == *other;
    let differ = checks.iter().filter(|check| !others.iter().any(|other| same(check, other)));
    differ.map(|check| format!("  {when}: {}\n", one_line(&check.to_string()))).collect()
}

fn verdict(report: &ReplayReport, args: &ReplayArgs) -> Result<(), Failure> {
    if report.records == 0 {
        let of = args.of.as_ref().map(|name| format!(": no decision is {name}'s, see --of")).unwrap_or_default();
        return Err(failed(format!("there was nothing to replay{of}")));
    }
    if report.unverified > 0 {
        let reason = format!("{} of {} records do not verify", report.unverified, report.records);
        return Err(failed(reason));
    }
    if report.verified + report.other_engine == 0 {
        return Err(failed(format!("none of {} records could be verified", report.records)));
    }
    if args.module.is_some() && report.compared == 0 {
        return Err(failed("the candidate was asked nothing: no record is of a hook that it has".to_owned()));
    }
    if let Some((hook, modules)) = report.stands_for.iter().find(|(_, modules)| modules.len() > 1) {
        let modules: Vec<&str> = modules.iter().map(String::as_str).collect();
        let reason = format!(
            "{hook} was decided by {}; say which one the candidate is to replace, with --of NAME",
            modules.join(" and ")
        );
        return Err(failed(reason));
    }
    for Gate { from, to } in &args.fail_on {
        let count = report.flips_between(from, to);
        if count > 0 {
            return Err(failed(format!("{count} decisions go from {from} to {to}, which --fail-on forbids")));
        }
    }
    let Some(max) = args.max_flip else { return Ok(()) };
    #[expect(clippy::cast_precision_loss, reason = "a share, shown with three digits")]
    let share = 100.0 * report.flips() as f64 / report.compared.max(1) as f64;
    if share > max.0 {
        return Err(failed(format!("{share:.3} % of the decisions flip, --max-flip allows {} %", max.0)));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(holds: bool, place: &str) -> Check {
        let (rule, condition) = ("quota".to_owned(), "held < max".to_owned());
        Check { rule, condition, holds, operands: Vec::new(), place: place.to_owned() }
    }

    #[test]
    fn only_checks_that_came_out_otherwise_are_shown() {
        let (before, after) = ([check(true, "a:1"), check(true, "a:2")], [check(true, "b:9"), check(false, "b:10")]);
        assert_eq!(checks("before", &before, &after), "");
        assert_eq!(checks("after", &after, &before), "  after: rule quota: held < max: no (b:10)\n");
    }
}
