//! What can be seen of a text: characters that show nothing, and characters that make others read otherwise.

/// Whether nothing of it can be seen.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c.is_control() || is_invisible(c))
}

/// The longest text of several lines, in bytes.
const MOST: usize = 64 * 1024;

/// Text of several lines, ended by LF whatever they were typed with, otherwise as typed. The error says what to put right
/// of `what`, such as "A description".
pub fn body(text: &str, what: &str) -> Result<String, String> {
    if is_blank(text) {
        return Err(format!("{what} cannot be blank."));
    }
    if text.len() > MOST {
        return Err(format!("{what} is at most {} KiB long.", MOST / 1024));
    }
    if text.contains('\0') {
        return Err(format!("{what} cannot hold NUL characters."));
    }
    Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// One line of text, trimmed. The error says what to put right of `what`, such as "A label's name".
pub fn line(text: &str, what: &str, most: usize) -> Result<String, String> {
    let text = text.trim();
    if is_blank(text) {
        return Err(format!("{what} cannot be blank."));
    }
    if text.chars().count() > most {
        return Err(format!("{what} is at most {most} characters long."));
    }
    if text.chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')) {
        return Err(format!("{what} is one line without control characters."));
    }
    Ok(text.to_owned())
}

/// Whether a character takes no ink: Unicode's `Default_Ignorable_Code_Point` (`DerivedCoreProperties.txt`, 17.0), and the
/// blank Braille pattern.
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Embeddings, overrides and isolates can make a line read other than it is; marks (LRM, RLM, ALM) cannot.
pub fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_shows_nothing_is_blank() {
        for text in
            ["", " \t\r\n", "\u{a0}", "\u{200b}", "\u{3164}", "\u{200b}\u{a0}", "\u{2800}\u{feff}\u{202e}", "\0"]
        {
            assert!(is_blank(text), "{text:?}");
        }
        for text in ["x", "\u{200b}x", "עברית\u{200f}", "❤\u{fe0f}", "👩\u{200d}💻", "."] {
            assert!(!is_blank(text), "{text:?}");
        }
    }
}
