//! Charts, drawn by the server as SVG: `figure.chart > figcaption > h2, sentence; .axes > svg.plot; details > table`.
//!
//! Pure: numbers in, markup out, in exactly the shapes that the style sheet knows. A chart is two or three pictures side by
//! side, of which one takes the width that is left, so that its lengths are in percent there; heights are in pixels. Every
//! chart says in a sentence what is to be seen in it, and has its numbers in a table. Words come from outside.

mod area;
mod bar;
mod column;
mod scale;

pub(super) use area::{Band, areas};
pub(super) use bar::{Bar, bars};
pub(super) use column::{Column, columns, histogram};
pub(super) use scale::short;

use std::fmt;

use askama::Template;

/// A chart.
#[derive(Template)]
#[template(path = "web/insights/chart/chart.html")]
pub(super) struct Chart {
    /// What it is of.
    pub title: String,
    /// What is to be seen in it.
    pub sentence: String,
    /// The same for whoever hears the page.
    pub label: String,
    /// What its colours mean, if there are two.
    pub legend: Option<[String; 2]>,
    /// Whether it has a third of the row, not a half.
    pub is_third: bool,
    /// Its pictures, from left to right.
    pub plots: Vec<Plot>,
    /// The words that open the table.
    pub table_words: String,
    /// Its numbers.
    pub table: Table,
}

impl askama::filters::HtmlSafe for Chart {}

/// The numbers of a chart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Table {
    /// What stands over each column.
    pub head: Vec<String>,
    /// What each row is called, and its numbers.
    pub rows: Vec<(String, Vec<i64>)>,
}

/// One of the pictures.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Plot {
    /// In pixels; `None` takes what is left.
    pub width: Option<u32>,
    /// In pixels.
    pub height: u32,
    /// What is in it.
    pub marks: Vec<Mark>,
}

/// Something that is drawn.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Mark {
    /// A line across.
    Line { class: &'static str, y: Number },
    /// A box.
    Rect { class: &'static str, x: Option<Number>, width: Number, y: Number, height: Number },
    /// Words; `x` as it stands in the attribute.
    Text { class: String, x: String, y: Number, text: String },
    /// Shapes in a square of 100 by 100, stretched over this height.
    Field { y: Number, height: Number, shapes: Vec<Shape> },
}

/// A shape in a field.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Shape {
    pub class: &'static str,
    /// Whether it is a line, which keeps its width.
    pub is_line: bool,
    pub path: String,
}

/// A length or a place, written to a hundredth.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub(super) struct Number(pub f64);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hundredths = (self.0 * 100.0).round() / 100.0;
        // There is no negative nothing on a page.
        write!(f, "{}", if hundredths == 0.0 { 0.0 } else { hundredths })
    }
}

impl askama::filters::HtmlSafe for Number {}

/// A count as a length.
#[expect(clippy::cast_precision_loss, reason = "a length is drawn to a hundredth of a pixel")]
pub(super) fn length(count: i64) -> f64 {
    count as f64
}

/// A place in a list as a length.
fn nth(index: usize) -> f64 {
    length(i64::try_from(index).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests;
