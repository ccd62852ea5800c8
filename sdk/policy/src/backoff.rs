//! Growing delays with jitter, from a seed: a replay waits exactly as long.

/// Doubles from `initial_ms` up to `max_ms`.
#[derive(Clone, Copy, Debug)]
pub struct Backoff {
    /// The first delay.
    pub initial_ms: u64,
    /// No delay is longer, jitter aside.
    pub max_ms: u64,
    /// Each delay is moved by at most this share of itself, so that those who failed together do not come back together.
    pub jitter: f64,
}

impl Backoff {
    /// The delay after `doublings` earlier ones.
    pub fn delay_ms(&self, doublings: u32, seed: u64) -> u64 {
        let factor = 1_u64.checked_shl(doublings).unwrap_or(u64::MAX);
        let delay = self.initial_ms.saturating_mul(factor).min(self.max_ms);
        let swing = 2.0 * unit(seed) - 1.0;
        // In f64: exact to the millisecond for any delay below 285,000 years.
        (delay as f64 * (1.0 + self.jitter * swing)) as u64
    }
}

/// A number from 0 up to 1. Mixed first (splitmix64), since a host may well count its seeds up.
fn unit(seed: u64) -> f64 {
    let mut bits = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((bits ^ (bits >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    const BACKOFF: Backoff = Backoff { initial_ms: 1000, max_ms: 30_000, jitter: 0.2 };

    #[test]
    fn delays_double_up_to_the_cap() {
        let exact = Backoff { jitter: 0.0, ..BACKOFF };
        let delays: Vec<u64> = [0, 1, 2, 3, 4, 5, 63, 64, u32::MAX].iter().map(|n| exact.delay_ms(*n, 7)).collect();
        assert_eq!(delays, [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000, 30_000]);
    }

    #[test]
    fn jitter_stays_within_its_share_and_spreads() {
        let delays: Vec<u64> = (0..1000).map(|seed| BACKOFF.delay_ms(0, seed)).collect();
        assert!(delays.iter().all(|delay| (800..=1200).contains(delay)));
        assert!(delays.iter().any(|delay| *delay < 850) && delays.iter().any(|delay| *delay > 1150));
    }

    #[test]
    fn a_seed_gives_its_delay_again() {
        assert_eq!(BACKOFF.delay_ms(3, 42), BACKOFF.delay_ms(3, 42));
    }
}
