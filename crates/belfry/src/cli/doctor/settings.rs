//! The settings: each with its value and where it came from; and what is odd about them together.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use outbox::transport::MailUrl;

use super::super::table::Table;
use super::finding::Finding;
use crate::auth::turnstile::Rate;
use crate::config::{LogFormat, Origin, Registration, SETTINGS, Settings, span, strays};

/// Every setting, its value and its origin. No secret is shown.
pub(super) fn table(settings: &Settings) -> String {
    let mut table = Table::new(&["SETTING", "VALUE", "FROM"]);
    for setting in SETTINGS {
        let value = value(settings, setting.name).unwrap_or_else(|| "-".to_owned());
        table.row([setting.name.to_owned(), value, settings.origin(setting.name).to_string()]);
    }
    table.render()
}

/// The value of a setting as it would be written; `None` where there is none.
fn value(settings: &Settings, name: &str) -> Option<String> {
    let list = |values: Vec<String>| if values.is_empty() { None } else { Some(values.join(", ")) };
    match name {
        "data" => Some(settings.data.display().to_string()),
        "listen" => list(settings.listen.iter().map(ToString::to_string).collect()),
        "database" => Some(settings.database.to_string()),
        "mail" => Some(settings.mail.to_string()),
        "mail-from" => Some(settings.mail_from.clone()),
        "base-url" => Some(settings.base_url.clone()),
        "assign-delay" => Some(span::show(settings.assign_delay)),
        "update-delay" => Some(span::show(settings.update_delay)),
        "digest-every" => Some(settings.digest_every.map_or_else(|| "off".to_owned(), span::show)),
        "token-ttl" => Some(span::show(settings.token_ttl)),
        "registration" => Some(registration(settings.registration).to_owned()),
        "auth-rate" => Some(rate(settings.auth_rate)),
        "api-rate" => Some(rate(settings.api_rate)),
        "cors-origin" => list(settings.cors_origins.clone()),
        "trusted-proxy" => list(settings.trusted_proxies.iter().map(ToString::to_string).collect()),
        "max-connections" => Some(settings.max_connections.to_string()),
        "database-connections" => Some(settings.database_connections.to_string()),
        "write-batch-max" => Some(settings.write_batch_max.to_string()),
        "metrics-token" => settings.metrics_token.as_ref().map(|_| "(secret)".to_owned()),
        "log" => Some(settings.log.level.to_string()),
        "log-format" => Some(log_format(settings.log.format).to_owned()),
        "log-file" => Some(settings.log.file.display().to_string()),
        "log-file-level" => Some(settings.log.file_level.to_string()),
        _ => None,
    }
}

fn rate(rate: Option<Rate>) -> String {
    rate.map_or_else(|| "off".to_owned(), |rate| format!("{}/{}", rate.most, span::show(rate.per)))
}

fn registration(registration: Registration) -> &'static str {
    match registration {
        Registration::Open => "open",
        Registration::Invite => "invite",
        Registration::Closed => "closed",
    }
}

fn log_format(format: LogFormat) -> &'static str {
    match format {
        LogFormat::Text => "text",
        LogFormat::Json => "json",
    }
}

/// What the settings mean together, and what is odd about them.
pub(super) fn check(settings: &Settings) -> Vec<Finding> {
    let mut found: Vec<Finding> = [strays(), links(settings), secrets(settings)].into_iter().flatten().collect();
    if found.is_empty() {
        found.push(Finding::ok("settings", "all understood"));
    }
    found.push(registers(settings));
    found
}

fn strays() -> Option<Finding> {
    let strays = strays::of_this_process();
    (!strays.is_empty()).then(|| Finding::warn("settings", strays::said(&strays)))
}

fn links(settings: &Settings) -> Option<Finding> {
    if settings.is_local_only() {
        return None;
    }
    if settings.origin("base-url") == Origin::Default {
        let found = format!("links in mail lead to {}, which is a guess: set --base-url", settings.base_url);
        return Some(Finding::warn("settings", found));
    }
    let is_plain = settings.base_url.starts_with("http://");
    is_plain
        .then(|| Finding::warn("settings", "--base-url is http://: put a proxy with TLS in front, and write https://"))
}

/// Who can make an account.
fn registers(settings: &Settings) -> Finding {
    match settings.registration {
        Registration::Open if settings.is_local_only() => Finding::ok(
            "joining",
            "everybody can register who reaches this machine's loopback: if a proxy lets others in, set --base-url",
        ),
        Registration::Open => {
            Finding::warn("joining", "everybody who reaches this server can register: --registration invite")
        }
        Registration::Invite => Finding::ok("joining", "by invite: `belfry user invite`"),
        Registration::Closed => Finding::ok("joining", "nobody registers; people are added by `belfry user add`"),
    }
}

/// A settings file with a secret in it that others can read.
fn secrets(settings: &Settings) -> Option<Finding> {
    let has_login = matches!(&settings.mail, MailUrl::Smtp(relay) if relay.login.is_some());
    let secrets = [("mail", has_login), ("metrics-token", settings.metrics_token.is_some())];
    secrets.into_iter().filter(|(_, is_secret)| *is_secret).find_map(|(name, _)| match settings.origin(name) {
        Origin::File(path) if is_open(&path) => {
            let path = path.display();
            Some(Finding::warn(
                "settings",
                format!("{path} holds a secret ({name}) and others can read it: chmod 600 {path}"),
            ))
        }
        Origin::File(_) | Origin::Flag | Origin::Environment | Origin::Default => None,
    })
}

/// Whether others than the owner can read a file.
pub(super) fn is_open(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|meta| meta.permissions().mode() & 0o077 != 0)
}
