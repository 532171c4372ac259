//! What parses as a mail URL, what does not, and what is said then.

use std::path::Path;

use super::*;

fn relay(text: &str) -> SmtpSettings {
    match text.parse() {
        Ok(MailUrl::Smtp(settings)) => *settings,
        other => panic!("{text} parsed as {other:?}"),
    }
}

#[test]
fn hosts_ports_and_encryption_have_their_defaults() {
    let rows = [
        ("smtp://mail.example.com", "mail.example.com", 25, TlsMode::Required),
        ("smtp://Mail.Example.com:2525/", "mail.example.com", 2525, TlsMode::Required),
        ("smtp://u:p@mail.example.com", "mail.example.com", 587, TlsMode::Required),
        ("smtps://mail.example.com", "mail.example.com", 465, TlsMode::Implicit),
        ("smtp://localhost", "localhost", 25, TlsMode::Off),
        ("smtp://127.0.0.1:1025", "127.0.0.1", 1025, TlsMode::Off),
        ("smtp://[::1]:1025", "::1", 1025, TlsMode::Off),
        ("smtp://[::1]", "::1", 25, TlsMode::Off),
        ("smtp://[2001:db8::1]", "2001:db8::1", 25, TlsMode::Required),
        ("smtp://localhost?starttls=required", "localhost", 25, TlsMode::Required),
        ("smtp://mail?starttls=off", "mail", 25, TlsMode::Off),
        (" smtp://mail?starttls=opportunistic ", "mail", 25, TlsMode::Opportunistic),
    ];
    for (text, host, port, tls) in rows {
        let settings = relay(text);
        assert_eq!((settings.host.as_str(), settings.port, settings.tls), (host, port, tls), "{text}");
    }
}

#[test]
fn logins_are_percent_decoded() {
    for (text, user, password) in [
        ("smtp://ada:secret@mail", "ada", "secret"),
        ("smtp://ada%40example.com:a%2Fb%3Ac@mail", "ada@example.com", "a/b:c"),
        ("smtp://ada@example.com:a:b@mail", "ada@example.com", "a:b"),
        ("smtp://%C3%A4da:p%25@mail", "äda", "p%"),
    ] {
        let login = relay(text).login.expect("a login");
        assert_eq!((login.user.as_str(), login.password()), (user, password), "{text}");
    }
}

#[test]
fn options_are_read() {
    let settings = relay("smtps://mail?ca=/etc/belfry%20ca.pem&ehlo=belfry.example.com");
    assert_eq!(settings.ca.as_deref(), Some(Path::new("/etc/belfry ca.pem")));
    assert_eq!(settings.ehlo.as_deref(), Some("belfry.example.com"));
}

#[test]
fn folders_are_read() {
    for (text, folder) in [("file:mail", "mail"), ("file:/var/mail", "/var/mail"), ("file:///var/mail", "/var/mail")] {
        assert_eq!(text.parse(), Ok(MailUrl::File(folder.into())), "{text}");
    }
}

#[test]
fn what_is_wrong_is_said_with_what_to_write() {
    let rows = [
        ("", "write file:DIR"),
        ("mail.example.com", "write file:DIR"),
        ("http://mail", "write file:DIR"),
        ("file:", "for example file:mail"),
        ("file://host/mail", "without a host"),
        ("smtp:mail", "two slashes"),
        ("smtp://", "the host is not a name"),
        ("smtp://mail:", "is not a port"),
        ("smtp://mail:0", "is not a port"),
        ("smtp://mail:70000", "is not a port"),
        ("smtp://::1", "in brackets"),
        ("smtp://[::1", "has no ]"),
        ("smtp://[mail]", "is not an IPv6 address"),
        ("smtp://ada:a?b@mail", "%3F"),
        ("smtp://mail/inbox", "nothing may follow the host"),
        ("smtp://ada@mail", "needs a password"),
        ("smtp://:x@mail", "must not be empty"),
        ("smtp://ada:50%@mail", "%25"),
        ("smtp://mail?starttls=maybe", "required, opportunistic or off"),
        ("smtps://mail?starttls=off", "leave starttls out"),
        ("smtp://mail?ca=", "after ca="),
        ("smtp://mail?tls=on", "there is no option"),
        ("smtp://mail?ehlo=a%0Db", "after ehlo="),
    ];
    for (text, words) in rows {
        let error = text.parse::<MailUrl>().expect_err(text).to_string();
        assert!(error.contains(words), "{text:?}: {error}");
    }
}

#[test]
fn the_password_is_never_shown() {
    let good: MailUrl = "smtp://ada:hunter2@mail?ca=x.pem&ehlo=me".parse().unwrap();
    assert_eq!(good.to_string(), "smtp://ada:***@mail:587?starttls=required&ca=x.pem&ehlo=me");
    assert!(!format!("{good:?}").contains("hunter2"));
    for text in [
        "smtp://ada:hunter2",
        "smtp://ada:hunter2?x@mail",
        "smtp://ada:x?hunter2@mail",
        "smtp://ada:hunter2@",
        "smtp://ada:hunter2@mail:x",
        "smtp://ada:hunter2%@mail",
    ] {
        let error = text.parse::<MailUrl>().unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{text}: {error}");
    }
}
