//! Where the password of an account comes from: a file, the keyboard, or chance.

use std::fs::File;
use std::io::{self, BufRead, IsTerminal, Read, Write};

use anyhow::Context;
use rustix::termios::{self, LocalModes, OptionalActions};

use super::super::failure::Failure;
use super::super::say::say;
use crate::user::Password;

/// Letters and digits that are not mistaken for each other; 32, so that a byte picks one without bias.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// How long a password is that is made: 100 bits.
const LETTERS: usize = 20;
/// More is no password but the wrong file.
const FILE_MAX: u64 = 4096;

/// A password, and whether its owner has yet to be told.
pub(super) struct Chosen {
    pub(super) password: Password,
    made: Option<String>,
}

impl Chosen {
    /// Shows a password that was made. There is no second time.
    pub(super) fn tell(&self) {
        if let Some(made) = &self.made {
            say!("password: {made}");
            eprintln!("(shown only now: pass it on, and have it kept in a safe place)");
        }
    }
}

/// The first line of this file; `-` is standard input.
pub(super) fn from_file(path: &str) -> Result<Chosen, Failure> {
    let mut text = String::new();
    let read = match path {
        "-" => io::stdin().take(FILE_MAX).read_to_string(&mut text),
        path => File::open(path).and_then(|file| file.take(FILE_MAX).read_to_string(&mut text)),
    };
    read.with_context(|| format!("the password file {path} cannot be read"))?;
    typed(text.lines().next().unwrap_or_default()).map_err(|problem| Failure::Failed(format!("{path}: {problem}")))
}

/// What somebody at a terminal types, twice; or one that is made, where nobody sits there or nothing is typed.
pub(super) fn asked_or_made() -> Result<Chosen, Failure> {
    if !io::stdin().is_terminal() {
        return made();
    }
    let first = ask("Password (nothing: make one): ")?;
    if first.is_empty() {
        return made();
    }
    if ask("Once more: ")? != first {
        return Err(Failure::Failed("these were two different passwords; nothing was changed".to_owned()));
    }
    typed(&first).map_err(Failure::Failed)
}

/// A new one.
pub(super) fn made() -> Result<Chosen, Failure> {
    let mut random = [0; LETTERS];
    getrandom::fill(&mut random).context("drawing a password")?;
    let text = spell(random);
    let password = Password::parse(&text).map_err(Failure::Failed)?;
    Ok(Chosen { password, made: Some(text) })
}

fn typed(text: &str) -> Result<Chosen, String> {
    Ok(Chosen { password: Password::parse(text)?, made: None })
}

/// Four groups of five.
fn spell(random: [u8; LETTERS]) -> String {
    let letters = random.map(|byte| char::from(ALPHABET[usize::from(byte) % ALPHABET.len()]));
    let groups: Vec<String> = letters.chunks(5).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

/// Asks at the terminal, without showing what is typed.
fn ask(question: &str) -> Result<String, Failure> {
    eprint!("{question}");
    io::stderr().flush().context("asking for a password")?;
    let stdin = io::stdin();
    let shown = termios::tcgetattr(&stdin).context("asking for a password")?;
    let mut hidden = shown.clone();
    hidden.local_modes.remove(LocalModes::ECHO);
    termios::tcsetattr(&stdin, OptionalActions::Flush, &hidden).context("asking for a password")?;
    let mut line = String::new();
    let read = stdin.lock().read_line(&mut line);
    let restored = termios::tcsetattr(&stdin, OptionalActions::Flush, &shown);
    eprintln!();
    read.context("reading a password")?;
    restored.context("showing again what is typed")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_password_is_four_groups_of_plain_letters() {
        assert_eq!(spell([0; LETTERS]), "aaaaa-aaaaa-aaaaa-aaaaa");
        assert_eq!(spell([31; LETTERS]), "99999-99999-99999-99999");
        let (one, other) = (made().unwrap().made, made().unwrap().made);
        assert_ne!(one, other);
    }

    #[test]
    fn the_first_line_of_a_file_is_the_password() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), " correct horse \r\nbattery\n").unwrap();
        let chosen = from_file(file.path().to_str().unwrap()).unwrap();
        assert_eq!(chosen.password.as_bytes(), b" correct horse ");
        assert!(chosen.made.is_none());
        std::fs::write(file.path(), "").unwrap();
        assert!(from_file(file.path().to_str().unwrap()).is_err());
    }
}
