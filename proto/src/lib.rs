//! The wire of prism-launcher: `prism.launcher.v1`, generated from `proto/prism/launcher/v1` without `protoc`.

/// Package `prism.launcher.v1`.
pub mod v1 {
    #![allow(missing_docs, clippy::all)]
    tonic::include_proto!("prism.launcher.v1");
}

/// The encoded `FileDescriptorSet` of every proto served, for server reflection.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));
