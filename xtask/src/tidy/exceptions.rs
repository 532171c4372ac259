//! What the rules put up with for now: a list that may shrink and never grow.
//!
//! One exception a line: the rule, the file, how much of it, and after a `#` why. More than that much is a finding, and so
//! is less: then the line is to be lowered or removed.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};

use super::finding::Finding;

/// Where the list lies.
pub const PATH: &str = "xtask/tidy.exceptions";
/// How many lines the list may have. Only ever lowered.
pub const AT_MOST: usize = 0;

/// The list.
pub struct Exceptions(BTreeMap<(String, String), usize>);

impl Exceptions {
    /// Reads a list of at most so many lines.
    ///
    /// # Errors
    /// On a line that is no exception, gives no reason, or is one too many.
    pub fn parse(text: &str, most: usize) -> Result<Exceptions> {
        let lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
        let list = lines
            .map(|line| one(line).with_context(|| format!("the line `{line}`")))
            .collect::<Result<BTreeMap<_, _>>>()?;
        ensure!(list.len() <= most, "it has {} lines and may have {most}: mend the code instead", list.len());
        Ok(Exceptions(list))
    }

    /// What is wrong, as lines to print: findings that no exception covers, and exceptions that are no longer needed.
    pub fn judge(&self, found: Vec<(&'static str, Finding)>) -> Vec<String> {
        let mut amounts: BTreeMap<(String, String), usize> = BTreeMap::new();
        for (rule, finding) in &found {
            *amounts.entry(((*rule).to_owned(), finding.path.clone())).or_default() += finding.amount;
        }
        let allowed = |rule: &str, path: &str| self.0.get(&(rule.to_owned(), path.to_owned())).copied().unwrap_or(0);
        let over = found.iter().filter(|(rule, finding)| {
            let key = ((*rule).to_owned(), finding.path.clone());
            amounts.get(&key).copied().unwrap_or(0) > allowed(rule, &finding.path)
        });
        let mut lines: Vec<String> =
            over.map(|(rule, at)| format!("{}:{}: [{rule}] {}", at.path, at.line, at.message)).collect();
        for ((rule, path), most) in &self.0 {
            match amounts.get(&(rule.clone(), path.clone())).copied().unwrap_or(0) {
                0 => lines.push(format!("{PATH}: `{rule} {path}` is no longer needed: remove it")),
                now if now < *most => {
                    lines.push(format!("{PATH}: `{rule} {path}` may be lowered from {most} to {now}"))
                }
                _ => {}
            }
        }
        lines
    }
}

fn one(line: &str) -> Result<((String, String), usize)> {
    let (exception, why) = line.split_once('#').context("say why after a #")?;
    ensure!(!why.trim().is_empty(), "say why after the #");
    let words: Vec<&str> = exception.split_whitespace().collect();
    let [rule, path, amount] = words.as_slice() else { anyhow::bail!("write: rule path amount # why") };
    Ok((((*rule).to_owned(), (*path).to_owned()), amount.parse().context("the amount is no number")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(lines: &[&str]) -> Exceptions {
        Exceptions(lines.iter().map(|line| one(line).unwrap()).collect())
    }

    fn found(amounts: &[usize]) -> Vec<(&'static str, Finding)> {
        amounts
            .iter()
            .map(|amount| ("size", Finding { amount: *amount, ..Finding::new("a.rs", 7, "too long") }))
            .collect()
    }

    #[test]
    fn what_is_not_listed_is_wrong() {
        assert_eq!(list(&[]).judge(found(&[1])), ["a.rs:7: [size] too long"]);
    }

    #[test]
    fn an_exception_holds_for_just_as_much() {
        let exceptions = list(&["size a.rs 400 # moves out with the next page"]);
        assert_eq!(exceptions.judge(found(&[400])), [""; 0]);
        assert_eq!(exceptions.judge(found(&[401])).len(), 1);
        assert_eq!(
            exceptions.judge(found(&[390])),
            ["xtask/tidy.exceptions: `size a.rs` may be lowered from 400 to 390"]
        );
        assert_eq!(exceptions.judge(found(&[])), ["xtask/tidy.exceptions: `size a.rs` is no longer needed: remove it"]);
    }

    #[test]
    fn an_exception_gives_its_reason_and_the_list_does_not_grow() {
        assert!(one("size a.rs 400").is_err());
        assert!(one("size a.rs 400 #").is_err());
        let two = "size a.rs 1 # why\n\n# a remark\nsize b.rs 1 # why\n";
        assert!(Exceptions::parse(two, 2).is_ok());
        assert!(Exceptions::parse(two, 1).is_err());
    }
}
