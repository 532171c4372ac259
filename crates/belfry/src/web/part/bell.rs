//! The bell: who will be mailed and when, what can still be done about it, and what became of it.

use askama::Template;
use store::Timestamp;

use super::{Html, bold, icon, ring};
use crate::web::insights::late;
use crate::web::reader::Reader;
use crate::web::text::Telling;

/// One mail about an issue.
#[derive(Template)]
#[template(path = "web/part/bell.html")]
pub struct Bell {
    /// Who looks.
    pub reader: Reader,
    /// What it has in the page: `bell` for the first of an issue, `bell-8812` for others.
    pub id: String,
    /// The name of its live event, such as `bell.BEL-142`; none where it stays as it is.
    pub live: String,
    /// Where its buttons lead.
    pub action: String,
    /// What may be done, in this order.
    pub acts: Vec<Act>,
    /// Where it is in the outbox, if that is to be offered.
    pub outbox: String,
    /// The number of the mail.
    pub mail: i64,
    /// Where the mail stands.
    pub state: Ringing,
}

/// A button of the bell: what it sends as `do`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Ring now.
    Send,
    /// Ring although it is held.
    SendAnyway,
    /// Take it back.
    Cancel,
    /// Keep it back.
    Hold,
    /// Let it go again.
    Release,
    /// Try what failed again.
    Retry,
}

/// What a mail that waits is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// Whoever looks gave its recipient the issue.
    AssignedByYou,
    /// Somebody of this name did.
    AssignedBy(String),
    /// Whoever looks gave it to themselves.
    TakenByYou,
    /// Its recipient did.
    TakenBy(String),
    /// What else happened.
    News,
}

/// Where a mail stands, with what is said about it.
#[derive(Clone, Debug)]
pub enum Ringing {
    /// It will ring.
    Pending {
        /// Whom it is for.
        who: String,
        /// When it was ordered.
        ordered_at: Timestamp,
        /// When it rings.
        due_at: Timestamp,
        /// What it is about.
        about: About,
    },
    /// It waits for quiet hours to end, or for somebody.
    Held {
        /// Whom it is for.
        who: String,
        /// When it rings, if that is known.
        until: Option<Timestamp>,
        /// What holds it.
        why: String,
    },
    /// It is past the point of no return.
    Sending {
        /// Whom it is for.
        who: String,
        /// Which attempt it is.
        attempt: i64,
    },
    /// The relay took it.
    Mailed {
        /// Whom it was for.
        who: String,
        /// When.
        at: Timestamp,
        /// How long after it was due that was, in microseconds.
        late_us: Option<i64>,
        /// What the relay said.
        said: String,
    },
    /// It was taken back.
    Cancelled {
        /// By what.
        why: String,
    },
    /// It was given up.
    Failed {
        /// Whom it was for.
        who: String,
        /// How often the relay answered.
        attempts: i64,
        /// When it rang first.
        since: Timestamp,
        /// What the relay said.
        said: String,
    },
}

impl Act {
    fn word(self) -> &'static str {
        match self {
            Act::Send | Act::SendAnyway => "send",
            Act::Cancel => "cancel",
            Act::Hold => "hold",
            Act::Release => "release",
            Act::Retry => "retry",
        }
    }

    fn key(self) -> &'static str {
        match self {
            Act::Send => "bell-send-now",
            Act::SendAnyway => "bell-send-anyway",
            Act::Cancel => "bell-cancel",
            Act::Hold => "bell-hold",
            Act::Release => "bell-release",
            Act::Retry => "bell-try-again",
        }
    }
}

impl Bell {
    fn word(&self) -> &'static str {
        match self.state {
            Ringing::Pending { .. } => "pending",
            Ringing::Held { .. } => "held",
            Ringing::Sending { .. } => "sending",
            Ringing::Mailed { .. } => "mailed",
            Ringing::Cancelled { .. } => "cancelled",
            Ringing::Failed { .. } => "failed",
        }
    }

    fn name(&self) -> String {
        self.reader.say(&format!("bell-{}-name", self.word()))
    }

    fn picture(&self) -> Html {
        match &self.state {
            Ringing::Pending { ordered_at, due_at, .. } => ring(&self.reader, Some((*ordered_at, *due_at))),
            Ringing::Sending { .. } => ring(&self.reader, None),
            Ringing::Held { .. } => icon("moon"),
            Ringing::Mailed { .. } => icon("check"),
            Ringing::Cancelled { .. } => icon("bell-off"),
            Ringing::Failed { .. } => icon("alert"),
        }
    }

    fn first_line(&self) -> Html {
        let reader = &self.reader;
        let line = match &self.state {
            Ringing::Pending { who, due_at, .. } => {
                reader.tell("bell-pending").html("who", bold(who)).html("left", reader.countdown(*due_at))
            }
            Ringing::Held { who, until: Some(until), .. } => {
                reader.tell("bell-held").html("who", bold(who)).html("at", reader.when(*until))
            }
            Ringing::Held { who, until: None, .. } => reader.tell("bell-held-open").html("who", bold(who)),
            Ringing::Sending { who, .. } => reader.tell("bell-sending").html("who", bold(who)),
            Ringing::Mailed { at, late_us, .. } => mailed(reader, *at, *late_us),
            Ringing::Cancelled { why } => reader.tell("bell-cancelled").text("why", why),
            Ringing::Failed { who, .. } => reader.tell("bell-failed").html("who", bold(who)),
        };
        Html::new(line.to_string())
    }

    fn second_line(&self) -> String {
        let reader = &self.reader;
        match &self.state {
            Ringing::Pending { ordered_at, due_at, about, .. } => {
                let (at, until) = (reader.when_in_words(*ordered_at), reader.when_in_words(*due_at));
                let line = match about {
                    About::AssignedByYou => reader.tell("bell-pending-by-you"),
                    About::AssignedBy(by) => reader.tell("bell-pending-by").text("by", by),
                    About::TakenByYou => reader.tell("bell-pending-taken-by-you"),
                    About::TakenBy(by) => reader.tell("bell-pending-taken-by").text("by", by),
                    About::News => reader.tell("bell-pending-news"),
                };
                line.text("at", at).text("until", until).plain()
            }
            Ringing::Held { why, .. } => reader.tell("bell-held-why").text("why", why).plain(),
            Ringing::Sending { attempt, .. } => reader.tell("bell-attempt").text("n", attempt).plain(),
            Ringing::Mailed { who, said, .. } => {
                reader.tell("bell-mailed-to").text("who", who).text("said", said).plain()
            }
            Ringing::Cancelled { .. } => reader.say("bell-nobody-mailed"),
            Ringing::Failed { attempts, since, said, .. } => reader
                .tell("bell-attempts")
                .arg("n", u32::try_from(*attempts).unwrap_or(0))
                .text("since", reader.when_in_words(*since))
                .text("said", said)
                .plain(),
        }
    }
}

