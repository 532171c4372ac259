//! The rules of the house as a test: what `ARCHITECTURE.md` and `CONTRIBUTING.md` promise of the whole tree.
//!
//! A rule is a function from the [`Tree`] to its findings, a file of its own, tested on small snippets that break it.
//! Most are plain text search over code with comments and literals told apart; none needs to compile anything.
//! What a rule cannot do yet is listed in `xtask/tidy.exceptions`, which may shrink and never grow.
//! Rules that clippy or rustc check (see the lints in `Cargo.toml`) are not repeated here.

mod architecture;
mod dependencies;
mod events;
mod exceptions;
mod fences;
mod finding;
mod homes;
mod links;
mod logs;
mod module_docs;
mod names;
mod panics;
mod portable;
mod rust;
mod size;
mod testing;
mod tree;

use std::path::Path;

use anyhow::{Context, Result};

use exceptions::Exceptions;
use finding::Finding;
use tree::Tree;

/// A rule: its name, and what finds where it is broken.
type Rule = (&'static str, fn(&Tree) -> Vec<Finding>);

/// Every rule, by the name that findings and exceptions give it.
const RULES: [Rule; 13] = [
    ("size", size::check),
    ("names", names::check),
    ("module-docs", module_docs::check),
    ("architecture", architecture::check),
    ("fences", fences::check),
    ("homes", homes::check),
    ("portable", portable::check),
    ("events", events::check),
    ("logs", logs::check),
    ("panics", panics::check),
    ("testing", testing::check),
    ("links", links::check),
    ("dependencies", dependencies::check),
];

/// Checks the tree under `root` and prints what is wrong with it. Returns whether nothing is.
///
/// # Errors
/// If the tree or the list of exceptions cannot be read.
pub fn run(root: &Path) -> Result<bool> {
    let tree = Tree::read(root)?;
    let text = tree.text(exceptions::PATH).unwrap_or_default();
    let exceptions = Exceptions::parse(text, exceptions::AT_MOST).context("reading the list of exceptions")?;
    let found =
        RULES.iter().flat_map(|(rule, check)| check(&tree).into_iter().map(|finding| (*rule, finding))).collect();
    let wrong = exceptions.judge(found);
    for line in &wrong {
        println!("{line}");
    }
    let (rules, files) = (RULES.len(), tree.len());
    match wrong.len() {
        0 => println!("tidy: {rules} rules hold in {files} files"),
        count => println!("tidy: {count} to mend; {rules} rules, {files} files"),
    }
    Ok(wrong.is_empty())
}
