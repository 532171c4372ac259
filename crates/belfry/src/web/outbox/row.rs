//! A mail in the table: its state in words and a picture, what it is about, and what may be done to it.

use ::outbox::listing::Group;
use ::outbox::retry::ATTEMPTS_MOST;
use ::outbox::{Kind, State};

use super::part::{self, Face, Html};
use crate::post::Listed;
use crate::web::Page;

/// A mail, for whoever looks.
pub(super) struct MailRow<'p> {
    pub page: &'p Page,
    pub listed: &'p Listed,
}

/// A button: what it sends as `do`, the key of its word, and whether it is the one to press.
pub(super) type Button = (&'static str, &'static str, bool);

/// Further off than this a time is told, not counted down.
const COUNTED_DOWN_US: i64 = 3600 * 1_000_000;

impl MailRow<'_> {
    pub fn avatar(&self) -> Html {
        part::avatar(&Face::from(&self.listed.recipient))
    }

    /// When it rings, or what became of it and when.
    pub fn state(&self) -> Html {
        let (page, mail) = (self.page, &self.listed.mail);
        let marked = |class: &str, icon: &str, time: Html| {
            Html::new(format!("<span class=\"state{class}\">{} {time}</span>", part::icon(icon)))
        };
        let ended = page.when(mail.ended_at.unwrap_or(mail.enqueued_at));
        match (Group::of(mail), mail.state) {
            (_, State::Sending) => Html::new(format!(
                "<span class=\"state\"><span class=\"rings\">{}</span> {}</span>",
                part::mini_ring_sending(),
                page.tell("outbox-is-sending")
            )),
            (_, State::Held) => marked("", "bell-off", Html::escaped(&page.say("outbox-is-held"))),
            (Group::Scheduled | Group::Sending, _) if mail.next_at.0 - page.now.0 > COUNTED_DOWN_US => {
                marked("", "clock", page.when(mail.next_at))
            }
            (Group::Scheduled, _) => self.countdown("outbox-due-in"),
            (Group::Sending, _) => self.countdown("outbox-next-attempt-in"),
            (Group::Failed, _) | (_, State::Failed | State::Unknown) => marked(" failed", "alert", ended),
            (Group::Sent, _) => marked(" sent", "check", Html::new(format!("{ended}{}", self.late()))),
            (Group::Cancelled | Group::Ended, _) => marked(" cancelled", "bell-off", ended),
        }
    }

    /// How long after it was due it left: in short for those who see the time beside it.
    fn late(&self) -> Html {
        let Some(us) = self.listed.mail.lateness_us else { return Html::default() };
        let late = crate::web::insights::late(&self.page.reader, us);
        let told = self.page.tell("mail-lateness").text("late", &late);
        let short = Html::escaped(&late);
        Html::new(format!(
            " <span class=\"quiet\"><span aria-hidden=\"true\">+{short}</span><span class=\"vh\">{told}</span></span>"
        ))
    }

    fn countdown(&self, key: &str) -> Html {
        let (page, mail) = (self.page, &self.listed.mail);
        let from = mail.sending_at.unwrap_or(mail.enqueued_at);
        Html::new(format!(
            "<span class=\"rings\">{}<span class=\"vh\">{} </span>{}</span>",
            part::mini_ring(&page.reader, from, mail.next_at),
            page.tell(key),
            page.countdown(mail.next_at)
        ))
    }

    /// What it is about, where that is no issue that is seen.
    pub fn about(&self) -> String {
        self.page.say(match self.listed.mail.kind {
            Kind::Digest => "outbox-about-digest",
            Kind::Account => "outbox-about-account",
            Kind::Assigned | Kind::Updated => "outbox-about-unseen",
        })
    }

    pub fn kind(&self) -> String {
        self.page.say(&format!("outbox-kind-{}", self.listed.mail.kind.as_str()))
    }

    /// How often it was tried, and how often it would be at the most where that is not over.
    pub fn attempts(&self) -> Html {
        let mail = &self.listed.mail;
        match (mail.attempts, Group::of(mail)) {
            (0, _) => Html::new("<span class=\"quiet\">0</span>"),
            (n, Group::Sending | Group::Failed) => {
                Html::escaped(&self.page.tell("outbox-tries").text("n", n).text("most", ATTEMPTS_MOST.max(n)).plain())
            }
            (n, _) => Html::escaped(&n.to_string()),
        }
    }

    /// What the relay said last, or why nobody was mailed.
    pub fn said(&self) -> String {
        let mail = &self.listed.mail;
        let reason = mail.reason.clone().unwrap_or_default();
        match mail.state {
            State::Cancelled | State::Merged | State::Suppressed if !reason.is_empty() => {
                self.page.tell("outbox-because").text("state", self.ended_as()).text("why", reason).plain()
            }
            _ => reason,
        }
    }

    fn ended_as(&self) -> String {
        self.page.say(&format!("outbox-state-{}", self.listed.mail.state.as_str()))
    }

    /// What may be done to it now.
    pub fn buttons(&self) -> Vec<Button> {
        let (listed, state) = (self.listed, self.listed.mail.state);
        let mut buttons: Vec<Button> = match state {
            State::Pending | State::Leased if listed.mail.is_frozen() => {
                let retry = listed.may_retry.then_some(("retry", "outbox-retry-now", false));
                retry.into_iter().chain(self.steered(&[("cancel", "outbox-cancel", false)])).collect()
            }
            State::Pending | State::Leased => self.steered(&[
                ("send", "outbox-send", false),
                ("hold", "outbox-hold", false),
                ("cancel", "outbox-cancel", false),
            ]),
            State::Held => self.steered(&[
                ("send", "outbox-send", false),
                ("release", "outbox-release", true),
                ("cancel", "outbox-cancel", false),
            ]),
            State::Failed | State::Unknown | State::Suppressed => Vec::new(),
            State::Sending | State::Sent | State::Cancelled | State::Merged => Vec::new(),
        };
        if listed.may_retry && matches!(state, State::Failed | State::Unknown) {
            buttons.push(("retry", "outbox-retry", true));
            if listed.mail.dismissed_at.is_none() {
                buttons.push(("dismiss", "outbox-dismiss", false));
            }
        }
        buttons
    }

    fn steered(&self, buttons: &[Button]) -> Vec<Button> {
        if self.listed.may_steer { buttons.to_vec() } else { Vec::new() }
    }
}
