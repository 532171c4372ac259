//! Ways to a server, and what is said where there is none.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use store::ground::server::{self, Server};
use store::{Error, Store};

use super::options;
use crate::ground::{MIGRATIONS, note, words};

fn why(url: &str) -> String {
    match Store::open(options(url)) {
        Ok(_) => "it was opened".to_owned(),
        Err(Error::Open(why) | Error::Away(why)) => why,
        Err(other) => format!("another error: {other:?}"),
    }
}

fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// Lets nobody in over the network without TLS.
const ENCRYPTED: &str = "local all all trust\nhostssl all all 127.0.0.1/32 trust\n";

#[tokio::test]
async fn over_the_network_the_certificate_is_checked() {
    let (ours, other) = (authority(), authority());
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap().signed_by(&key, &ours).unwrap();
    let files =
        [("server.crt", &*certificate.pem()), ("server.key", &*key.serialize_pem()), ("pg_hba.conf", ENCRYPTED)];
    let Some(server) = Server::with(&["ssl=on"], &files) else { return };
    let folder = tempfile::tempdir().unwrap();
    let trusting = |authority: &CertifiedIssuer<'_, KeyPair>, name: &str| {
        let file = folder.path().join(name);
        std::fs::write(&file, authority.pem()).unwrap();
        format!("{}?sslmode=require&sslrootcert={}", server.url(), file.display())
    };
    let store = Store::open(options(&trusting(&ours, "ours.pem"))).unwrap();
    note(&store, "encrypted").await.unwrap();
    assert_eq!(words(&store).await, ["encrypted"]);
    for url in [trusting(&other, "other.pem"), format!("{}?sslmode=require", server.url())] {
        assert!(why(&url).contains("certificate"), "{}", why(&url));
    }
    let plain = why(&format!("{}?sslmode=disable", server.url()));
    assert!(plain.contains("no encryption") || plain.contains("SSL"), "{plain}");
}

#[tokio::test]
async fn on_the_same_machine_a_socket_does() {
    let Some(server) = server::server() else { return };
    let url = format!("postgres:///belfry?host={}&port={}&user=postgres", server.socket().display(), server.port());
    let store = Store::open(options(&url)).unwrap();
    note(&store, "near").await.unwrap();
    assert_eq!(words(&store).await, ["near"]);
}

/// Lets nobody in over the network without a password.
const GUARDED: &str = "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n";

#[test]
fn a_password_is_taken_from_the_url_a_file_or_the_environment_and_a_wrong_one_is_not_repeated() {
    let Some(server) = Server::with(&[], &[("pg_hba.conf", GUARDED)]) else { return };
    server
        .say("belfry", "CREATE ROLE belfry LOGIN PASSWORD 'open sesame'; GRANT ALL ON SCHEMA public TO belfry")
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("password");
    std::fs::write(&file, "open sesame\n").unwrap();
    let url = |password: &str| server.url().replace("postgres@", &format!("belfry{password}@"));
    let with_file = format!("{}?passfile={}", url(""), file.display());
    for (url, environment) in [
        (url(":open%20sesame"), None),
        (with_file.clone(), None),
        (url(""), Some("open sesame")),
        (url(":open%20sesame"), Some("hunter2")),
        (with_file, Some("hunter2")),
    ] {
        let place = store::parse_url(&url, environment.map(str::to_owned)).unwrap();
        assert!(Store::open(store::Options::new(place, MIGRATIONS)).is_ok(), "{url} and {environment:?}");
    }
    for wrong in [url(":hunter2"), url("")] {
        let why = why(&wrong);
        assert!(why.contains("PGPASSWORD") || why.contains("password"), "{why}");
        assert!(why.contains("belfry@127.0.0.1") && !why.contains("hunter2"), "{why}");
    }
}

#[test]
fn a_database_that_is_not_there_is_told_from_a_server_that_is_not() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let began = Instant::now();
    let nobody = Store::open(options(&format!("postgres://belfry:hunter2@127.0.0.1:{port}/belfry"))).err();
    assert!(
        matches!(&nobody, Some(Error::Away(why)) if why.contains(&format!("127.0.0.1:{port}/belfry"))),
        "{nobody:?}"
    );
    assert!(!format!("{nobody:?}").contains("hunter2"));
    assert!(began.elapsed() < Duration::from_secs(8));
    let Some(server) = server::server() else { return };
    let missing = why(&server.url().replace("/belfry", "/missing"));
    assert!(missing.contains("createdb missing"), "{missing}");
}
