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
    /// Linear memory of one instance. A Rust policy has 0.1 MiB, one in QuickJS about 3 MiB. At most [`Self::MEMORY_BYTES_CEILING`].
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
    /// Functions in the component. A Rust policy has 300, QuickJS 2,000, a Python interpreter some 10,000.
    pub functions: u64,
    /// Bytes of the largest function. A Rust policy's has below 10 KiB, the loop of the Python interpreter 417 KiB; what compiling one takes
    /// grows faster than its size.
    pub function_bytes: u64,
    /// Processor time that compiling may take. A Rust policy takes 0.2 s, one in QuickJS 1 to 3 s.
    pub compile_ms: u64,
    /// Tables of one instance, over all its core instances. A component of any toolchain has one or two.
    pub tables: u64,
    /// Core instances that a component is made of. A Rust policy has 3, a Python interpreter 38.
    pub instances: u64,
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
    /// What [`Limits::tables`] and [`Limits::instances`] can be at most: what the pool has for one component.
    pub const INSTANCES_CEILING: u32 = 64;
    /// What [`Limits::stock`] can be at most.
    pub const STOCK_CEILING: usize = 64;

    /// All of them, by the names that they have in a configuration.
    #[must_use]
    pub fn by_name(&self) -> [(&'static str, u64); 16] {
        [
            ("fuel", self.fuel),
            ("time_ms", self.time_ms),
            ("memory_bytes", self.memory_bytes as u64),
            ("table_elements", self.table_elements as u64),
            ("output_bytes", self.output_bytes as u64),
            ("log_lines", self.log_lines.into()),
            ("log_line_bytes", self.log_line_bytes as u64),
            ("module_bytes", self.module_bytes),
            ("functions", self.functions),
            ("function_bytes", self.function_bytes),
            ("compile_ms", self.compile_ms),
            ("tables", self.tables),
            ("instances", self.instances),
            ("stock", self.stock as u64),
            ("memo_entries", self.memo_entries as u64),
            ("faults_in_a_row", self.faults_in_a_row.into()),
        ]
    }

    /// The first that is above its ceiling: its name, its value and what it can be at most.
    pub(crate) fn above_ceiling(&self) -> Option<(&'static str, u64, u64)> {
        [
            ("memory_bytes", self.memory_bytes as u64, Self::MEMORY_BYTES_CEILING as u64),
            ("table_elements", self.table_elements as u64, Self::TABLE_ELEMENTS_CEILING as u64),
            ("tables", self.tables, Self::INSTANCES_CEILING.into()),
            ("instances", self.instances, Self::INSTANCES_CEILING.into()),
            ("stock", self.stock as u64, Self::STOCK_CEILING as u64),
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
            functions: 20_000,
            function_bytes: 512 << 10,
            compile_ms: 20_000,
            tables: 16,
            instances: 64,
            stock: 16,
            memo_entries: 4096,
            faults_in_a_row: 5,
        }
    }
}
