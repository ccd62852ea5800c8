//! The one wasmtime engine of a launcher: what guests can be made of, where their memories lie, and the clock that stops them.
//!
//! Everything a policy does not need is off; most of wasmtime's advisories are in those parts. A store is thrown away after one
//! call, trapped or not.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use prism_core::policy::DecisionId;
use prism_core::time::UnixMillis;
use wasmtime::{Config, Enabled, InstanceAllocationStrategy, PoolingAllocationConfig, Strategy};

use crate::cache::CodeCache;
use crate::compile::Compiler;
use crate::limits::Limits;
use crate::observer::Observer;
use crate::shadow::Shadows;
use crate::stock::Refiller;
use crate::ticker::Ticker;

/// Slots in the pool: instances that live at once, over all modules and both generations during a swap. Address space is reserved
/// for each (4 GiB a memory, so that no access needs a bounds check); memory is used only by those that live.
const SLOTS: u32 = 512;
/// Slots where that much address space is not to be had: a process has 512 GiB where addresses have 39 bits, and less under `ulimit -v`.
/// Fewer are held in stock then. Calls under way need one each, and there are never more of them than threads.
const SLOTS_MIN: u32 = 16;
/// Core instances of one component, and tables.
const CORE_INSTANCES_MAX: u32 = Limits::INSTANCES_CEILING;
/// Linear memories of one component. One made from JavaScript has 3: its tools put components into it that have one each.
const MEMORIES_MAX: u32 = 3;
/// Tables that there are for each slot. A Rust component has 2, one made from JavaScript 3.
const TABLES_EACH: u32 = 8;
/// Stack of a call. Guests' own stacks are in their memories; this one holds the frames of compiled code, of which a deep recursion of a Rust
/// policy has some thousand.
const STACK_BYTES: usize = 256 << 10;
/// Memory that a freed slot keeps and only resets: the stack, data and heap that the reference policies touch. Beyond it pages go
/// back to the kernel and cost a fault each on next use.
const KEEP_RESIDENT_BYTES: usize = 256 << 10;
/// Freed slots that stay affine to their module, memory kept: enough for a full stock of a few modules, and a bound on what an idle
/// launcher holds.
const WARM_SLOTS: u32 = 32;

/// Where modules are compiled and run. Cheap to clone; its threads end with the last clone.
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
}

struct Inner {
    wasmtime: wasmtime::Engine,
    ticker: Arc<Ticker>,
    observer: Arc<dyn Observer>,
    refiller: Refiller,
    shadows: Shadows,
    stocked: AtomicUsize,
    /// How many of the slots stocks may hold together. The rest is for calls under way.
    stocked_max: usize,
    compiler: Compiler,
    cache: Option<CodeCache>,
    /// The next decision's number.
    decisions: AtomicU64,
}

/// The machine or the operating system does not let an engine be made.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// wasmtime refused, most likely for lack of address space (`ulimit -v`).
    #[error("cannot set up the policy engine: {0}")]
    Setup(String),
    /// A thread could not be started.
    #[error("cannot start the policy engine's threads: {0}")]
    Thread(#[from] std::io::Error),
}

impl Engine {
    /// An engine that tells `observer` of every decision; `Arc::new(())` hears nothing.
    ///
    /// # Errors
    ///
    /// If the pool's address space or a thread is not to be had.
    pub fn new(observer: Arc<dyn Observer>) -> Result<Self, EngineError> {
        Self::with_cache(observer, None)
    }

    /// The same, with code kept in `cache`, if there is one.
    ///
    /// # Errors
    ///
    /// As [`Self::new`].
    pub fn with_cache(observer: Arc<dyn Observer>, cache: Option<CodeCache>) -> Result<Self, EngineError> {
        let (wasmtime, slots) = reserve().map_err(|error| EngineError::Setup(format!("{error:#}")))?;
        let ticker = Ticker::start(wasmtime.clone())?;
        let refiller = Refiller::start()?;
        let shadows = Shadows::start(observer.clone())?;
        Ok(Self {
            inner: Arc::new(Inner {
                wasmtime,
                ticker: Arc::new(ticker),
                observer,
                refiller,
                shadows,
                stocked: AtomicUsize::new(0),
                stocked_max: slots as usize * 3 / 4,
                compiler: Compiler::default(),
                cache,
                decisions: AtomicU64::new(first_decision()),
            }),
        })
    }

    pub(crate) fn wasmtime(&self) -> &wasmtime::Engine {
        &self.inner.wasmtime
    }

    /// The clock that stops guests.
    pub(crate) fn ticker(&self) -> Arc<Ticker> {
        self.inner.ticker.clone()
    }

    /// From here on others have work to do on this machine, and compiling gives way to them.
    pub fn give_way(&self) {
        self.inner.compiler.give_way();
    }

