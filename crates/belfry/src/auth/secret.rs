//! Secrets that we make: long enough that a plain hash of them keeps them safe.
//!
//! What is shown once and kept by its owner is kept by us as its SHA-256 only. Slow hashing is for what people think up.

use anyhow::Context;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use ring::digest::{SHA256, digest};

/// Digits and letters that are not mistaken for each other; 32, so that five bits pick one without bias.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// How many letters a secret has: 160 bits.
const LETTERS: usize = 32;
/// How many more say whether it is whole.
const CHECK: usize = 6;

/// A new secret: this prefix, 32 letters, and 6 that follow from them, by which a scanner knows it.
///
/// # Errors
/// If the system has no randomness to give.
pub fn draw(prefix: &str) -> Result<String, anyhow::Error> {
    let mut random = [0; LETTERS];
    getrandom::fill(&mut random).context("drawing a secret")?;
    let body: String = random.iter().map(|byte| letter(*byte)).collect();
    let check = check_of(&body);
    Ok(format!("{prefix}{body}{check}"))
}

/// Whether `text` is a secret of this prefix as we make them. Says nothing of whether it is one of ours.
pub fn is_whole(prefix: &str, text: &str) -> bool {
    let Some(rest) = text.strip_prefix(prefix).filter(|rest| rest.is_ascii() && rest.len() == LETTERS + CHECK) else {
        return false;
    };
    let (body, check) = rest.split_at(LETTERS);
    body.bytes().all(|byte| ALPHABET.contains(&byte)) && check == check_of(body)
}

/// What is kept of a secret.
pub fn hash(secret: &str) -> String {
    BASE64.encode(digest(&SHA256, secret.as_bytes()))
}

fn check_of(body: &str) -> String {
    digest(&SHA256, body.as_bytes()).as_ref().iter().take(CHECK).map(|byte| letter(*byte)).collect()
}

fn letter(byte: u8) -> char {
    char::from(ALPHABET[usize::from(byte) % ALPHABET.len()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_known_by_its_shape_and_no_two_are_the_same() {
        let (one, other) = (draw("belfry_pat_").unwrap(), draw("belfry_pat_").unwrap());
        assert_ne!(one, other);
        assert_eq!(one.len(), "belfry_pat_".len() + LETTERS + CHECK);
        assert!(is_whole("belfry_pat_", &one) && !is_whole("belfry_set_", &one));
        let mut mistyped = one.clone().into_bytes();
        mistyped[12] = if mistyped[12] == b'7' { b'8' } else { b'7' };
        for text in [String::from_utf8(mistyped).unwrap(), one[..one.len() - 1].to_owned(), format!("{one}0")] {
            assert!(!is_whole("belfry_pat_", &text), "{text}");
        }
        assert!(!is_whole("belfry_pat_", &format!("belfry_pat_{}", "é".repeat(19))));
    }

    #[test]
    fn what_is_kept_is_not_the_secret() {
        let secret = draw("belfry_pat_").unwrap();
        assert!(!hash(&secret).contains(&secret[11..20]));
        assert_eq!(hash("a"), "ypeBEsobvcr6wjGzmiPcTaeG7_gUfE5yuYB3ha_uSLs");
    }
}
