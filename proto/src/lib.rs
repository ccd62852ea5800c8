//! The wire of prism-launcher: `prism.launcher.v1`, and `prism.pattern.v1` of the reference patterns, generated from
//! `proto/prism` without `protoc`.

/// Package `prism.launcher.v1`.
pub mod v1 {
    #![allow(missing_docs, clippy::all)]
    tonic::include_proto!("prism.launcher.v1");
}

/// Package `prism.pattern.v1`: what the reference patterns serve.
pub mod pattern {
    #![allow(missing_docs, clippy::all)]
    tonic::include_proto!("prism.pattern.v1");
}

/// The encoded `FileDescriptorSet` of every proto served, for server reflection.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));