/// When it left, and how late that was.
pub fn mailed(reader: &Reader, at: Timestamp, late_us: Option<i64>) -> Telling {
    let when = reader.when(at);
    match late_us {
        Some(us) => reader.tell("bell-mailed-late").html("at", when).text("late", late(reader, us)),
        None => reader.tell("bell-mailed").html("at", when),
    }
}

impl askama::filters::HtmlSafe for Bell {}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::web::text::Language;

    const NINE: Timestamp = Timestamp(1_773_306_120_000_000);

    fn at(minutes: i64) -> Timestamp {
        Timestamp(NINE.0 + minutes * 60_000_000)
    }

    fn bell(state: Ringing) -> Bell {
        let reader = Reader { language: Language::English, zone: TimeZone::UTC, now: Timestamp(NINE.0 + 18_000_000) };
        Bell {
            reader,
            id: "bell".to_owned(),
            live: String::new(),
            action: "/BEL-1/bell/1".to_owned(),
            acts: Vec::new(),
            outbox: String::new(),
            mail: 1,
            state,
        }
    }

    fn lines(state: Ringing) -> (String, String) {
        let bell = bell(state);
        (bell.first_line().text(), bell.second_line())
    }

    /// The table of the design.
    #[test]
    fn the_bell_says_word_for_word_what_the_design_says() {
        let (ana, priya) = ("Ana Ruiz".to_owned(), "Priya Nair".to_owned());
        let said = |first: &str, second: &str| (first.to_owned(), second.to_owned());
        let pending =
            Ringing::Pending { who: ana.clone(), ordered_at: at(0), due_at: at(12), about: About::AssignedByYou };
        assert_eq!(
            lines(pending),
            said(
                "Ana Ruiz will be mailed in 11:42",
                "You assigned this at 09:02. Until 09:14 you can still change your mind."
            )
        );
        let why = "quiet hours, 20:00 to 07:30".to_owned();
        assert_eq!(
            lines(Ringing::Held { who: priya, until: Some(at(-92)), why }),
            said("Priya Nair will be mailed at 07:30", "Held for quiet hours, 20:00 to 07:30")
        );
        assert_eq!(
            lines(Ringing::Sending { who: ana.clone(), attempt: 1 }),
            said("Ana Ruiz is being mailed", "Attempt 1")
        );
        let reply = "250 2.0.0 Ok: queued as 4F2C1".to_owned();
        assert_eq!(
            lines(Ringing::Mailed { who: ana.clone(), at: at(12), late_us: None, said: reply.clone() }),
            said("Mailed 09:14 · delivered to smtp", "To Ana Ruiz. 250 2.0.0 Ok: queued as 4F2C1")
        );
        let (late, _) = lines(Ringing::Mailed { who: ana.clone(), at: at(12), late_us: Some(3_400), said: reply });
        assert_eq!(late, "Mailed 09:14 · 3.4 ms after it was due · delivered to smtp");
        assert_eq!(
            lines(Ringing::Cancelled { why: "reassigned to Ben before it was due".to_owned() }),
            said("Cancelled: reassigned to Ben before it was due", "Nobody was mailed")
        );
        let no_such = "550 5.1.1 no such user".to_owned();
        assert_eq!(
            lines(Ringing::Failed { who: ana, attempts: 5, since: at(12), said: no_such }),
            said("Ana Ruiz could not be mailed", "5 attempts since 09:14 · 550 5.1.1 no such user")
        );
    }

    #[test]
    fn its_buttons_say_what_they_do() {
        let state = Ringing::Pending {
            who: "<Ana>".to_owned(),
            ordered_at: at(0),
            due_at: at(12),
            about: About::AssignedByYou,
        };
        let html = Bell { acts: vec![Act::Send, Act::Cancel], ..bell(state) }.to_string();
        assert!(html.contains("<button class=\"btn sm\" name=\"do\" value=\"send\">Send now</button>"), "{html}");
        assert!(html.contains("<button class=\"btn plain sm\" name=\"do\" value=\"cancel\">Cancel</button>"), "{html}");
        assert!(html.contains("data-state=\"pending\"") && !html.contains("<Ana>"), "{html}");
    }
}
