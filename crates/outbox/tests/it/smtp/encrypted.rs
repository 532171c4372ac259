//! Encryption and logging in.

use std::path::PathBuf;
use std::sync::Arc;

use outbox::transport::{Cause, Failure, Login, Phase, Reply, SmtpSettings, TlsMode, Transport};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use testrelay::{Act, Options, Relay, Rule, Step};

use super::{SHORT, assert_lost, attempt, parcel, settings};

/// A certificate for this name, and the file that makes it believed.
pub struct Certificate {
    config: Arc<ServerConfig>,
    folder: tempfile::TempDir,
}

impl Certificate {
    pub fn of(name: &str) -> Certificate {
        let made = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("ca.pem"), made.cert.pem()).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .unwrap();
        Certificate { config: Arc::new(config), folder }
    }

    pub fn ca(&self) -> Option<PathBuf> {
        Some(self.folder.path().join("ca.pem"))
    }

    pub fn relay(&self) -> Relay {
        Relay::start_with(Options { tls: Some(Arc::clone(&self.config)), ..Options::default() })
    }
}

async fn send(settings: SmtpSettings) -> Result<Reply, Failure> {
    attempt(&Transport::smtp(settings).unwrap(), &parcel("ada@example.com")).await
}

#[tokio::test]
async fn starttls_with_a_certificate_of_ones_own() {
    let certificate = Certificate::of("127.0.0.1");
    let relay = certificate.relay();
    for tls in [TlsMode::Required, TlsMode::Opportunistic] {
        send(SmtpSettings { tls, ca: certificate.ca(), ..settings(&relay) }).await.unwrap();
    }
    assert_eq!(relay.mails().len(), 2);
    let transport = Transport::smtp(SmtpSettings { tls: TlsMode::Required, ca: certificate.ca(), ..settings(&relay) });
    let found = transport.unwrap().probe().await.unwrap();
    assert!(found.contains("over TLS"), "{found}");
}

#[tokio::test]
async fn tls_from_the_start() {
    let certificate = Certificate::of("localhost");
    let options = Options { tls: Some(Arc::clone(&certificate.config)), is_implicit_tls: true, ..Options::default() };
    let relay = Relay::start_with(options);
    let there =
        SmtpSettings { host: "localhost".into(), tls: TlsMode::Implicit, ca: certificate.ca(), ..settings(&relay) };
    send(there.clone()).await.unwrap();
    assert_lost(&send(SmtpSettings { ca: None, ..there }).await.unwrap_err(), Phase::Tls);
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_or_for_another_host_is_refused() {
    let other = Certificate::of("mail.example.com");
    let relay = other.relay();
    for (tls, ca) in [(TlsMode::Required, None), (TlsMode::Opportunistic, None), (TlsMode::Required, other.ca())] {
        let failure = send(SmtpSettings { tls, ca, ..settings(&relay) }).await.unwrap_err();
        assert_lost(&failure, Phase::Tls);
        assert!(failure.to_string().contains("certificate"), "{failure}");
    }
    assert_eq!(relay.mails().len(), 0);
}

#[tokio::test]
async fn without_the_encryption_that_is_required_nothing_is_said() {
    let relay = Relay::start();
    let failure = send(SmtpSettings { tls: TlsMode::Required, ..settings(&relay) }).await.unwrap_err();
    assert_eq!(failure.phase, Phase::Tls);
    assert!(failure.to_string().contains("no STARTTLS"), "{failure}");
    send(SmtpSettings { tls: TlsMode::Opportunistic, ..settings(&relay) }).await.unwrap();
    assert_eq!(relay.mails().len(), 1);
}

#[tokio::test]
async fn a_password_goes_out_only_encrypted_unless_encryption_is_off() {
    let login = Some(("ada".to_owned(), "secret".to_owned()));
    let relay = Relay::start_with(Options { login, ..Options::default() });
    let there = SmtpSettings { login: Some(Login::new("ada", "secret")), ..settings(&relay) };
    let failure = send(SmtpSettings { tls: TlsMode::Opportunistic, ..there.clone() }).await.unwrap_err();
    assert!(failure.phase == Phase::Auth && matches!(failure.cause, Cause::Unfit(_)), "{failure}");
    send(there).await.unwrap();
}

#[tokio::test]
async fn what_is_whispered_before_encryption_is_not_believed() {
    let certificate = Certificate::of("127.0.0.1");
    let relay = certificate.relay();
    relay.add(Rule::new(Step::StartTls, Act::Raw(b"220 go ahead\r\n250 whisper\r\n".to_vec())));
    let there = SmtpSettings { tls: TlsMode::Required, ca: certificate.ca(), ..settings(&relay) };
    assert_lost(&send(there).await.unwrap_err(), Phase::Tls);
}

#[tokio::test]
async fn a_handshake_has_its_own_time_and_its_own_failures() {
    let certificate = Certificate::of("127.0.0.1");
    let there = |relay: &Relay| SmtpSettings { tls: TlsMode::Required, ca: certificate.ca(), ..settings(relay) };
    let relay = certificate.relay();
    relay.add(Rule::answer(Step::StartTls, "454 4.7.0 not now").once());
    assert_eq!(send(there(&relay)).await.unwrap_err().to_string(), "454 4.7.0 not now (agreeing on TLS)");
    relay.add(Rule::new(Step::StartTls, Act::HangUp).once());
    assert_lost(&send(there(&relay)).await.unwrap_err(), Phase::Tls);

    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let mut settings = SmtpSettings { port, tls: TlsMode::Implicit, ..there(&relay) };
    settings.timeouts.tls = SHORT;
    assert_eq!(send(settings).await.unwrap_err(), Phase::Tls.failed(Cause::TimedOut));
}

#[tokio::test]
async fn both_ways_to_log_in_work_and_a_wrong_password_is_refused() {
    let certificate = Certificate::of("127.0.0.1");
    for ways in [vec!["PLAIN", "LOGIN"], vec!["LOGIN"], vec!["PLAIN"]] {
        let relay = Relay::start_with(Options {
            tls: Some(Arc::clone(&certificate.config)),
            login: Some(("ada".to_owned(), "päss word".to_owned())),
            login_ways: ways,
            ..Options::default()
        });
        let there = SmtpSettings { tls: TlsMode::Required, ca: certificate.ca(), ..settings(&relay) };
        let with = |password| SmtpSettings { login: Some(Login::new("ada", password)), ..there.clone() };
        send(with("päss word")).await.unwrap();
        let failure = send(with("wrong")).await.unwrap_err();
        assert_eq!(failure.to_string(), "535 5.7.8 unknown user or wrong password (the login)");
        assert_eq!(send(there.clone()).await.unwrap_err().to_string(), "530 5.7.0 log in first (MAIL FROM)");
    }
}

#[tokio::test]
async fn a_file_without_certificates_is_said_to_be_so() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    let open =
        || Transport::open(&format!("smtps://mail?ca={}", file.display()).parse().unwrap()).unwrap_err().to_string();
    assert!(open().contains("ca.pem cannot be used"), "{}", open());
    std::fs::write(&file, "no certificate").unwrap();
    assert!(open().contains("it holds none in PEM form"), "{}", open());
}
