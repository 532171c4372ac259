//! Where to go next: a path of this site and nothing else, so that no link of ours leads anybody elsewhere.

/// The path in `text`, if it is one of this site: it begins with one slash and holds nothing that a browser would read as
/// the beginning of another site (`//evil`, `/\evil`, a line break that it drops).
pub(in crate::web) fn parse(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('/')?;
    let is_plain = text.len() <= 2000 && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    (is_plain && !rest.starts_with('/')).then_some(text)
}

/// The same, or else home.
pub(in crate::web) fn or_home(text: &str) -> &str {
    parse(text).unwrap_or("/")
}

/// A path as it stands in a query.
pub(in crate::web) fn escaped(path: &str) -> String {
    form_urlencoded::byte_serialize(path.as_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_path_of_this_site_is_gone_to() {
        for text in ["/", "/BEL-142", "/issues?q=is%3Aopen&after=1", "/BEL-142#c2", "/a//b"] {
            assert_eq!(or_home(text), text);
        }
        for text in [
            "",
            "issues",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https://evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "/ /evil.example",
            " /x",
            "javascript:alert(1)",
            "/é",
        ] {
            assert_eq!(or_home(text), "/", "{text:?}");
        }
    }
}
