//! How a PostgreSQL database is named, and how it is reached: address, password, TLS.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use postgres::config::{Host, SslMode, TargetSessionAttrs};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres::Config;
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::{Error, Tuning};

/// No statement of Belfry takes this long; one that does is given up.
const STATEMENT_MS: u64 = 15_000;
/// Every statement is found by an index whatever its values are. Left to itself the server would plan those with a LIMIT anew
/// each time, which takes longer than running them.
const PLANS: &str = "force_generic_plan";
/// Nor does a transaction wait for the next statement this long: then its node is gone.
const IDLE_MS: u64 = 10_000;

/// A PostgreSQL database and the way to it. Showing it never shows the password.
#[derive(Clone)]
pub struct Target {
    config: Config,
    authorities: Option<PathBuf>,
    /// How long a connection may be silent while something is asked of it.
    pub(super) silence_max: Duration,
}

/// Reads `postgres://user@host/name`. A password comes from the URL, from the file that `?passfile=` names, or from
/// `PGPASSWORD`; `?sslrootcert=` names a file of authorities to trust instead of the usual ones; `?sslmode=` is `disable`,
/// `prefer` or `require`, which is the default but for a socket and this machine. Certificates are always checked.
pub fn parse(url: &str, password: Option<String>) -> Result<Target, String> {
    let (rest, ours) = ours(url);
    let mut config: Config = rest.parse().map_err(|error| format!("{error}; write {}", crate::URL_FORMS))?;
    let mut authorities = None;
    let is_mode_named = rest.contains("sslmode=");
    for (name, value) in ours {
        match name {
            "sslrootcert" => authorities = Some(PathBuf::from(value)),
            _ => {
                let read = std::fs::read_to_string(&value);
                let secret = read.map_err(|error| format!("the password file {value} cannot be read: {error}"))?;
                config.password(secret.trim_end_matches(['\r', '\n']));
            }
        }
    }
    if config.get_dbname().is_none() || config.get_hosts().is_empty() {
        return Err(format!("it names no host or no database; write {}", crate::URL_FORMS));
    }
    if let (None, Some(password)) = (config.get_password(), password) {
        config.password(password);
    }
    if !is_mode_named {
        config.ssl_mode(if is_near(&config) { SslMode::Disable } else { SslMode::Require });
    }
    config.application_name("belfry").connect_timeout(Duration::from_secs(5));
    // A machine that vanished is noticed after 20 s of silence: the second question is asked then, and the first is too old.
    config.keepalives_idle(Duration::from_secs(15)).keepalives_interval(Duration::from_secs(5));
    // Of several hosts the one that takes writes, so that a failover finds the new primary.
    config.tcp_user_timeout(Duration::from_secs(15)).target_session_attrs(TargetSessionAttrs::ReadWrite);
    let settings = format!(
        "{} -c statement_timeout={STATEMENT_MS} -c idle_in_transaction_session_timeout={IDLE_MS} -c TimeZone=UTC \
         -c plan_cache_mode={PLANS} -c jit=off",
        config.get_options().unwrap_or_default()
    );
    config.options(settings.trim_start());
    Ok(Target { config, authorities, silence_max: Tuning::default().silence_max })
}

/// The URL without the settings that are ours to read, and those.
fn ours(url: &str) -> (String, Vec<(&'static str, String)>) {
    let (base, query) = url.split_once('?').unwrap_or((url, ""));
    let (mut kept, mut ours) = (Vec::new(), Vec::new());
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        match pair.split_once('=') {
            Some(("sslrootcert", value)) => ours.push(("sslrootcert", value.to_owned())),
            Some(("passfile", value)) => ours.push(("passfile", value.to_owned())),
            _ => kept.push(pair),
        }
    }
    (if kept.is_empty() { base.to_owned() } else { format!("{base}?{}", kept.join("&")) }, ours)
}

/// Whether no network lies between.
fn is_near(config: &Config) -> bool {
    config.get_hosts().iter().all(|host| match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => matches!(name.as_str(), "localhost" | "127.0.0.1" | "::1"),
    })
}

impl Target {
    /// Whether no network lies between.
    pub(super) fn is_near(&self) -> bool {
        is_near(&self.config)
    }

    /// The settings of a connection.
    pub(super) fn config(&self) -> &Config {
        &self.config
    }

    /// How a connection is encrypted.
    pub(super) fn tls(&self) -> Result<MakeRustlsConnect, Error> {
        let unusable = |error: rustls::Error| Error::Open(format!("TLS to the database cannot be set up: {error}"));
        let roots = match &self.authorities {
            Some(path) => authorities(path)?,
            None => RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() },
        };
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        Ok(MakeRustlsConnect::new(builder.map_err(unusable)?.with_root_certificates(roots).with_no_client_auth()))
    }
}

fn authorities(path: &Path) -> Result<RootCertStore, Error> {
    let unusable = |why: String| Error::Open(format!("the authorities in {} cannot be used: {why}", path.display()));
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(path).map_err(|error| unusable(error.to_string()))? {
        let certificate = certificate.map_err(|error| unusable(error.to_string()))?;
        roots.add(certificate).map_err(|error| unusable(error.to_string()))?;
    }
    if roots.is_empty() { Err(unusable("it holds no certificate".to_owned())) } else { Ok(roots) }
}

/// `postgres://belfry@db.example.org/belfry`
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let config = &self.config;
        let host = match config.get_hosts().first() {
            Some(Host::Tcp(name)) => name.clone(),
            Some(Host::Unix(path)) => path.display().to_string(),
            None => String::new(),
        };
        let port = config.get_ports().first().map(|port| format!(":{port}")).unwrap_or_default();
        let user = config.get_user().map(|user| format!("{user}@")).unwrap_or_default();
        write!(f, "postgres://{user}{host}{port}/{}", config.get_dbname().unwrap_or_default())
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_is_never_shown() {
        let target = parse("postgres://belfry:hunter2@db.example.org:6432/tracker", None).unwrap();
        assert_eq!(format!("{target} {target:?}"), ["postgres://belfry@db.example.org:6432/tracker"; 2].join(" "));
        assert_eq!(target.config.get_ssl_mode(), SslMode::Require);
        for bad in
            ["postgres://u:hunter2@/", "postgres://u:hunter2@host/db?sslmode=maybe", "postgres://u:hunter2@host:x/db"]
        {
            let problem = parse(bad, None).unwrap_err();
            assert!(problem.contains("write ") && !problem.contains("hunter2"), "{problem}");
        }
    }

    #[test]
    fn what_the_url_leaves_out_comes_from_elsewhere() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        std::fs::write(&file, "from the file\n").unwrap();
        let password =
            |url: &str| parse(url, Some("outside".to_owned())).unwrap().config.get_password().map(<[u8]>::to_vec);
        assert_eq!(password("postgres://u:inside@localhost/db").as_deref(), Some(&b"inside"[..]));
        assert_eq!(password("postgres://u@localhost/db").as_deref(), Some(&b"outside"[..]));
        let url = format!("postgres://u@localhost/db?passfile={}", file.display());
        assert_eq!(password(&url).as_deref(), Some(&b"from the file"[..]));
        assert!(parse("postgres://u@localhost/db?passfile=/nowhere", None).unwrap_err().contains("/nowhere"));
    }

    #[test]
    fn a_socket_and_this_machine_need_no_tls() {
        for url in ["postgres://u@localhost/db", "postgres:///db?host=/run/postgresql"] {
            assert_eq!(parse(url, None).unwrap().config.get_ssl_mode(), SslMode::Disable, "{url}");
        }
    }
}
