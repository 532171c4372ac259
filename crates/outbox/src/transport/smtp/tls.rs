//! Whom to believe: the public certificate authorities, and those in a file of one's own.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio_rustls::TlsConnector;

use super::super::{Cause, Failure, Phase};
use super::wire::Io;

/// A file of certificates that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the certificates in {} cannot be used: {why}", file.display())]
pub struct BadCertificates {
    file: PathBuf,
    why: String,
}

/// TLS 1.2 and 1.3, by ring alone.
pub(super) fn config(ca: Option<&Path>) -> Result<Arc<ClientConfig>, BadCertificates> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    if let Some(file) = ca {
        add(&mut roots, file).map_err(|why| BadCertificates { file: file.to_owned(), why })?;
    }
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring has cipher suites for TLS 1.2 and 1.3")
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

fn add(roots: &mut RootCertStore, file: &Path) -> Result<(), String> {
    let mut found = 0;
    for certificate in CertificateDer::pem_file_iter(file).map_err(|error| error.to_string())? {
        roots.add(certificate.map_err(|error| error.to_string())?).map_err(|error| error.to_string())?;
        found += 1;
    }
    if found == 0 { Err("it holds none in PEM form".to_owned()) } else { Ok(()) }
}

/// The handshake: from a plain connection to an encrypted one with this host and no other.
pub(super) async fn shake_hands(io: Io, host: &str, config: &Arc<ClientConfig>) -> Result<Io, Failure> {
    let lost = |why: String| Phase::Tls.failed(Cause::Lost(why));
    let name = ServerName::try_from(host.to_owned()).map_err(|error| lost(error.to_string()))?;
    match TlsConnector::from(Arc::clone(config)).connect(name, io).await {
        Ok(stream) => Ok(Box::new(stream)),
        Err(error) => Err(lost(format!("no TLS with the relay: {error}"))),
    }
}
