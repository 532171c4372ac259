//! What axe-core finds wrong for people who cannot see a page, or not well (WCAG 2.2 AA and best practice).
//! See <https://github.com/dequelabs/axe-core/blob/develop/doc/API.md>.

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::Window;

/// axe-core 4.14.1, as it is published; its licence (MPL 2.0) is beside it.
const AXE: &str = include_str!("../vendor/axe.min.js");

/// Each violation on the page that is shown, in a line: the rule, what it asks for, and where.
///
/// # Errors
/// If axe does not run.
pub async fn violations(window: &Window) -> Result<Vec<String>> {
    let client = window.client();
    // What is still fading in has less contrast than it is going to have.
    window.rests().await?;
    client.execute(AXE, Vec::new()).await.context("axe cannot be loaded")?;
    // Only the preview of a mail has a frame, in which nothing may run: axe cannot look into it, and complains that it does not
    // answer. What is in there is not looked at.
    let run = "const done = arguments[0];
        axe.run(document, { resultTypes: ['violations'], iframes: false })
          .then((found) => done(found.violations), (error) => done(String(error)));";
    let found = client.execute_async(run, Vec::new()).await.context("axe cannot be run")?;
    let violations = found.as_array().with_context(|| format!("axe failed: {found}"))?;
    Ok(violations.iter().map(line).collect())
}

fn line(violation: &Value) -> String {
    let places = violation["nodes"].as_array().into_iter().flatten();
    let places: Vec<&str> = places.filter_map(|node| node["html"].as_str()).take(5).collect();
    let text = |key: &str| violation[key].as_str().unwrap_or_default();
    format!("{}: {}: {}", text("id"), text("help"), places.join(" | "))
}
