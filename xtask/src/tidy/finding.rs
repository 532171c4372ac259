//! What a rule found.

/// A place that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// From the root of the workspace, with `/`.
    pub path: String,
    /// Counted from 1; 0 where it is the file as a whole.
    pub line: usize,
    /// What is wrong, and what to do instead.
    pub message: String,
    /// How bad: 1, or the measure where there is one. Exceptions are counted in it.
    pub amount: usize,
}

impl Finding {
    /// A finding that counts as one.
    pub fn new(path: &str, line: usize, message: impl Into<String>) -> Finding {
        Finding { path: path.to_owned(), line, message: message.into(), amount: 1 }
    }
}
