//! `policy replay --simulate`: the log's arrivals once more, with the answers deciding who holds a place. Needs no launcher.
//!
//! The log is read twice: for what it says as a whole, then line by line. What is assumed, and what the log does not account for, is
//! told beside the result, so that nobody takes more from it than is in it.

use std::path::PathBuf;
use std::sync::Arc;

use prism_policy::{Divergence, Engine, Module, Peak, Simulation, SimulationReport, Survey};

use super::replay::{Kept, Unreadable, candidate, each_line, failed, logs};
use crate::args::ReplayArgs;
use crate::errors::Failure;
use crate::output;
use crate::render::words::{one_line, unix_millis};
use crate::render::{Format, table};

/// Namespaces shown; the JSON has all.
const NAMESPACES_SHOWN: usize = 20;

/// Simulates, prints, and fails where nothing could be simulated or a gate does not hold.
pub(super) fn run(args: &ReplayArgs, format: Format) -> Result<(), Failure> {
    let engine = Engine::new(Arc::new(())).map_err(|error| failed(error.to_string()))?;
    let candidate = candidate(args, &engine)?;
    let (kept, files) = (Kept::new(args, engine), logs(&args.logs)?);
    let mut unreadable = Unreadable::default();
    let survey = survey(&files, &mut unreadable)?;
    let place = candidate.map(|module| Ok::<_, Failure>((place(args, &survey, &module)?, module))).transpose()?;
    let known: Vec<_> = survey.modules().filter_map(|name| Some((name.clone(), kept.module(name)?))).collect();
    let mut simulation = Simulation::new(survey);
    known.into_iter().for_each(|(name, module)| simulation.know(name, module));
    if let Some((instead_of, module)) = place {
        simulation = simulation.with_candidate(&instead_of, module);
    }
    for file in &files {
        // What cannot be read was named the first time.
        each_line(file, &mut Unreadable::default(), |line| {
            simulation.feed(&line);
            Ok(())
        })?;
    }
    let report = simulation.finish();
    format.show(|_| screen(&report), || report.clone())?;
    unreadable.tell();
    doubts(&report).iter().for_each(|doubt| output::note(doubt));
    verdict(&report, args)
}

fn survey(files: &[PathBuf], unreadable: &mut Unreadable) -> Result<Survey, Failure> {
    let mut survey = Survey::default();
    for file in files {
        each_line(file, unreadable, |line| {
            survey.add(&line);
            Ok(())
        })?;
    }
    Ok(survey)
}

/// The module that the candidate stands for: the one that is named, or the only one that decided what it can decide.
fn place(args: &ReplayArgs, survey: &Survey, candidate: &Module) -> Result<String, Failure> {
    let names: Vec<&str> = survey.replaceable_by(candidate).into_iter().collect();
    match (&args.of, names.as_slice()) {
        (Some(name), names) if names.contains(&name.as_str()) => Ok(name.clone()),
        (Some(name), _) => {
            let expected = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
            Err(failed(format!("--of {name} decided nothing that the candidate could; the log has {expected}")))
        }
        (None, [name]) => Ok((*name).to_owned()),
        (None, []) => Err(failed("the candidate is asked nothing: nobody decided admission or restart".to_owned())),
        (None, names) => {
            let names = names.join(" and ");
            Err(failed(format!("{names} decided; say which one the candidate is to replace, with --of NAME")))
        }
    }
}

fn verdict(report: &SimulationReport, args: &ReplayArgs) -> Result<(), Failure> {
    if report.arrivals == 0 {
        return Err(failed("there was nothing to simulate: the log has no arrivals".to_owned()));
    }
    let Some(max) = args.max_flip else { return Ok(()) };
    let all = report.decided + report.endings;
    #[expect(clippy::cast_precision_loss, reason = "a share, shown with three digits")]
    let share = 100.0 * report.divergences as f64 / all.max(1) as f64;
    if share > max.0 {
        return Err(failed(format!("{share:.3} % of the decisions are other ones, --max-flip allows {} %", max.0)));
    }
    Ok(())
}

fn screen(report: &SimulationReport) -> String {
    let recorded = report.arrivals;
    let mut text = format!(
        "simulated {recorded} arrivals: admitted {} (recorded {}), refused {} (recorded {})",
        report.admitted,
        report.recorded_admitted,
        report.decided - report.admitted,
        recorded - report.recorded_admitted,
    );
    if report.joined > 0 {
        text += &format!(", {} joined what runs here already", report.joined);
    }
    text += &format!("; peak {}\n", peak(report.peak));
    text += &divergences(report);
    if !report.intervals.is_empty() {
        text += "\n";
        text += &over_time(report);
    }
    if !report.namespaces.is_empty() {
        text += "\n";
        text += &by_namespace(report);
    }
    text
}

/// `57 places (recorded 60)`
fn peak(peak: Peak) -> String {
    format!("{} places (recorded {})", peak.simulated, peak.recorded)
}

fn divergences(report: &SimulationReport) -> String {
    let Some(first) = report.shown.first() else {
        return "no decision is another one\n".to_owned();
    };
    let mut text = format!(
        "{} decisions are other ones, the first at {}\n",
        report.divergences,
        unix_millis(first.at_ms.cast_signed())
    );
    text.extend(report.shown.iter().map(|divergence| format!("  {}\n", one_line(&line(divergence)))));
    text
}

