//! A mail as its recipient's program reads it: by a parser that is not ours.

use mail_parser::MessageParser;
use outbox::transport::Parcel;

/// A mail that arrived.
#[derive(Debug)]
pub struct Letter {
    pub to: String,
    pub subject: String,
    /// `X-Belfry-Reason`: assigned, updated or digest.
    pub reason: String,
    pub text: String,
    pub html: String,
    pub message_id: String,
    /// The link that stops mail like it, from `List-Unsubscribe`.
    pub stop: String,
}

impl Letter {
    pub fn read(parcel: &Parcel) -> Letter {
        let mail = MessageParser::default().parse(&parcel.bytes[..]).unwrap();
        let raw = |name: &'static str| mail.header_raw(name).unwrap_or_default().trim().to_owned();
        let to = mail.to().and_then(|to| to.first()).and_then(|to| to.address()).unwrap();
        assert_eq!(to, parcel.to, "the envelope and the letter name the same person");
        Letter {
            to: to.to_owned(),
            subject: mail.subject().unwrap().to_owned(),
            reason: raw("X-Belfry-Reason"),
            text: mail.body_text(0).unwrap().into_owned(),
            html: mail.body_html(0).unwrap().into_owned(),
            message_id: mail.message_id().unwrap().to_owned(),
            stop: raw("List-Unsubscribe").trim_matches(['<', '>']).to_owned(),
        }
    }

    /// Whether its text says this, however its lines are broken.
    pub fn says(&self, words: &str) -> bool {
        self.text.split_whitespace().collect::<Vec<_>>().join(" ").contains(words)
    }

    /// To whom, and why: `ben@belfry.example assigned`.
    pub fn gist(&self) -> String {
        format!("{} {}", self.to, self.reason)
    }
}
