//! The command line, tried as people use it: by running the binary in a folder of its own.
//!
//! Commands are told by what they print, by their exit code and by what a later command says. Servers choose their own
//! port and are awaited by the line that names it.

mod doctor;
mod issue;
mod key;
mod moving;
mod outbox;
mod place;
mod role;
mod serve;
mod settings;
mod usage;
mod user;
