//! Asking a server, over one connection: for single issues, and for lists by every filter, order and kind of word.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::made::key;
use super::text::word;
use crate::client::{Client, Request};
use crate::fill::{PASSWORD, username};
use crate::server::Server;
use crate::words::Dice;

/// Who asks: somebody in a few projects, who runs nothing.
pub const ASKER: usize = 7;
/// How many people and words are asked for in turn, so that no single one counts.
const DIFFERENT: usize = 20;
/// Small projects that everybody sees.
const SMALL: [usize; 6] = [31, 32, 35, 36, 37, 40];
/// Pages of the web interface as somebody opens them first, and with a filter. `{key}` is an issue of the largest project, and
/// `{title}` is one of common and rare words, to be compared with others.
const WEB: [&str; 10] = [
    "/{key}",
    "/issues",
    "/issues?q=label:bug%20is:open",
    "/my",
    "/p/BEL/issues",
    "/issues/new?title={title}",
    "/board",
    "/inbox",
    "/outbox",
    "/insights",
];
/// The views that the asker keeps: each is counted on the tabs of every list.
const VIEWS: [&str; 6] = [
    "is:open assignee:@me",
    "is:open label:bug",
    "is:open label:security priority:>=high",
    "is:open is:overdue",
    "is:pending",
    "is:open assignee:none",
];
/// So many pages are turned before the one that is measured as far down.
const PAGES: usize = 20;
/// How long a request is repeated at the most.
const LONGEST: Duration = Duration::from_secs(20);

/// Queries as they are. `{who}` stands for a person, `{common}` for a word that nearly every issue has, `{middle}` for one of
/// every hundred issues, `{rare}` for one of every thousand, and `{only}` for the word of a single issue.
const QUERIES: [&str; 75] = [
    "",
    "is:open",
    "is:closed",
    "is:assigned",
    "is:unassigned",
    "is:watched",
    "is:overdue",
    "is:blocked",
    "is:blocking",
    "is:pending",
    "is:private",
    "is:deleted",
    "assignee:@me",
    "assignee:{who}",
    "assignee:none is:open",
    "assignee:@me is:open",
    "author:{who}",
    "author:{who} is:open",
    "watch:{who}",
    "watch:@me is:open",
    "mentions:{who}",
    "mentions:@me is:open",
    "label:bug",
    "label:security",
    "label:l13",
    "label:seldom",
    "label:rare",
    "label:none",
    "-label:bug",
    "label:bug is:open",
    "label:l13 is:open",
    "label:bug,l13",
    "label:l13 label:l12",
    "label:security assignee:{who}",
    "project:BEL",
    "project:{small}",
    "project:BEL is:open",
    "project:BEL label:security",
    "key:BEL-1,BEL-2,BEL-3",
    "parent:BEL-20",
    "status:todo",
    "status:in_review",
    "status:cancelled",
    "priority:urgent",
    "priority:urgent is:open",
    "priority:>=high",
    "due:today",
    "due:<2d",
    "due:none",
    "due:<2d is:open",
    "created:today",
    "created:>-30d",
    "created:<-500d",
    "updated:today",
    "updated:<-500d",
    "{common}",
    "{middle}",
    "{rare}",
    "{only}",
    "{common} {common}",
    "{common} {middle}",
    "{middle} {middle}",
    "\"{common} {common}\"",
    "{middle} is:open",
    "{middle} assignee:{who}",
    "{common} sort:updated",
    "{middle} sort:updated",
    "{rare} sort:updated",
    "{common} -{middle}",
    "sort:created",
    "sort:priority",
    "sort:due",
    "sort:key",
    "is:open sort:priority",
    "is:open sort:due",
];
/// Those of which a page further down is measured too.
const DEEP: [&str; 12] = [
    "",
    "is:open",
    "assignee:{who}",
    "label:bug",
    "label:security",
    "project:BEL",
    "status:todo",
    "{common}",
    "{middle}",
    "sort:due",
    "sort:key",
    "sort:priority",
];

/// What is asked, and how.
pub struct Ask {
    pub times: usize,
    pub only: Option<String>,
    pub issues: usize,
}

/// How long something took, each time, in milliseconds: the shortest first.
pub struct Took {
    pub name: String,
    pub millis: Vec<f64>,
}

impl Ask {
    /// Asks for everything.
    pub fn all(&self, server: &Server) -> Result<Vec<Took>> {
        let mut client = Client::connect(server.address)?;
        let token = log_in(&mut client)?;
        let mut took = Vec::new();
        let wants = |name: &str| self.only.as_ref().is_none_or(|only| name.contains(only.as_str()));
        if wants("get") {
            let gets = self.gets(&mut client, &token)?;
            took.push(measure(&mut client, "get one", &gets)?);
        }
        keep_views(&mut client, &token)?;
        took.extend(self.pages(&mut client)?);
        for query in QUERIES.into_iter().filter(|query| wants(query)) {
            let lists: Vec<Request> = (0..self.times).map(|turn| list(&self.query(query, turn), &token)).collect();
            took.push(measure(&mut client, &format!("`{query}`"), &lists)?);
        }
        for query in DEEP.into_iter().filter(|query| wants(query)) {
            let first = list(&self.query(query, 0), &token);
            if let Some(deep) = turned(&mut client, &first)? {
                took.push(measure(&mut client, &format!("`{query}`, page {PAGES}"), &vec![deep; self.times])?);
            }
        }
        Ok(took)
    }

