//! One person's browser.

use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};

use crate::Driver;
use crate::cast::{PASSWORD, Person};
use crate::cdp::Beside;

/// How long something may take to happen on a page, in milliseconds. Only a failure takes so long.
const PATIENCE_MS: u64 = 20_000;

/// How many pages may follow one another while something is waited for.
const PAGES_MOST: usize = 5;

/// The key that is held for what a page does at a stroke.
pub const CONTROL: char = '\u{e009}';
/// The key that makes letters large.
pub const SHIFT: char = '\u{e008}';
/// Enter, or return.
pub const ENTER: char = '\u{e007}';
/// Escape.
pub const ESCAPE: char = '\u{e00c}';
/// The arrow to the left.
pub const LEFT: char = '\u{e012}';
/// The arrow to the right.
pub const RIGHT: char = '\u{e014}';
/// The arrow downwards.
pub const DOWN: char = '\u{e015}';

/// How a window looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Width in CSS pixels.
    pub width: u32,
    /// Height in CSS pixels.
    pub height: u32,
    /// Whether the reader prefers dark pages.
    pub is_dark: bool,
    /// Whether scripts run.
    pub runs_scripts: bool,
}

impl Look {
    /// A desk: 1440 × 900, light, with scripts.
    pub const DESK: Look = Look { width: 1440, height: 900, is_dark: false, runs_scripts: true };
    /// A phone: 390 × 844, light, with scripts.
    pub const PHONE: Look = Look { width: 390, height: 844, is_dark: false, runs_scripts: true };

    /// The same in the dark.
    #[must_use]
    pub fn dark(self) -> Look {
        Look { is_dark: true, ..self }
    }

    /// The same where no script runs.
    #[must_use]
    pub fn without_scripts(self) -> Look {
        Look { runs_scripts: false, ..self }
    }
}

/// A browser of its own: nobody's cookies but its own.
pub struct Window {
    client: Client,
    origin: String,
    /// What the console said, from [`Window::complaints`] on.
    ignored: Vec<String>,
}

