//! What the host keeps beside a running guest: how much it may still take, and what it said.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};
use wasmtime::component::{Linker, WasmStr};
use wasmtime::{AsContext, AsContextMut, ResourceLimiter, StoreContextMut, Trap, UpdateDeadline};

use crate::evidence::Evidence;
use crate::limits::Limits;
use crate::observer;
use crate::text;
use crate::wire::Severity;

/// Fuel that a log line costs: what the host's work for it would cost if the guest did it. A flood ends by fuel, at the same line
/// every time, and not by the clock.
const LOG_FUEL: u64 = 1_000;

/// The state of one store.
pub(crate) struct Guest {
    limits: Limits,
    memory_bytes: usize,
    /// What the thread had used of a processor at the first tick of this call; most calls end before it.
    ran_before: Option<Duration>,
    /// Lines not yet told to the observer, and how many went over the limit.
    pub(crate) lines: Vec<(observer::Severity, String)>,
    pub(crate) lines_dropped: u32,
    /// The last line of severity error: a panic's text, if it is followed by a trap. Kept even where the flood limit drops lines.
    pub(crate) last_error: Option<String>,
    /// What the call says its answer rests on.
    pub(crate) evidence: Evidence,
    /// Whether anybody wants to know that.
    pub(crate) keeps_evidence: bool,
}

/// A guest asked for more than its limit. As an error it ends the guest, where a refused growth would leave it to the guest.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OverLimit {
    #[error("asked for {asked} bytes of memory; {limit} are allowed")]
    Memory { asked: usize, limit: usize },
    #[error("asked for a table of {asked} elements; {limit} are allowed")]
    Table { asked: usize, limit: usize },
}

impl Guest {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            limits,
            memory_bytes: 0,
            ran_before: None,
            lines: Vec::new(),
            lines_dropped: 0,
            last_error: None,
            evidence: Evidence::default(),
            keeps_evidence: true,
        }
    }

    /// The next call has all of the time, and rests on what it says itself.
    pub(crate) fn begin_call(&mut self) {
        self.ran_before = None;
        self.evidence = Evidence::default();
    }

    /// The epoch has moved on while the guest runs: whether it may go on until the next tick.
    ///
    /// The processor's time is read here and not when a call begins: that would be a system call for each, and only for the few
    /// that live so long does it matter.
    pub(crate) fn tick(&mut self) -> wasmtime::Result<UpdateDeadline> {
        let ran = thread_time();
        let since = ran.saturating_sub(*self.ran_before.get_or_insert(ran));
        if since < Duration::from_millis(self.limits.time_ms) {
            Ok(UpdateDeadline::Continue(1))
        } else {
            Err(Trap::Interrupt.into())
        }
    }

    /// Linear memory that it holds; it never gives any back, so this is its peak too.
    pub(crate) fn memory_bytes(&self) -> usize {
        self.memory_bytes
    }

    fn may_log(&self) -> bool {
        (self.lines.len() as u64) < u64::from(self.limits.log_lines)
    }

    fn log(&mut self, severity: observer::Severity, message: &str) {
        let line = text::presentable(message, self.limits.log_line_bytes);
        if severity == observer::Severity::Error {
            self.last_error = Some(line.clone());
        }
        if self.may_log() {
            self.lines.push((severity, line));
        } else {
            self.lines_dropped = self.lines_dropped.saturating_add(1);
        }
    }
}

impl ResourceLimiter for Guest {
    fn memory_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        let asked = self.memory_bytes.saturating_add(desired.saturating_sub(current));
        if asked > self.limits.memory_bytes {
            return Err(OverLimit::Memory { asked, limit: self.limits.memory_bytes }.into());
        }
        self.memory_bytes = asked;
        Ok(true)
    }

    fn instances(&self) -> usize {
        usize::try_from(self.limits.instances).unwrap_or(usize::MAX)
    }

    fn tables(&self) -> usize {
        usize::try_from(self.limits.tables).unwrap_or(usize::MAX)
    }

    fn table_growing(&mut self, _: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        if desired > self.limits.table_elements {
            return Err(OverLimit::Table { asked: desired, limit: self.limits.table_elements }.into());
        }
        Ok(true)
    }
}

/// What this thread has used of a processor so far.
fn thread_time() -> Duration {
    clock_gettime(ClockId::ThreadCPUTime).try_into().unwrap_or_default()
}

/// Makes the import available under `name`, which is `prism:policy/log` at some 1.x.
pub(crate) fn add_log(linker: &mut Linker<Guest>, name: &str) -> wasmtime::Result<()> {
    linker.instance(name)?.func_wrap(
        "log",
        |mut store: StoreContextMut<'_, Guest>, (severity, message): (Severity, WasmStr)| {
            let left = store.get_fuel()?.saturating_sub(LOG_FUEL);
            store.set_fuel(left)?;
            let severity = observer::Severity::from(severity);
            // A line that nobody will read is not even copied.
            if store.data().may_log() || severity == observer::Severity::Error {
                let message = message.to_str(store.as_context())?.into_owned();
                store.as_context_mut().data_mut().log(severity, &message);
            } else {
                store.data_mut().lines_dropped += 1;
            }
            Ok(())
        },
    )
}
