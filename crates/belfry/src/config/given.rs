//! What was given for each setting, as it was written, and where.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use super::setting::{self, Setting};

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A flag on the command line.
    Flag,
    /// An environment variable.
    Environment,
    /// This settings file.
    File(PathBuf),
    /// Nobody gave it.
    Default,
}

impl Origin {
    /// A path as it is meant where it was written: one in a file is relative to that file's folder.
    pub fn resolve(&self, path: &str) -> PathBuf {
        match self {
            Origin::File(file) => file.parent().unwrap_or(Path::new("")).join(path),
            Origin::Flag | Origin::Environment | Origin::Default => PathBuf::from(path),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Flag => f.write_str("flag"),
            Origin::Environment => f.write_str("environment"),
            Origin::File(path) => write!(f, "{}", path.display()),
            Origin::Default => f.write_str("default"),
        }
    }
}

/// A setting that cannot be used. Displayed as one line that names it, where it stands, and what to write instead.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct BadSetting {
    place: String,
    problem: String,
}

impl BadSetting {
    /// This setting, given there, has this problem.
    pub fn new(setting: &Setting, origin: &Origin, problem: impl Into<String>) -> BadSetting {
        let place = match origin {
            Origin::Flag | Origin::Default => format!("--{}", setting.name),
            Origin::Environment => setting.env.to_owned(),
            Origin::File(path) => format!("{}: {}", path.display(), setting.name),
        };
        BadSetting { place, problem: problem.into() }
    }

    /// Something about the settings file as a whole.
    pub fn in_file(path: &Path, problem: impl Into<String>) -> BadSetting {
        BadSetting { place: path.display().to_string(), problem: problem.into() }
    }
}

/// Values as they were written, each with its origin.
#[derive(Clone, Default)]
pub struct Given(BTreeMap<&'static str, (Origin, Vec<String>)>);

impl Given {
    /// Notes what was given for a setting.
    pub fn put(&mut self, setting: &'static Setting, origin: Origin, values: Vec<String>) {
        self.0.insert(setting.name, (origin, values));
    }

    /// Takes from `lower` what was not given here.
    pub fn or(mut self, lower: Given) -> Given {
        for (name, value) in lower.0 {
            self.0.entry(name).or_insert(value);
        }
        self
    }

    /// Where the setting of this name came from.
    pub fn origin(&self, name: &str) -> Origin {
        self.0.get(name).map_or(Origin::Default, |(origin, _)| origin.clone())
    }

    /// What was given for a setting, or its default, read by `parse`. `None` if there is neither.
    pub(super) fn one<T>(
        &self,
        name: &str,
        parse: impl Fn(&str, &Origin) -> Result<T, String>,
    ) -> Result<Option<T>, BadSetting> {
        Ok(self.many(name, parse)?.pop())
    }

    /// As [`Given::one`] for a setting that has a default.
    pub(super) fn sure<T>(&self, name: &str, parse: impl Fn(&str) -> Result<T, String>) -> Result<T, BadSetting> {
        let value = self.one(name, |text, _| parse(text))?;
        Ok(value.expect("a setting that is read so has a default"))
    }

    /// As [`Given::one`] for a setting that may be given several times.
    pub(super) fn many<T>(
        &self,
        name: &str,
        parse: impl Fn(&str, &Origin) -> Result<T, String>,
    ) -> Result<Vec<T>, BadSetting> {
        let setting = setting::named(name).expect("only settings of the list are asked for");
        let default = || (Origin::Default, setting.default.iter().map(|text| (*text).to_owned()).collect());
        let (origin, values) = self.0.get(name).cloned().unwrap_or_else(default);
        let parsed = values.iter().map(|text| parse(text.trim(), &origin));
        parsed.collect::<Result<_, _>>().map_err(|problem| BadSetting::new(setting, &origin, problem))
    }

    /// That what was given for `name` cannot be used.
    pub(super) fn refuse(&self, name: &str, problem: impl Into<String>) -> BadSetting {
        let setting = setting::named(name).expect("only settings of the list are refused");
        BadSetting::new(setting, &self.origin(name), problem)
    }
}
