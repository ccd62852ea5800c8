//! How the C library keeps memory (mallopt(3)).

#![allow(unsafe_code, reason = "mallopt(3), which no library here has")]

/// An arena for each core, in the place of eight: what one thread frees lies where the others find it, which is most of what an instance's
/// memory would cost otherwise. To be called before there is another thread. Another C library has no arenas.
pub(crate) fn share_arenas() {
    #[cfg(target_env = "gnu")]
    {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        // SAFETY: a number for the allocator; no memory of ours is involved. Refused, it goes on as it was.
        unsafe { libc::mallopt(libc::M_ARENA_MAX, libc::c_int::try_from(cores).unwrap_or(1)) };
    }
}
