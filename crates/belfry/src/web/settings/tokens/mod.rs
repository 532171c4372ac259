//! `/settings/tokens`: personal access tokens.
//!
//! A token is shown when it is made, in the answer itself and never again: it stands in no address and in no cookie. Revoking
//! one cannot be undone, and is asked about first.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;

use super::confirm::{self, Question};
use super::opt::{self, Opt};
use crate::app::App;
use crate::error::{Error, FieldErrors};
use crate::personal_token::{self, Lifetime, NewToken, PersonalToken, Scope, Scopes, TokenId, TokenName};
use crate::web::part;
use crate::web::{Flash, Page, Refusal, Section, Typed, Visitor, answer, text};

const PATH: &str = "/settings/tokens";
/// The lifetimes that can be chosen, in days; 0 is until it is revoked.
const DAYS: [u32; 5] = [7, 30, 90, 365, 0];

#[derive(Template)]
#[template(path = "web/settings/tokens/page.html")]
struct Tokens {
    page: Page,
    tokens: Vec<PersonalToken>,
    name: Opt,
    lifetime: Opt,
    /// Each scope and whether it is ticked.
    scopes: Vec<(&'static str, bool)>,
    wrong_scopes: String,
    /// The token that was just made.
    made: Option<String>,
}

impl Tokens {
    fn new(page: Page, tokens: Vec<PersonalToken>, (typed, wrong): (&Typed, &FieldErrors)) -> Tokens {
        let word = |days: u32| match days {
            0 => page.say("token-endless"),
            days => page.tell("token-days").arg("n", days).plain(),
        };
        let lifetimes = DAYS.iter().map(|days| (days.to_string(), word(*days))).collect();
        let is_shown = |scope: &&Scope| **scope != Scope::Admin || page.actor.is_admin;
        let is_ticked = |scope: &Scope| typed.all("scope").any(|word| word == scope.as_str());
        Tokens {
            name: opt::line("name", page.say("token-name"), "text")
                .with("size=\"28\" required")
                .help(page.say("token-name-help"))
                .value(typed.get("name"))
                .wrong(wrong),
            lifetime: opt::choice("days", page.say("token-lifetime"), lifetimes)
                .value(typed.maybe("days").unwrap_or("90"))
                .wrong(wrong),
            scopes: Scope::ALL.iter().filter(is_shown).map(|scope| (scope.as_str(), is_ticked(scope))).collect(),
            wrong_scopes: wrong
                .iter()
                .find(|(name, _)| *name == "scopes")
                .map(|(_, english)| text::fault(english))
                .unwrap_or_default(),
            page: page.at(Section::Settings),
            tokens,
            made: None,
        }
    }

    fn scope(&self, word: &str) -> String {
        self.page.say(&format!("scope-{}", word.replace(':', "-")))
    }
}

/// What there is, and the form for another.
pub(in crate::web) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Refusal> {
    let (page, tokens) = visitor.read(&app, personal_token::list).await?;
    answer::show(&Tokens::new(page, tokens, (&Typed::default(), &FieldErrors::default())))
}

/// Makes a token and shows it.
pub(in crate::web) async fn make(State(app): State<App>, visitor: Visitor, typed: Typed) -> Result<Response, Refusal> {
    let made = match parse(&typed) {
        Ok(new) => visitor.change(&app, move |tx, act| personal_token::make(tx, act, &new)).await,
        Err(wrong) => Err(Error::from(wrong).into()),
    };
    let secret = match made {
        Ok((_, secret)) => secret,
        Err(Refusal { error: Error::Invalid(wrong), .. }) => {
            let (page, tokens) = visitor.read(&app, personal_token::list).await?;
            return answer::again(&Tokens::new(page, tokens, (&typed, &wrong)));
        }
        Err(refusal) => return Err(refusal),
    };
    let (page, tokens) = visitor.read(&app, personal_token::list).await?;
    let page = Tokens::new(page, tokens, (&Typed::default(), &FieldErrors::default()));
    let mut answer = answer::show(&Tokens { made: Some(secret), ..page })?;
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(answer)
}

fn parse(typed: &Typed) -> Result<NewToken, FieldErrors> {
    let mut wrong = FieldErrors::default();
    let name = TokenName::parse(typed.get("name")).map_err(|text| wrong.add("name", text)).ok();
    let scopes = Scopes::parse(typed.all("scope")).map_err(|text| wrong.add("scopes", text)).ok();
    let lifetime = match typed.get("days") {
        "0" => Ok(Lifetime::Endless),
        days => Lifetime::days(days.parse().unwrap_or_default()),
    };
    let lifetime = lifetime.map_err(|text| wrong.add("days", text)).ok();
    match (name, scopes, lifetime) {
        (Some(name), Some(scopes), Some(lifetime)) => Ok(NewToken { name, scopes, lifetime }),
        _ => Err(wrong),
    }
}

/// Revokes a token (`id`), when it was asked whether that is meant.
pub(in crate::web) async fn revoke(
    State(app): State<App>,
    visitor: Visitor,
    typed: Typed,
) -> Result<Response, Refusal> {
    let id = typed.get("id").parse().map(TokenId).map_err(|_| Error::NotFound("token"))?;
    let found = visitor.read(&app, move |db, actor| {
        let token = personal_token::list(db, actor)?.into_iter().find(|token| token.id == id);
        token.ok_or(Error::NotFound("token"))
    });
    let (page, token) = found.await?;
    if !confirm::is_sure(&typed) {
        let question = Question {
            title: page.tell("token-revoke-title").text("name", &token.name).plain(),
            lead: page.say("token-revoke-lead"),
            button: page.say("token-revoke"),
            action: format!("{PATH}/revoke"),
            back: PATH.to_owned(),
        };
        return confirm::ask(&app, &visitor, &typed, question).await;
    }
    visitor.change(&app, move |tx, act| personal_token::revoke(tx, act, id)).await?;
    Ok(answer::go_saying(&visitor.ask, PATH, &Flash::new("flash-token-revoked", token.name)))
}