    pub(crate) fn compiler(&self) -> &Compiler {
        &self.inner.compiler
    }

    pub(crate) fn cache(&self) -> Option<&CodeCache> {
        self.inner.cache.as_ref()
    }

    pub(crate) fn observer(&self) -> &dyn Observer {
        &*self.inner.observer
    }

    pub(crate) fn refiller(&self) -> &Refiller {
        &self.inner.refiller
    }

    pub(crate) fn shadows(&self) -> &Shadows {
        &self.inner.shadows
    }

    /// A number for a decision, larger than those before it, of this run and of earlier ones.
    pub(crate) fn next_decision(&self) -> DecisionId {
        DecisionId(self.inner.decisions.fetch_add(1, Ordering::Relaxed))
    }

    /// Takes leave to put one more instance into a stock.
    pub(crate) fn reserve_stock(&self) -> bool {
        self.inner
            .stocked
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |held| {
                (held < self.inner.stocked_max).then_some(held + 1)
            })
            .is_ok()
    }

    /// Gives back what [`Self::reserve_stock`] took, `count` times.
    pub(crate) fn release_stock(&self, count: usize) {
        self.inner.stocked.fetch_sub(count, Ordering::Relaxed);
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").field("stocked", &self.inner.stocked).finish_non_exhaustive()
    }
}

/// More numbers a millisecond than decisions, so that a run never reaches the first number of the next.
fn first_decision() -> u64 {
    unix_now().0 << 20
}

/// The wall clock.
pub(crate) fn unix_now() -> UnixMillis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    UnixMillis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

/// An engine with as many slots as there is address space for, and how many these are.
fn reserve() -> wasmtime::Result<(wasmtime::Engine, u32)> {
    let mut slots = SLOTS;
    loop {
        match wasmtime::Engine::new(&config(slots)) {
            Ok(engine) => return Ok((engine, slots)),
            Err(_) if slots > SLOTS_MIN => slots /= 2,
            Err(error) => return Err(error),
        }
    }
}

fn config(slots: u32) -> Config {
    let mut config = Config::new();
    config
        .strategy(Strategy::Cranelift)
        .consume_fuel(true)
        .epoch_interruption(true)
        // Equal inputs give equal answers: also where an answer is computed from a NaN's bits.
        .cranelift_nan_canonicalization(true)
        .max_wasm_stack(STACK_BYTES)
        // By the one thread that is meant to, and not by as many as there are cores.
        .parallel_compilation(false)
        // A trap is answered with the guest's own panic text; a backtrace of stripped names would only cost time.
        .wasm_backtrace_max_frames(None)
        .generate_address_map(false)
        .native_unwind_info(false)
        .allocation_strategy(InstanceAllocationStrategy::Pooling(pool(slots)));
    turn_off_what_policies_do_not_need(&mut config);
    config
}

/// The component model's async parts are off for good: that cargo feature is not compiled in.
fn turn_off_what_policies_do_not_need(config: &mut Config) {
    config
        .wasm_component_model(true)
        .concurrency_support(false)
        .wasm_component_model_gc(false)
        .wasm_gc(false)
        .wasm_function_references(false)
        .wasm_exceptions(false)
        .wasm_threads(false)
        .wasm_shared_everything_threads(false)
        .wasm_stack_switching(false)
        .wasm_memory64(false)
        // What wasmtime puts between the parts of a component made of components has a memory of each; without this it panics at
        // one. A module gains nothing by it: the pool bounds the number of its memories, and the limit their sum.
        .wasm_multi_memory(true)
        .wasm_tail_call(false)
        .wasm_custom_page_sizes(false)
        .wasm_wide_arithmetic(false)
        .wasm_relaxed_simd(false);
}

fn pool(slots: u32) -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(slots)
        // Enough for every slot to hold a component of the largest kind: else the stocks of a few such modules would leave the others
        // no instance to be asked. What is not used takes address space alone.
        .total_core_instances(slots * CORE_INSTANCES_MAX)
        .total_memories(slots * MEMORIES_MAX)
        .total_tables(slots * TABLES_EACH)
        .total_gc_heaps(0)
        .max_core_instances_per_component(CORE_INSTANCES_MAX)
        .max_memories_per_component(MEMORIES_MAX)
        .max_tables_per_component(CORE_INSTANCES_MAX)
        .max_memory_size(Limits::MEMORY_BYTES_CEILING)
        .table_elements(Limits::TABLE_ELEMENTS_CEILING)
        .max_unused_warm_slots(WARM_SLOTS)
        .linear_memory_keep_resident(KEEP_RESIDENT_BYTES)
        .table_keep_resident(4 << 10)
        // Where the kernel has it (6.7 and later), a slot is reset by writing only the pages that were touched.
        .pagemap_scan(Enabled::Auto);
    pool
}
