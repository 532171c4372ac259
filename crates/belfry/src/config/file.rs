//! `belfry.toml`.

use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::setting::{self, SETTINGS};
use super::{BadSetting, Given, Origin};

/// The name of the settings file where none is named.
pub const NAME: &str = "belfry.toml";

/// Adds what the settings file says to what was given: the file that was named, or else `belfry.toml` in the working
/// directory or in the data folder.
///
/// # Errors
/// A file that cannot be read or holds anything that is no setting; or two files, where none was named.
pub fn find(config: Option<&Path>, given: Given) -> Result<Given, BadSetting> {
    if let Some(path) = config {
        return Ok(given.or(read(path)?));
    }
    let here = PathBuf::from(NAME);
    let given = if here.exists() { given.or(read(&here)?) } else { given };
    let data = given.one("data", |text, origin| Ok(origin.resolve(text)))?.expect("the data folder has a default");
    let there = data.join(NAME);
    if !there.exists() || is_same(&here, &there) {
        return Ok(given);
    }
    if here.exists() {
        let problem = format!("there is also {}; say which one counts with --config", there.display());
        return Err(BadSetting::in_file(&here, problem));
    }
    let found = read(&there)?;
    if found.origin("data") != Origin::Default {
        return Err(found.refuse("data", "this file lies in a data folder, so it cannot name another; leave it out"));
    }
    Ok(given.or(found))
}

/// Reads a settings file.
fn read(path: &Path) -> Result<Given, BadSetting> {
    let text =
        std::fs::read_to_string(path).map_err(|error| BadSetting::in_file(path, format!("cannot be read: {error}")))?;
    parse(path, &text)
}

fn parse(path: &Path, text: &str) -> Result<Given, BadSetting> {
    let table: Table = text.parse().map_err(|error: toml::de::Error| {
        // The error's own text quotes the line, which may hold a password.
        let line = error.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1);
        BadSetting::in_file(path, format!("line {line}: {}", error.message()))
    })?;
    let mut given = Given::default();
    for (key, value) in table {
        let setting = setting::named(&key).ok_or_else(|| BadSetting::in_file(path, unknown(&key)))?;
        let origin = Origin::File(path.to_owned());
        let values = values(value, setting.is_list).map_err(|problem| BadSetting::new(setting, &origin, problem))?;
        given.put(setting, origin, values);
    }
    Ok(given)
}

/// The value as it would be written for a flag.
fn values(value: Value, is_list: bool) -> Result<Vec<String>, String> {
    match value {
        Value::String(text) => Ok(vec![text]),
        Value::Integer(number) => Ok(vec![number.to_string()]),
        Value::Array(list) if is_list => {
            let texts = list.into_iter().map(|value| values(value, false));
            texts.collect::<Result<Vec<_>, _>>().map(|texts| texts.concat())
        }
        Value::Array(_) => Err("takes one value, not a list".to_owned()),
        Value::Boolean(_) | Value::Float(_) | Value::Datetime(_) | Value::Table(_) => {
            Err("takes a text in quotes, like \"12m\"".to_owned())
        }
    }
}

fn unknown(key: &str) -> String {
    let alike = key.replace('_', "-").to_lowercase();
    match setting::named(&alike) {
        Some(setting) => format!("there is no setting {key:?}; it is written {:?}", setting.name),
        None => {
            let names: Vec<&str> = SETTINGS.iter().map(|setting| setting.name).collect();
            format!("there is no setting {key:?}; there are {}", names.join(", "))
        }
    }
}

fn is_same(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(text: &str) -> String {
        parse(Path::new("belfry.toml"), text).err().expect("should be refused").to_string()
    }

    #[test]
    fn values_are_texts_numbers_and_lists() {
        let text = "listen = [\"127.0.0.1:1\", \"127.0.0.1:2\"]\nmax-connections = 10\nassign-delay = \"5s\"\n";
        let given = parse(Path::new("belfry.toml"), text).unwrap();
        assert_eq!(given.many("listen", |text, _| Ok(text.to_owned())).unwrap(), ["127.0.0.1:1", "127.0.0.1:2"]);
        assert_eq!(given.sure("max-connections", |text| Ok(text.to_owned())).unwrap(), "10");
        assert_eq!(given.origin("assign-delay"), Origin::File("belfry.toml".into()));
    }

    #[test]
    fn a_name_that_does_not_exist_is_refused() {
        assert_eq!(
            problem("assign_delay = \"5s\""),
            "belfry.toml: there is no setting \"assign_delay\"; it is written \"assign-delay\""
        );
        assert!(problem("asign-delay = \"5s\"").contains("there are data, listen, "));
        assert!(problem("[mail]\nurl = \"file:x\"").starts_with("belfry.toml: mail: takes a text in quotes"));
    }

    #[test]
    fn a_broken_file_is_named_by_line_and_never_quoted() {
        let problem = problem("listen = \"127.0.0.1:1\"\nmail = \"smtp://u:hunter2@x\n");
        assert!(problem.starts_with("belfry.toml: line 2: ") && !problem.contains("hunter2"), "{problem}");
    }

    #[test]
    fn a_value_of_another_kind_is_refused() {
        assert_eq!(problem("assign-delay = [\"1m\"]"), "belfry.toml: assign-delay: takes one value, not a list");
        assert_eq!(problem("assign-delay = true"), "belfry.toml: assign-delay: takes a text in quotes, like \"12m\"");
    }
}
