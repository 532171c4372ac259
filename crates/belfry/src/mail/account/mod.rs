//! `account`: something about the recipient's own account.
//!
//! A link that works once, or word of what was done. It comes at once, and cannot be stopped. Of the account it names the
//! username, and of nobody else anything.

use anyhow::{Context, Result, ensure};
use askama::Template;
use store::Timestamp;

use super::{Envelope, Person, Sender, clean, compose::Letter, frame::Frame, text, when};

/// Mail about an account.
#[derive(Debug, Clone)]
pub struct Account {
    /// Whose it is, or was.
    pub to: Person,
    /// What they log in with.
    pub username: String,
    /// What it is about.
    pub about: About,
    /// When it was ordered.
    pub at: Timestamp,
}

/// What mail about an account is about.
#[derive(Debug, Clone)]
pub enum About {
    /// A link that confirms the address.
    Confirm(Link),
    /// A link that sets another password.
    Reset(Link),
    /// A link that signs in.
    SignIn(Link),
    /// The password is another.
    PasswordChanged,
    /// Mail goes to another address.
    EmailChanged,
    /// Somebody tries whether mail gets through.
    Trial,
}

/// A link that works once.
#[derive(Debug, Clone)]
pub struct Link {
    /// Where it leads.
    pub url: String,
    /// Until when.
    pub until: Timestamp,
}

impl Account {
    /// The mail as bytes, CRLF only. Fails if the address or the link is unusable.
    pub fn compose(&self, sender: &Sender, envelope: &Envelope) -> Result<Vec<u8>> {
        let page = self.page(sender, envelope);
        if let Some(button) = &page.button {
            let is_plain = button.url.bytes().all(|b| b.is_ascii_graphic()) && button.url.len() < 900;
            ensure!(is_plain, "the link is not a plain URL");
        }
        let frame = Frame {
            subject: page.headline.to_owned(),
            preheader: clean::clip(&page.sentences[0], 200),
            over: "Your account".to_owned(),
            why: format!("You get this because of the account {} at {}.", page.username, sender.host),
            stop: None,
        };
        let text = Text { frame: &frame, page: &page }.render().context("rendering the text of an account mail")?;
        let html = Html { frame: &frame, page: &page }.render().context("rendering the HTML of an account mail")?;
        Letter { to: &self.to, frame: &frame, text, html, reason: "account" }.compose(sender, envelope)
    }

    fn page(&self, sender: &Sender, envelope: &Envelope) -> Page {
        let username = clean::line(&self.username);
        let moment = when::moment(self.at, envelope.date);
        let by_link = |words: [&'static str; 2], link: &Link, what: String, if_not: &str| {
            let good_for = format!("The link is good for {} and works once.", when::span(link.until.since(self.at)));
            let if_not = format!("If it was not you, do nothing: {if_not}");
            let [headline, words] = words;
            (headline, Some(Button { words, url: link.url.clone() }), vec![what, good_for, if_not])
        };
        let (headline, button, sentences) = match &self.about {
            About::Confirm(link) => by_link(
                ["Confirm your address", "Confirm this address"],
                link,
                format!("Somebody, probably you, says that this is the address of the account {username}."),
                "the account keeps the address that it has.",
            ),
            About::Reset(link) => by_link(
                ["Set another password", "Set another password"],
                link,
                format!("Somebody, probably you, asked to set another password for the account {username}."),
                "the password stays as it is.",
            ),
            About::SignIn(link) => by_link(
                ["Your link to sign in", "Sign in"],
                link,
                format!("Somebody, probably you, asked for a link that signs in to the account {username}."),
                "whoever does not have this mail is not let in by it.",
            ),
            About::PasswordChanged => (
                "Your password was changed",
                None,
                vec![
                    format!(
                        "The password of the account {username} was changed {moment}, and whoever was signed in has to sign in again."
                    ),
                    "If it was not you, set another password, and tell whoever runs this Belfry.".to_owned(),
                ],
            ),
            About::EmailChanged => (
                "Your address was changed",
                None,
                vec![
                    format!(
                        "Mail of the account {username} goes to another address from {moment} on, and no more to this one."
                    ),
                    "If it was not you, tell whoever runs this Belfry.".to_owned(),
                ],
            ),
            About::Trial => (
                "Mail gets through",
                None,
                vec![
                    format!("This is a test mail for the account {username}, asked for {moment}."),
                    "Nothing needs to be done.".to_owned(),
                ],
            ),
        };
        Page { headline, username, sentences, button, site: sender.base_url.clone() }
    }
}

/// What both parts show, clean.
struct Page {
    headline: &'static str,
    username: String,
    /// At least one.
    sentences: Vec<String>,
    button: Option<Button>,
    site: String,
}

struct Button {
    words: &'static str,
    url: String,
}

#[derive(Template)]
#[template(path = "mail/account/text.txt")]
struct Text<'a> {
    frame: &'a Frame,
    page: &'a Page,
}

#[derive(Template)]
#[template(path = "mail/account/html.html")]
struct Html<'a> {
    frame: &'a Frame,
    page: &'a Page,
}
