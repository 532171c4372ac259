//! Where mail goes: whether it can be reached, and takes a letter.

use std::sync::Arc;

use outbox::transport::{MailUrl, Parcel, Transport};
use store::Clock;

use super::finding::Finding;
use crate::config::Settings;
use crate::mail::{Envelope, Sender, message_id, trial};
use crate::user::Email;

pub(super) async fn check(settings: &Settings, send_test: Option<&Email>) -> Vec<Finding> {
    if let (MailUrl::File(folder), None) = (&settings.mail, send_test) {
        let found = format!("mail is written to files in {} and sent to nobody: set --mail smtp://…", folder.display());
        return vec![Finding::ok("relay", found)];
    }
    let transport = match Transport::open(&settings.mail) {
        Ok(transport) => transport,
        Err(error) => return vec![Finding::fail("relay", error.to_string())],
    };
    let mut findings = vec![match transport.probe().await {
        Ok(found) => Finding::ok("relay", found),
        Err(failure) => Finding::fail("relay", format!("{}: {failure}", settings.mail)),
    }];
    if let Some(to) = send_test {
        findings.push(match send(settings, &transport, to).await {
            Ok(reply) => Finding::ok("test mail", format!("handed over: {reply}")),
            Err(problem) => Finding::fail("test mail", problem),
        });
    }
    findings
}

async fn send(settings: &Settings, transport: &Transport, to: &Email) -> Result<String, String> {
    let parcel = parcel(settings, to).map_err(|error| format!("{error:#}"))?;
    match transport.try_out(&parcel).await {
        Ok(reply) => Ok(reply.to_string()),
        Err(failure) => Err(format!("not taken: {failure}")),
    }
}

fn parcel(settings: &Settings, to: &Email) -> anyhow::Result<Parcel> {
    let sender = Sender::new(&settings.mail_from, &settings.base_url);
    let mut random = [0; 16];
    getrandom::fill(&mut random)?;
    let date = Clock::system().now();
    let envelope = Envelope { message_id: message_id(&sender.host, random), date, thread: None };
    let bytes = trial::compose(to.as_str(), &sender, &envelope)?;
    let (from, to) = (sender.address, to.as_str().to_owned());
    Ok(Parcel { from, to, message_id: envelope.message_id, bytes: Arc::from(bytes) })
}
