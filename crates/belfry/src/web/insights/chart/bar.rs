//! Bars that lie below each other, each with a name before it and a count behind.

use super::{Mark, Number, Plot, length, nth, short};

/// A bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::web::insights) struct Bar {
    /// Whose it is.
    pub name: String,
    /// How many there are.
    pub count: i64,
    /// How many of them are in its strong part.
    pub strong: i64,
}

/// From one bar to the next.
const PITCH: u32 = 27;
/// How much of the width the longest takes.
const LONGEST: f64 = 92.0;
/// The letters of a name that there is room for.
const NAME_MOST: usize = 16;

/// The bars, from top to bottom.
pub(in crate::web::insights) fn bars(bars: &[Bar]) -> Vec<Plot> {
    let height = PITCH * u32::try_from(bars.len().max(1)).unwrap_or(1);
    let most = bars.iter().map(|bar| bar.count).max().unwrap_or_default().max(1);
    let (mut names, mut lengths, mut counts) = (Vec::new(), Vec::new(), Vec::new());
    for (index, bar) in bars.iter().enumerate() {
        let top = nth(index) * f64::from(PITCH);
        names.push(text("val", "", top, &cut(&bar.name)));
        for (class, count) in [("c1", bar.count), ("c2", bar.strong.min(bar.count))] {
            let width = Number(length(count.max(0)) / length(most) * LONGEST);
            if count > 0 {
                lengths.push(Mark::Rect { class, x: None, width, y: Number(top + 5.0), height: Number(13.0) });
            }
        }
        counts.push(text("end strong", "24", top, &short(bar.count)));
    }
    [(Some(98), names), (None, lengths), (Some(24), counts)].map(|(width, marks)| Plot { width, height, marks }).into()
}

fn text(class: &str, x: &str, top: f64, text: &str) -> Mark {
    Mark::Text { class: class.to_owned(), x: x.to_owned(), y: Number(top + 15.0), text: text.to_owned() }
}

/// As much of a name as there is room for; all of it is in the table.
fn cut(name: &str) -> String {
    if name.chars().count() <= NAME_MOST {
        return name.to_owned();
    }
    let kept: String = name.chars().take(NAME_MOST - 1).collect();
    format!("{}…", kept.trim_end())
}
