//! Small changes to bytes, by a seed: what a torn write, a wrong version, a careless or a hostile author would make of them.

/// No input is longer: the longest that is read at all is refused by its length.
const BYTES_MAX: usize = 1 << 16;
/// Changes to one input.
const CHANGES_MAX: usize = 6;
/// Bytes at the edges of what means something else.
const EDGES: [u8; 14] = [0, 1, 9, 10, 13, b'"', b'\'', b'-', b':', b'{', b'}', 0x7f, 0x80, 0xff];

/// Makes inputs of inputs.
#[derive(Debug)]
pub struct Mutator {
    state: u64,
}

impl Mutator {
    /// The same seed, the same inputs.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
    fn roll(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.roll() % end.max(1) as u64).unwrap_or(0)
    }

    fn span(&mut self, length: usize) -> std::ops::Range<usize> {
        let from = self.below(length + 1);
        let longest = [1, 4, 16, 256][self.below(4)];
        from..(from + self.below(longest + 1)).min(length)
    }

    /// One of `inputs`, changed here and there, maybe with a part of another one.
    pub fn mutate(&mut self, inputs: &[(String, Vec<u8>)]) -> Vec<u8> {
        let mut bytes = inputs[self.below(inputs.len())].1.clone();
        for _ in 0..=self.below(CHANGES_MAX) {
            self.change(&mut bytes, inputs);
        }
        bytes.truncate(BYTES_MAX);
        bytes
    }

    fn change(&mut self, bytes: &mut Vec<u8>, inputs: &[(String, Vec<u8>)]) {
        let (at, span) = (self.below(bytes.len()), self.span(bytes.len()));
        match self.below(9) {
            0 if !bytes.is_empty() => bytes[at] ^= 1 << self.below(8),
            1 if !bytes.is_empty() => bytes[at] = self.edge(),
            2 => bytes.insert(at, self.edge()),
            3 => drop(bytes.drain(span)),
            4 => {
                let copy = bytes[span].to_vec();
                bytes.splice(at..at, copy);
            }
            5 => {
                let other = &inputs[self.below(inputs.len())].1;
                let part = other[self.span(other.len())].to_vec();
                bytes.splice(span, part);
            }
            6 => bytes.truncate(at),
            7 => self.change_a_number(bytes),
            _ => {
                let repeated = vec![self.edge(); self.below(300)];
                bytes.splice(at..at, repeated);
            }
        }
    }

    fn edge(&mut self) -> u8 {
        if self.below(4) == 0 { self.roll() as u8 } else { EDGES[self.below(EDGES.len())] }
    }

    /// Makes a number in digits another one, at the edges of what fits somewhere.
    fn change_a_number(&mut self, bytes: &mut Vec<u8>) {
        let numbers: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at].is_ascii_digit()).collect();
        if numbers.is_empty() {
            return;
        }
        let from = numbers[self.below(numbers.len())];
        let length = bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let numbers =
            ["0", "-1", "1", "65535", "65536", "4294967296", "18446744073709551615", "18446744073709551616", "1e400"];
        bytes.splice(from..from + length, numbers[self.below(numbers.len())].bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_inputs_and_another_one_others() {
        let inputs = [("a".to_owned(), b"name: 17\n".to_vec()), ("b".to_owned(), Vec::new())];
        let made = |seed| {
            let mut mutator = Mutator::new(seed);
            (0..200).map(|_| mutator.mutate(&inputs)).collect::<Vec<_>>()
        };
        assert_eq!(made(1), made(1));
        assert_ne!(made(1), made(2));
        assert!(made(1).iter().all(|bytes| bytes.len() <= BYTES_MAX));
    }
}
