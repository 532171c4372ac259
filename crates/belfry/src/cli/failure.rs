//! Why a command did not do what it was asked.

use std::fmt;
use std::process::ExitCode;

use crate::config::BadSetting;

/// A command that was not done.
#[derive(Debug)]
pub(super) enum Failure {
    /// It was asked for in a way that makes no sense.
    Usage(String),
    /// It could not be done.
    Failed(String),
    /// It was done, and what it found is bad; all is said already.
    Bad,
}

impl Failure {
    /// Says it, and gives the exit code.
    pub(super) fn report(self) -> ExitCode {
        match self {
            Failure::Usage(text) => {
                eprintln!("error: {text}");
                ExitCode::from(2)
            }
            Failure::Failed(text) => {
                eprintln!("error: {text}");
                ExitCode::from(1)
            }
            Failure::Bad => ExitCode::from(1),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Usage(text) | Failure::Failed(text) => f.write_str(text),
            Failure::Bad => f.write_str("see above"),
        }
    }
}

impl From<BadSetting> for Failure {
    fn from(bad: BadSetting) -> Failure {
        Failure::Usage(bad.to_string())
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Failure {
        Failure::Failed(format!("{error:#}"))
    }
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Failure {
        Failure::Failed(error.to_string())
    }
}

impl From<crate::Error> for Failure {
    fn from(error: crate::Error) -> Failure {
        Failure::Failed(error.to_string())
    }
}
