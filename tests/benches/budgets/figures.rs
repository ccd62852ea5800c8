//! Figures: samples in rounds, the floor's beside ours, and what they are held to.

use std::fmt::Write as _;

pub(crate) use crate::rounds::Rounds;

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Seconds,
    PerSecond,
    Bytes,
    /// Of a core.
    Share,
    Count,
}

impl Unit {
    pub(crate) fn show(self, value: f64) -> String {
        match self {
            Self::Seconds if value < 1e-3 => format!("{:.1} µs", value * 1e6),
            Self::Seconds if value < 1.0 => format!("{:.2} ms", value * 1e3),
            Self::Seconds => format!("{value:.2} s"),
            Self::PerSecond => format!("{value:.0} /s"),
            Self::Bytes if value < 1024.0 * 1024.0 => format!("{:.1} KiB", value / 1024.0),
            Self::Bytes => format!("{:.1} MiB", value / 1024.0 / 1024.0),
            Self::Share => format!("{:.2} %", value * 100.0),
            Self::Count => format!("{value:.2}"),
        }
    }
}

/// What a row is held to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Budget {
    /// Ours over the floor, of medians and of p99s.
    Ratio { p50: f64, p99: Option<f64> },
    /// Ours over the floor where more is better.
    RatioAtLeast(f64),
    /// Ours, whatever the floor.
    AtMost(f64),
    /// There to explain another row.
    None,
}

/// One line of the table.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) id: &'static str,
    pub(crate) work: String,
    pub(crate) unit: Unit,
    pub(crate) floor: Option<Rounds>,
    pub(crate) ours: Rounds,
    pub(crate) budget: Budget,
}

impl Row {
    pub(crate) const HEAD: &str = "| # | work | n | floor p50 / p99 | ours p50 / p99 | ratio p50 (rounds) | ratio p99 | budget | |\n\
        | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n";

    fn ratio(&self, percent: usize) -> Option<f64> {
        self.floor.as_ref().map(|floor| self.ours.ratio(floor, percent))
    }

    fn met(&self) -> Option<bool> {
        let ratio = |percent| self.ratio(percent).unwrap_or(f64::INFINITY);
        match self.budget {
            Budget::Ratio { p50, p99 } => Some(ratio(50) <= p50 && p99.is_none_or(|p99| ratio(99) <= p99)),
            Budget::RatioAtLeast(least) => Some(ratio(50) >= least),
            Budget::AtMost(most) => Some(self.ours.quantile(50) <= most),
            Budget::None => None,
        }
    }

    fn show_budget(&self) -> String {
        match self.budget {
            Budget::Ratio { p50, p99: None } => format!("≤ {p50}×"),
            Budget::Ratio { p50, p99: Some(p99) } => format!("≤ {p50}×, p99 ≤ {p99}×"),
            Budget::RatioAtLeast(least) => format!("≥ {least}×"),
            Budget::AtMost(most) => format!("≤ {}", self.unit.show(most)),
            Budget::None => String::new(),
        }
    }

    fn pair(&self, rounds: &Rounds) -> String {
        let (p50, p99) = (self.unit.show(rounds.quantile(50)), self.unit.show(rounds.quantile(99)));
        if rounds.len() > 1 { format!("{p50} / {p99}") } else { p50 }
    }

    /// The line, in markdown.
    pub(crate) fn line(&self) -> String {
        let mut line = format!("| {} | {} | {} ", self.id, self.work, self.ours.len());
        let floor = self.floor.as_ref().map(|floor| self.pair(floor)).unwrap_or_default();
        let _ = write!(line, "| {floor} | {} ", self.pair(&self.ours));
        let spread = self.floor.as_ref().and_then(|floor| self.ours.spread(floor));
        let spread = spread.map(|(low, high)| format!(" ({low:.2}–{high:.2})")).unwrap_or_default();
        let ratio = |percent| self.ratio(percent).map(|ratio| format!("{ratio:.2}×")).unwrap_or_default();
        let (p50, p99) = (ratio(50), if self.ours.len() > 1 { ratio(99) } else { String::new() });
        let met = match self.met() {
            Some(true) => "met",
            Some(false) => "**missed**",
            None => "",
        };
        let _ = write!(line, "| {p50}{spread} | {p99} | {} | {met} |", self.show_budget());
        line
    }
}
