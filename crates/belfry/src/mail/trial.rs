//! The letter with which somebody tries whether mail gets through: `belfry doctor --send-test`.

use std::time::UNIX_EPOCH;

use anyhow::{Context, Result};
use lettre::Message;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, header};

use super::{Envelope, Sender, compose, when};

/// The letter as bytes, CRLF only. Fails if an address is unusable.
pub fn compose(to: &str, sender: &Sender, envelope: &Envelope) -> Result<Vec<u8>> {
    let from = compose::address(&sender.address).context("reading our own address")?;
    let to = compose::address(to).context("reading the recipient's address")?;
    let words = format!(
        "This is a test mail from the Belfry at {}.\r\nIf you can read it, mail gets through. Nothing needs to be done.\r\n",
        sender.base_url
    );
    let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
    let bytes = Message::builder()
        .date(UNIX_EPOCH + when::clamped(envelope.date))
        .from(Mailbox::new(Some("Belfry".to_owned()), from))
        .to(Mailbox::new(None, to))
        .subject("A test mail from Belfry")
        .message_id(Some(envelope.message_id.clone()))
        .header(ContentType::TEXT_PLAIN)
        .header(header::ContentTransferEncoding::SevenBit)
        .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()))
        .body(words)?
        .formatted();
    compose::check(&bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::Timestamp;

    #[test]
    fn it_is_a_plain_letter_with_its_headers() {
        let sender = Sender::new("belfry@belfry.example", "https://belfry.example");
        let envelope = Envelope { message_id: "<a@belfry.example>".to_owned(), date: Timestamp(0), thread: None };
        let bytes = compose("ana@example.org", &sender, &envelope).unwrap();
        let letter = mail_parser::MessageParser::default().parse(&bytes).unwrap();
        assert_eq!(letter.subject(), Some("A test mail from Belfry"));
        assert_eq!(letter.message_id(), Some("a@belfry.example"));
        assert!(letter.body_text(0).unwrap().contains("https://belfry.example"));
        assert!(compose("a@b\r\nBcc: c@d", &sender, &envelope).is_err());
    }
}
