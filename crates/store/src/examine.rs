//! What somebody who looks after a database should know about it.

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// As it should be.
    Fine,
    /// It works, but somebody should look at it; or it could not be found out.
    Warning,
    /// It does not work, or what is acknowledged can be lost by a mere crash.
    Trouble,
}

/// What was found of one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at: one or two short words.
    pub name: &'static str,
    /// How bad it is.
    pub verdict: Verdict,
    /// What was found, and what to do about it.
    pub text: String,
}

impl Finding {
    pub(crate) fn fine(name: &'static str, text: impl Into<String>) -> Finding {
        Finding { name, verdict: Verdict::Fine, text: text.into() }
    }

    pub(crate) fn warning(name: &'static str, text: impl Into<String>) -> Finding {
        Finding { name, verdict: Verdict::Warning, text: text.into() }
    }

    pub(crate) fn trouble(name: &'static str, text: impl Into<String>) -> Finding {
        Finding { name, verdict: Verdict::Trouble, text: text.into() }
    }
}
