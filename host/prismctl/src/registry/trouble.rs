//! Why a registry did not do what was asked, in words that say what to do next. The library's own words are for those who write clients.

use std::error::Error;
use std::io;
use std::time::Duration;

use oci_client::errors::{DigestError, OciDistributionError, OciEnvelope, OciErrorCode};
use prism_policy::oci::ArtifactError;

use super::credentials::Whose;
use crate::durations;
use crate::render::words::one_line;

/// How much of a registry's own words is shown.
const WORDS_BYTES_MAX: usize = 256;

/// Push or pull.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Push,
    Pull,
}

/// What is known of who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// A token was given for the credentials, so these are right.
    Proven,
    /// They were not looked at yet.
    Unproven,
}

/// Who was asked for what, by whom.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    /// The registry's address.
    pub(super) url: &'a str,
    pub(super) whose: &'a Whose,
    pub(super) way: Way,
    pub(super) standing: Standing,
}

/// What went wrong.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Trouble {
    #[error("cannot reach the registry at {url}: {reason}; is it there, and the address right?")]
    Unreachable { url: String, reason: String },
    #[error("what is at {url} cannot be read: {reason}")]
    Broken { url: String, reason: String },
    #[error(
        "the registry at {url} is not trusted: {reason}; --ca-file names the certificates of an authority that this \
         machine does not know"
    )]
    Untrusted { url: String, reason: String },
    #[error("whoever listens at {url} does not speak TLS; --plain-http asks without")]
    NoTls { url: String },
    #[error("no answer of the registry at {url} within {}; --timeout gives it longer", durations::format(*within))]
    TimedOut { url: String, within: Duration },
    #[error(
        "the registry at {url} asks who wants it, and {looked}; expected --username and --password-file, or a docker login"
    )]
    Nobody { url: String, looked: String },
    #[error("the registry at {url} does not take what {file} says is the password of {name}")]
    WrongPassword { url: String, name: String, file: String },
    #[error("the registry at {url} does not let {who} {what} it: {words}")]
    Denied { url: String, who: String, what: &'static str, words: String },
    #[error("the registry at {url} does not have it: {words}")]
    Missing { url: String, words: String },
    #[error("the registry at {url} answers {words}")]
    Answered { url: String, words: String },
    #[error("what the registry sends is not what was asked for: expected {expected}, found {found}")]
    Digest { expected: String, found: String },
    #[error("{0}")]
    Artifact(#[from] ArtifactError),
    #[error("is {bytes} bytes; at most {bytes_max} are taken (--bytes-max)")]
    TooLarge { bytes: u64, bytes_max: u64 },
    #[error("--ca-file {file}: {reason}")]
    CaFile { file: String, reason: String },
    #[error("cannot speak TLS: {0}; expected the system's authorities (ca-certificates), or --ca-file")]
    Tls(String),
    #[error("{0}")]
    Other(String),
}

impl Trouble {
    /// What an error of the library means.
    pub(super) fn of(error: OciDistributionError, asked: &Asked<'_>) -> Self {
        use OciDistributionError as E;
        match error {
            E::RequestError(error) => {
                if let Some(status) = error.status() {
                    return of_status(status.as_u16(), &of_answer(""), asked);
                }
                // Not always the registry's own: it sends those who ask to where its tokens or its blobs are.
                let url = error.url().map_or_else(|| asked.url(), |url| url.origin().ascii_serialization());
                of_cause(&error, &url).unwrap_or_else(|| match innermost(&error) {
                    reason if error.is_connect() => Self::Unreachable { url, reason },
                    reason => Self::Broken { url, reason },
                })
            }
            E::IoError(error) => of_cause(&error, asked.url)
                .unwrap_or_else(|| Self::Broken { url: asked.url(), reason: innermost(&error) }),
            E::DigestError(error) => of_digest(&error),
            E::AuthenticationFailure(words) => asked.unauthorized(&of_answer(&words)),
            E::UnauthorizedError { .. } => asked.unauthorized("it is not authorized"),
            E::RegistryError { envelope, .. } => of_envelope(&envelope, asked),
            E::ServerError { code, message, .. } => match serde_json::from_str::<OciEnvelope>(&message) {
                Ok(envelope) if code < 500 => of_envelope(&envelope, asked),
                _ => of_status(code, &of_answer(&message), asked),
            },
            other => Self::Answered { url: asked.url.to_owned(), words: cut(&format!("in a way of its own: {other}")) },
        }
    }
}

impl Asked<'_> {
    fn url(&self) -> String {
        self.url.to_owned()
    }

    fn unauthorized(&self, words: &str) -> Trouble {
        match self.whose {
            Whose::Nobody { looked } => Trouble::Nobody { url: self.url(), looked: looked.clone() },
            Whose::User { .. } if self.standing == Standing::Proven => self.denied(words),
            Whose::User { name, file } => {
                Trouble::WrongPassword { url: self.url(), name: name.clone(), file: file.display().to_string() }
            }
        }
    }

    fn denied(&self, words: &str) -> Trouble {
        let who = match self.whose {
            Whose::Nobody { .. } => "those without credentials".to_owned(),
            Whose::User { name, .. } => name.clone(),
        };
        let what = if self.way == Way::Push { "push" } else { "pull" };
        Trouble::Denied { url: self.url(), who, what, words: words.to_owned() }
    }
}

