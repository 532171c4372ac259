//! The web interface, through the front door: pages as a browser gets them, forms as it sends them.
//!
//! A [`Browser`] keeps cookies and says, as browsers do, that a page of ours sent its forms. The site map of the code is read
//! to walk every route ([`SITE_MAP`]).

mod admin;
mod bell;
mod board;
mod clash;
mod complete;
mod door;
mod go;
mod guard;
mod inbox;
mod insights;
mod issue;
mod issues;
mod new_issue;
mod outbox;
mod packed;
mod page;
mod people;
mod project;
mod settings;
mod sign_in_link;
mod undo;

use std::cell::RefCell;
use std::collections::BTreeMap;

use belfry::user::{self, Username};
use scraper::{Html, Selector};
use store::params;

use crate::answer::Answer;
use crate::person::Person;
use crate::world::World;

/// Every route, as the code has it.
pub const SITE_MAP: &str = concat!(
    include_str!("../../../src/web/mod.rs"),
    include_str!("../../../src/web/issue/mod.rs"),
    include_str!("../../../src/web/settings/mod.rs"),
    include_str!("../../../src/web/project/mod.rs"),
    include_str!("../../../src/web/admin/mod.rs")
);
/// What must come out as text wherever it is typed in.
pub const CANARY: &str = "\"'><img src=x onerror=1>";

/// Has so many more register: `crowd0` and so on.
pub fn crowd(world: &World, count: i64) {
    world.change(move |tx| {
        for number in 0..count {
            let name = format!("crowd{number}");
            let username = Username::parse(&name).unwrap();
            tx.run(
                "INSERT INTO users (email, email_key, username, username_key, first_name, password_hash, link_key,
                                    tokens_valid_from, created_at)
                 SELECT $1, $1, $2, $3, $2, password_hash, link_key, 0, 0 FROM users WHERE username = 'ada'",
                &params![&format!("{name}@tidewater.example"), username.as_str(), &username.key()],
            )?;
        }
        Ok(())
    });
}

/// A browser with its cookies.
pub struct Browser<'a> {
    world: &'a World,
    cookies: RefCell<BTreeMap<String, String>>,
}

impl<'a> Browser<'a> {
    /// One that nobody is signed in at.
    pub fn new(world: &'a World) -> Browser<'a> {
        Browser { world, cookies: RefCell::default() }
    }

    /// One that this person is signed in at.
    #[track_caller]
    pub fn of(world: &'a World, who: &Person) -> Browser<'a> {
        let browser = Browser::new(world);
        let answer = browser.posts("/sign-in", &[("email", who.name), ("password", &who.password())]);
        assert_eq!(answer.status, 303, "{answer:?}");
        browser
    }

    /// Looks at a page.
    #[track_caller]
    pub fn gets(&self, path: &str) -> Answer {
        self.sends("GET", path, &[], "")
    }

    /// The same with these headers.
    #[track_caller]
    pub fn gets_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.sends("GET", path, headers, "")
    }

    /// Sends a form of a page.
    #[track_caller]
    pub fn posts(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.posts_with(path, fields, &[("sec-fetch-site", "same-origin")])
    }

    /// Sends a form with these headers, and without those that say where it comes from.
    #[track_caller]
    pub fn posts_with(&self, path: &str, fields: &[(&str, &str)], headers: &[(&str, &str)]) -> Answer {
        let all = [&[("content-type", "application/x-www-form-urlencoded")], headers].concat();
        self.sends("POST", path, &all, &encoded(fields))
    }

    /// Sends a form by the script of a page, which wants only what changed.
    #[track_caller]
    pub fn swaps(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.posts_with(path, fields, &[("sec-fetch-site", "same-origin"), ("hx-request", "true")])
    }

    #[track_caller]
    fn sends(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let cookies: Vec<String> =
            self.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookies = cookies.join("; ");
        let mut all = vec![("accept", "text/html,application/xhtml+xml,*/*;q=0.8")];
        if !cookies.is_empty() {
            all.push(("cookie", &cookies));
        }
        all.extend_from_slice(headers);
        let answer = self.world.send(method, path, &all, body.as_bytes());
        for set in answer.headers("set-cookie") {
            self.keeps(set);
        }
        answer
    }

    fn keeps(&self, set: &str) {
        let (pair, attributes) = set.split_once(';').unwrap();
        let (name, value) = pair.split_once('=').unwrap();
        if attributes.contains("Max-Age=0") {
            self.cookies.borrow_mut().remove(name);
        } else {
            self.cookies.borrow_mut().insert(name.to_owned(), value.to_owned());
        }
    }

    /// Sets a cookie as a script, or somebody else, would.
    pub fn has_cookie(&self, name: &str, value: &str) {
        self.cookies.borrow_mut().insert(name.to_owned(), value.to_owned());
    }
}

/// As a form is sent.
pub fn encoded(fields: &[(&str, &str)]) -> String {
    let escaped = |text: &str| {
        text.bytes()
            .map(
                |byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") },
            )
            .collect::<String>()
    };
    fields.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect::<Vec<_>>().join("&")
}

/// A world in which Ada runs the instance.
pub fn world() -> World {
    let world = World::new();
    rule(&world);
    world
}

/// Has Ada run the instance.
pub fn rule(world: &World) {
    world.change(|tx| {
        let ada = user::find_by_username(tx, &Username::parse("ada").unwrap())?.unwrap().id;
        tx.run("UPDATE users SET is_admin = 1 WHERE id = $1", &params![ada])?;
        Ok(())
    });
}

/// The texts of what this selector finds, with blanks folded.
#[track_caller]
pub fn texts(answer: &Answer, selector: &str) -> Vec<String> {
    let page = Html::parse_document(&answer.text);
    let selector = Selector::parse(selector).unwrap();
    let fold = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    page.select(&selector).map(|found| fold(found.text().collect())).collect()
}

/// What the attribute of the first that this selector finds holds.
#[track_caller]
pub fn attribute(answer: &Answer, selector: &str, name: &str) -> Option<String> {
    let page = Html::parse_document(&answer.text);
    let selector = Selector::parse(selector).unwrap();
    page.select(&selector).next()?.attr(name).map(str::to_owned)
}

/// The routes that answer to this word in the site map (`get(`, `post(`), as they stand there.
pub fn routes(word: &str) -> Vec<String> {
    let routes = SITE_MAP.split(".route(\"").skip(1);
    let found = routes.filter_map(|route| {
        let (path, rest) = route.split_once('"')?;
        let methods = rest.split(".route").next()?.lines().next()?;
        methods.contains(word).then(|| path.to_owned())
    });
    let found: Vec<String> = found.collect();
    assert!(!found.is_empty());
    found
}
