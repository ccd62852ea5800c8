//! What a module may use. Every default argues for its number; an operator may set each for each module.

use serde::{Deserialize, Serialize};

/// Bounds of one module. Reaching one ends the call with a fault; the instance is thrown away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Fuel for one call, about one unit an instruction. The reference policies use below 20,000; a policy in an interpreted
    /// language one or two millions. Five million are about 5 ms, well
    /// before the clock, so that the same input stops at the same instruction also on a loaded machine.
    pub fuel: u64,
    /// Time that one call may run, for what fuel does not see. Counted is what its thread had of a processor: a call that waits for
    /// one on a loaded machine is not to blame. Looked at each tick, so a call ends after 30 to 50 ms of running.
    pub time_ms: u64,
    /// Linear memory of one instance. A Rust policy has 0.2 MiB, one in QuickJS about 3 MiB. At most [`Self::MEMORY_BYTES_CEILING`].
    pub memory_bytes: usize,
    /// Elements in one table, which hold function references: the reference policies have below 100, a JavaScript engine 5,000.
    pub table_elements: usize,
    /// Bytes that one call may hand to the host, all strings together. A reason is cut at 512 bytes and a partition at 64, so this
    /// is generous; descriptions, which carry a schema, must fit too.
    pub output_bytes: usize,
    /// Log lines of one call; more are dropped and counted.
    pub log_lines: u32,
    /// Bytes of one log line; longer ones are cut.
    pub log_line_bytes: usize,
    /// Size of the component. The reference policies have below 100 KiB, a QuickJS policy 1.6 MiB; compile time grows with it.
    pub module_bytes: u64,
    /// Instances kept ready. Sixteen cover a burst of as many decisions, at some 100 KiB each; zero keeps none.
    pub stock: usize,
    /// Isolation answers remembered. Zero remembers none.
    pub memo_entries: usize,
    /// Faults in a row of one hook for one pattern and namespace after which the module rests from their questions: a second, twice as long
    /// after each probe that fails, a minute at most. Five: as many as a crash loop gets. Zero: it never rests.
    pub faults_in_a_row: u32,
}

impl Limits {
    /// What [`Limits::memory_bytes`] can be at most: the size that the pool's slots have.
    pub const MEMORY_BYTES_CEILING: usize = 64 << 20;
    /// What [`Limits::table_elements`] can be at most.
    pub const TABLE_ELEMENTS_CEILING: usize = 10_000;
    /// What [`Limits::stock`] can be at most.
    pub const STOCK_CEILING: usize = 64;

    /// All of them, by the names that they have in a configuration.
    #[must_use]
    pub fn by_name(&self) -> [(&'static str, u64); 11] {
        [
            ("fuel", self.fuel),
            ("time_ms", self.time_ms),
            ("memory_bytes", self.memory_bytes as u64),
            ("table_elements", self.table_elements as u64),
            ("output_bytes", self.output_bytes as u64),
            ("log_lines", self.log_lines.into()),
            ("log_line_bytes", self.log_line_bytes as u64),
            ("module_bytes", self.module_bytes),
            ("stock", self.stock as u64),
            ("memo_entries", self.memo_entries as u64),
            ("faults_in_a_row", self.faults_in_a_row.into()),
        ]
    }

    /// The first that is above its ceiling: its name, its value and what it can be at most.
    pub(crate) fn above_ceiling(&self) -> Option<(&'static str, usize, usize)> {
        [
            ("memory_bytes", self.memory_bytes, Self::MEMORY_BYTES_CEILING),
            ("table_elements", self.table_elements, Self::TABLE_ELEMENTS_CEILING),
            ("stock", self.stock, Self::STOCK_CEILING),
        ]
        .into_iter()
        .find(|(_, value, ceiling)| value > ceiling)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            fuel: 5_000_000,
            time_ms: 30,
            memory_bytes: 16 << 20,
            table_elements: 10_000,
            output_bytes: 64 << 10,
            log_lines: 64,
            log_line_bytes: 1024,
            module_bytes: 4 << 20,
            stock: 16,
            memo_entries: 4096,
            faults_in_a_row: 5,
        }
    }
}
