//! What was measured: as tables, and as JSON for programs.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::engine::{Engine, Facts};
use crate::measure::Growth;
use crate::rounds::Rounds;

/// Ours may grow so much from one namespace to the most.
const GROWTH_MAX: f64 = 1.2;

/// What was measured of all engines, in their order.
pub(crate) struct Measured<'a> {
    pub(crate) engines: &'a [Engine],
    pub(crate) times: Vec<Rounds>,
    /// Decisions a second, on one thread and on two.
    pub(crate) rates: [Vec<Rounds>; 2],
    /// Sizes of the world.
    pub(crate) sizes: Vec<usize>,
    pub(crate) growth: Vec<Growth<'a>>,
    /// What this was built without.
    pub(crate) left_out: Vec<&'static str>,
}

impl Measured<'_> {
    /// In markdown.
    pub(crate) fn tables(&self) -> String {
        let mut text = String::new();
        if !self.left_out.is_empty() {
            let _ = writeln!(text, "Not measured, because it was not to be had here: {}.\n", self.left_out.join(", "));
        }
        text += "| engine | sandbox | instance | limits | handed as | n | p50 / p99 | over the floor, p50 (rounds) | over the floor, p99 | decisions/s, 1 thread | 2 threads |\n\
            | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n";
        for (number, engine) in self.engines.iter().enumerate() {
            text += &self.line(number, &engine.facts);
        }
        text += "\nThe same with more namespaces in the world:\n\n| engine | handed |";
        let (names, rules): (String, String) = self.sizes.iter().map(|size| (format!(" {size} |"), " --- |")).unzip();
        let (first, last) = (self.sizes[0], self.sizes[self.sizes.len() - 1]);
        let _ = writeln!(text, "{names} {last} over {first}, p50 (rounds) | |\n| --- | --- |{rules} --- | --- |");
        self.growth.iter().for_each(|growth| text += &growth_line(growth));
        text
    }

    fn line(&self, number: usize, facts: &Facts) -> String {
        let Facts { name, sandbox, state, limits, input } = facts;
        let (times, floor) = (&self.times[number], &self.times[0]);
        let rates = self.rates.each_ref().map(|rates| rates[number].quantile(50));
        format!(
            "| {name} | {sandbox} | {state} | {limits} | {input} | {} | {} | {:.0}×{} | {:.0}× | {:.0} | {:.0} |\n",
            times.len(),
            pair(times),
            times.ratio(floor, 50),
            spread(times, floor, 0),
            times.ratio(floor, 99),
            rates[0],
            rates[1],
        )
    }

    /// For programs: seconds, and decisions a second.
    pub(crate) fn json(&self) -> Value {
        let engine = |(number, engine): (usize, &Engine)| {
            let Facts { name, sandbox, state, limits, input } = &engine.facts;
            let mut fields = quantiles(&self.times[number], &self.times[0]);
            fields["engine"] = json!({
                "name": name, "sandbox": sandbox, "state": state, "limits": limits, "handed_as": input,
            });
            fields["per_second"] = self.rates.each_ref().map(|rates| rates[number].quantile(50)).to_vec().into();
            fields
        };
        let growth = |growth: &Growth<'_>| {
            let sizes = self.sizes.iter().zip(&growth.times);
            json!({
                "engine": growth.engine.facts.name,
                "handed": growth.handed.to_string(),
                "namespaces": sizes.map(|(size, times)| {
                    let mut fields = quantiles(times, &growth.times[0]);
                    fields["count"] = (*size).into();
                    fields
                }).collect::<Vec<_>>(),
            })
        };
        json!({
            "left_out": self.left_out,
            "decisions": self.engines.iter().enumerate().map(engine).collect::<Vec<_>>(),
            "growth": self.growth.iter().map(growth).collect::<Vec<_>>(),
        })
    }
}

fn quantiles(times: &Rounds, floor: &Rounds) -> Value {
    json!({
        "n": times.len(), "p50": times.quantile(50), "p99": times.quantile(99),
        "ratio_p50": times.ratio(floor, 50), "ratio_p99": times.ratio(floor, 99), "ratio_p50_rounds": times.spread(floor),
    })
}

fn growth_line(growth: &Growth<'_>) -> String {
    let (first, last) = (&growth.times[0], &growth.times[growth.times.len() - 1]);
    let times: String = growth.times.iter().map(|times| format!(" {} |", pair(times))).collect();
    let ratio = last.ratio(first, 50);
    let verdict = match growth.engine.facts.name.starts_with("ours") {
        true if ratio <= GROWTH_MAX => format!("≤ {GROWTH_MAX}×: met"),
        true => format!("≤ {GROWTH_MAX}×: **missed**"),
        false => String::new(),
    };
    let (name, handed) = (&growth.engine.facts.name, growth.handed);
    format!("| {name} | {handed} |{times} {ratio:.2}×{} | {verdict} |\n", spread(last, first, 2))
}

fn spread(times: &Rounds, floor: &Rounds, digits: usize) -> String {
    let spread = times.spread(floor);
    spread.map(|(low, high)| format!(" ({low:.digits$}–{high:.digits$})")).unwrap_or_default()
}

fn pair(times: &Rounds) -> String {
    let micros = |percent| {
        let micros = times.quantile(percent) * 1e6;
        if micros < 10.0 { format!("{micros:.2}") } else { format!("{micros:.0}") }
    };
    format!("{} / {} µs", micros(50), micros(99))
}