fn line(divergence: &Divergence) -> String {
    let Divergence { id, at_ms, process, recorded, simulated } = divergence;
    let said = |answer: &Option<prism_policy::Answer>| match answer {
        Some(answer) => serde_json::to_string(answer).unwrap_or_default(),
        None => "no place is left".to_owned(),
    };
    format!("{} {id} {process}: {} -> {}", unix_millis(at_ms.cast_signed()), said(recorded), said(simulated))
}

fn over_time(report: &SimulationReport) -> String {
    let header = ["FROM", "ADMITTED", "RECORDED", "REFUSED", "RECORDED", "PEAK", "RECORDED"];
    let rows = report.intervals.iter().map(|interval| {
        let numbers = [interval.admitted, interval.recorded_admitted, interval.refused, interval.recorded_refused];
        let peaks = [interval.peak.simulated, interval.peak.recorded].map(|peak| peak.to_string());
        let from = unix_millis(interval.from_ms.cast_signed());
        std::iter::once(from).chain(numbers.map(|number| number.to_string())).chain(peaks).collect()
    });
    table::table(&header, &rows.collect::<Vec<Vec<String>>>())
}

fn by_namespace(report: &SimulationReport) -> String {
    let mut namespaces: Vec<_> = report.namespaces.iter().collect();
    // Those that it changes most, then the largest.
    namespaces.sort_by_key(|(_, peak)| std::cmp::Reverse((peak.simulated.abs_diff(peak.recorded), peak.simulated)));
    let row =
        |(name, peak): &(&String, &Peak)| vec![one_line(name), peak.simulated.to_string(), peak.recorded.to_string()];
    let rows: Vec<_> = namespaces.iter().take(NAMESPACES_SHOWN).map(row).collect();
    let mut text = table::table(&["NAMESPACE", "PEAK", "RECORDED"], &rows);
    if namespaces.len() > rows.len() {
        text += &format!("and {} more\n", namespaces.len() - rows.len());
    }
    text
}

/// What keeps the result from being certain.
fn doubts(report: &SimulationReport) -> Vec<String> {
    let mut doubts = Vec::new();
    let mut doubt = |count: u64, what: &str| {
        if count > 0 {
            doubts.push(format!("{count} {what}"));
        }
    };
    doubt(report.unanswerable, "answers are the log's, as the module is not kept");
    doubt(report.without_arrival, "votes are left out: the log does not say who asked, or has lost lines");
    doubt(report.unreadable, "lines say what cannot be, and are left out");
    doubt(
        report.assumed - report.assumed_to_stay,
        "processes are not in the log; each is taken to live as long as others of its pattern",
    );
    doubt(report.assumed_to_stay, "processes are not in the log, and are taken to stay: none of it ever went");
    if let Some(first) = &report.first_unaccounted {
        let shown = |usage| serde_json::to_string(usage).unwrap_or_default();
        doubts.push(format!(
            "the log is not complete: {} of {} arrivals saw other numbers than its entries add up to; the first, {}, saw {}, and not {}",
            report.unaccounted,
            report.unaccounted + report.accounted,
            first.id,
            shown(&first.recorded),
            shown(&first.accounted)
        ));
    }
    doubts
}

#[cfg(test)]
mod tests {
    use super::*;
    use prism_policy::{Answer, Interval};

    fn report() -> SimulationReport {
        let (peak, from_ms) = (Peak { simulated: 5, recorded: 9 }, 1_700_000_000_000);
        let interval = Interval { from_ms, admitted: 7, refused: 5, recorded_admitted: 10, recorded_refused: 2, peak };
        let first = Divergence {
            id: "0192ab0000000007".to_owned(),
            at_ms: from_ms,
            process: "ns:a:p".to_owned(),
            recorded: Some(Answer::Allow),
            simulated: None,
        };
        SimulationReport {
            arrivals: 12,
            recorded_admitted: 10,
            decided: 12,
            admitted: 7,
            divergences: 3,
            assumed: 2,
            peak,
            shown: vec![first],
            intervals: vec![interval],
            namespaces: [("a".to_owned(), peak)].into(),
            ..SimulationReport::default()
        }
    }

    #[test]
    fn the_screen_says_who_is_admitted_when_and_how_many_places_that_takes() {
        let expected = "\
simulated 12 arrivals: admitted 7 (recorded 10), refused 5 (recorded 2); peak 5 places (recorded 9)
3 decisions are other ones, the first at 2023-11-14T22:13:20Z
  2023-11-14T22:13:20Z 0192ab0000000007 ns:a:p: \"allow\" -> no place is left

FROM                  ADMITTED  RECORDED  REFUSED  RECORDED  PEAK  RECORDED
2023-11-14T22:13:20Z  7         10        5        2         5     9

NAMESPACE  PEAK  RECORDED
a          5     9
";
        assert_eq!(screen(&report()), expected);
    }

    #[test]
    fn what_is_not_certain_is_told() {
        let said = doubts(&report());
        assert_eq!(said, ["2 processes are not in the log; each is taken to live as long as others of its pattern"]);
    }
}