impl Window {
    /// Opens one that looks at this origin (`http://127.0.0.1:8000`).
    ///
    /// # Errors
    /// If the browser does not start.
    pub async fn open(driver: &Driver, origin: &str, look: Look) -> Result<Window> {
        let size = format!("--window-size={},{}", look.width, look.height);
        let mut options = json!({
            // No sandbox: as root, in a container, Chromium cannot make one. It only sees our own pages.
            "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
                     "--force-color-profile=srgb", size],
        });
        if let Some(browser) = Driver::browser() {
            options["binary"] = json!(browser);
        }
        let mut capabilities = Map::new();
        capabilities.insert("goog:chromeOptions".to_owned(), options);
        capabilities.insert("goog:loggingPrefs".to_owned(), json!({ "browser": "ALL" }));
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let client =
            builder.capabilities(capabilities).connect(&driver.url()).await.context("Chromium did not start")?;
        let window = Window { client, origin: origin.trim_end_matches('/').to_owned(), ignored: Vec::new() };
        window.looks(look).await?;
        Ok(window)
    }

    /// Changes how it looks.
    ///
    /// # Errors
    /// If the browser does not answer.
    pub async fn looks(&self, look: Look) -> Result<()> {
        let (width, height, is_phone) = (look.width, look.height, look.width < 600);
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": is_phone });
        self.tool("Emulation.setDeviceMetricsOverride", size).await?;
        let scheme = if look.is_dark { "dark" } else { "light" };
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.tool("Emulation.setEmulatedMedia", features).await?;
        self.tool("Emulation.setScriptExecutionDisabled", json!({ "value": !look.runs_scripts })).await?;
        Ok(())
    }

    /// A command of the developer tools, and its answer.
    ///
    /// # Errors
    /// As the browser refuses it.
    pub async fn tool(&self, command: &str, params: Value) -> Result<Value> {
        self.client.issue_cmd(Beside::tool(command, params)).await.with_context(|| command.to_owned())
    }

    /// Goes to this path, and waits for the page.
    ///
    /// # Errors
    /// If the page does not load.
    pub async fn go(&self, path: &str) -> Result<()> {
        self.client.goto(&format!("{}{path}", self.origin)).await.with_context(|| format!("going to {path}"))
    }

    /// Signs somebody in by the form.
    ///
    /// # Errors
    /// If they are not let in.
    pub async fn sign_in(&self, person: Person) -> Result<()> {
        self.go("/sign-in").await?;
        self.fill("[name=email]", person.email).await?;
        self.fill("[name=password]", PASSWORD).await?;
        self.click("form[action^='/sign-in'] button.primary").await?;
        self.find_soon("nav.side").await.map(drop).with_context(|| format!("{} was not let in", person.username))
    }

    /// The path and the query of the page that is shown.
    ///
    /// # Errors
    /// If the browser does not answer.
    pub async fn path(&self) -> Result<String> {
        let url = self.client.current_url().await?;
        let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
        Ok(format!("{}{query}", url.path()))
    }

    /// The first element that fits the CSS selector.
    ///
    /// # Errors
    /// If there is none.
    pub async fn find(&self, css: &str) -> Result<Element> {
        let found = self.client.find(Locator::Css(css)).await;
        match found {
            Ok(element) => Ok(element),
            Err(error) => bail!("{css} is not on {}: {error}", self.path().await?),
        }
    }

    /// The first that fits, once there is one: on this page, or on the one that it makes room for.
    ///
    /// # Errors
    /// If there is none within 20 s.
    pub async fn find_soon(&self, css: &str) -> Result<Element> {
        let wait = self.client.wait().at_most(Duration::from_millis(PATIENCE_MS));
        match wait.for_element(Locator::Css(css)).await {
            Ok(element) => Ok(element),
            Err(error) => bail!("{css} did not come on {}: {error}:\n{}", self.path().await?, self.text("body").await?),
        }
    }

    /// How many elements fit.
    ///
    /// # Errors
    /// If the selector cannot be read.
    pub async fn count(&self, css: &str) -> Result<usize> {
        Ok(self.client.find_all(Locator::Css(css)).await?.len())
    }

    /// Clicks on the first that fits.
    ///
    /// # Errors
    /// If there is none, or it cannot be clicked on.
    pub async fn click(&self, css: &str) -> Result<()> {
        self.find(css).await?.click().await.with_context(|| format!("clicking on {css}"))
    }

    /// Types into the first that fits, in the place of what is there.
    ///
    /// # Errors
    /// If there is none, or nothing can be typed into it.
    pub async fn fill(&self, css: &str, text: &str) -> Result<()> {
        let field = self.find(css).await?;
        field.clear().await.with_context(|| format!("clearing {css}"))?;
        field.send_keys(text).await.with_context(|| format!("typing into {css}"))
    }

    /// The text that is shown in the first that fits.
    ///
    /// # Errors
    /// If there is none.
    pub async fn text(&self, css: &str) -> Result<String> {
        Ok(self.find(css).await?.text().await?)
    }

    /// Presses these keys one after the other, wherever the focus is. See `fantoccini::key` for those without a letter.
    ///
    /// # Errors
    /// If the browser does not answer.
    pub async fn press(&self, keys: &str) -> Result<()> {
        let pressed = keys.chars().fold(KeyActions::new("keyboard".to_owned()), |actions, key| {
            actions.then(KeyAction::Down { value: key }).then(KeyAction::Up { value: key })
        });
        Ok(self.client.perform_actions(pressed).await?)
    }

    /// Presses this key while that one (control, say) is held.
    ///
    /// # Errors
    /// If the browser does not answer.
    pub async fn press_with(&self, held: char, key: char) -> Result<()> {
        self.press_holding(&[held], key).await
    }

    /// Presses this key while those are held.
    ///
    /// # Errors
    /// If the browser does not answer.
    pub async fn press_holding(&self, held: &[char], key: char) -> Result<()> {
        let down = held.iter().copied().chain([key]).map(|value| KeyAction::Down { value });
        let up = [key].into_iter().chain(held.iter().rev().copied()).map(|value| KeyAction::Up { value });
        let pressed = down.chain(up).fold(KeyActions::new("keyboard".to_owned()), KeyActions::then);
        Ok(self.client.perform_actions(pressed).await?)
    }

    /// What this expression is on the page.
    ///
    /// # Errors
    /// If it fails.
    pub async fn ask(&self, expression: &str) -> Result<Value> {
        self.client.execute(&format!("return {expression};"), Vec::new()).await.with_context(|| expression.to_owned())
    }

    /// Waits until this expression is true: the page is asked each time it is drawn, so scripts must run.
    ///
    /// # Errors
    /// If it does not become true within 20 s; says what the page shows instead.
    pub async fn until(&self, expression: &str) -> Result<()> {
        let script = format!(
            "const done = arguments[0], until = performance.now() + {PATIENCE_MS};
             const look = () => {{
               let is_true = false;
               try {{ is_true = Boolean({expression}); }} catch {{ /* not yet */ }}
               if (is_true || performance.now() > until) done(is_true); else setTimeout(look, 20);
             }};
             look();"
        );
        for _ in 0..PAGES_MOST {
            match self.client.execute_async(&script, Vec::new()).await {
                Ok(Value::Bool(true)) => return Ok(()),
                // The page went, and the script with it: what took its place is asked. By itself the script ends in time.
                Err(error) if error.is_script_timeout() => {}
                Ok(_) => break,
                Err(error) => return Err(error).with_context(|| expression.to_owned()),
            }
        }
        let shown = self.text("body").await.unwrap_or_default();
        bail!("{expression} did not become true on {}, which shows:\n{shown}", self.path().await?)
    }

    /// Waits until the first that fits shows this text.
    ///
    /// # Errors
    /// As [`Window::until`].
    pub async fn until_shown(&self, css: &str, text: &str) -> Result<()> {
        let (css, text) = (json!(css), json!(text));
        self.until(&format!("document.querySelector({css}).innerText.includes({text})")).await
    }

    /// Waits until nothing moves: a dialog that is still rising is hardly seen.
    ///
    /// # Errors
    /// As [`Window::until`].
    pub async fn rests(&self) -> Result<()> {
        self.until("document.getAnimations().every((one) => one.playState !== 'running')").await
    }

    /// What is shown, as PNG.
    ///
    /// # Errors
    /// If the browser does not answer.
    pub async fn picture(&self) -> Result<Vec<u8>> {
        Ok(self.client.screenshot().await?)
    }

    /// How much the layout moved by itself since the page was begun (see <https://web.dev/articles/cls>).
    ///
    /// # Errors
    /// If scripts do not run.
    pub async fn layout_shift(&self) -> Result<f64> {
        let script = "const done = arguments[0]; let sum = 0;
            new PerformanceObserver((list) => {
              for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
            }).observe({ type: 'layout-shift', buffered: true });
            setTimeout(() => done(sum), 50);";
        let sum = self.client.execute_async(script, Vec::new()).await?;
        sum.as_f64().context("a sum that is no number")
    }

    /// What the console was told since this was last asked, but for `expected`: errors, warnings, what the policy refused.
    ///
    /// # Errors
    /// If the browser does not answer.
    pub async fn complaints(&self) -> Result<Vec<String>> {
        let said = self.client.issue_cmd(Beside::console()).await?;
        let lines = said.as_array().into_iter().flatten().filter(|line| line["level"] != "DEBUG");
        let texts = lines.map(|line| line["message"].as_str().unwrap_or_default().to_owned());
        Ok(texts.filter(|text| !self.ignored.iter().any(|ignored| text.contains(ignored))).collect())
    }

    /// From now on a complaint with this in it is none: a page that is answered with 403 is told as an error by the browser.
    pub fn expects(&mut self, text: &str) {
        self.ignored.push(text.to_owned());
    }

    /// The driver's own client, for what is not here.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Closes it.
    ///
    /// # Errors
    /// If the browser does not answer.
    pub async fn close(self) -> Result<()> {
        Ok(self.client.close().await?)
    }
}
