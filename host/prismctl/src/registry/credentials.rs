//! Who asks a registry: a user named on the command line with a password in a file, or who `docker login` has written down, or nobody.
//!
//! Invariant: a password is in no message, and on no command line.

use std::collections::BTreeMap;
use std::env;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use oci_client::secrets::RegistryAuth;
use serde::Deserialize;

/// Largest file with credentials. A configuration with a hundred logins has some 20 KiB.
const BYTES_MAX: u64 = 1 << 20;

/// Who asks.
pub(crate) struct Credentials {
    pub(crate) auth: RegistryAuth,
    pub(crate) whose: Whose,
}

/// Whose credentials they are, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    /// Nobody's. Where they were looked for.
    Nobody { looked: String },
    /// A user's, from a file.
    User { name: String, file: PathBuf },
}

/// As `docker login` writes it, as far as there is to know here.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Docker {
    auths: BTreeMap<String, Login>,
    cred_helpers: BTreeMap<String, String>,
    creds_store: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Login {
    /// `USER:PASSWORD` as base64.
    auth: String,
    identitytoken: String,
}

impl Credentials {
    /// A user's, whose password is in a file; one line end after it is not a part of it.
    pub(crate) fn given(user: &str, password_file: &Path) -> Result<Self, String> {
        let of_file = |reason: &str| format!("--password-file {}: {reason}", password_file.display());
        let text = read(password_file).map_err(|error| of_file(&error.to_string()))?;
        let line = text.strip_suffix('\n').map_or(text.as_str(), |line| line.strip_suffix('\r').unwrap_or(line));
        if line.is_empty() {
            return Err(of_file("is empty; expected a password"));
        }
        Ok(Self::of_user(user, line, password_file))
    }

    /// Those that `docker login` has kept for `registry`.
    pub(crate) fn of_docker(registry: &str) -> Result<Self, String> {
        let Some(file) = docker_file() else {
            return Ok(Self::nobody("there is no home with a .docker/config.json".to_owned()));
        };
        let text = match read(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Self::nobody(format!("there is no {}", file.display())));
            }
            Err(error) => return Err(format!("{}: {error}", file.display())),
        };
        Self::kept(&text, &file, registry)
    }

    fn kept(text: &str, file: &Path, registry: &str) -> Result<Self, String> {
        let of_file = |reason: String| format!("{}: {reason}", file.display());
        // The parser's own words may quote what is written, which may be a password.
        let docker: Docker = serde_json::from_str(text)
            .map_err(|error| of_file(format!("line {}: is not as docker login writes it", error.line())))?;
        let by_helper = |helper: &str| {
            let reason =
                format!("the credentials for {registry} are with docker-credential-{helper}, which is not asked");
            Err(of_file(format!("{reason}; expected --username and --password-file")))
        };
        if let Some(helper) = of_registry(&docker.cred_helpers, registry) {
            return by_helper(helper);
        }
        let Some(login) = of_registry(&docker.auths, registry) else {
            return Ok(Self::nobody(format!("{} has nothing for it", file.display())));
        };
        match login {
            Login { identitytoken, .. } if !identitytoken.is_empty() => Err(of_file(format!(
                "has an identity token for {registry}, which is not spoken; expected --username and --password-file"
            ))),
            Login { auth, .. } if !auth.is_empty() => {
                let (user, password) = user_and_password(auth)
                    .ok_or_else(|| of_file(format!("auths.{registry}.auth is not USER:PASSWORD in base64")))?;
                Ok(Self::of_user(&user, &password, file))
            }
            _ if !docker.creds_store.is_empty() => by_helper(&docker.creds_store),
            _ => Ok(Self::nobody(format!("{} has nothing for it", file.display()))),
        }
    }

    fn of_user(user: &str, password: &str, file: &Path) -> Self {
        let auth = RegistryAuth::Basic(user.to_owned(), password.to_owned());
        Self { auth, whose: Whose::User { name: user.to_owned(), file: file.to_owned() } }
    }

    fn nobody(looked: String) -> Self {
        Self { auth: RegistryAuth::Anonymous, whose: Whose::Nobody { looked } }
    }
}

fn docker_file() -> Option<PathBuf> {
    let named = env::var_os("DOCKER_CONFIG").filter(|dir| !dir.is_empty()).map(PathBuf::from);
    let dir = named.or_else(|| env::home_dir().filter(|home| home.is_absolute()).map(|home| home.join(".docker")));
    dir.map(|dir| dir.join("config.json"))
}

