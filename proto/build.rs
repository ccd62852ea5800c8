//! Compiles the protos with protox, so that no `protoc` is needed, and keeps the descriptor set for server reflection.

use prost::Message as _;

const PROTOS: [&str; 8] = [
    "prism/launcher/v1/launcher.proto",
    "prism/launcher/v1/policy.proto",
    "prism/pattern/v1/claim_check.proto",
    "prism/pattern/v1/consumer.proto",
    "prism/pattern/v1/info.proto",
    "prism/pattern/v1/message.proto",
    "prism/pattern/v1/multicast_registry.proto",
    "prism/pattern/v1/producer.proto",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=prism");
    let descriptors = protox::compile(PROTOS, ["."])?;
    let out = std::path::PathBuf::from(std::env::var("OUT_DIR")?);
    std::fs::write(out.join("descriptors.bin"), descriptors.encode_to_vec())?;
    tonic_prost_build::configure().compile_fds(descriptors)?;
    Ok(())
}
