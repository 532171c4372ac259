//! Every setting on one page: its name, what is written for it, and its default.

/// One setting.
#[derive(Debug)]
pub struct Setting {
    /// Its name: the flag, and the key in `belfry.toml`.
    pub name: &'static str,
    /// The environment variable.
    pub env: &'static str,
    /// What stands for its value in a help text.
    pub value: &'static str,
    /// The default, as somebody would write it; `None` where it follows from other settings.
    pub default: Option<&'static str>,
    /// Whether it may be given several times.
    pub is_list: bool,
    /// One line of help.
    pub help: &'static str,
}

/// Every setting, in the order in which people read them.
pub const SETTINGS: &[Setting] = &[
    one("data", "BELFRY_DATA", "DIR", Some("belfry-data"), "Where everything is kept"),
    Setting {
        is_list: true,
        ..one(
            "listen",
            "BELFRY_LISTEN",
            "ADDR",
            Some("127.0.0.1:8000"),
            "Address to answer on; may be given several times",
        )
    },
    one("database", "BELFRY_DATABASE", "URL", None, "The database [default: belfry.db in the data folder]"),
    one(
        "mail",
        "BELFRY_MAIL",
        "URL",
        None,
        "file:DIR, smtp://[USER:PASSWORD@]HOST[:PORT] or smtps://… [default: file:, the folder mail in the data folder]",
    ),
    one("mail-from", "BELFRY_MAIL_FROM", "ADDR", None, "Who mail is from [default: belfry@ the host of --base-url]"),
    one("base-url", "BELFRY_BASE_URL", "URL", None, "Where links in mail lead [default: http:// the first --listen]"),
    one(
        "assign-delay",
        "BELFRY_ASSIGN_DELAY",
        "SPAN",
        Some("12m"),
        "How long after being given an issue the mail goes out",
    ),
    one(
        "update-delay",
        "BELFRY_UPDATE_DELAY",
        "SPAN",
        Some("1m"),
        "How long after a change the mail about it goes out",
    ),
    one(
        "digest-every",
        "BELFRY_DIGEST_EVERY",
        "SPAN",
        Some("24h"),
        "How often everybody is sent what is open for them, or off",
    ),
    one("token-ttl", "BELFRY_TOKEN_TTL", "SPAN", Some("1h"), "How long an access token is valid"),
    one(
        "registration",
        "BELFRY_REGISTRATION",
        "WHO",
        None,
        "open, invite or closed [default: open while every --listen and the host of --base-url are loopback, else invite]",
    ),
    one(
        "auth-rate",
        "BELFRY_AUTH_RATE",
        "N/SPAN",
        Some("30/30s"),
        "How often one address may register or ask for a token, or off",
    ),
    one("password-min", "BELFRY_PASSWORD_MIN", "N", Some("8"), "How many characters a password has at the least"),
    one(
        "api-rate",
        "BELFRY_API_RATE",
        "N/SPAN",
        Some("6000/1m"),
        "How often somebody may call the API on one node, or off; whoever shows no token is counted by their address",
    ),
    Setting {
        is_list: true,
        ..one(
            "cors-origin",
            "BELFRY_CORS_ORIGIN",
            "ORIGIN",
            None,
            "Site whose pages may call the API from a browser; may be given several times [default: none]",
        )
    },
    Setting {
        is_list: true,
        ..one(
            "trusted-proxy",
            "BELFRY_TRUSTED_PROXY",
            "CIDR",
            None,
            "Proxy whose X-Forwarded-For is believed; may be given several times [default: none]",
        )
    },
    one(
        "max-connections",
        "BELFRY_MAX_CONNECTIONS",
        "N",
        Some("1024"),
        "How many HTTP connections may be open at once",
    ),
    one(
        "database-connections",
        "BELFRY_DATABASE_CONNECTIONS",
        "N",
        Some("18"),
        "How many connections to a database server one process has, at the most; at least 4",
    ),
    one(
        "write-batch-max",
        "BELFRY_WRITE_BATCH_MAX",
        "N",
        Some("256"),
        "How many changes one commit makes durable, at the most; 1 is only good for measuring",
    ),
    one(
        "metrics-token",
        "BELFRY_METRICS_TOKEN",
        "TOKEN",
        None,
        "Opens /metrics to others than this machine (better in the file)",
    ),
    one("metrics-token-file", "BELFRY_METRICS_TOKEN_FILE", "PATH", None, "The same, read from a file"),
    one(
        "log",
        "BELFRY_LOG",
        "LEVEL",
        Some("info"),
        "What goes to the terminal: off, error, warn, info, debug or trace",
    ),
    one("log-format", "BELFRY_LOG_FORMAT", "FORMAT", Some("text"), "text or json"),
    one(
        "log-file",
        "BELFRY_LOG_FILE",
        "PATH",
        None,
        "File for what must not be missed [default: error.log in the data folder]",
    ),
    one("log-file-level", "BELFRY_LOG_FILE_LEVEL", "LEVEL", Some("warn"), "What goes to the log file"),
];

/// The setting of that name.
pub fn named(name: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.name == name)
}

const fn one(
    name: &'static str,
    env: &'static str,
    value: &'static str,
    default: Option<&'static str>,
    help: &'static str,
) -> Setting {
    Setting { name, env, value, default, is_list: false, help }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_variable_is_named_after_its_flag() {
        for setting in SETTINGS {
            assert_eq!(setting.env, format!("BELFRY_{}", setting.name.replace('-', "_").to_uppercase()));
        }
    }
}
