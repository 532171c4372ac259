//! What a server says when it is ready.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use outbox::transport::MailUrl;

use super::super::say::say;
use crate::config::{Origin, Registration, Settings};

/// Says where everything is, who may register, and, where there is nobody yet, by which link the first admin comes in.
pub(super) fn print(settings: &Settings, setup_code: Option<&str>) {
    let addresses: Vec<String> = settings.listen.iter().map(SocketAddr::to_string).collect();
    say!("Belfry {} is ready", env!("CARGO_PKG_VERSION"));
    say!("  address  http://{}", addresses.join("  http://"));
    if settings.origin("base-url") != Origin::Default {
        say!("  links    {}", settings.base_url);
    }
    say!("  data     {}", absolute(&settings.data).display());
    say!("  mail     {}", mail(settings));
    say!("  joining  {}", joining(settings.registration));
    if let Some(code) = setup_code {
        say!("Nobody is registered yet. Make yourself the first admin in a browser, by this link:");
        say!("  {}/setup/{code}", settings.base_url.trim_end_matches('/'));
        say!("or in another terminal:");
        say!("  {}", first_step(settings));
    }
}

fn joining(registration: Registration) -> &'static str {
    match registration {
        Registration::Open => "everybody who reaches the address can register",
        Registration::Invite => "by invite: belfry user invite",
        Registration::Closed => "nobody registers; people are added by: belfry user add",
    }
}

fn mail(settings: &Settings) -> String {
    match &settings.mail {
        MailUrl::File(folder) => format!("is written to files in {}", absolute(folder).display()),
        MailUrl::Smtp(relay) => format!("leaves by {relay}, from {}", settings.mail_from),
    }
}

/// A command that works in whatever folder the other terminal is.
fn first_step(settings: &Settings) -> String {
    let data = absolute(&settings.data);
    let database = match settings.origin("database") {
        Origin::Flag => format!(" --database {}", quoted(&settings.database.to_string())),
        Origin::Environment | Origin::File(_) | Origin::Default => String::new(),
    };
    format!(
        "belfry user add --data {}{database} --admin --email you@example.org --username you --first-name You",
        quoted(&data.display().to_string())
    )
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// As a shell reads it back.
fn quoted(text: &str) -> String {
    let is_plain = text.chars().all(|c| c.is_alphanumeric() || "/._-:@+=%".contains(c));
    if is_plain { text.to_owned() } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_with_blanks_is_quoted() {
        assert_eq!(quoted("/var/lib/belfry"), "/var/lib/belfry");
        assert_eq!(quoted("/home/ada/it's mine"), "'/home/ada/it'\\''s mine'");
    }
}
