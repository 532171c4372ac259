//! What the HTML of a text may hold, written down a second time and checked by parsing it as a browser does.
//! The fuzz target `markdown` includes this file, so it uses nothing of the crate.

use scraper::{Html, Node, node::Element};

const PLAIN: [&str; 20] = [
    "blockquote",
    "br",
    "code",
    "del",
    "em",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "label",
    "li",
    "p",
    "span",
    "strong",
    "table",
    "tbody",
    "thead",
    "tr",
    "ul",
];

/// What is wrong with `html`, if anything.
pub fn complaint(html: &str) -> Option<String> {
    let page = Html::parse_fragment(html);
    let wrong = page.tree.root().descendants().skip(1).find_map(|node| match node.value() {
        Node::Element(element) if element.name() == "html" => None,
        Node::Element(element) => of_element(element),
        Node::Text(_) => None,
        other => Some(format!("{other:?}")),
    });
    // What reads otherwise after a second reading could turn into something else.
    let again = page.root_element().inner_html();
    wrong.or_else(|| (again != html).then(|| differs(html, &again)))
}

fn differs(html: &str, again: &str) -> String {
    let same = html.chars().zip(again.chars()).take_while(|(one, other)| one == other).count();
    let around = |text: &str| text.chars().skip(same.saturating_sub(40)).take(80).collect::<String>();
    format!("{:?} reads as {:?}", around(html), around(again))
}

fn of_element(element: &Element) -> Option<String> {
    let name = element.name();
    let wrong = element.attrs().find(|(attribute, value)| !is_allowed(name, attribute, value));
    let is_known = PLAIN.contains(&name) || ["a", "input", "ol", "pre", "td", "th"].contains(&name);
    let is_vouched_for = name == "a" && element.attr("rel") != Some("nofollow noopener ugc");
    let is_box = name != "input" || element.attr("type") == Some("checkbox");
    (wrong.is_some() || !is_known || is_vouched_for || !is_box).then(|| format!("{element:?}"))
}

fn is_allowed(element: &str, attribute: &str, value: &str) -> bool {
    let is_number = || !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    match (element, attribute) {
        ("a", "href") => is_safe(value),
        ("a", "title" | "rel") => true,
        ("a", "class") => ["issue-ref", "mention"].contains(&value),
        ("ol" | "ul", "class") => value == "tasks",
        ("ol", "start") | ("input", "value") => is_number(),
        ("input", "type") => value == "checkbox",
        ("input", "name") => value == "task",
        ("input", "checked" | "disabled") => value.is_empty(),
        ("pre", "tabindex") => value == "0",
        ("td" | "th", "align") => ["left", "center", "right"].contains(&value),
        _ => false,
    }
}

/// As a browser sees a URL: controls and blanks at the ends are cut, tabs and line ends vanish, `\` is `/`.
fn is_safe(url: &str) -> bool {
    let seen: String =
        url.trim_matches(|c: char| c <= ' ').chars().filter(|c| !['\t', '\n', '\r'].contains(c)).collect();
    let seen = seen.replace('\\', "/").to_ascii_lowercase();
    let is_ours = seen.starts_with('/') && !seen.starts_with("//");
    is_ours || ["http:", "https:", "mailto:"].iter().any(|scheme| seen.starts_with(scheme))
}

#[test]
fn the_checker_finds_what_must_not_be_there() {
    for html in [
        "<img src=\"x\">",
        "<script>a</script>",
        "<p onclick=\"a\">b</p>",
        "<p id=\"a\">b</p>",
        "<p style=\"a\">b</p>",
        "<a href=\"/a\">b</a>",
        "<a href=\"javascript:a\" rel=\"nofollow noopener ugc\">b</a>",
        "<a href=\"//a\" rel=\"nofollow noopener ugc\">b</a>",
        "<a href=\"/\\a\" rel=\"nofollow noopener ugc\">b</a>",
        "<!-- a -->",
        "<p class=\"btn\">a</p>",
        "<input>",
        "<h1>a</h1>",
        "<p>a",
        "a & b",
    ] {
        assert!(complaint(html).is_some(), "{html}");
    }
    assert_eq!(complaint("<p><a href=\"/a\" rel=\"nofollow noopener ugc\">b</a> &amp;<br></p>\n"), None);
}
