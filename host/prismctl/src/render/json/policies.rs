//! Policies: in force, on trial, asked, and what they decided.

use std::collections::BTreeMap;

use prism_proto::v1;
use serde::Serialize;

use super::{all, sorted};
use crate::render::words;

/// `ListPoliciesResponse`.
#[derive(Default, Serialize)]
pub(crate) struct ListPoliciesResponse {
    modules: Vec<PolicyModule>,
    candidates: Vec<PolicyCandidate>,
}

impl From<v1::ListPoliciesResponse> for ListPoliciesResponse {
    fn from(answer: v1::ListPoliciesResponse) -> Self {
        Self { modules: all(answer.modules), candidates: all(answer.candidates) }
    }
}

/// `StagePolicyResponse`.
#[derive(Default, Serialize)]
pub(crate) struct StagePolicyResponse {
    candidates: Vec<PolicyCandidate>,
}

impl From<v1::StagePolicyResponse> for StagePolicyResponse {
    fn from(answer: v1::StagePolicyResponse) -> Self {
        Self { candidates: all(answer.candidates) }
    }
}

/// `PolicyCandidate`.
#[derive(Default, Serialize)]
pub(crate) struct PolicyCandidate {
    module: String,
    field: String,
    mode: String,
    hooks: Vec<String>,
    instead_of: String,
    namespaces: String,
    stage: String,
    since_ms: i64,
    by: String,
    why: String,
    answered: u64,
    refused: u64,
    faulted: u64,
    compared: u64,
    flips: u64,
    changes: u64,
}

impl From<v1::PolicyCandidate> for PolicyCandidate {
    fn from(candidate: v1::PolicyCandidate) -> Self {
        Self {
            module: candidate.module,
            field: candidate.field,
            mode: candidate.mode,
            hooks: candidate.hooks,
            instead_of: candidate.instead_of,
            namespaces: candidate.namespaces,
            stage: candidate.stage,
            since_ms: candidate.since_ms,
            by: candidate.by,
            why: candidate.why,
            answered: candidate.answered,
            refused: candidate.refused,
            faulted: candidate.faulted,
            compared: candidate.compared,
            flips: candidate.flips,
            changes: candidate.changes,
        }
    }
}

/// `PolicyModule`.
#[derive(Default, Serialize)]
pub(crate) struct PolicyModule {
    name: String,
    own_name: String,
    version: String,
    summary: String,
    sha256: String,
    config_sha256: String,
    config_schema: String,
    hooks: Vec<String>,
    roles: Vec<String>,
    limits: BTreeMap<String, u64>,
    asked: u64,
    refused: u64,
    faulted: u64,
    last_fault: String,
    last_fault_at_ms: i64,
    last_fault_decision: String,
}

impl From<v1::PolicyModule> for PolicyModule {
    fn from(module: v1::PolicyModule) -> Self {
        Self {
            name: module.name,
            own_name: module.own_name,
            version: module.version,
            summary: module.summary,
            sha256: module.sha256,
            config_sha256: module.config_sha256,
            config_schema: module.config_schema,
            hooks: module.hooks,
            roles: module.roles,
            limits: sorted(module.limits),
            asked: module.asked,
            refused: module.refused,
            faulted: module.faulted,
            last_fault: module.last_fault,
            last_fault_at_ms: module.last_fault_at_ms,
            last_fault_decision: module.last_fault_decision,
        }
    }
}

/// `ExplainResponse`.
#[derive(Default, Serialize)]
pub(crate) struct ExplainResponse {
    outcome: String,
    process_id: String,
    isolation: String,
    isolation_from: String,
    opinions: Vec<Opinion>,
    usage: BTreeMap<String, u32>,
    refusal: String,
    reason: String,
    notes: Vec<String>,
    why_not: Vec<String>,
    decision: Option<Decision>,
}

impl From<v1::ExplainResponse> for ExplainResponse {
    fn from(answer: v1::ExplainResponse) -> Self {
        Self {
            outcome: answer.outcome,
            process_id: answer.process_id,
            isolation: words::isolation(answer.isolation),
            isolation_from: answer.isolation_from,
            opinions: all(answer.opinions),
            usage: sorted(answer.usage),
            refusal: answer.refusal,
            reason: answer.reason,
            notes: answer.notes,
            why_not: answer.why_not,
            decision: answer.decision.map(Into::into),
        }
    }
}

/// `Opinion`.
#[derive(Default, Serialize)]
pub(crate) struct Opinion {
    hook: String,
    module: String,
    sha256: String,
    answer: String,
    reason: String,
    answer_json: String,
    fuel: u64,
    waited_us: u64,
    evidence: Vec<String>,
    mode: String,
}

impl From<v1::Opinion> for Opinion {
    fn from(opinion: v1::Opinion) -> Self {
        let v1::Opinion { hook, module, sha256, answer, reason, answer_json, fuel, waited_us, evidence, mode } =
            opinion;
        Self { hook, module, sha256, answer, reason, answer_json, fuel, waited_us, evidence, mode }
    }
}

/// `Decision`.
#[derive(Default, Serialize)]
pub(crate) struct Decision {
    id: String,
    at_ms: i64,
    mode: String,
    hook: String,
    module: String,
    pattern: String,
    namespace: String,
    answer: String,
    reason: String,
    fuel: u64,
    waited_us: u64,
    record_json: String,
    evidence: Vec<String>,
}

impl From<v1::Decision> for Decision {
    fn from(decision: v1::Decision) -> Self {
        Self {
            id: decision.id,
            at_ms: decision.at_ms,
            mode: decision.mode,
            hook: decision.hook,
            module: decision.module,
            pattern: decision.pattern,
            namespace: decision.namespace,
            answer: decision.answer,
            reason: decision.reason,
            fuel: decision.fuel,
            waited_us: decision.waited_us,
            record_json: decision.record_json,
            evidence: decision.evidence,
        }
    }
}
