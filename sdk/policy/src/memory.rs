//! Where a policy's values lie.
//!
//! An instance answers one question and is thrown away with all of its memory. So the first blocks come from a piece that it has from
//! the start, one behind the other, and only the last of them is ever taken back. To have the memory grow costs the launcher two
//! changes of its address space for each instance, for which all of its threads wait; no decision of a usual size does that. What
//! does not fit is left to the allocator that Rust has for WASM, which takes back what it gave.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::{Cell, UnsafeCell};
use std::mem::MaybeUninit;

/// Several times what the reference policies need; with their data and stack it fits into the two pages that they have anyway.
#[cfg(target_arch = "wasm32")]
const BYTES: usize = 40 << 10;

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static MEMORY: Memory<BYTES> = Memory::new();

/// The largest alignment that anything here has; what wants a larger one does not fit.
const ALIGN: usize = 16;

/// A piece of memory and what is left of it.
struct Memory<const BYTES: usize> {
    piece: UnsafeCell<Piece<BYTES>>,
    /// How much of it is given out: everything before it.
    taken: Cell<usize>,
}

#[repr(C, align(16))]
struct Piece<const BYTES: usize>(MaybeUninit<[u8; BYTES]>);

// SAFETY: an instance has one thread; the contract's modules are compiled without any way to start another.
#[cfg(target_arch = "wasm32")]
unsafe impl<const BYTES: usize> Sync for Memory<BYTES> {}

impl<const BYTES: usize> Memory<BYTES> {
    const fn new() -> Self {
        Self { piece: UnsafeCell::new(Piece(MaybeUninit::uninit())), taken: Cell::new(0) }
    }

    /// The next `layout.size()` bytes that are not given out, if there are so many.
    fn take(&self, layout: Layout) -> Option<*mut u8> {
        // Neither overflows: no layout is larger than half of the address space.
        let start = self.taken.get().next_multiple_of(layout.align());
        let end = start + layout.size();
        if end > BYTES || layout.align() > ALIGN {
            return None;
        }
        self.taken.set(end);
        Some(self.piece.get().cast::<u8>().wrapping_add(start))
    }

    /// Where in the piece a block begins, if it is one of the piece's.
    fn start(&self, block: *mut u8) -> Option<usize> {
        let start = block.addr().wrapping_sub(self.piece.get().addr());
        (start < BYTES).then_some(start)
    }

    /// Makes the block at `start` as large as `size` where it stands, if it is the last one or becomes smaller.
    fn resize(&self, start: usize, layout: Layout, size: usize) -> bool {
        let is_last = start + layout.size() == self.taken.get();
        if is_last && start + size <= BYTES {
            self.taken.set(start + size);
            return true;
        }
        size <= layout.size()
    }
}

// SAFETY: blocks of the piece are aligned, lie within it and do not overlap: each begins behind all that is given out, and what is
// taken back or resized is the last one. All others are the system's, which is told of none but its own.
unsafe impl<const BYTES: usize> GlobalAlloc for Memory<BYTES> {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise is what the system asks for.
        self.take(layout).unwrap_or_else(|| unsafe { System.alloc(layout) })
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        match self.start(block) {
            Some(start) => {
                self.resize(start, layout, 0);
            }
            // SAFETY: not of the piece, so the system gave it out, for this layout.
            None => unsafe { System.dealloc(block, layout) },
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let Some(start) = self.start(block) else {
            // SAFETY: as in `dealloc`.
            return unsafe { System.realloc(block, layout, size) };
        };
        if self.resize(start, layout, size) {
            return block;
        }
        // SAFETY: the caller promises that `size` makes a layout with this alignment. The new block is another one, and larger.
        unsafe {
            let moved = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
            if !moved.is_null() {
                moved.copy_from_nonoverlapping(block, layout.size());
            }
            moved
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(size: usize, align: usize) -> Layout {
        Layout::from_size_align(size, align).expect("is one")
    }

    #[test]
    fn blocks_are_aligned_and_lie_one_behind_the_other() {
        let memory = Memory::<256>::new();
        // SAFETY: the layouts are not empty, and nothing is read.
        let [first, second] = [layout(3, 1), layout(16, 16)].map(|layout| unsafe { memory.alloc(layout) });
        assert_eq!((memory.start(first), memory.start(second)), (Some(0), Some(16)));
        assert_eq!(second.addr() % 16, 0);
    }

    #[test]
    fn the_last_block_grows_where_it_stands_and_is_taken_back() {
        let memory = Memory::<256>::new();
        let of_eight = layout(8, 8);
        // SAFETY: each block is given back as what it was made or resized to.
        unsafe {
            let block = memory.alloc(of_eight);
            let same = memory.realloc(block, of_eight, 64);
            assert_eq!((same, memory.taken.get()), (block, 64));
            memory.dealloc(same, layout(64, 8));
            assert_eq!(memory.taken.get(), 0);
        }
    }

    #[test]
    fn a_block_with_another_behind_it_moves_with_what_is_in_it_and_may_shrink_where_it_stands() {
        let memory = Memory::<256>::new();
        let of_two = layout(2, 1);
        // SAFETY: each block is written before it is read, and only within its size.
        unsafe {
            let block = memory.alloc(of_two);
            block.copy_from_nonoverlapping(b"ab".as_ptr(), 2);
            let _behind = memory.alloc(of_two);
            assert_eq!(memory.realloc(block, of_two, 1), block);
            let moved = memory.realloc(block, of_two, 4);
            assert_eq!((memory.start(moved), *moved, *moved.add(1)), (Some(4), b'a', b'b'));
        }
    }

    #[test]
    fn what_does_not_fit_is_the_systems_and_goes_back_to_it() {
        let memory = Memory::<64>::new();
        // SAFETY: each block is given back as what it was made or resized to.
        unsafe {
            for large in [layout(65, 1), layout(8, 32)] {
                let block = memory.alloc(large);
                assert_eq!((memory.start(block), memory.taken.get()), (None, 0));
                let larger = memory.realloc(block, large, 128);
                memory.dealloc(larger, layout(128, large.align()));
            }
            let small = memory.alloc(layout(60, 1));
            assert_eq!(memory.start(small), Some(0));
            let moved = memory.realloc(small, layout(60, 1), 65);
            assert_eq!(memory.start(moved), None);
            memory.dealloc(moved, layout(65, 1));
        }
    }
}
