//! Samples in rounds, in which what is compared alternates. The peers' bench (`tests/peers`) includes this text, too.

use std::time::Duration;

/// Samples of each round. Rounds of floor and ours alternate, so what else the machine does hits both.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rounds(Vec<Vec<f64>>);

impl Rounds {
    pub(crate) fn begin(&mut self) {
        self.0.push(Vec::new());
    }

    pub(crate) fn add(&mut self, value: f64) {
        match self.0.last_mut() {
            Some(round) => round.push(value),
            None => self.0.push(vec![value]),
        }
    }

    pub(crate) fn took(&mut self, time: Duration) {
        self.add(time.as_secs_f64());
    }

    /// Of all rounds together.
    pub(crate) fn quantile(&self, percent: usize) -> f64 {
        quantile(self.0.iter().flatten().copied().collect(), percent)
    }

    /// These over the floor's, of all rounds together.
    pub(crate) fn ratio(&self, floor: &Self, percent: usize) -> f64 {
        self.quantile(percent) / floor.quantile(percent)
    }

    /// Lowest and highest ratio of one round's medians.
    pub(crate) fn spread(&self, floor: &Self) -> Option<(f64, f64)> {
        let ratios = self.medians().into_iter().zip(floor.medians()).map(|(these, floor)| these / floor);
        ratios.fold(None, |found: Option<(f64, f64)>, ratio| {
            let (low, high) = found.unwrap_or((ratio, ratio));
            Some((low.min(ratio), high.max(ratio)))
        })
    }

    pub(crate) fn len(&self) -> usize {
        self.0.iter().map(Vec::len).sum()
    }

    fn medians(&self) -> Vec<f64> {
        self.0.iter().map(|round| quantile(round.clone(), 50)).collect()
    }
}

fn quantile(mut values: Vec<f64>, percent: usize) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    // The nearest rank; with fewer than a hundred samples p99 is the worst one.
    let rank = (values.len() * percent).div_ceil(100).max(1) - 1;
    values.get(rank).copied().unwrap_or(f64::NAN)
}
