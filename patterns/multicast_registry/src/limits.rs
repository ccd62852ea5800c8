//! What one process takes in, at most. Everything is in memory, and one tenant must not fill it for all.

use std::time::Duration;

/// Registrants of one namespace.
pub(crate) const REGISTRANTS_MAX: usize = 10_000;
/// Registrants of all namespaces: with 4 KiB of metadata each, below 512 MiB.
pub(crate) const REGISTRANTS_IN_ALL_MAX: usize = 100_000;
/// Metadata of one registrant.
pub(crate) const METADATA_ENTRIES_MAX: usize = 32;
/// Names and values together.
pub(crate) const METADATA_BYTES_MAX: usize = 4 << 10;
/// One multicast payload; it is shared by all queues it is in.
pub(crate) const PAYLOAD_BYTES_MAX: usize = 1 << 20;
/// Payloads waiting for one subscriber that reads slowly.
pub(crate) const QUEUE_MAX: usize = 64;
/// An identity's length.
pub(crate) const IDENTITY_BYTES_MAX: usize = 128;
/// Where a registration names no ttl.
pub(crate) const TTL_DEFAULT: Duration = Duration::from_secs(30);
/// The longest ttl: a registrant that died is forgotten within it.
pub(crate) const TTL_MAX: Duration = Duration::from_secs(3600);
/// Registrants of a page where the request names no size.
pub(crate) const PAGE_DEFAULT: usize = 100;
/// The largest page: with 4 KiB of metadata each it fits gRPC's 4 MiB.
pub(crate) const PAGE_MAX: usize = 500;
