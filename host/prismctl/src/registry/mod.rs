//! A registry of OCI artifacts, asked over HTTP: a module is pushed to it, and pulled from it. The protocol is the library's; here is what it is given, how much and how
//! long may be taken, and what its errors mean.
//!
//! Not for launchers, which fetch nothing: what is pulled goes into a file or a layout on disk. Invariant: what a registry sends is nothing before it has the digest
//! by which it was named, and never more than was said to be taken.

mod credentials;
mod reference;
mod trouble;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use oci_client::client::{Certificate, CertificateEncoding, Client, ClientConfig, ClientProtocol};
use oci_client::secrets::RegistryAuth;
use oci_client::{Reference, RegistryOperation};
use prism_policy::oci::{Artifact, DOCUMENT_BYTES_MAX, Descriptor, MANIFEST, Manifest};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use tokio::time::timeout;
use tokio_stream::StreamExt as _;

pub(crate) use credentials::Credentials;
pub(crate) use reference::ModuleRef;
pub(crate) use trouble::{Trouble, Way};

use credentials::Whose;
use trouble::{Asked, Standing, innermost};

/// How long a connection may take to come about. TLS over a bad line takes two seconds.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const USER_AGENT: &str = concat!("prismctl/", env!("CARGO_PKG_VERSION"));

/// How a registry is asked.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    /// Without TLS, wherever the registry is.
    pub(crate) plain_http: bool,
    /// Certificates of authorities, besides those that this machine trusts.
    pub(crate) ca_file: Option<PathBuf>,
    /// How long all of it may take.
    pub(crate) within: Duration,
}

/// A registry, for one module.
pub(crate) struct Registry {
    client: Client,
    module: ModuleRef,
    url: String,
    auth: RegistryAuth,
    whose: Whose,
    within: Duration,
}

impl Registry {
    /// Makes ready to ask; nothing is sent.
    pub(crate) fn of(module: &ModuleRef, credentials: Credentials, options: &Options) -> Result<Self, Trouble> {
        // The second time it is there already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        // What never leaves the machine needs no TLS, unless who asks has a certificate to hold it against.
        let is_plain = options.plain_http || module.is_on_loopback() && options.ca_file.is_none();
        let (protocol, scheme) =
            if is_plain { (ClientProtocol::Http, "http") } else { (ClientProtocol::Https, "https") };
        let config = ClientConfig {
            protocol,
            extra_root_certificates: options.ca_file.as_deref().map_or(Ok(Vec::new()), authorities)?,
            // One request for each blob: the only way that the specification demands of every registry.
            use_monolithic_push: true,
            connect_timeout: Some(CONNECT_TIMEOUT),
            user_agent: USER_AGENT,
            ..ClientConfig::default()
        };
        let client = Client::try_from(config).map_err(|error| Trouble::Tls(innermost(&error)))?;
        let url = format!("{scheme}://{}", module.registry());
        let Credentials { auth, whose } = credentials;
        Ok(Self { client, module: module.clone(), url, auth, whose, within: options.within })
    }

    /// Brings the artifact to the registry, and lets the module's tag name it.
    pub(crate) async fn push(&self, artifact: &Artifact) -> Result<(), Trouble> {
        self.bounded(self.try_push(artifact)).await
    }

    /// Gets the artifact that the module's tag or digest names, if its component has at most so many bytes.
    pub(crate) async fn pull(&self, bytes_max: u64) -> Result<Artifact, Trouble> {
        self.bounded(self.try_pull(bytes_max)).await
    }

    async fn bounded<T>(&self, asking: impl Future<Output = Result<T, Trouble>>) -> Result<T, Trouble> {
        let late = |_| Trouble::TimedOut { url: self.url.clone(), within: self.within };
        timeout(self.within, asking).await.map_err(late)?
    }

