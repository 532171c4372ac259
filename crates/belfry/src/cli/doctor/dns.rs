//! The name that mail comes from. The system's resolver tells addresses only; what else matters to receivers is named.

use std::time::Duration;

use outbox::transport::MailUrl;

use super::finding::Finding;
use crate::config::Settings;

const WITHIN: Duration = Duration::from_secs(5);
const NOT_CHECKED: &str =
    "MX, SPF, DKIM and DMARC cannot be looked up from here: check them with your relay's provider";

pub(super) async fn check(settings: &Settings) -> Vec<Finding> {
    let domain = settings.mail_from.rsplit_once('@').map_or("", |(_, domain)| domain);
    match &settings.mail {
        MailUrl::File(_) => vec![Finding::ok("dns", "not looked at: mail stays in files")],
        MailUrl::Smtp(_) if domain == "localhost" => {
            vec![Finding::warn(
                "dns",
                "mail comes from @localhost, which receivers refuse: set --mail-from (or --base-url)",
            )]
        }
        MailUrl::Smtp(_) => vec![resolve(domain).await],
    }
}

async fn resolve(domain: &str) -> Finding {
    match tokio::time::timeout(WITHIN, tokio::net::lookup_host((domain, 25))).await {
        Ok(Ok(mut addresses)) => match addresses.next() {
            Some(first) => Finding::ok("dns", format!("{domain} is {}; {NOT_CHECKED}", first.ip())),
            None => Finding::warn("dns", format!("{domain} has no address; {NOT_CHECKED}")),
        },
        Ok(Err(error)) => Finding::warn("dns", format!("{domain} has no address ({error}); {NOT_CHECKED}")),
        Err(_) => {
            Finding::warn("dns", format!("no answer about {domain} within {} s; {NOT_CHECKED}", WITHIN.as_secs()))
        }
    }
}
