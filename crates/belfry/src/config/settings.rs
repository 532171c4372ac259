//! The settings of a process, understood.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use outbox::transport::MailUrl;
use store::Place;
use tracing::level_filters::LevelFilter;

use super::{BadSetting, Cidr, Given, Origin, Secret, file, span, words};
use crate::auth::turnstile::Rate;

/// Everything a process is told from outside.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The data folder.
    pub data: PathBuf,
    /// Where the database is.
    pub database: Place,
    /// The addresses to answer on; at least one.
    pub listen: Vec<SocketAddr>,
    /// Where links lead, without a slash at its end.
    pub base_url: String,
    /// Where mail goes.
    pub mail: MailUrl,
    /// Who mail is from: a bare address.
    pub mail_from: String,
    /// From being given an issue to the mail about it.
    pub assign_delay: Duration,
    /// From the first change to the mail about it.
    pub update_delay: Duration,
    /// From one digest to the next; `None` where there are none.
    pub digest_every: Option<Duration>,
    /// How long an access token is valid.
    pub token_ttl: Duration,
    /// Who may register.
    pub registration: Registration,
    /// How often one address may register or ask for a token; `None` where that is not limited.
    pub auth_rate: Option<Rate>,
    /// How long a password is at the least, in characters.
    pub password_min: usize,
    /// How often somebody may call the API; `None` where that is not limited.
    pub api_rate: Option<Rate>,
    /// The sites whose pages may call the API from a browser.
    pub cors_origins: Vec<String>,
    /// Whose word about the client's address is taken.
    pub trusted_proxies: Vec<Cidr>,
    /// How many HTTP connections may be open at once.
    pub max_connections: usize,
    /// How many changes one commit makes durable, at the most.
    pub write_batch_max: usize,
    /// How many connections to a database server this process has, at the most.
    pub database_connections: usize,
    /// Opens `/metrics` to others than this machine.
    pub metrics_token: Option<Secret>,
    /// What is logged, and where.
    pub log: Log,
    origins: Vec<(&'static str, Origin)>,
}

/// What is logged, and where.
#[derive(Clone, Debug)]
pub struct Log {
    /// What goes to the terminal.
    pub level: LevelFilter,
    /// How a line is written.
    pub format: LogFormat,
    /// The file.
    pub file: PathBuf,
    /// What goes to the file.
    pub file_level: LevelFilter,
}

/// How a line of the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// Who may register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registration {
    /// Everybody who reaches the server.
    Open,
    /// Whoever has an invite, made by `belfry user invite`.
    Invite,
    /// Nobody: accounts are made by `belfry user add`.
    Closed,
}

impl Settings {
    /// Reads the settings file, and understands everything that was given.
    ///
    /// # Errors
    /// [`BadSetting`], naming the first that cannot be used.
    pub fn load(config: Option<&Path>, given: Given) -> Result<Settings, BadSetting> {
        Settings::understand(file::find(config, given)?)
    }

    fn understand(given: Given) -> Result<Settings, BadSetting> {
        let data = path(&given, "data")?.expect("the data folder has a default");
        let listen = given.many("listen", |text, _| words::address(text))?;
        if let Some(twice) = words::twice(&listen) {
            return Err(given.refuse("listen", format!("{twice} is named twice; name it once")));
        }
        let first =
            *listen.first().ok_or_else(|| given.refuse("listen", "the list is empty; leave it out for the default"))?;
        let base_url = match given.one("base-url", |text, _| words::base_url(text))? {
            Some(url) => url,
            None => default_base_url(first),
        };
        Ok(Settings {
            database: given.one("database", words::database)?.unwrap_or_else(|| data.join("belfry.db").into()),
            mail: given.one("mail", words::mail)?.unwrap_or_else(|| MailUrl::File(data.join("mail"))),
            mail_from: mail_from(&given, &base_url)?,
            assign_delay: given.sure("assign-delay", span::parse)?,
            update_delay: given.sure("update-delay", span::parse)?,
            digest_every: given.sure("digest-every", digest_every)?,
            token_ttl: given.sure("token-ttl", |text| span::parse_at_least(text, Duration::from_secs(1)))?,
            registration: registration(&given, is_local(&listen, &base_url))?,
            auth_rate: given.sure("auth-rate", words::rate)?,
            api_rate: given.sure("api-rate", words::rate)?,
            cors_origins: given.many("cors-origin", |text, _| words::origin(text))?,
            password_min: given.sure("password-min", words::password_min)?,
            trusted_proxies: given.many("trusted-proxy", |text, _| Cidr::parse(text))?,
            max_connections: given.sure("max-connections", words::count)?,
            database_connections: given.sure("database-connections", words::database_connections)?,
            write_batch_max: given.sure("write-batch-max", words::count)?,
            metrics_token: metrics_token(&given)?,
            log: log(&given, &data)?,
            base_url,
            origins: super::SETTINGS.iter().map(|setting| (setting.name, given.origin(setting.name))).collect(),
            data,
            listen,
        })
    }