/// What is known of the causes of an error that ended a connection.
fn of_cause(error: &(dyn Error + 'static), url: &str) -> Option<Trouble> {
    let (chain, url) = (causes(error), url.to_owned());
    if let Some(digest) = chain.iter().find_map(|cause| cause.downcast_ref::<DigestError>()) {
        return Some(of_digest(digest));
    }
    match chain.iter().find_map(|cause| cause.downcast_ref::<rustls::Error>())? {
        rustls::Error::InvalidMessage(_) => Some(Trouble::NoTls { url }),
        other => Some(Trouble::Untrusted { url, reason: distrust(other) }),
    }
}

/// Why a certificate is not believed.
fn distrust(error: &rustls::Error) -> String {
    use rustls::CertificateError::UnknownIssuer;
    match (error, error.to_string()) {
        (rustls::Error::InvalidCertificate(UnknownIssuer), _) => {
            "nobody that is known signed its certificate".to_owned()
        }
        // What openssl makes of itself when it is not told otherwise.
        (_, text) if text.contains("CaUsedAsEndEntity") => {
            "its certificate is an authority's and not a server's, which has basicConstraints=CA:FALSE".to_owned()
        }
        (_, text) => cut(&text),
    }
}

fn of_digest(error: &DigestError) -> Trouble {
    match error {
        DigestError::VerificationError { expected, actual } => {
            Trouble::Digest { expected: cut(expected), found: cut(actual) }
        }
        other => Trouble::Other(cut(&format!("the registry names what it sends by no digest that is known: {other}"))),
    }
}

fn of_envelope(envelope: &OciEnvelope, asked: &Asked<'_>) -> Trouble {
    let words = said(envelope);
    match envelope.errors.first().map(|error| &error.code) {
        Some(OciErrorCode::Unauthorized) => asked.unauthorized(&words),
        Some(OciErrorCode::Denied) => asked.denied(&words),
        Some(
            OciErrorCode::ManifestUnknown
            | OciErrorCode::NameUnknown
            | OciErrorCode::NotFound
            | OciErrorCode::BlobUnknown,
        ) => Trouble::Missing { url: asked.url(), words },
        _ => Trouble::Answered { url: asked.url(), words },
    }
}

fn of_status(code: u16, words: &str, asked: &Asked<'_>) -> Trouble {
    match code {
        401 => asked.unauthorized(words),
        403 => asked.denied(words),
        404 => Trouble::Missing { url: asked.url(), words: words.to_owned() },
        _ => Trouble::Answered { url: asked.url(), words: cut(&format!("{code}: {words}")) },
    }
}

/// A body, which is an envelope, or a proxy's page, or nothing.
fn of_answer(body: &str) -> String {
    match serde_json::from_str::<OciEnvelope>(body) {
        Ok(envelope) => said(&envelope),
        Err(_) if body.trim().is_empty() => "nothing more is said".to_owned(),
        Err(_) => cut(body),
    }
}

fn said(envelope: &OciEnvelope) -> String {
    let all: Vec<_> =
        envelope.errors.iter().map(|error| error.message.as_str()).filter(|text| !text.is_empty()).collect();
    if all.is_empty() { "nothing more is said".to_owned() } else { cut(&all.join("; ")) }
}

/// A stranger's words, as much of them as is shown.
fn cut(text: &str) -> String {
    let line = one_line(text);
    line[..line.floor_char_boundary(WORDS_BYTES_MAX)].to_owned()
}

/// What an error came of in the end, which is what people can do something about.
pub(super) fn innermost(error: &(dyn Error + 'static)) -> String {
    cut(&causes(error).last().copied().unwrap_or(error).to_string())
}

/// An error and what it came of. One of the operating system holds what it wraps, and passes over it in its own chain.
fn causes<'e>(error: &'e (dyn Error + 'static)) -> Vec<&'e (dyn Error + 'static)> {
    let inner = |error: &'e (dyn Error + 'static)| match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref)
    {
        Some(wrapped) => Some(wrapped as &(dyn Error + 'static)),
        None => error.source(),
    };
    std::iter::successors(Some(error), |error| inner(*error)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://r.example";

    fn told(error: OciDistributionError, whose: &Whose, way: Way) -> String {
        Trouble::of(error, &Asked { url: URL, whose, way, standing: Standing::Unproven }).to_string()
    }

    fn nobody() -> Whose {
        Whose::Nobody { looked: "there is no config.json".into() }
    }

    fn alice() -> Whose {
        Whose::User { name: "alice".into(), file: "/p".into() }
    }

    fn server(code: u16, message: &str) -> OciDistributionError {
        OciDistributionError::ServerError { code, url: URL.into(), message: message.into() }
    }

    fn envelope(code: &str, message: &str) -> String {
        format!(r#"{{"errors": [{{"code": "{code}", "message": "{message}"}}]}}"#)
    }

    #[test]
    fn who_is_not_known_is_told_what_to_say() {
        let refused = || OciDistributionError::UnauthorizedError { url: URL.into() };
        for error in [refused(), server(401, ""), server(401, &envelope("UNAUTHORIZED", "authentication required"))] {
            let found = told(error, &nobody(), Way::Pull);
            assert!(
                found.starts_with("the registry at https://r.example asks who wants it, and there is no "),
                "{found}"
            );
            assert!(found.ends_with("--username and --password-file, or a docker login"), "{found}");
        }
        let found = told(refused(), &alice(), Way::Push);
        assert_eq!(found, "the registry at https://r.example does not take what /p says is the password of alice");
    }

    #[test]
    fn who_was_given_a_token_has_the_right_password_and_may_not_do_it() {
        let asked = Asked { url: URL, whose: &alice(), way: Way::Push, standing: Standing::Proven };
        let found = Trouble::of(server(401, &envelope("UNAUTHORIZED", "access to it is denied")), &asked).to_string();
        assert_eq!(found, "the registry at https://r.example does not let alice push it: access to it is denied");
    }

    #[test]
    fn what_may_not_be_done_is_told_in_the_registrys_words() {
        let found = told(server(403, &envelope("DENIED", "read only")), &alice(), Way::Push);
        assert_eq!(found, "the registry at https://r.example does not let alice push it: read only");
        let found = told(server(403, "<html>\n"), &nobody(), Way::Pull);
        assert_eq!(found, "the registry at https://r.example does not let those without credentials pull it: <html>");
    }

    #[test]
    fn what_is_not_there_is_said_to_be_missing() {
        for (code, message) in
            [(404, envelope("MANIFEST_UNKNOWN", "manifest unknown")), (404, "manifest unknown".into())]
        {
            let found = told(server(code, &message), &nobody(), Way::Pull);
            assert_eq!(found, "the registry at https://r.example does not have it: manifest unknown");
        }
    }

    #[test]
    fn a_strangers_words_are_one_short_line() {
        let found = told(server(502, &format!("bad\n\u{1b}[31mgateway{}", "é".repeat(1000))), &nobody(), Way::Pull);
        assert!(
            found.starts_with("the registry at https://r.example answers 502: bad | \\u{1b}[31mgateway"),
            "{found}"
        );
        assert!(found.len() < WORDS_BYTES_MAX + 60 && !found.contains('\n'), "{found}");
        let found = told(server(500, ""), &nobody(), Way::Pull);
        assert_eq!(found, "the registry at https://r.example answers 500: nothing more is said");
    }

    #[test]
    fn a_cause_is_found_below_what_wraps_it() {
        let tls = rustls::Error::InvalidMessage(rustls::InvalidMessage::InvalidContentType);
        let found = told(OciDistributionError::IoError(io::Error::other(io::Error::other(tls))), &nobody(), Way::Pull);
        assert_eq!(found, "whoever listens at https://r.example does not speak TLS; --plain-http asks without");
        let unknown = rustls::Error::InvalidCertificate(rustls::CertificateError::UnknownIssuer);
        let found = told(OciDistributionError::IoError(io::Error::other(unknown)), &nobody(), Way::Pull);
        assert!(found.contains("is not trusted: nobody that is known signed its certificate; --ca-file"), "{found}");
        let digest = DigestError::VerificationError { expected: "sha256:a".into(), actual: "sha256:b".into() };
        let found = told(OciDistributionError::IoError(io::Error::other(digest)), &nobody(), Way::Pull);
        assert!(found.ends_with("is not what was asked for: expected sha256:a, found sha256:b"), "{found}");
        let found = told(OciDistributionError::IoError(io::Error::other("cut short")), &nobody(), Way::Pull);
        assert_eq!(found, "what is at https://r.example cannot be read: cut short");
    }
}