/// The entry for a registry, which is written as its host, or as an address there: `https://index.docker.io/v1/`.
fn of_registry<'m, T>(entries: &'m BTreeMap<String, T>, registry: &str) -> Option<&'m T> {
    let host = |key: &str| {
        let rest = key.split_once("://").map_or(key, |(_, rest)| rest);
        rest.split('/').next() == Some(registry)
    };
    entries.get(registry).or_else(|| entries.iter().find(|(key, _)| host(key)).map(|(_, entry)| entry))
}

fn user_and_password(auth: &str) -> Option<(String, String)> {
    let text = String::from_utf8(STANDARD.decode(auth).ok()?).ok()?;
    // Docker once wrote zeros behind it.
    let (user, password) = text.trim_end_matches('\0').split_once(':')?;
    Some((user.to_owned(), password.to_owned()))
}

fn read(file: &Path) -> io::Result<String> {
    let mut text = String::new();
    File::open(file)?.take(BYTES_MAX).read_to_string(&mut text)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const FILE: &str = "/home/x/.docker/config.json";

    fn kept(text: &str, registry: &str) -> Result<(RegistryAuth, Whose), String> {
        Credentials::kept(text, Path::new(FILE), registry).map(|found| (found.auth, found.whose))
    }

    #[test]
    fn what_docker_login_wrote_is_found_by_its_registry() {
        let alice = RegistryAuth::Basic("alice".into(), "s3:cret".into());
        let auth = STANDARD.encode("alice:s3:cret");
        for key in ["registry.example:5000", "https://registry.example:5000", "https://registry.example:5000/v1/"] {
            let text = format!(r#"{{"auths": {{"other.example": {{}}, "{key}": {{"auth": "{auth}"}}}}, "x": 1}}"#);
            let (found, whose) = kept(&text, "registry.example:5000").expect("is there");
            assert_eq!((found, whose), (alice.clone(), Whose::User { name: "alice".into(), file: FILE.into() }));
            for other in ["registry.example", "registry.example:500", "other.example"] {
                assert_eq!(kept(&text, other).expect("has none").0, RegistryAuth::Anonymous, "{other}");
            }
        }
    }

    #[test]
    fn what_a_helper_keeps_is_said_to_be_there() {
        for (text, told) in [
            (
                r#"{"credHelpers": {"r.example": "ecr-login"}}"#,
                "are with docker-credential-ecr-login, which is not asked",
            ),
            (r#"{"auths": {"r.example": {}}, "credsStore": "pass"}"#, "are with docker-credential-pass, which"),
            (r#"{"auths": {"r.example": {"identitytoken": "t"}}}"#, "has an identity token for r.example"),
        ] {
            let found = kept(text, "r.example").expect_err(text);
            assert!(found.starts_with(FILE) && found.contains(told), "{found}");
            assert!(found.ends_with("expected --username and --password-file"), "{found}");
        }
        // A store is there for all, and has nothing for a registry that nobody logged in to.
        let (auth, whose) = kept(r#"{"credsStore": "pass"}"#, "r.example").expect("has none");
        assert_eq!(auth, RegistryAuth::Anonymous);
        assert_eq!(whose, Whose::Nobody { looked: format!("{FILE} has nothing for it") });
    }

    #[test]
    fn a_broken_file_is_told_without_what_is_in_it() {
        for text in [r#"{"auths": {"r.example": "hunter2"}}"#, r#"{"auths": {"r.example": {"auth": "hunter2!"}}}"#] {
            let found = kept(text, "r.example").expect_err(text);
            assert!(found.starts_with(FILE) && !found.contains("hunter2"), "{found}");
        }
    }

    #[test]
    fn a_password_is_the_files_line() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("password");
        for (text, password) in
            [("s3cret", "s3cret"), ("s3cret\n", "s3cret"), ("s3cret\r\n", "s3cret"), (" a \n\n", " a \n")]
        {
            fs::write(&file, text).expect("written");
            let found = Credentials::given("alice", &file).expect("is one").auth;
            assert_eq!(found, RegistryAuth::Basic("alice".into(), password.into()), "{text:?}");
        }
        fs::write(&file, "\n").expect("written");
        let told = Credentials::given("alice", &file).map(drop).expect_err("is empty");
        assert_eq!(told, format!("--password-file {}: is empty; expected a password", file.display()));
    }
}