    /// These settings for a process that listens on `bound`: where port 0 was asked for, links lead to the real one.
    pub fn bound_to(mut self, bound: Vec<SocketAddr>) -> Settings {
        if let (Some(first), true) = (bound.first(), self.origin("base-url") == Origin::Default) {
            self.base_url = default_base_url(*first);
        }
        self.listen = bound;
        self
    }

    /// Where the setting of this name came from.
    pub fn origin(&self, name: &str) -> Origin {
        let known = self.origins.iter().find(|(known, _)| *known == name);
        known.map_or(Origin::Default, |(_, origin)| origin.clone())
    }

    /// The file with the keys that access tokens are signed with.
    pub fn token_keys(&self) -> PathBuf {
        self.data.join("token.key")
    }

    /// Whether only this machine is to reach the server: it listens on loopback, and its links lead there. Where they lead
    /// elsewhere, a proxy lets others in.
    pub fn is_local_only(&self) -> bool {
        is_local(&self.listen, &self.base_url)
    }
}

fn default_base_url(first: SocketAddr) -> String {
    format!("http://{}", words::host_of(first))
}

fn path(given: &Given, name: &str) -> Result<Option<PathBuf>, BadSetting> {
    given.one(name, |text, origin| match text {
        "" => Err("the path is missing".to_owned()),
        text => Ok(origin.resolve(text)),
    })
}

fn mail_from(given: &Given, base_url: &str) -> Result<String, BadSetting> {
    if let Some(address) = given.one("mail-from", |text, _| words::mail_from(text))? {
        return Ok(address);
    }
    let host = host(base_url);
    // A bare IP address is no mail domain.
    let domain = if host.parse::<std::net::IpAddr>().is_ok() || host.starts_with('[') { "localhost" } else { &host };
    words::mail_from(&format!("belfry@{domain}")).map_err(|_| {
        given.refuse(
            "mail-from",
            "no address can be made from the host of --base-url; write one like belfry@example.org",
        )
    })
}

fn digest_every(text: &str) -> Result<Option<Duration>, String> {
    match text {
        "off" => Ok(None),
        text => span::parse_at_least(text, Duration::from_secs(10))
            .map(Some)
            .map_err(|problem| format!("{problem}, or off")),
    }
}

fn is_local(listen: &[SocketAddr], base_url: &str) -> bool {
    listen.iter().all(|address| address.ip().is_loopback()) && words::is_loopback(&host(base_url))
}

fn host(base_url: &str) -> String {
    crate::mail::Sender::new("", base_url).host
}

fn registration(given: &Given, is_local: bool) -> Result<Registration, BadSetting> {
    let default = if is_local { Registration::Open } else { Registration::Invite };
    Ok(given.one("registration", |text, _| words::registration(text))?.unwrap_or(default))
}

fn metrics_token(given: &Given) -> Result<Option<Secret>, BadSetting> {
    let token = given.one("metrics-token", |text, _| secret(text))?;
    let from_file = given.one("metrics-token-file", |text, origin| {
        let path = origin.resolve(text);
        let text =
            std::fs::read_to_string(&path).map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
        secret(text.trim())
    })?;
    if token.is_some() && from_file.is_some() {
        return Err(given.refuse("metrics-token-file", "give either this or metrics-token, not both"));
    }
    Ok(token.or(from_file))
}

fn secret(text: &str) -> Result<Secret, String> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic());
    if text.is_empty() || !is_plain {
        return Err("a token is one word of printable ASCII".to_owned());
    }
    Ok(Secret::new(text))
}

