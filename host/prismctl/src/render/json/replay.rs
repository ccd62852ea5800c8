//! What a replay found. No message of the proto: it needs no launcher.

use serde::Serialize;

/// What a replay found. No message of the proto: it needs no launcher.
#[derive(Serialize)]
pub(crate) struct ReplayReport {
    records: u64,
    verified: u64,
    other_engine: u64,
    redacted: u64,
    without_module: u64,
    out_of_time: u64,
    unverified: u64,
    compared: u64,
    compared_redacted: u64,
    flips: u64,
    changed: u64,
    reworded: u64,
    matrix: Vec<Way>,
    by_tenant: Vec<Tenant>,
    fuel_p50_before: Option<u64>,
    fuel_p50_after: Option<u64>,
    fuel_max_after: u64,
    differences: Vec<Difference>,
    unverified_records: Vec<Difference>,
}

/// How many decisions went one way.
#[derive(Serialize)]
struct Way {
    from: &'static str,
    to: &'static str,
    count: u64,
}

/// How many decisions about one tenant came out otherwise.
#[derive(Serialize)]
struct Tenant {
    pattern: String,
    namespace: String,
    count: u64,
}

/// One decision that came out otherwise.
#[derive(Serialize)]
struct Difference {
    record: prism_policy::Record,
    answer: prism_policy::Answer,
    fuel: u64,
    evidence: Vec<prism_policy::Check>,
}

impl From<&prism_policy::Difference> for Difference {
    fn from(difference: &prism_policy::Difference) -> Self {
        let prism_policy::Difference { record, answer, fuel, evidence } = difference.clone();
        Self { record, answer, fuel, evidence }
    }
}

impl From<&prism_policy::ReplayReport> for ReplayReport {
    fn from(report: &prism_policy::ReplayReport) -> Self {
        let way = |(&(from, to), &count): (&(&'static str, &'static str), &u64)| Way { from, to, count };
        let tenant = |((pattern, namespace), &count): (&(String, String), &u64)| Tenant {
            pattern: pattern.clone(),
            namespace: namespace.clone(),
            count,
        };
        Self {
            records: report.records,
            verified: report.verified,
            other_engine: report.other_engine,
            redacted: report.redacted,
            without_module: report.without_module,
            out_of_time: report.out_of_time,
            unverified: report.unverified,
            compared: report.compared,
            compared_redacted: report.compared_redacted,
            flips: report.flips(),
            changed: report.changed,
            reworded: report.reworded,
            matrix: report.matrix.iter().map(way).collect(),
            by_tenant: report.by_tenant.iter().map(tenant).collect(),
            fuel_p50_before: report.fuel_before.median(),
            fuel_p50_after: report.fuel_after.median(),
            fuel_max_after: report.fuel_after.max(),
            differences: report.shown.iter().map(Difference::from).collect(),
            unverified_records: report.unverified_shown.iter().map(Difference::from).collect(),
        }
    }
}