    /// For issues of the largest project, those that the asker sees.
    fn gets(&self, client: &mut Client, token: &str) -> Result<Vec<Request>> {
        let mut gets = Vec::new();
        for seed in 0..self.times as u64 {
            let number = 1 + Dice::new(seed).roll(self.issues as u64 / 20);
            let get = Request::get(format!("/api/v1/issues/BEL-{number}"), token);
            if client.send(&get)?.status == 200 {
                gets.push(get);
            }
        }
        Ok(gets)
    }

    /// The query that was measured under this name, as it was asked first.
    pub fn query_of(&self, name: &str) -> Option<String> {
        let query = QUERIES.into_iter().find(|query| name == format!("`{query}`"))?;
        Some(self.query(query, 0))
    }

    /// Pages of the web interface, whole.
    fn pages(&self, client: &mut Client) -> Result<Vec<Took>> {
        let wants = |path: &&str| self.only.as_ref().is_none_or(|only| format!("page {path}").contains(only.as_str()));
        let cookie = sign_in(client)?;
        let mut took = Vec::new();
        for path in WEB.into_iter().filter(wants) {
            let pages = (0..self.times as u64).map(|seed| {
                let number = 1 + Dice::new(seed).roll(self.issues as u64 / 20);
                let title = [2, 40, 300, 1_000, 4_000].map(|rank| word(rank + seed as usize % DIFFERENT)).join("%20");
                Request::page(path.replace("{key}", &format!("BEL-{number}")).replace("{title}", &title), &cookie)
            });
            let mut seen = Vec::new();
            for page in pages {
                // Some issues of the project are deleted.
                if !path.contains("{key}") || client.send(&page)?.status == 200 {
                    seen.push(page);
                }
            }
            took.push(measure(client, &format!("page {path}"), &seen)?);
        }
        Ok(took)
    }

    /// The query as it is asked for the `turn`-th time.
    fn query(&self, query: &str, turn: usize) -> String {
        let turn = turn % DIFFERENT;
        let mut words = 0;
        let mut text = query.to_owned();
        for (name, first) in [("{common}", 2), ("{middle}", 1_000), ("{rare}", 10_000)] {
            while text.contains(name) {
                text = text.replacen(name, &word(first + turn + words * DIFFERENT), 1);
                words += 1;
            }
        }
        let only = format!("c{}x", Dice::new(turn as u64).roll(self.issues as u64));
        text.replace("{only}", &only)
            .replace("{who}", &username(turn))
            .replace("{small}", &key(SMALL[turn % SMALL.len()]))
    }
}

/// Signs in as a browser does. Answers with the cookie.
fn sign_in(client: &mut Client) -> Result<String> {
    let body = serde_json::json!({ "email": username(ASKER), "password": PASSWORD }).to_string();
    let answer = client.send(&Request::post("/api/v1/sessions", body))?;
    answer.cookie.with_context(|| format!("signing in was answered with {} {}", answer.status, answer.body))
}

/// Keeps them, if they are not kept already.
fn keep_views(client: &mut Client, token: &str) -> Result<()> {
    for query in VIEWS {
        let body = serde_json::json!({ "name": query, "query": query }).to_string();
        let request = Request { token: token.to_owned(), ..Request::post("/api/v1/views", body) };
        let status = client.send(&request)?.status;
        ensure!([201, 409].contains(&status), "keeping a view was answered with {status}");
    }
    Ok(())
}

fn log_in(client: &mut Client) -> Result<String> {
    let body = serde_json::json!({ "username": username(ASKER), "password": PASSWORD }).to_string();
    let answer = client.send(&Request::post("/authenticate", body))?;
    ensure!(answer.status == 200, "logging in was answered with {} {}", answer.status, answer.body);
    let answer: serde_json::Value = serde_json::from_str(&answer.body)?;
    let token = answer.as_object().and_then(|fields| fields.values().find_map(|value| value.as_str()));
    Ok(token.context("no token came back")?.to_owned())
}

fn list(query: &str, token: &str) -> Request {
    Request::get(format!("/api/v1/issues?q={}", encoded(query)), token)
}

fn encoded(text: &str) -> String {
    let one = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(one).collect()
}

/// The request for a page further down.
fn turned(client: &mut Client, first: &Request) -> Result<Option<Request>> {
    let mut request = first.clone();
    for _ in 1..PAGES {
        let answer: serde_json::Value = serde_json::from_str(&client.send(&request)?.body)?;
        let Some(next) = answer["next"].as_str() else { return Ok(None) };
        request.path = format!("{}&after={next}", first.path);
    }
    Ok(Some(request))
}

/// Sends them one after the other. The first of each kind are not counted: they read from the disk.
fn measure(client: &mut Client, name: &str, requests: &[Request]) -> Result<Took> {
    let begun = Instant::now();
    let mut millis = Vec::new();
    for (index, request) in requests.iter().take(DIFFERENT).chain(requests).enumerate() {
        let sent = Instant::now();
        let answer = client.send(request)?;
        ensure!(answer.status == 200, "{} was answered with {} {}", request.path, answer.status, answer.body);
        if index >= DIFFERENT {
            millis.push(sent.elapsed().as_secs_f64() * 1_000.0);
        }
        if begun.elapsed() > LONGEST && millis.len() >= DIFFERENT.min(requests.len()) {
            break;
        }
    }
    millis.sort_by(f64::total_cmp);
    let took = Took { name: name.to_owned(), millis };
    eprintln!("  {name}: {:.2} ms, {:.2} ms", took.at(50), took.at(99));
    Ok(took)
}

impl Took {
    /// The time within which so many of a hundred were answered.
    pub fn at(&self, percent: usize) -> f64 {
        let place = (self.millis.len() * percent).div_ceil(100);
        self.millis.get(place.saturating_sub(1)).copied().unwrap_or_default()
    }
}