fn log(given: &Given, data: &Path) -> Result<Log, BadSetting> {
    Ok(Log {
        level: given.sure("log", words::level)?,
        format: given.sure("log-format", words::log_format)?,
        file: path(given, "log-file")?.unwrap_or_else(|| data.join("error.log")),
        file_level: given.sure("log-file-level", words::level)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn understood(values: &[(&str, &str)]) -> Result<Settings, String> {
        let mut given = Given::default();
        for (name, value) in values {
            let setting = super::super::setting::named(name).unwrap();
            given.put(setting, Origin::Flag, vec![(*value).to_owned()]);
        }
        Settings::understand(given).map_err(|bad| bad.to_string())
    }

    #[test]
    fn the_defaults_are_those_of_the_documents() {
        let settings = understood(&[]).unwrap();
        assert_eq!(settings.listen, ["127.0.0.1:8000".parse().unwrap()]);
        assert_eq!(settings.database.to_string(), "sqlite:belfry-data/belfry.db");
        assert_eq!(settings.log.file, Path::new("belfry-data/error.log"));
        assert_eq!(settings.base_url, "http://127.0.0.1:8000");
        assert_eq!(settings.mail_from, "belfry@localhost");
        assert_eq!(settings.assign_delay, Duration::from_secs(720));
        assert_eq!(settings.update_delay, Duration::from_secs(60));
        assert_eq!(settings.digest_every, Some(Duration::from_secs(86_400)));
        assert_eq!(settings.token_ttl, Duration::from_secs(3600));
        assert_eq!(settings.registration, Registration::Open);
        assert!(settings.metrics_token.is_none() && settings.trusted_proxies.is_empty());
        assert_eq!(settings.origin("listen"), Origin::Default);
    }

    #[test]
    fn who_listens_to_others_invites_and_mails_from_the_host_of_the_base_url() {
        let settings = understood(&[("listen", "0.0.0.0:80"), ("base-url", "https://issues.example.org")]).unwrap();
        assert_eq!(settings.registration, Registration::Invite);
        assert_eq!(settings.mail_from, "belfry@issues.example.org");
        assert_eq!(understood(&[("listen", "0.0.0.0:80")]).unwrap().base_url, "http://localhost:80");
    }

    #[test]
    fn who_has_a_proxy_in_front_invites() {
        for (base_url, registration) in [
            ("https://issues.example.org", Registration::Invite),
            ("http://192.0.2.7:8000", Registration::Invite),
            ("http://localhost:9000", Registration::Open),
            ("http://127.8.0.1", Registration::Open),
            ("http://[::1]:80", Registration::Open),
        ] {
            let settings = understood(&[("base-url", base_url)]).unwrap();
            assert_eq!(settings.registration, registration, "{base_url}");
            assert_eq!(settings.is_local_only(), registration == Registration::Open);
        }
    }

    #[test]
    fn an_address_named_twice_is_refused_unless_the_system_chooses_the_port() {
        let listen = |addresses: [&str; 2]| {
            let mut given = Given::default();
            let setting = super::super::setting::named("listen").unwrap();
            given.put(setting, Origin::Flag, addresses.map(str::to_owned).to_vec());
            Settings::understand(given).map_err(|bad| bad.to_string())
        };
        let problem = listen(["127.0.0.1:8000", "localhost:8000"]).unwrap_err();
        assert_eq!(problem, "--listen: 127.0.0.1:8000 is named twice; name it once");
        assert!(listen(["127.0.0.1:0", "127.0.0.1:0"]).is_ok());
    }

    #[test]
    fn digests_can_be_switched_off_and_are_no_shorter_than_ten_seconds() {
        assert_eq!(understood(&[("digest-every", "off")]).unwrap().digest_every, None);
        let problem = understood(&[("digest-every", "9s")]).unwrap_err();
        assert_eq!(problem, "--digest-every: 9s is too short; the shortest is 10s, or off");
    }

    #[test]
    fn a_bad_value_is_named_with_its_setting_and_what_to_write() {
        let problem = understood(&[("assign-delay", "12x")]).unwrap_err();
        assert_eq!(problem, "--assign-delay: \"12x\" is no time span; write it like 12m, 90s or 24h");
    }

    #[test]
    fn a_port_that_the_system_chose_gets_into_the_links() {
        let settings =
            understood(&[("listen", "127.0.0.1:0")]).unwrap().bound_to(vec!["127.0.0.1:4711".parse().unwrap()]);
        assert_eq!(settings.base_url, "http://127.0.0.1:4711");
    }

    #[test]
    fn no_secret_is_shown() {
        let settings =
            understood(&[("metrics-token", "hunter2"), ("mail", "smtp://belfry:hunter3@mail.example.org")]).unwrap();
        let shown = format!("{settings:?}");
        assert!(!shown.contains("hunter"), "{shown}");
    }
}
