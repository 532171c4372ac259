//! What attackers write does nothing.

use super::super::render;
use super::allowed::complaint;
use super::links;

const CANARIES: [&str; 54] = [
    "\"'><img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</script>",
    "<svg/onload=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<style>@import 'https://evil.example/x.css'</style>",
    "<base href=https://evil.example>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<form action=https://evil.example><input name=password></form>",
    "<a href=javascript:alert(1)>a</a>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?php <img src=x onerror=alert(1)> ?>",
    "<div>\n\"><img src=x onerror=alert(1)>\n</div>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](<javascript:alert(1)>)",
    "[a](<java\tscript:alert(1)>)",
    "[a](javascript&colon;alert(1))",
    "[a](javascript&#58;alert(1))",
    "[a](&#x6A;avascript:alert(1))",
    "[a](java&#10;script:alert(1))",
    "[a](&#1;javascript:alert(1))",
    "[a](\\javascript:alert(1))",
    "[a](vbscript:alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[a](data:image/svg+xml,<svg/onload=alert(1)>)",
    "[a](file:///etc/passwd)",
    "[a](//evil.example)",
    "[a](/\\evil.example)",
    "[a](/%09/evil.example)",
    "[a](/&#9;/evil.example)",
    "[a](https://evil.example/\"onmouseover=\"alert(1))",
    "[a](https://evil.example 'x\" onmouseover=\"alert(1)')",
    "[a]\n\n[a]: javascript:alert(1)",
    "[a][b]\n\n[b]: <javascript:alert(1)> \"x\"",
    "![a](javascript:alert(1))",
    "![\"><img src=x onerror=alert(1)>](x)",
    "![a](https://evil.example/track.gif)",
    "[![a](javascript:alert(1))](javascript:alert(1))",
    "<javascript:alert(1)>",
    "<https://evil.example/\"onmouseover=alert(1)>",
    "javascript:alert(1)//https://example.org",
    "https://evil.example/'onmouseover=alert(1)",
    "www.evil.example\"onmouseover=alert(1)",
    "a[^1]\n\n[^1]: <img src=x onerror=alert(1)>",
    "a[^\"><img src=x onerror=alert(1)>]\n\n[^\"><img src=x onerror=alert(1)>]: b",
    "```\"><img/src=x/onerror=alert(1)>\na\n```",
    "`<img src=x onerror=alert(1)>`",
    "| <img src=x onerror=alert(1)> |\n|:-:|\n| `|\"><script>` |",
    "- [x\"><img src=x onerror=alert(1)>] a\n- [ ] <img src=x onerror=alert(1)>",
];

#[test]
fn canaries_do_nothing_wherever_they_stand() {
    for canary in CANARIES {
        let quoted = canary.replace('\n', "\n> ");
        for text in [
            canary.to_owned(),
            format!("> {quoted}"),
            format!("*{canary}* @ada {canary}"),
            format!("- {canary}\n\n# {canary}"),
        ] {
            let html = render(&text, &links());
            assert_eq!(complaint(html.as_str()), None, "{text}");
        }
    }
}

#[test]
fn entities_stay_text() {
    let html = render("&lt;script&gt; &#60;img src=x&#62; &amp;lt;b&amp;gt;", &links());
    assert_eq!(html.as_str(), "<p>&lt;script&gt; &lt;img src=x&gt; &amp;lt;b&amp;gt;</p>\n");
}

#[test]
fn what_the_caller_knows_is_not_trusted_either() {
    let mut links = super::Links::default();
    let target = super::Target { href: "javascript:alert(1)".to_owned(), title: "\"><script>".to_owned() };
    links.add_issue(super::IssueKey { project: "BEL".to_owned(), number: 1 }, target);
    let html = render("BEL-1", &links);
    assert!(!html.as_str().contains("javascript") && !html.as_str().contains("<script"), "{html}");
}
