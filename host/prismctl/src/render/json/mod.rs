//! The answers for programs: the proto's fields by the proto's names, in the proto's order, all of them always.
//!
//! Written by hand instead of derived from the proto's canonical JSON, which turns 64-bit numbers into strings and enums into
//! `STATE_RUNNING`; here numbers are numbers and enums are the words that people type. Unset is `null`. A test holds each struct
//! against the descriptors, so a field added to the proto cannot be forgotten. YAML is the same structs.

mod launcher;
mod logs;
mod patterns;
mod policies;
mod processes;
mod replay;

use std::collections::{BTreeMap, HashMap};

pub(crate) use launcher::{HealthResponse, ReloadResponse, UpgradeResponse};
pub(crate) use logs::TailLogsResponse;
pub(crate) use patterns::{DescribePatternsResponse, PatternDescription};
pub(crate) use policies::{Decision, ExplainResponse, ListPoliciesResponse, StagePolicyResponse};
pub(crate) use processes::{
    LaunchResponse, ListPatternsResponse, PatternInfo, TerminateResponse, WatchPatternsResponse,
};
pub(crate) use replay::ReplayReport;

fn all<A: Into<B>, B>(items: Vec<A>) -> Vec<B> {
    items.into_iter().map(Into::into).collect()
}

/// Maps come off the wire in no order; here they have one.
fn sorted<V>(map: HashMap<String, V>) -> BTreeMap<String, V> {
    map.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::launcher::*;
    use super::logs::*;
    use super::patterns::*;
    use super::policies::*;
    use super::processes::*;
    use prost::Message as _;
    use serde::Serialize;

    /// The fields of a message in the proto, in the order they are numbered.
    pub(super) fn proto_fields(message: &str) -> Vec<String> {
        let set = prost_types::FileDescriptorSet::decode(prism_proto::DESCRIPTORS).expect("built by prism-proto");
        let mut messages = set.file.iter().flat_map(|file| &file.message_type);
        let message = messages.find(|candidate| candidate.name() == message).expect("in the proto");
        let mut fields: Vec<_> = message.field.iter().map(|field| (field.number(), field.name().to_owned())).collect();
        fields.sort();
        fields.into_iter().map(|(_, name)| name).collect()
    }

    pub(super) fn json_fields(data: &impl Serialize) -> Vec<String> {
        let text = serde_json::to_string(data).expect("plain data");
        let map: serde_yaml::Mapping =
            serde_yaml::from_str(&text).expect("JSON is YAML, and its maps keep their order");
        map.keys().map(|key| key.as_str().expect("a string").to_owned()).collect()
    }

    #[test]
    fn every_field_of_the_proto_is_shown_by_its_name_and_in_its_order() {
        assert_eq!(json_fields(&LaunchResponse::default()), proto_fields("LaunchResponse"));
        assert_eq!(json_fields(&PatternInfo::default()), proto_fields("PatternInfo"));
        assert_eq!(json_fields(&TerminateResponse::default()), proto_fields("TerminateResponse"));
        assert_eq!(json_fields(&HealthResponse::default()), proto_fields("HealthResponse"));
        assert_eq!(json_fields(&WatchSnapshot::default()), proto_fields("WatchSnapshot"));
        assert_eq!(json_fields(&DescribePatternsResponse::default()), proto_fields("DescribePatternsResponse"));
        assert_eq!(json_fields(&PatternDescription::default()), proto_fields("PatternDescription"));
        assert_eq!(json_fields(&Filesystem::default()), proto_fields("Filesystem"));
        assert_eq!(json_fields(&ConfigKey::default()), proto_fields("ConfigKey"));
        assert_eq!(json_fields(&BackendSlot::default()), proto_fields("BackendSlot"));
        assert_eq!(json_fields(&RejectedManifest::default()), proto_fields("RejectedManifest"));
        assert_eq!(json_fields(&ReloadResponse::default()), proto_fields("ReloadResponse"));
        assert_eq!(json_fields(&ListPoliciesResponse::default()), proto_fields("ListPoliciesResponse"));
        assert_eq!(json_fields(&PolicyCandidate::default()), proto_fields("PolicyCandidate"));
        assert_eq!(json_fields(&StagePolicyResponse::default()), proto_fields("StagePolicyResponse"));
        assert_eq!(json_fields(&PolicyWarning::default()), proto_fields("PolicyWarning"));
        assert_eq!(json_fields(&PolicyModule::default()), proto_fields("PolicyModule"));
        assert_eq!(json_fields(&ExplainResponse::default()), proto_fields("ExplainResponse"));
        assert_eq!(json_fields(&Opinion::default()), proto_fields("Opinion"));
        assert_eq!(json_fields(&Decision::default()), proto_fields("Decision"));
        assert_eq!(json_fields(&UpgradeResponse::default()), proto_fields("UpgradeResponse"));
        assert_eq!(json_fields(&LogLine::default()), proto_fields("LogLine"));
        assert_eq!(json_fields(&LogGeneration::default()), proto_fields("LogGeneration"));
        assert_eq!(json_fields(&LogGap::default()), proto_fields("LogGap"));
    }
}
