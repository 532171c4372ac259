//! A person as two letters in a colour of theirs.

use super::Html;
use super::html::escaped;
use crate::user::{Person, UserId};

/// A person as pages show them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Face {
    /// What they are called.
    pub name: String,
    /// What they log in with: stands in forms and queries.
    pub username: String,
    /// At most two letters.
    pub initials: String,
    /// 1 to 8, always the same for a person.
    pub hue: u8,
}

impl Face {
    /// Of somebody of this number and name.
    pub fn of(id: UserId, username: &str, name: &str) -> Face {
        let hue = u8::try_from(id.raw().rem_euclid(8)).unwrap_or(0) + 1;
        Face { name: name.to_owned(), username: username.to_owned(), initials: initials(name), hue }
    }
}

impl From<&Person> for Face {
    fn from(person: &Person) -> Face {
        Face::of(person.id, &person.username, &person.name)
    }
}

/// The first letters of the first word and of the last.
fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next();
    let letters = [first, words.next_back()].into_iter().flatten().filter_map(|word| word.chars().next());
    letters.flat_map(char::to_uppercase).take(2).collect()
}

/// Beside the written name.
pub fn avatar(face: &Face) -> Html {
    Html::new(format!(
        "<span class=\"avatar\" data-hue=\"{}\" aria-hidden=\"true\">{}</span>",
        face.hue,
        escaped(&face.initials)
    ))
}

/// Where the name is not written beside it.
pub fn avatar_alone(face: &Face) -> Html {
    let name = escaped(&face.name);
    Html::new(format!(
        "<span class=\"avatar\" data-hue=\"{}\" role=\"img\" aria-label=\"{name}\" title=\"{name}\">{}</span>",
        face.hue,
        escaped(&face.initials)
    ))
}

/// Nobody, in these words ("Nobody").
pub fn nobody(words: &str) -> Html {
    let words = escaped(words);
    Html::new(format!("<span class=\"avatar none\" role=\"img\" aria-label=\"{words}\" title=\"{words}\"></span>"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_face_has_the_letters_of_the_name_and_a_colour_that_stays() {
        assert_eq!(initials("Ana María Ruiz"), "AR");
        assert_eq!(initials("ada"), "A");
        assert_eq!(initials("ßeta"), "SS");
        assert_eq!(initials(""), "");
        let hues: Vec<u8> = (1..=9).map(|id| Face::of(UserId(id), "a", "A").hue).collect();
        assert_eq!(hues, [2, 3, 4, 5, 6, 7, 8, 1, 2]);
    }

    #[test]
    fn a_name_is_escaped_wherever_it_stands() {
        let face = Face::of(UserId(1), "x", "\"'><img src=x onerror=1>");
        let html = avatar_alone(&face).to_string() + &avatar(&face).to_string();
        assert!(!html.contains("<img") && !html.contains("\"'>"), "{html}");
    }
}
