//! What a screen reader is told of a page: the browser's own accessibility tree, a line for each thing in it.

use std::collections::HashMap;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::Window;

/// What is not spoken by itself: its content is.
const SILENT: [&str; 7] = ["none", "generic", "InlineTextBox", "LineBreak", "ListMarker", "paragraph", "strong"];
/// What is called as what is in it.
const NAMED_BY_CONTENT: [&str; 8] =
    ["button", "link", "heading", "option", "term", "image", "DisclosureTriangle", "DisclosureTriangleGrouped"];
/// What is said of a thing beside its role and its name, where it is so.
const SAID: [&str; 9] =
    ["level", "checked", "pressed", "expanded", "required", "invalid", "disabled", "live", "hasPopup"];

/// The page as it is read from the top: `button "Send now"`, indented as things are in one another. Numbers, which go on
/// counting, are written as 0.
///
/// # Errors
/// If the browser does not answer.
pub async fn read(window: &Window) -> Result<String> {
    window.tool("Accessibility.enable", json!({})).await?;
    let tree = window.tool("Accessibility.getFullAXTree", json!({})).await?;
    let nodes = tree["nodes"].as_array().context("a tree without nodes")?;
    let by_id: HashMap<&str, &Value> = nodes.iter().filter_map(|node| Some((node["nodeId"].as_str()?, node))).collect();
    let root = nodes.iter().find(|node| node["parentId"].is_null()).context("a tree without a root")?;
    let mut lines = Vec::new();
    speak(root, &by_id, 0, &mut lines);
    Ok(lines.join("\n") + "\n")
}

fn speak(node: &Value, by_id: &HashMap<&str, &Value>, depth: usize, lines: &mut Vec<String>) {
    let role = node["role"]["value"].as_str().unwrap_or_default();
    let name = node["name"]["value"].as_str().unwrap_or_default().trim();
    let is_silent = node["ignored"].as_bool() == Some(true) || SILENT.contains(&role);
    let says_nothing = role == "StaticText" && name.is_empty();
    if !is_silent && !says_nothing {
        let name = without_numbers(name);
        lines.push(format!("{:depth$}{role} {name:?}{}", "", said(node), depth = 2 * depth));
    }
    // What a thing is called is not said again as what is in it.
    if !is_silent && NAMED_BY_CONTENT.contains(&role) && !name.is_empty() {
        return;
    }
    let depth = if is_silent { depth } else { depth + 1 };
    let children = node["childIds"].as_array().into_iter().flatten();
    for child in children.filter_map(|id| by_id.get(id.as_str()?)) {
        speak(child, by_id, depth, lines);
    }
}

/// ` expanded=false`, for what is said of it.
fn said(node: &Value) -> String {
    let properties = node["properties"].as_array().into_iter().flatten();
    let told = properties.filter_map(|property| {
        let name = property["name"].as_str().filter(|name| SAID.contains(name))?;
        let value = &property["value"]["value"];
        let is_usual = *value == json!("false") && name == "invalid" || *value == json!(false) && name != "expanded";
        (!is_usual).then(|| format!(" {name}={}", value.to_string().trim_matches('"')))
    });
    told.collect()
}

fn without_numbers(line: &str) -> String {
    let mut was_digit = false;
    let kept = line.chars().filter_map(|c| {
        let is_first = c.is_ascii_digit() && !was_digit;
        was_digit = c.is_ascii_digit();
        if is_first { Some('0') } else { Some(c).filter(|_| !was_digit) }
    });
    kept.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_read_from_the_top_and_numbers_are_left_out() {
        let node = |id: &str, role: &str, name: &str, children: &[&str]| {
            json!({ "nodeId": id, "role": { "value": role }, "name": { "value": name }, "childIds": children,
                "properties": [{ "name": "level", "value": { "value": 1 } }, { "name": "invalid", "value": { "value": "false" } }] })
        };
        let nodes = [
            node("1", "RootWebArea", "BEL-142", &["2"]),
            node("2", "generic", "", &["3", "4"]),
            node("3", "heading", "Rings in 11:42", &["5"]),
            node("4", "button", "", &["6"]),
            node("5", "StaticText", "Rings in 11:42", &[]),
            node("6", "StaticText", "Send", &[]),
        ];
        let by_id = nodes.iter().map(|node| (node["nodeId"].as_str().unwrap(), node)).collect();
        let mut lines = Vec::new();
        speak(&nodes[0], &by_id, 0, &mut lines);
        assert_eq!(
            lines,
            [
                "RootWebArea \"BEL-0\" level=1",
                "  heading \"Rings in 0:0\" level=1",
                "  button \"\" level=1",
                "    StaticText \"Send\" level=1",
            ]
        );
    }
}
