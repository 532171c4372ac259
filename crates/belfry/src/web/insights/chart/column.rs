//! Columns that stand beside each other: two for each week, or one for each bucket.

use super::scale::Scale;
use super::{Mark, Number, Plot, nth};

/// What stands over one word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::web::insights) struct Column {
    /// The word.
    pub label: String,
    /// The counts, from left to right.
    pub counts: Vec<i64>,
}

/// The most words that stand below columns.
const LABELS_MOST: usize = 13;

/// Two columns for each week: the first in grey, the second in ink.
pub(in crate::web::insights) fn columns(columns: &[Column]) -> Vec<Plot> {
    const HEIGHT: u32 = 212;
    let scale = Scale::up_to(most(columns), (6.0, 190.0));
    let mut marks = scale.grid();
    let group = 100.0 / nth(columns.len().max(1));
    let (width, gap) = (group * 0.324, group * 0.036);
    let every = columns.len().div_ceil(LABELS_MOST).max(1);
    for (index, column) in columns.iter().enumerate() {
        let middle = (nth(index) + 0.5) * group;
        for (place, (count, class)) in column.counts.iter().zip(["c1", "c2"]).enumerate() {
            let x = middle - width - gap / 2.0 + nth(place) * (width + gap);
            marks.extend(column_of(*count, (class, x, width), &scale));
        }
        if index % every == 0 {
            let class = if (index / every) % 2 == 1 { "mid alt" } else { "mid" };
            marks.push(label(class, middle, (HEIGHT - 6).into(), &column.label));
        }
    }
    vec![scale.axis(HEIGHT), Plot { width: None, height: HEIGHT, marks }]
}

/// One column for each bucket, with its count above it.
pub(in crate::web::insights) fn histogram(class: &'static str, columns: &[Column]) -> Vec<Plot> {
    const HEIGHT: u32 = 224;
    let scale = Scale::up_to(most(columns), (34.0, 202.0));
    let mut marks = scale.grid();
    let group = 100.0 / nth(columns.len().max(1));
    for (index, column) in columns.iter().enumerate() {
        let (count, middle) = (column.counts.first().copied().unwrap_or_default(), (nth(index) + 0.5) * group);
        let width = group * 0.76;
        marks.extend(column_of(count, (class, middle - width / 2.0, width), &scale));
        marks.push(label("mid", middle, (HEIGHT - 6).into(), &column.label));
        if count > 0 {
            marks.push(label("mid val", middle, scale.y(count) - 5.0, &super::short(count)));
        }
    }
    vec![scale.axis(HEIGHT), Plot { width: None, height: HEIGHT, marks }]
}

fn most(columns: &[Column]) -> i64 {
    columns.iter().flat_map(|column| column.counts.iter().copied()).max().unwrap_or_default()
}

/// Nothing where there is nothing.
fn column_of(count: i64, (class, x, width): (&'static str, f64, f64), scale: &Scale) -> Option<Mark> {
    let (y, height) = (Number(scale.y(count)), Number(scale.height(count)));
    (count > 0).then_some(Mark::Rect { class, x: Some(Number(x)), width: Number(width), y, height })
}

fn label(class: &str, x: f64, y: f64, text: &str) -> Mark {
    Mark::Text { class: class.to_owned(), x: format!("{}%", Number(x)), y: Number(y), text: text.to_owned() }
}
