//! Variables in the environment that look like settings and are none: misspelt ones, most likely.
//!
//! They are warned of and not refused: some systems put variables of their own beside ours (`BELFRY_SERVICE_HOST`, say, where
//! a service is called belfry).

use super::setting::SETTINGS;

/// Names beyond the settings that mean something: the settings file, and what tests set.
const OTHERS: [&str; 2] = ["BELFRY_CONFIG", "BELFRY_CRASH_AT"];

/// The stray variables of this process, in alphabetical order.
pub fn of_this_process() -> Vec<String> {
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    let mut strays: Vec<String> = names.filter(|name| is_stray(name)).collect();
    strays.sort();
    strays
}

/// A warning about them.
pub fn said(strays: &[String]) -> String {
    format!("no setting is called {}: see `belfry serve --help` for how it is spelt", strays.join(", "))
}

fn is_stray(name: &str) -> bool {
    let is_known = OTHERS.contains(&name) || SETTINGS.iter().any(|setting| setting.env == name);
    name.starts_with("BELFRY_") && !name.starts_with("BELFRY_TEST_") && !is_known
}

#[cfg(test)]
mod tests {
    use super::*;

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
