//! Which namespace a request speaks for.

use prism_pattern_common::Namespace;
use tonic::Status;

/// The namespace of a request to a process that was launched for `own`, or for all where that is none.
///
/// # Errors
///
/// INVALID_ARGUMENT where the name is wrong or missing, PERMISSION_DENIED where the process is another namespace's.
pub(crate) fn namespace(own: Option<&Namespace>, named: &str) -> Result<Namespace, Status> {
    match own {
        Some(own) if named.is_empty() || named == own.as_str() => Ok(own.clone()),
        Some(_) => Err(Status::permission_denied("this process serves another namespace")),
        None => named.parse().map_err(|_| {
            Status::invalid_argument("namespace: this process serves all namespaces; expected a name, as tenant-a")
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tonic::Code;

    fn found(own: Option<&str>, named: &str) -> Result<String, Code> {
        let own = own.map(|name| name.parse::<Namespace>().expect("a name"));
        let found = namespace(own.as_ref(), named);
        found.map(|name| name.as_str().to_owned()).map_err(|status| status.code())
    }

    #[test]
    fn a_shared_process_must_be_told_the_namespace() {
        assert_eq!(found(None, "tenant-a"), Ok("tenant-a".into()));
        assert_eq!(found(None, ""), Err(Code::InvalidArgument));
    }

    #[test]
    fn a_namespaces_process_serves_no_other() {
        assert_eq!(found(Some("tenant-a"), ""), Ok("tenant-a".into()));
        assert_eq!(found(Some("tenant-a"), "tenant-b"), Err(Code::PermissionDenied));
    }
}
