//! Chromium's own commands, where WebDriver has no word for it.
//! See <https://chromedevtools.github.io/devtools-protocol/> and chromedriver's `goog/cdp/execute`.

use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use serde_json::{Value, json};
use url::{ParseError, Url};

/// A command beside the protocol: its path below the session, and what is posted there.
#[derive(Debug)]
pub(crate) struct Beside {
    path: &'static str,
    body: Value,
}

impl Beside {
    /// One of the developer tools.
    pub fn tool(command: &str, params: Value) -> Beside {
        Beside { path: "goog/cdp/execute", body: json!({ "cmd": command, "params": params }) }
    }

    /// What the console said since it was last asked.
    pub fn console() -> Beside {
        Beside { path: "se/log", body: json!({ "type": "browser" }) }
    }
}

impl WebDriverCompatibleCommand for Beside {
    fn endpoint(&self, base_url: &Url, session_id: Option<&str>) -> Result<Url, ParseError> {
        base_url.join(&format!("session/{}/{}", session_id.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}
