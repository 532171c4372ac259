//! `belfry doctor`: looks at everything that Belfry needs, and says what to do about what it finds.
//!
//! Nothing is changed, not even a database that is to be brought up to date: a mail is sent only where `--send-test` asks for it. What cannot be checked from here is said.

mod clock;
mod database;
mod dns;
mod finding;
mod folder;
mod relay;
mod settings;

use clap::Args;

use super::failure::Failure;
use super::flags::Flags;
use super::say::{self, say};
use super::wait_for;
use crate::config::Settings;
use crate::user::Email;
use finding::{Finding, Verdict};

/// Check settings, data folder, database, mail relay, DNS and clock.
#[derive(Args)]
pub(super) struct Doctor {
    #[command(flatten)]
    flags: Flags<true>,
    /// Send a test mail to this address
    #[arg(long, value_name = "ADDR", value_parser = Email::parse)]
    send_test: Option<Email>,
}

impl Doctor {
    pub(super) fn run(self) -> Result<(), Failure> {
        let settings = match self.flags.settings() {
            Ok(settings) => settings,
            Err(bad) => {
                say!("{}", Finding::fail("settings", bad.to_string()));
                return Err(Failure::Bad);
            }
        };
        say!("These are the settings of this command line; a running server has those that it was started with.");
        say::write(&settings::table(&settings));
        say!("");
        let worst = wait_for(examine(&settings, self.send_test.as_ref()))?;
        if worst == Verdict::Fail { Err(Failure::Bad) } else { Ok(()) }
    }
}

/// Makes every check, says what it finds as it goes, and gives the worst verdict.
async fn examine(settings: &Settings, send_test: Option<&Email>) -> Result<Verdict, Failure> {
    let mut worst = Verdict::Ok;
    let mut say = |findings: Vec<Finding>| {
        for finding in findings {
            say!("{finding}");
            worst = worst.max(finding.verdict);
        }
    };
    say(settings::check(settings));
    say(folder::check(settings));
    say(database::check(settings).await);
    say(relay::check(settings, send_test).await);
    say(dns::check(settings).await);
    say(vec![clock::check(settings).await]);
    Ok(worst)
}
