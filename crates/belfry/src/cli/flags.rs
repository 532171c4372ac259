//! The settings as flags and environment variables, made from the list in [`crate::config::setting`].

use std::path::PathBuf;

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};

use crate::config::{BadSetting, Given, Origin, SETTINGS, Setting, Settings, strays};

/// The settings that the help of every command shows: where things are.
const PLACES: [&str; 2] = ["data", "database"];

/// The settings given to a command. Every command takes all of them, so that the flags of `serve` can be repeated with any
/// other; only where `ALL` does the help list them.
#[derive(Clone)]
pub(super) struct Flags<const ALL: bool> {
    config: Option<PathBuf>,
    given: Given,
}

impl<const ALL: bool> Flags<ALL> {
    /// The settings of this command.
    pub(super) fn settings(self) -> Result<Settings, BadSetting> {
        let settings = Settings::load(self.config.as_deref(), self.given)?;
        let strays = strays::of_this_process();
        // Those who take all settings say it in their own way.
        if !ALL && !strays.is_empty() {
            eprintln!("warning: {}", strays::said(&strays));
        }
        Ok(settings)
    }
}

impl<const ALL: bool> Args for Flags<ALL> {
    fn augment_args(command: Command) -> Command {
        let config = Arg::new("config")
            .long("config")
            .env("BELFRY_CONFIG")
            .value_name("FILE")
            .help("Settings file [default: belfry.toml in the working directory or the data folder]")
            .value_parser(clap::value_parser!(PathBuf));
        let settings = SETTINGS.iter().map(|setting| arg(setting).hide(!ALL && !PLACES.contains(&setting.name)));
        let args = std::iter::once(config).chain(settings);
        command.args(args.map(|arg| arg.global(!ALL).hide_env_values(true).help_heading("Settings")))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

fn arg(setting: &'static Setting) -> Arg {
    let help = match setting.default {
        Some(default) => format!("{} [default: {default}]", setting.help),
        None => setting.help.to_owned(),
    };
    let value = if setting.name == "database" { store::URL_FORMS } else { setting.value };
    let arg = Arg::new(setting.name).long(setting.name).env(setting.env).value_name(value).help(help);
    if setting.is_list { arg.action(ArgAction::Append).value_delimiter(',') } else { arg.action(ArgAction::Set) }
}

impl<const ALL: bool> FromArgMatches for Flags<ALL> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut given = Given::default();
        for setting in SETTINGS {
            let values: Vec<String> = matches.get_many(setting.name).into_iter().flatten().cloned().collect();
            match matches.value_source(setting.name) {
                // An empty variable is one that is not set: that is how unset ones arrive from a compose file.
                Some(ValueSource::EnvVariable) if values.iter().all(String::is_empty) => {}
                Some(ValueSource::EnvVariable) => given.put(setting, Origin::Environment, values),
                Some(_) => given.put(setting, Origin::Flag, values),
                None => {}
            }
        }
        let config = matches.get_one::<PathBuf>("config").filter(|path| !path.as_os_str().is_empty()).cloned();
        Ok(Flags { config, given })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
