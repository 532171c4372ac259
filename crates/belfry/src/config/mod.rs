//! Settings: what a process was told, by whom, and what that means.
//!
//! Every setting has one name, used for the flag (`--assign-delay`), the environment (`BELFRY_ASSIGN_DELAY`) and the
//! file (`assign-delay = "12m"`); they are listed in [`setting`]. A flag beats the environment, that beats the file,
//! and that beats the default. A value that cannot be understood, and a name in the file that does not exist, are
//! refused with a message that names the setting and where it came from. Nothing here reads the database or the
//! network, and secrets are never printed.

pub mod cidr;
pub mod file;
pub mod given;
pub mod secret;
pub mod setting;
pub mod settings;
pub mod span;
pub mod strays;
mod words;

pub use cidr::Cidr;
pub use given::{BadSetting, Given, Origin};
pub use secret::Secret;
pub use setting::{SETTINGS, Setting};
pub use settings::{LogFormat, Registration, Settings};

/// The database that a flag names.
///
/// # Errors
/// With what to write instead.
pub fn database(text: &str) -> Result<store::Place, String> {
    words::database(text, &Origin::Flag)
}
