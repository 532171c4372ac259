//! Puts a letter into its envelope: MIME, headers, and the promise that the bytes are fit for the wire.

use std::time::UNIX_EPOCH;

use anyhow::{Context, Result, ensure};
use lettre::{
    Address, Message,
    message::{
        Mailbox, MessageBuilder, MultiPart, SinglePart,
        header::{HeaderName, HeaderValue},
    },
};

use super::{
    Envelope, Person, Sender, clean,
    frame::{Frame, Stop},
    identify, when,
};

/// RFC 5322 section 2.1.1, without the CRLF.
const LINE_MAX: usize = 998;

/// A mail with all its words, not yet bytes.
pub struct Letter<'a> {
    pub to: &'a Person,
    pub frame: &'a Frame,
    pub text: String,
    pub html: String,
    /// For `X-Belfry-Reason`.
    pub reason: &'static str,
}

impl Letter<'_> {
    /// The message as it goes over the wire.
    pub fn compose(self, sender: &Sender, envelope: &Envelope) -> Result<Vec<u8>> {
        identify::check(&envelope.message_id)?;
        let from = address(&sender.address).context("reading our own address")?;
        let to = address(&self.to.email).context("reading the recipient's address")?;
        let name = Some(clean::header(&self.to.name, 100)).filter(|name| !name.is_empty());
        let mut message = Message::builder()
            .envelope(lettre::address::Envelope::new(Some(from.clone()), vec![to.clone()])?)
            .date(UNIX_EPOCH + when::clamped(envelope.date))
            .from(Mailbox::new(Some("Belfry".to_owned()), from))
            .to(Mailbox::new(name, to))
            .subject(clean::header(&self.frame.subject, 300))
            .message_id(Some(envelope.message_id.clone()));
        if let Some(root) = &envelope.thread {
            identify::check(root)?;
            message = message.in_reply_to(root.clone()).references(root.clone());
        }
        let bytes = self.about(message, sender)?.multipart(self.parts(envelope))?.formatted();
        check(&bytes)?;
        Ok(bytes)
    }

    /// The headers that tell machines what this is and how to stop it.
    fn about(&self, message: MessageBuilder, sender: &Sender) -> Result<MessageBuilder> {
        let mut headers = vec![
            ("Auto-Submitted", "auto-generated".to_owned()),
            ("X-Auto-Response-Suppress", "OOF, AutoReply, RN, NRN, DR".to_owned()),
            ("X-Belfry-Reason", self.reason.to_owned()),
        ];
        if let Some(Stop { url, .. }) = &self.frame.stop {
            ensure!(
                url.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'<' | b'>')) && url.len() < 900,
                "the link that stops this mail is not a plain URL"
            );
            headers.push(("List-Id", identify::list_id(&sender.host)));
            headers.push(("List-Unsubscribe", format!("<{url}>")));
            headers.push(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()));
        }
        Ok(headers.into_iter().fold(message, |message, (name, value)| {
            message.raw_header(HeaderValue::new(HeaderName::new_from_ascii_str(name), value))
        }))
    }

    /// Text first, HTML second. The boundary comes from the random message id, so no body can hold it and the same mail
    /// composed twice is the same.
    fn parts(self, envelope: &Envelope) -> MultiPart {
        let seed: String = envelope.message_id.chars().filter(char::is_ascii_alphanumeric).take(48).collect();
        MultiPart::alternative()
            .boundary(format!("belfry{seed}"))
            .singlepart(SinglePart::plain(self.text))
            .singlepart(SinglePart::html(self.html))
    }
}

/// Header addresses are ASCII: mail to others needs SMTPUTF8, which few relays have.
pub(super) fn address(typed: &str) -> Result<Address> {
    ensure!(typed.bytes().all(|b| b.is_ascii_graphic()), "the address holds characters that mail headers cannot");
    Ok(typed.parse()?)
}

/// A bare LF or CR, a NUL or a line too long must never reach the transport: dots after a bare LF are not stuffed.
pub(super) fn check(bytes: &[u8]) -> Result<()> {
    let mut lines = bytes.split(|b| *b == b'\n');
    ensure!(lines.next_back().is_some_and(<[u8]>::is_empty) && !bytes.is_empty(), "the mail ends without CRLF");
    for line in lines {
        let line = line.strip_suffix(b"\r").context("the mail holds a bare LF")?;
        ensure!(line.len() <= LINE_MAX, "the mail holds a line of {} bytes", line.len());
        ensure!(!line.contains(&b'\r') && !line.contains(&0), "the mail holds a bare CR or a NUL");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_unfit_for_the_wire_are_refused() {
        assert!(check(b"a\r\n.b\r\n\r\n").is_ok());
        for bytes in [&b"a"[..], b"a\n", b"a\nb\r\n", b"a\rb\r\n", b"a\r\r\n", b"a\0\r\n", b""] {
            assert!(check(bytes).is_err(), "{bytes:?}");
        }
        let mut long = vec![b'a'; LINE_MAX];
        long.extend(b"\r\n");
        assert!(check(&long).is_ok());
        long.insert(0, b'a');
        assert!(check(&long).is_err());
    }

    #[test]
    fn an_address_is_one_plain_address() {
        assert!(address("ana@example.org").is_ok());
        for typed in ["", "ana", "ana@example.org\r\nBcc: x@y.org", "a b@example.org", "ana@exämple.org", "<a@b.org>"]
        {
            assert!(address(typed).is_err(), "{typed:?}");
        }
    }
}
