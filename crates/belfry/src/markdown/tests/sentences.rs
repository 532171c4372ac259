//! What becomes of what people write.

use super::super::{Links, render};
use super::links;

fn html(text: &str) -> String {
    render(text, &Links::default()).to_string().replace(" rel=\"nofollow noopener ugc\"", "").trim_end().to_owned()
}

fn linked(text: &str) -> String {
    render(text, &links()).to_string().replace(" rel=\"nofollow noopener ugc\"", "").trim_end().to_owned()
}

#[test]
fn the_common_marks_work() {
    for (text, expected) in [
        ("a *b* **c** ~~d~~ `e`", "<p>a <em>b</em> <strong>c</strong> <del>d</del> <code>e</code></p>"),
        ("a\nb", "<p>a<br>\nb</p>"),
        ("# a\n## b\n###### c", "<h3>a</h3>\n<h4>b</h4>\n<h6>c</h6>"),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>"),
        ("3. a\n4. b", "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>"),
        ("```rust\na < b\n```", "<pre tabindex=\"0\"><code>a &lt; b\n</code></pre>"),
        ("---", "<hr>"),
        ("", ""),
    ] {
        assert_eq!(html(text), expected, "{text}");
    }
    let table = "<table>\n<thead>\n<tr>\n<th align=\"right\">a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td align=\"right\">b</td>\n</tr>\n</tbody>\n</table>";
    assert_eq!(html("| a |\n|--:|\n| b |"), table);
}

#[test]
fn links_are_followed_and_images_are_links() {
    for (text, expected) in [
        ("[a](https://example.org \"b\")", "<p><a href=\"https://example.org\" title=\"b\">a</a></p>"),
        ("https://example.org/x.", "<p><a href=\"https://example.org/x\">https://example.org/x</a>.</p>"),
        ("www.example.org", "<p><a href=\"http://www.example.org\">www.example.org</a></p>"),
        ("ada@example.org", "<p><a href=\"mailto:ada@example.org\">ada@example.org</a></p>"),
        ("[a](/BEL-1)", "<p><a href=\"/BEL-1\">a</a></p>"),
        ("![a *b*](https://example.org/c.png)", "<p><a href=\"https://example.org/c.png\">a <em>b</em></a></p>"),
        (
            "![](https://example.org/c.png)",
            "<p><a href=\"https://example.org/c.png\">https://example.org/c.png</a></p>",
        ),
        ("[![a](https://b.example/c.png)](https://d.example)", "<p><a href=\"https://d.example\">a</a></p>"),
        ("![a [b](https://c.example)](https://d.example)", "<p><a href=\"https://d.example\">a b</a></p>"),
        ("[a](b.html) ![](c.png) ftp://example.org", "<p>a c.png ftp://example.org</p>"),
    ] {
        assert_eq!(html(text), expected, "{text}");
    }
}

#[test]
fn html_is_shown_as_text() {
    for (text, expected) in [
        ("a <b>c</b>", "<p>a &lt;b&gt;c&lt;/b&gt;</p>"),
        ("<div>\n*a*\n</div>", "<p>&lt;div&gt;<br>*a*<br>&lt;/div&gt;</p>"),
        ("a &lt;b&gt; &amp; & \"'", "<p>a &lt;b&gt; &amp; &amp; \"'</p>"),
        ("a[^1]\n\n[^1]: b", "<p>a^1</p>"),
    ] {
        assert_eq!(html(text), expected, "{text}");
    }
}

#[test]
fn tasks_have_boxes_with_their_index() {
    let text = "- [ ] a *b*\n- [x] c\n  - [ ] d\n\n    e\n- f";
    let closed = "<ul class=\"tasks\">\n\
        <li><label><input type=\"checkbox\" name=\"task\" value=\"0\" disabled=\"\"><span>a <em>b</em></span></label></li>\n\
        <li><label><input type=\"checkbox\" name=\"task\" value=\"1\" checked=\"\" disabled=\"\"><span>c</span></label>\
        <ul class=\"tasks\">\n<li><label><input type=\"checkbox\" name=\"task\" value=\"2\" disabled=\"\"><span>d</span></label>\n<p>e</p>\n</li>\n</ul>\n</li>\n\
        <li>f</li>\n</ul>";
    assert_eq!(html(text).replace("\n<ul class", "<ul class"), closed.replace("\n<ul class", "<ul class"));
    let mut open = Links::default();
    open.let_tick();
    let open = render("2. [ ] \n3. [x] a", &open).to_string();
    assert!(open.contains("<ol class=\"tasks\" start=\"2\">") && !open.contains("disabled"), "{open}");
}

#[test]
fn known_keys_and_people_are_links_and_others_are_text() {
    for (text, expected) in [
        (
            "BEL-1, BEL-99",
            "<p><a class=\"issue-ref\" href=\"/BEL-1\" title=\"&quot;1&quot; <bells>\">BEL-1</a>, BEL-99</p>",
        ),
        ("@Ada and @eve", "<p><a class=\"mention\" href=\"/people/ada\" title=\"ada\">@Ada</a> and @eve</p>"),
        ("**@李**!", "<p><strong><a class=\"mention\" href=\"/people/%E6%9D%8E\" title=\"李\">@李</a></strong>!</p>"),
        ("> @ada", "<blockquote>\n<p>@ada</p>\n</blockquote>"),
        ("`BEL-1` \\@ada [BEL-1](/x)", "<p><code>BEL-1</code> @ada <a href=\"/x\">BEL-1</a></p>"),
        ("![@ada](/x)", "<p><a href=\"/x\">@ada</a></p>"),
    ] {
        assert_eq!(linked(text).replace("&lt;bells&gt;", "<bells>"), expected, "{text}");
    }
}

#[test]
fn a_text_goes_into_a_page_as_it_is() {
    use askama::Template as _;

    #[derive(askama::Template)]
    #[template(source = "{{ html }}|{{ text }}", ext = "html")]
    struct Page {
        html: super::super::Html,
        text: &'static str,
    }
    let page = Page { html: render("*a*", &Links::default()), text: "<" };
    assert_eq!(page.render().unwrap(), "<p><em>a</em></p>\n|&#60;");
}
