//! What a check found.

use std::fmt;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    Ok,
    Warn,
    Fail,
}

/// One line: what was looked at, what was found, and what to do about it.
pub(super) struct Finding {
    pub(super) verdict: Verdict,
    what: &'static str,
    found: String,
}

impl Finding {
    /// All is well.
    pub(super) fn ok(what: &'static str, found: impl Into<String>) -> Finding {
        Finding { verdict: Verdict::Ok, what, found: found.into() }
    }

    /// It works, but somebody should look at it; or it could not be checked.
    pub(super) fn warn(what: &'static str, found: impl Into<String>) -> Finding {
        Finding { verdict: Verdict::Warn, what, found: found.into() }
    }

    /// It does not work.
    pub(super) fn fail(what: &'static str, found: impl Into<String>) -> Finding {
        Finding { verdict: Verdict::Fail, what, found: found.into() }
    }
}

/// What the store found, told as the rest is.
impl From<store::Finding> for Finding {
    fn from(found: store::Finding) -> Finding {
        let verdict = match found.verdict {
            store::Verdict::Fine => Verdict::Ok,
            store::Verdict::Warning => Verdict::Warn,
            store::Verdict::Trouble => Verdict::Fail,
        };
        Finding { verdict, what: found.name, found: found.text }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = match self.verdict {
            Verdict::Ok => "ok",
            Verdict::Warn => "warn",
            Verdict::Fail => "fail",
        };
        write!(f, "{verdict:<6}{:<10}{}", self.what, self.found)
    }
}
