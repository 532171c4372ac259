//! What came out, as a table for each engine.

use std::fmt::Write as _;

use super::ask::Took;
use super::plan::Plan;

/// How much longer something may take among many issues than among few, in times.
const MOST: f64 = 2.0;

/// How long everything took, on which engine and among how many issues.
#[derive(Default)]
pub struct Answers {
    took: Vec<((String, usize), Vec<Took>)>,
    sizes: Vec<((String, usize), u64)>,
    plans: Vec<(String, Vec<Plan>)>,
}

impl Answers {
    pub fn add(&mut self, (engine, issues): (&str, usize), took: Vec<Took>) {
        self.took.push(((engine.to_owned(), issues), took));
    }

    pub fn size(&mut self, (engine, issues): (&str, usize), bytes: u64) {
        self.sizes.push(((engine.to_owned(), issues), bytes));
    }

    /// How the database reads what took longer.
    pub fn plans(&mut self, engine: &str, plans: Vec<Plan>) {
        self.plans.push((engine.to_owned(), plans));
    }

    /// What took much longer at the size that was asked for last than at the first.
    pub fn slower(&self, engine: &str) -> Vec<String> {
        let all: Vec<&Vec<Took>> =
            self.took.iter().filter(|((name, _), _)| name == engine).map(|(_, took)| took).collect();
        let (Some(few), Some(many)) = (all.first(), all.last()) else { return Vec::new() };
        let pairs = many.iter().filter_map(|took| Some((few.iter().find(|other| other.name == took.name)?, took)));
        pairs.filter(|(few, many)| times(few, many) > MOST).map(|(few, _)| few.name.clone()).collect()
    }

    /// All of it.
    pub fn markdown(&self, engines: &[String], sizes: &[usize]) -> String {
        engines.iter().map(|engine| self.table(engine, sizes)).collect()
    }

    fn table(&self, engine: &str, sizes: &[usize]) -> String {
        let columns: Vec<&Vec<Took>> = sizes.iter().filter_map(|size| self.of(engine, *size)).collect();
        let mut text = format!("### On {engine}\n\n| request |");
        for size in sizes {
            let bytes =
                self.sizes.iter().find(|(of, _)| of.0 == *engine && of.1 == *size).map_or(0, |(_, bytes)| *bytes);
            let _ = write!(text, " {size} issues ({:.0} MB), p50 ms | p99 ms |", bytes as f64 / 1e6);
        }
        let _ = writeln!(text, " p99, times |\n| --- |{}", " ---: |".repeat(2 * sizes.len() + 1));
        let Some(first) = columns.first() else { return text };
        for (row, took) in first.iter().enumerate() {
            let all: Vec<&Took> =
                columns.iter().filter_map(|column| column.iter().find(|other| other.name == took.name)).collect();
            let _ = write!(text, "| {} |", took.name);
            for took in &all {
                let _ = write!(text, " {:.2} | {:.2} |", took.at(50), took.at(99));
            }
            let times = all.last().map_or(0.0, |last| times(&first[row], last));
            let bold = if times > MOST { "**" } else { "" };
            let _ = writeln!(text, " {bold}{times:.1}{bold} |");
        }
        for (query, steps) in self.plans.iter().filter(|(of, _)| of == engine).flat_map(|(_, plans)| plans) {
            let _ = writeln!(text, "\n`{query}`\n\n```\n{}\n```", steps.join("\n"));
        }
        text + "\n"
    }

    fn of(&self, engine: &str, size: usize) -> Option<&Vec<Took>> {
        self.took.iter().find(|((name, issues), _)| name == engine && *issues == size).map(|(_, took)| took)
    }
}

fn times(few: &Took, many: &Took) -> f64 {
    many.at(99) / few.at(99)
}
