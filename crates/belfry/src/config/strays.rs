//! Variables in the environment that look like settings and are none: misspelt ones, most likely.
//!
//! One that is nearly a setting stops a server. Others are warned of and not refused: some systems put variables of their own
//! beside ours (`BELFRY_SERVICE_HOST`, say, where a service is called belfry).

use super::setting::SETTINGS;

const PREFIX: &str = "BELFRY_";
/// Names beyond the settings that mean something: the settings file, and what tests set.
const OTHERS: [&str; 2] = ["BELFRY_CONFIG", "BELFRY_CRASH_AT"];

/// The stray variables of this process, in alphabetical order.
pub fn of_this_process() -> Vec<String> {
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    let mut strays: Vec<String> = names.filter(|name| is_stray(name)).collect();
    strays.sort();
    strays
}

/// The setting that each of these was most likely to be, where one is near.
pub fn misspelt(strays: &[String]) -> Vec<(&str, &'static str)> {
    strays.iter().filter_map(|stray| Some((stray.as_str(), nearest(stray)?))).collect()
}

/// What stops a server on account of them, if anything does.
pub fn refusal(strays: &[String]) -> Option<String> {
    let misspelt: Vec<String> =
        misspelt(strays).iter().map(|(stray, meant)| format!("{stray} is no setting: did you mean {meant}?")).collect();
    (!misspelt.is_empty()).then(|| misspelt.join(" "))
}

/// The variable whose name needs the fewest changes, if these are few for its length.
fn nearest(stray: &str) -> Option<&'static str> {
    let bare = |name: &'static str| (name, name.trim_start_matches(PREFIX));
    let typed = stray.strip_prefix(PREFIX)?;
    let names = SETTINGS.iter().map(|setting| bare(setting.env));
    let counted = names.map(|(name, bare)| (strsim::damerau_levenshtein(typed, bare), name, bare.len()));
    let (changes, name, length) = counted.min()?;
    (changes <= length / 3).then_some(name)
}

/// A warning about them.
pub fn said(strays: &[String]) -> String {
    format!("no setting is called {}: see `belfry serve --help` for how it is spelt", strays.join(", "))
}

fn is_stray(name: &str) -> bool {
    let is_known = OTHERS.contains(&name) || SETTINGS.iter().any(|setting| setting.env == name);
    name.starts_with(PREFIX) && !name.starts_with("BELFRY_TEST_") && !is_known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_nearly_a_setting_is_taken_for_a_slip() {
        for (stray, meant) in [
            ("BELFRY_ASIGN_DELAY", Some("BELFRY_ASSIGN_DELAY")),
            ("BELFRY_MAIL_FORM", Some("BELFRY_MAIL_FROM")),
            ("BELFRY_LISTENS", Some("BELFRY_LISTEN")),
            ("BELFRY_DATBASE", Some("BELFRY_DATABASE")),
            ("BELFRY_SERVICE_HOST", None),
            ("BELFRY_SERVICE_PORT", None),
            ("BELFRY_PORT", None),
            ("BELFRY_PORT_8000_TCP", None),
            ("BELFRY_", None),
        ] {
            assert_eq!(nearest(stray), meant, "{stray}");
        }
        let said = refusal(&["BELFRY_PORT".to_owned(), "BELFRY_ASIGN_DELAY".to_owned()]);
        assert_eq!(said.as_deref(), Some("BELFRY_ASIGN_DELAY is no setting: did you mean BELFRY_ASSIGN_DELAY?"));
        assert_eq!(refusal(&["BELFRY_PORT".to_owned()]), None);
    }

    #[test]
    fn only_what_looks_like_a_setting_and_is_none_is_stray() {
        for name in ["BELFRY_ASIGN_DELAY", "BELFRY_", "BELFRY_SERVICE_HOST"] {
            assert!(is_stray(name), "{name}");
        }
        for name in
            ["BELFRY_ASSIGN_DELAY", "BELFRY_CONFIG", "BELFRY_TEST_DATABASE", "BELFRY_CRASH_AT", "BELFRY", "PATH"]
        {
            assert!(!is_stray(name), "{name}");
        }
    }
}
