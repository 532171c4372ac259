//! The headings of a text, as they fit below those of the page that it is on.
//!
//! People begin with whatever heading looks right to them. On a page its first level is the next one below what stands above,
//! and none is left out: who goes from heading to heading by ear misses nothing.

use super::Html;
use crate::markdown;

/// A text whose uppermost heading is of level `top` on the page.
pub fn outlined(text: &markdown::Html, top: u8) -> Html {
    let text = text.as_str();
    let used: Vec<u8> = (1..=6).filter(|level| text.contains(&format!("<h{level}>"))).collect();
    let mut out = text.to_owned();
    // From the uppermost down, to names that no heading has yet: one that was moved is not moved again.
    for (step, level) in (0_u8..).zip(&used) {
        let to = (top + step).min(6);
        out = out
            .replace(&format!("<h{level}>"), &format!("<h\u{0}{to}>"))
            .replace(&format!("</h{level}>"), &format!("</h\u{0}{to}>"));
    }
    Html::new(out.replace('\u{0}', ""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::{Links, render};

    fn outline(text: &str, top: u8) -> Vec<String> {
        let html = outlined(&render(text, &Links::default()), top).to_string();
        html.split("<h").skip(1).map(|rest| rest.chars().take(1).collect()).collect()
    }

    #[test]
    fn headings_begin_below_those_of_the_page_and_leave_none_out() {
        assert_eq!(outline("## One\n\ntext\n\n## Two", 2), ["2", "2"]);
        assert_eq!(outline("# One\n\n#### Two\n\n# Three", 3), ["3", "4", "3"]);
        assert_eq!(outline("### One\n\n# Two", 2), ["3", "2"]);
        assert_eq!(outline("###### Deep\n\n# High", 6), ["6", "6"]);
        assert_eq!(outline("`<h2>`", 2), Vec::<String>::new());
    }
}
