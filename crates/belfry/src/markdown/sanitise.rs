//! The allow-list: what may be in the HTML of a text, whatever the renderer made of it.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

const ELEMENTS: [&str; 26] = [
    "a",
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
    "input",
    "label",
    "li",
    "ol",
    "p",
    "pre",
    "span",
    "strong",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];
/// Attributes whose values [`is_fit`] judges.
const ATTRIBUTES: [(&str, &[&str]); 3] = [("a", &["href", "title"]), ("input", &["value"]), ("ol", &["start"])];
/// Attributes with the only values that they may have.
const VALUES: [(&str, &str, &[&str]); 7] = [
    ("input", "type", &["checkbox"]),
    ("input", "name", &["task"]),
    ("input", "checked", &[""]),
    ("input", "disabled", &[""]),
    ("pre", "tabindex", &["0"]),
    ("td", "align", &["left", "center", "right"]),
    ("th", "align", &["left", "center", "right"]),
];
/// The classes that an element may have.
const CLASSES: [(&str, &[&str]); 3] = [("a", &["issue-ref", "mention"]), ("ol", &["tasks"]), ("ul", &["tasks"])];
/// What every link says of where it leads: we do not vouch for it.
const REL: &str = "nofollow noopener ugc";
const SCHEMES: [&str; 3] = ["http", "https", "mailto"];

static ALLOW_LIST: LazyLock<Builder<'static>> = LazyLock::new(allow_list);

/// `html` without anything that is not on the list.
pub(super) fn sanitise(html: &str) -> String {
    ALLOW_LIST.clean(html).to_string()
}

/// Whether a link may lead to `url`: to the web, to an address, or to a path of our own.
pub(super) fn may_follow(url: &str) -> bool {
    // A space inside is written as %20.
    if url.contains(|c: char| c.is_control() || (c.is_whitespace() && c != ' ') || c == '\\') {
        return false;
    }
    match url.split_once(':') {
        Some((scheme, _)) if SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known)) => true,
        _ => url.starts_with('/') && !url.starts_with("//"),
    }
}

fn allow_list() -> Builder<'static> {
    let sets = |table: &[(&'static str, &'static [&'static str])]| -> HashMap<&str, HashSet<&str>> {
        table.iter().map(|(element, names)| (*element, names.iter().copied().collect())).collect()
    };
    let mut values: HashMap<&str, HashMap<&str, HashSet<&str>>> = HashMap::new();
    for (element, attribute, fit) in VALUES {
        values.entry(element).or_default().insert(attribute, fit.iter().copied().collect());
    }
    let mut list = Builder::empty();
    list.tags(ELEMENTS.into_iter().collect())
        .tag_attributes(sets(&ATTRIBUTES))
        .tag_attribute_values(values)
        .allowed_classes(sets(&CLASSES))
        .generic_attributes(HashSet::new())
        .url_schemes(SCHEMES.into_iter().collect())
        .url_relative(UrlRelative::PassThrough)
        .link_rel(Some(REL))
        .attribute_filter(|element, attribute, value| {
            is_fit(element, attribute, value).then_some(Cow::Borrowed(value))
        });
    list
}

/// Whether an attribute that is allowed with any value may have this one.
fn is_fit(element: &str, attribute: &str, value: &str) -> bool {
    match (element, attribute) {
        ("a", "href") => may_follow(value),
        ("input", "value") | ("ol", "start") => !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_on_the_list_goes() {
        for (html, clean) in [
            ("<script>alert(1)</script><style>*{}</style>", ""),
            ("<p onclick=\"x\" style=\"x\" id=\"x\" class=\"x\">a</p>", "<p>a</p>"),
            ("<img src=\"https://example.org/x.png\">", ""),
            ("<input type=\"password\" name=\"password\" value=\"x\">", "<input>"),
            ("<a href=\"javascript:alert(1)\">a</a>", "<a rel=\"nofollow noopener ugc\">a</a>"),
            ("<a href=\"//example.org\">a</a>", "<a rel=\"nofollow noopener ugc\">a</a>"),
            (
                "<a class=\"btn issue-ref\" href=\"/BEL-1\">a</a>",
                "<a class=\"issue-ref\" href=\"/BEL-1\" rel=\"nofollow noopener ugc\">a</a>",
            ),
            ("<h1>a</h1><form><button>b</button></form>", "ab"),
            ("<ol start=\"-1\"><li>a</li></ol>", "<ol><li>a</li></ol>"),
            ("<svg><a href=\"https://example.org\">a</a></svg><!-- b -->", ""),
        ] {
            assert_eq!(sanitise(html), clean, "{html}");
        }
    }

    #[test]
    fn links_lead_to_the_web_to_addresses_and_to_our_own_paths() {
        for url in ["http://example.org", "HTTPS://example.org/x:y z", "mailto:ada@example.org", "/BEL-1", "/"] {
            assert!(may_follow(url), "{url}");
        }
        for url in [
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            " javascript:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "ftp://example.org",
            "//example.org",
            "/\\example.org",
            "/\t/example.org",
            "\\\\example.org",
            "example.org",
            "#x",
            "?x",
            "",
            "blob:x",
            "view-source:x",
            "http\u{0}://x",
            "https:\u{a0}x",
        ] {
            assert!(!may_follow(url), "{url:?}");
        }
    }
}
