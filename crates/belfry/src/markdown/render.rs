//! Markdown to HTML.

use std::collections::HashMap;
use std::fmt::{self, Write as _};

use comrak::html::{ChildRendering, Context, escape, format_document_with_formatter, format_node_default};
use comrak::nodes::{ListType, Node, NodeList, NodeValue};
use comrak::options::Plugins;

use super::Html;
use super::find::{Place, Seen};
use super::read;
use super::sanitise::{may_follow, sanitise};
use super::scan::Piece;
use crate::issue::IssueKey;
use crate::user::Username;

/// The longest tooltip, in characters: a title, and some.
const TITLE_MOST: usize = 240;
/// Headings of a text stand below those of the page: `#` is an `h3`.
const HEADING_SHIFT: u8 = 2;

/// What whoever reads a text may follow and do. The caller looks up what [`super::issue_keys`] and [`super::mentions`]
/// found, and leaves out what does not exist or may not be seen: it then looks the same.
#[derive(Clone, Debug, Default)]
pub struct Links {
    issues: HashMap<IssueKey, Target>,
    people: HashMap<String, Target>,
    may_tick: bool,
}

/// Where a key or a mention leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// A path of our own, `/BEL-142`, or the whole URL.
    pub href: String,
    /// What it is, shown on hovering: the title of the issue, the name of the person.
    pub title: String,
}

impl Links {
    /// An issue that the reader may see.
    pub fn add_issue(&mut self, key: IssueKey, target: Target) {
        self.issues.insert(key, target);
    }

    /// Somebody whom the reader may see.
    pub fn add_person(&mut self, username: &Username, target: Target) {
        self.people.insert(username.key(), target);
    }

    /// The reader may tick tasks: their boxes are `<input name="task" value="INDEX">`, and not disabled.
    pub fn let_tick(&mut self) {
        self.may_tick = true;
    }
}

/// `text` as HTML: elements and attributes of the allow-list only. What is beyond bounds is shown as it was typed.
pub fn render(text: &str, links: &Links) -> Html {
    let mut html = String::new();
    let is_written = read::with_tree(text, |root| {
        let page = Page { links, place: Place::default(), seen: Seen::default(), tasks: 0 };
        let write = |root| {
            format_document_with_formatter(root, &read::options(), &mut html, &Plugins::default(), node, page).is_ok()
        };
        root.is_some_and(write)
    });
    if !is_written {
        html = as_typed(text);
    }
    Html(sanitise(&html))
}

/// Lines of text that nothing was made of.
fn as_typed(text: &str) -> String {
    let mut html = String::new();
    // Writing to a string does not fail.
    let _ = escape(&mut html, text);
    format!("<p>{}</p>", html.replace("\r\n", "\n").replace(['\r', '\n'], "<br>"))
}

/// What is being rendered, and how far it is.
struct Page<'l> {
    links: &'l Links,
    place: Place,
    seen: Seen,
    tasks: usize,
}

type Out<'o, 'c, 'l> = Context<'o, 'c, Page<'l>>;
type Rendered = Result<ChildRendering, fmt::Error>;

fn node<'a>(out: &mut Out<'_, '_, '_>, node: Node<'a>, is_entering: bool) -> Rendered {
    out.user.place.pass(node, is_entering);
    match &node.data().value {
        NodeValue::Text(words) if is_entering => text(out, node, words)?,
        NodeValue::Link(link) => link_tag(out, is_entering, &link.url, &link.title)?,
        NodeValue::Image(image) => {
            link_tag(out, is_entering, &image.url, &image.title)?;
            let is_nameless = node.first_child().is_none();
            out.escape(if is_entering && is_nameless { &image.url } else { "" })?;
        }
        NodeValue::Heading(heading) => {
            let level = (heading.level + HEADING_SHIFT).min(6);
            if is_entering { write!(out, "<h{level}>")? } else { writeln!(out, "</h{level}>")? }
        }
        NodeValue::CodeBlock(code) if is_entering => {
            out.write_str("<pre tabindex=\"0\"><code>")?;
            out.escape(&code.literal)?;
            out.write_str("</code></pre>\n")?;
        }
        NodeValue::HtmlBlock(html) if is_entering => out.write_str(&as_typed(html.literal.trim_end()))?,
        NodeValue::List(list) if list.is_task_list => task_list(out, list, is_entering)?,
        NodeValue::TaskItem(task) => task_item(out, node, task.symbol.is_some(), is_entering)?,
        NodeValue::Paragraph if is_words_of_task(node) => out.write_str(if is_entering { "" } else { WORDS_END })?,
        NodeValue::Text(_) | NodeValue::CodeBlock(_) | NodeValue::HtmlBlock(_) => {}
        _ => return format_node_default(out, node, is_entering),
    }
    Ok(ChildRendering::HTML)
}

