//! `/admin/mail`: how the outbox is, a test mail, and stopping all mail.
//!
//! A test mail goes to whoever asks, the way that all mail goes. While all mail is held nothing is lost, and nothing's time
//! moves. Deliberately not here: one mail, which is steered in the outbox.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use outbox::listing::Group;
use outbox::relay::Trouble;
use outbox::{Gauges, Weather};
use store::{Db, Timestamp};

use crate::account;
use crate::app::App;
use crate::auth::Actor;
use crate::error::Result as Verbs;
use crate::post::{self, Listed};
use crate::web::part::{self, Html};
use crate::web::{Flash, Page, Refusal, Section, Typed, Visitor, answer};

const PATH: &str = "/admin/mail";
const REASON: &str = "held by an admin";
/// How many of the last failures are named.
const FAILED_MOST: usize = 5;

#[derive(Template)]
#[template(path = "web/admin/mail/page.html")]
struct Mail {
    page: Page,
    found: Found,
    relay: Weather,
}

struct Found {
    gauges: Gauges,
    held_since: Option<Timestamp>,
    suppressed: usize,
    failed: Vec<Listed>,
}

impl Mail {
    fn state(&self, word: &str) -> String {
        self.page.say(&format!("mail-state-{word}"))
    }

    /// Says so where all mail is held.
    fn held(&self) -> Html {
        let Some(since) = self.found.held_since else { return Html::default() };
        let since = self.page.when_in_words(since);
        part::note("bad", self.page.tell("mail-held-since").text("at", since).plain())
    }

    /// Says so where no mail leaves.
    fn trouble(&self) -> Html {
        let Some((trouble, since, again_at)) = self.relay.trouble else { return Html::default() };
        let key = match trouble {
            Trouble::Down => "mail-relay-down",
            Trouble::Refusing => "mail-relay-refusing",
        };
        let told = self.page.tell(key).text("since", self.page.when_in_words(since)).text("said", &self.relay.said);
        part::note("bad", told.text("again", self.page.when_in_words(again_at)).plain())
    }

    /// When the relay last took a mail from this process.
    fn accepted(&self) -> Html {
        match self.relay.accepted_at {
            Some(at) => self.page.when(at),
            None => Html::escaped(&self.page.say("mail-relay-none")),
        }
    }

    fn said(&self, listed: &Listed) -> String {
        listed.mail.reason.clone().unwrap_or_default()
    }

    fn ended(&self, listed: &Listed) -> Html {
        self.page.when(listed.mail.ended_at.unwrap_or(listed.mail.enqueued_at))
    }

    /// Says so where the oldest mail is late by a minute or more.
    fn late(&self) -> Html {
        let minutes = u32::try_from(self.found.gauges.oldest_overdue.as_secs() / 60).unwrap_or(u32::MAX);
        match minutes {
            0 => Html::default(),
            minutes => part::note("bad", self.page.tell("mail-late").arg("n", minutes).plain()),
        }
    }
}

fn found(db: &Db<'_>, actor: &Actor) -> Verbs<Found> {
    super::check(actor)?;
    let suppressed = outbox::suppression::list(db)?.len();
    let failed = post::list(db, actor, Group::Failed, (None, FAILED_MOST))?;
    Ok(Found { gauges: outbox::gauges(db)?, held_since: outbox::admin::held_since(db)?, suppressed, failed })
}

/// How the outbox is.
pub(in crate::web) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Refusal> {
    let (page, found) = visitor.read(&app, found).await?;
    answer::show(&Mail { page: page.at(Section::Settings), found, relay: app.relay() })
}

/// Stops all mail (`do=hold`) or lets it leave again; or sends a test mail (`do=test`).
pub(in crate::web) async fn act(State(app): State<App>, visitor: Visitor, typed: Typed) -> Result<Response, Refusal> {
    let flash = match typed.get("do") {
        "test" => test(&app, &visitor).await?,
        "hold" => {
            let held = visitor.change(&app, |tx, act| {
                super::check(&act.actor)?;
                Ok(outbox::admin::hold_all(tx, REASON)?)
            });
            held.await?;
            Flash::new("flash-all-held", "").undone_by(PATH, &[("do", "release")])
        }
        _ => {
            let released = visitor.change(&app, |tx, act| {
                super::check(&act.actor)?;
                Ok(outbox::admin::release_all(tx)?)
            });
            released.await?;
            Flash::new("flash-all-released", "")
        }
    };
    Ok(answer::go_saying(&visitor.ask, PATH, &flash))
}

async fn test(app: &App, visitor: &Visitor) -> Result<Flash, Refusal> {
    let sent = visitor.change(app, |tx, act| {
        super::check(&act.actor)?;
        account::send_trial(tx, act)
    });
    Ok(Flash::new(if sent.await? { "flash-test-sent" } else { "flash-test-enough" }, ""))
}