    async fn try_push(&self, artifact: &Artifact) -> Result<(), Trouble> {
        let asked = self.authenticate(RegistryOperation::Push, Way::Push).await?;
        // To see what is there already, it pulls.
        self.authenticate(RegistryOperation::Pull, Way::Push).await?;
        let failed = |error| Trouble::of(error, &asked);
        for (descriptor, bytes) in artifact.blobs() {
            let digest = descriptor.digest();
            if self.client.blob_exists(self.reference(), digest).await.map_err(failed)? {
                continue;
            }
            let (all, size) = (tokio_stream::once(Ok(bytes.to_vec().into())), Some(descriptor.size()));
            self.client.push_blob_stream(self.reference(), all, digest, size).await.map_err(failed)?;
        }
        let media_type = MANIFEST.parse().expect("is the value of a header");
        let manifest = artifact.manifest_bytes().to_vec();
        self.client.push_manifest_raw(self.reference(), manifest, media_type).await.map(drop).map_err(failed)
    }

    async fn try_pull(&self, bytes_max: u64) -> Result<Artifact, Trouble> {
        let asked = self.authenticate(RegistryOperation::Pull, Way::Pull).await?;
        let sent = self.client.pull_manifest_raw(self.reference(), &self.auth, &[MANIFEST]).await;
        let (manifest, _) = sent.map_err(|error| Trouble::of(error, &asked))?;
        let manifest = Manifest::parse(manifest.to_vec())?;
        let config = self.blob(manifest.config(), DOCUMENT_BYTES_MAX, &asked).await?;
        let component = self.blob(manifest.component(), bytes_max, &asked).await?;
        Ok(manifest.complete(config, component)?)
    }

    /// Finds out first who may ask: later requests would only be refused. A token that cannot stand in a header would end the program in the library.
    async fn authenticate(&self, operation: RegistryOperation, way: Way) -> Result<Asked<'_>, Trouble> {
        let asked = Asked { url: &self.url, whose: &self.whose, way, standing: Standing::Unproven };
        let given = self.client.auth(self.reference(), &self.auth, operation).await;
        match given.map_err(|error| Trouble::of(error, &asked))? {
            None => Ok(asked),
            Some(token) if token.bytes().all(|byte| byte.is_ascii_graphic()) => {
                Ok(Asked { standing: Standing::Proven, ..asked })
            }
            Some(_) => Err(Trouble::Other(format!("the registry at {} gives a token that is none", self.url))),
        }
    }

    async fn blob(&self, descriptor: &Descriptor, bytes_max: u64, asked: &Asked<'_>) -> Result<Vec<u8>, Trouble> {
        let too_large = |bytes| Trouble::TooLarge { bytes, bytes_max };
        if descriptor.size() > bytes_max {
            return Err(too_large(descriptor.size()));
        }
        let failed = |error| Trouble::of(error, asked);
        // By its digest alone: a manifest may name other addresses for a blob, and those are a stranger's choice.
        let mut parts = self.client.pull_blob_stream(self.reference(), descriptor.digest()).await.map_err(failed)?;
        let mut bytes = Vec::new();
        while let Some(part) = parts.stream.next().await {
            bytes.extend_from_slice(&part.map_err(|error| failed(error.into()))?);
            if bytes.len() as u64 > bytes_max {
                return Err(too_large(bytes.len() as u64));
            }
        }
        Ok(bytes)
    }

    fn reference(&self) -> &Reference {
        self.module.as_reference()
    }
}

/// The certificates in a file, as text has them.
fn authorities(file: &Path) -> Result<Vec<Certificate>, Trouble> {
    let of_file = |reason: String| Trouble::CaFile { file: file.display().to_string(), reason };
    let text = fs::read(file).map_err(|error| of_file(error.to_string()))?;
    let found = CertificateDer::pem_slice_iter(&text).collect::<Result<Vec<_>, _>>();
    let found = found.map_err(|error| of_file(format!("{error}; expected certificates in PEM")))?;
    if found.is_empty() {
        return Err(of_file("has no certificate in it; expected certificates in PEM".to_owned()));
    }
    Ok(found.iter().map(|der| Certificate { encoding: CertificateEncoding::Der, data: der.to_vec() }).collect())
}
