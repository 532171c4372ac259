//! What a server says when it is ready.

use std::net::SocketAddr;

use outbox::transport::MailUrl;

use super::super::say::say;
use crate::config::{Origin, Registration, Settings};

/// Says where everything is. Nothing secret is said.
pub(super) fn print(settings: &Settings, is_empty: bool) {
    let addresses: Vec<String> = settings.listen.iter().map(SocketAddr::to_string).collect();
    say!("Belfry {} is ready", env!("CARGO_PKG_VERSION"));
    say!("  address  http://{}", addresses.join("  http://"));
    if settings.origin("base-url") != Origin::Default {
        say!("  links    {}", settings.base_url);
    }
    say!("  data     {}", settings.data.display());
    say!("  mail     {}", mail(settings));
    if is_empty {
        say!("{}", first_steps(settings));
    }
}

fn mail(settings: &Settings) -> String {
    match &settings.mail {
        MailUrl::File(folder) => format!("is written to files in {}", folder.display()),
        MailUrl::Smtp(relay) => format!("leaves by {relay}, from {}", settings.mail_from),
    }
}

fn first_steps(settings: &Settings) -> String {
    let data = match settings.origin("data") {
        Origin::Flag => format!(" --data {}", settings.data.display()),
        Origin::Environment | Origin::File(_) | Origin::Default => String::new(),
    };
    let add = format!(
        "Nobody is registered yet. Add the first admin in another terminal:\n  \
         belfry user add{data} --admin --email you@example.org --username you --first-name You"
    );
    match settings.registration {
        Registration::Open => format!("{add}\nEverybody else can register by themselves (POST /register)."),
        Registration::Invite | Registration::Closed => add,
    }
}
