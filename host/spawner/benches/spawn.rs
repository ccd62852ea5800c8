//! What a spawn costs with few and with many instances alive, and what a direct spawn of the same program costs: run with
//! `cargo bench -p prism-spawner`. Rounds are interleaved; read the ratios. It is a figure, not a test.
fn main() {}
