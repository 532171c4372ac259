//! Checking a login: `AUTH PLAIN` and `AUTH LOGIN`.

use std::io;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use smtp_proto::{AUTH_LOGIN, AUTH_PLAIN};

use crate::input::Input;

/// Hears a login out. Returns the user name and the password; nothing if they make no sense.
pub(crate) async fn hear(input: &mut Input, mechanism: u64, initial: &str) -> io::Result<Option<(String, String)>> {
    match mechanism {
        AUTH_PLAIN => {
            let told = if initial.is_empty() { prompt(input, "").await? } else { decode(initial) };
            Ok(told.and_then(|told| {
                let mut parts = told.split('\0').skip(1).map(str::to_owned);
                Some((parts.next()?, parts.next()?))
            }))
        }
        AUTH_LOGIN => {
            let user = if initial.is_empty() { prompt(input, "Username:").await? } else { decode(initial) };
            let password = prompt(input, "Password:").await?;
            Ok(user.zip(password))
        }
        _ => Ok(None),
    }
}

async fn prompt(input: &mut Input, words: &str) -> io::Result<Option<String>> {
    input.write(format!("334 {}\r\n", BASE64.encode(words)).as_bytes()).await?;
    Ok(input.line().await?.and_then(|line| decode(&line)))
}

fn decode(text: &str) -> Option<String> {
    String::from_utf8(BASE64.decode(text.trim()).ok()?).ok()
}
