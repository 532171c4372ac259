//! Who is in the house in tests and pictures.

/// Somebody.
#[derive(Clone, Copy, Debug)]
pub struct Person {
    /// What they sign in with.
    pub email: &'static str,
    /// What the others call them.
    pub username: &'static str,
    /// First and last name.
    pub name: (&'static str, &'static str),
}

/// Everybody's password.
pub const PASSWORD: &str = "rope and clapper 7";
/// Makes the house theirs.
pub const ANA: Person = Person { email: "ana@tidewater.example", username: "ana", name: ("Ana", "Ruiz") };
/// A colleague.
pub const BEN: Person = Person { email: "ben@tidewater.example", username: "ben", name: ("Ben", "Okafor") };
/// Another.
pub const PRIYA: Person = Person { email: "priya@tidewater.example", username: "priya", name: ("Priya", "Nair") };
/// Somebody who is a member of nothing.
pub const CLEO: Person = Person { email: "cleo@harbour.example", username: "cleo", name: ("Cleo", "Lindqvist") };