fn text(out: &mut Out<'_, '_, '_>, node: Node<'_>, words: &str) -> fmt::Result {
    let links = out.user.links;
    for piece in out.user.place.pieces(node, words) {
        let may_link = out.user.seen.may_link(&piece);
        let (words, class, target) = match &piece {
            Piece::Plain(words) => (*words, "", None),
            Piece::Issue(words, key) => (*words, "issue-ref", links.issues.get(key)),
            Piece::Person(words, username) => (*words, "mention", links.people.get(&username.key())),
        };
        let Some(target) = target.filter(|_| may_link) else {
            out.escape(words)?;
            continue;
        };
        write!(out, "<a class=\"{class}\" href=\"")?;
        out.escape_href(&target.href)?;
        out.write_str("\" title=\"")?;
        out.escape(&target.title.chars().take(TITLE_MOST).collect::<String>())?;
        out.write_str("\">")?;
        out.escape(words)?;
        out.write_str("</a>")?;
    }
    Ok(())
}

/// Opens or closes a link, unless it is within another one or leads where nobody should be led: then only its text stays.
fn link_tag(out: &mut Out<'_, '_, '_>, is_entering: bool, url: &str, title: &str) -> fmt::Result {
    let around = out.user.place.links() - usize::from(is_entering);
    if around > 0 || !may_follow(url) {
        return Ok(());
    }
    if !is_entering {
        return out.write_str("</a>");
    }
    out.write_str("<a href=\"")?;
    out.escape_href(url)?;
    if !title.is_empty() {
        out.write_str("\" title=\"")?;
        out.escape(title)?;
    }
    out.write_str("\">")
}

fn task_list(out: &mut Out<'_, '_, '_>, list: &NodeList, is_entering: bool) -> fmt::Result {
    match (list.list_type, is_entering) {
        (ListType::Bullet, true) => out.write_str("<ul class=\"tasks\">\n"),
        (ListType::Bullet, false) => out.write_str("</ul>\n"),
        (ListType::Ordered, true) => writeln!(out, "<ol class=\"tasks\" start=\"{}\">", list.start),
        (ListType::Ordered, false) => out.write_str("</ol>\n"),
    }
}

const WORDS_END: &str = "</span></label>";

/// A box and its words are one label: the first paragraph. What follows it (lists, code) stands below.
fn task_item(out: &mut Out<'_, '_, '_>, node: Node<'_>, is_done: bool, is_entering: bool) -> fmt::Result {
    if !is_entering {
        return out.write_str("</li>\n");
    }
    let (index, is_disabled) = (out.user.tasks, !out.user.links.may_tick);
    out.user.tasks += 1;
    write!(out, "<li><label><input type=\"checkbox\" name=\"task\" value=\"{index}\"")?;
    out.write_str(if is_done { " checked=\"\"" } else { "" })?;
    out.write_str(if is_disabled { " disabled=\"\"" } else { "" })?;
    out.write_str("><span>")?;
    let has_words = node.first_child().is_some_and(is_words_of_task);
    out.write_str(if has_words { "" } else { WORDS_END })
}

fn is_words_of_task(node: Node<'_>) -> bool {
    let is_in_task = |parent: Node<'_>| matches!(parent.data().value, NodeValue::TaskItem(_));
    matches!(node.data().value, NodeValue::Paragraph)
        && node.previous_sibling().is_none()
        && node.parent().is_some_and(is_in_task)
}
