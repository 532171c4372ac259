//! Settings: which source counts, and what is said about those that are no good.

use super::place::Place;

/// What `belfry doctor` says a setting is, and where it came from.
fn setting(place: &Place, env: &[(&str, &str)], args: &[&str], name: &str) -> (String, String) {
    let mut command = place.command(&[&["doctor"], args].concat());
    let output = command.envs(env.iter().copied()).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let line =
        said.lines().find(|line| line.split_whitespace().next() == Some(name)).unwrap_or_else(|| panic!("{said}"));
    let mut words = line.split_whitespace().skip(1);
    (words.next().unwrap().to_owned(), words.collect::<Vec<_>>().join(" "))
}

/// What `belfry serve` complains of.
fn problem(place: &Place, env: &[(&str, &str)], args: &[&str]) -> String {
    let output = place.command(&[&["serve"], args].concat()).envs(env.iter().copied()).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(!place.path("belfry-data").exists());
    said.trim_end().to_owned()
}

#[test]
fn a_flag_beats_the_environment_beats_the_file_beats_the_default() {
    let place = Place::new();
    let env = [("BELFRY_ASSIGN_DELAY", "2m")];
    let is = |value: &str, from: &str| (value.to_owned(), from.to_owned());
    assert_eq!(setting(&place, &[], &[], "assign-delay"), is("12m", "default"));
    place.write("belfry.toml", "assign-delay = \"1m\"\n");
    assert_eq!(setting(&place, &[], &[], "assign-delay"), is("1m", "belfry.toml"));
    assert_eq!(setting(&place, &env, &[], "assign-delay"), is("2m", "environment"));
    assert_eq!(setting(&place, &env, &["--assign-delay", "3m"], "assign-delay"), is("3m", "flag"));
    assert_eq!(setting(&place, &[("BELFRY_ASSIGN_DELAY", "")], &[], "assign-delay"), is("1m", "belfry.toml"));
}

#[test]
fn a_bad_value_is_refused_with_its_setting_and_its_source() {
    let place = Place::new();
    let what = "\"12x\" is no time span; write it like 12m, 90s or 24h";
    assert_eq!(problem(&place, &[], &["--assign-delay", "12x"]), format!("error: --assign-delay: {what}"));
    let env = [("BELFRY_ASSIGN_DELAY", "12x")];
    assert_eq!(problem(&place, &env, &[]), format!("error: BELFRY_ASSIGN_DELAY: {what}"));
    place.write("belfry.toml", "assign-delay = \"12x\"\n");
    assert_eq!(problem(&place, &[], &[]), format!("error: belfry.toml: assign-delay: {what}"));
    place.write("other.toml", "listen = [\"8000\"]\n");
    assert!(
        problem(&place, &[], &["--config", "other.toml"])
            .starts_with("error: other.toml: listen: \"8000\" is no address")
    );
    let env = [("BELFRY_CONFIG", "missing.toml")];
    assert!(problem(&place, &env, &[]).starts_with("error: missing.toml: cannot be read: "));
}

#[test]
fn every_setting_refuses_what_it_cannot_understand() {
    let place = Place::new();
    for name in [
        "listen",
        "database",
        "mail",
        "mail-from",
        "base-url",
        "assign-delay",
        "update-delay",
        "digest-every",
        "token-ttl",
        "registration",
        "trusted-proxy",
        "max-connections",
        "metrics-token",
        "metrics-token-file",
        "log",
        "log-format",
        "log-file-level",
    ] {
        let said = problem(&place, &[], &[&format!("--{name}"), "?!\t?!"]);
        assert!(said.starts_with(&format!("error: --{name}: ")), "{said}");
    }
}

#[test]
fn a_name_in_the_file_that_does_not_exist_is_refused() {
    let place = Place::new();
    place.write("belfry.toml", "asign-delay = \"5s\"\n");
    let said = problem(&place, &[], &[]);
    assert!(said.starts_with("error: belfry.toml: there is no setting \"asign-delay\"; there are "), "{said}");
}

#[test]
fn the_file_in_the_data_folder_counts_where_none_is_here() {
    let place = Place::new();
    place.write("bells/belfry.toml", "assign-delay = \"5s\"\nlog-file = \"tower.log\"\n");
    let args = ["--data", "bells"];
    let from = "bells/belfry.toml".to_owned();
    assert_eq!(setting(&place, &[], &args, "assign-delay"), ("5s".to_owned(), from.clone()));
    assert_eq!(setting(&place, &[], &args, "log-file"), ("bells/tower.log".to_owned(), from));
    place.write("belfry.toml", "assign-delay = \"6s\"\n");
    let said = problem(&place, &[], &args);
    assert_eq!(said, "error: belfry.toml: there is also bells/belfry.toml; say which one counts with --config");
    assert_eq!(setting(&place, &[], &["--data", "bells", "--config", "belfry.toml"], "assign-delay").0, "6s");
}

#[test]
fn a_settings_file_that_is_a_folder_is_refused() {
    let place = Place::new();
    std::fs::create_dir(place.path("belfry.toml")).unwrap();
    assert!(problem(&place, &[], &[]).starts_with("error: belfry.toml: cannot be read: "));
}

#[test]
fn no_secret_is_ever_printed() {
    let place = Place::new();
    let env = [("BELFRY_MAIL", "smtp://belfry:hunter2@127.0.0.1:1"), ("BELFRY_METRICS_TOKEN", "hunter3")];
    for args in [&["doctor"][..], &["serve", "--help"], &["serve", "--mail-from", "?"], &["doctor", "--help"]] {
        let output = place.command(args).envs(env).output().unwrap();
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(!said.contains("hunter"), "{args:?}: {said}");
    }
    place.write("belfry.toml", "mail = \"smtp//belfry:hunter2@x\"\n");
    assert!(!problem(&place, &[], &[]).contains("hunter"));
}
