//! Areas that lie on each other, from week to week.

use super::scale::Scale;
use super::{Mark, Number, Plot, Shape, length, nth};

/// One of the areas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::web::insights) struct Band {
    /// What it is of.
    pub name: String,
    /// Its colour.
    pub class: &'static str,
    /// How many, week by week.
    pub counts: Vec<i64>,
}

const HEIGHT: u32 = 212;
const TOP: f64 = 6.0;
const BASE: f64 = 190.0;
/// What one name takes above the next.
const LINE: f64 = 14.0;

/// The bands, the uppermost first, over weeks of these names.
pub(in crate::web::insights) fn areas(bands: &[Band], weeks: &[String]) -> Vec<Plot> {
    let sums = sums(bands, weeks.len());
    let most = sums.first().and_then(|top| top.iter().copied().max()).unwrap_or_default();
    let scale = Scale::up_to(most, (TOP, BASE));
    let mut marks = scale.grid();
    marks.push(Mark::Field { y: Number(TOP), height: Number(BASE - TOP), shapes: shapes(bands, &sums, scale.end()) });
    let every = weeks.len().div_ceil(4).max(1);
    marks.extend(weeks.iter().enumerate().step_by(every).map(|(index, week)| label(index, weeks.len(), week)));
    vec![scale.axis(HEIGHT), Plot { width: None, height: HEIGHT, marks }, names(bands, &sums, &scale)]
}

/// How high each band reaches, week by week, and the ground under the last.
fn sums(bands: &[Band], weeks: usize) -> Vec<Vec<i64>> {
    let mut sums: Vec<Vec<i64>> = vec![vec![0; weeks]];
    for band in bands.iter().rev() {
        let below = &sums[0];
        let counts = band.counts.iter().map(|count| (*count).max(0)).chain(std::iter::repeat(0));
        let above = below.iter().zip(counts).map(|(below, count)| below.saturating_add(count)).collect();
        sums.insert(0, above);
    }
    sums
}

fn shapes(bands: &[Band], sums: &[Vec<i64>], end: i64) -> Vec<Shape> {
    let last = sums[0].len().saturating_sub(1).max(1);
    let point = |week: usize, sum: i64| {
        format!("{} {}", Number(nth(week) / nth(last) * 100.0), Number(100.0 - length(sum) / length(end) * 100.0))
    };
    let mut shapes = Vec::new();
    for (band, pair) in bands.iter().zip(sums.windows(2)) {
        let there = pair[0].iter().enumerate().map(|(week, sum)| point(week, *sum));
        let back = pair[1].iter().enumerate().rev().map(|(week, sum)| point(week, *sum));
        let path = format!("M{}Z", there.chain(back).collect::<Vec<_>>().join("L"));
        shapes.push(Shape { class: band.class, is_line: false, path });
    }
    let rim: Vec<String> = sums[0].iter().enumerate().map(|(week, sum)| point(week, *sum)).collect();
    shapes.push(Shape { class: "rim", is_line: true, path: format!("M{}", rim.join("L")) });
    shapes
}

/// A week below its place: the first begins there, the last ends there.
fn label(index: usize, weeks: usize, week: &str) -> Mark {
    let last = weeks.saturating_sub(1).max(1);
    let class = match index {
        0 => "",
        index if index == last => "end",
        _ => "mid",
    };
    let x = format!("{}%", Number(nth(index) / nth(last) * 100.0));
    Mark::Text { class: class.to_owned(), x, y: Number(f64::from(HEIGHT) - 6.0), text: week.to_owned() }
}

/// The names beside what the bands are in the last week; a band that is nothing there has none.
fn names(bands: &[Band], sums: &[Vec<i64>], scale: &Scale) -> Plot {
    let middle = |pair: &[Vec<i64>]| {
        let [above, below] = [0, 1].map(|side| pair[side].last().copied().unwrap_or_default());
        (above > below).then(|| (scale.y(above) + scale.y(below)) / 2.0 + 4.0)
    };
    let found = bands.iter().zip(sums.windows(2)).filter_map(|(band, pair)| Some((band, middle(pair)?)));
    let (named, wanted): (Vec<&Band>, Vec<f64>) = found.unzip();
    let places = apart(&wanted, (TOP + 4.0, BASE + 4.0));
    let name = |(band, y): (&Band, f64)| Mark::Text {
        class: "val".to_owned(),
        x: "8".to_owned(),
        y: Number(y),
        text: band.name.clone(),
    };
    Plot { width: Some(72), height: HEIGHT, marks: named.into_iter().zip(places).map(name).collect() }
}

/// The same places in the same order, but a line apart: moved down as far as needed, and up again where there is no room.
fn apart(wanted: &[f64], (top, bottom): (f64, f64)) -> Vec<f64> {
    let mut places: Vec<f64> = Vec::with_capacity(wanted.len());
    for place in wanted {
        let free = places.last().map_or(top, |last| last + LINE);
        places.push(place.max(free));
    }
    let mut free = bottom;
    for place in places.iter_mut().rev() {
        *place = place.min(free);
        free = *place - LINE;
    }
    places
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn names_never_stand_on_each_other(mut wanted in prop::collection::vec(0.0..200.0f64, 0..6)) {
            wanted.sort_by(f64::total_cmp);
            let places = apart(&wanted, (10.0, 194.0));
            prop_assert!(places.windows(2).all(|pair| pair[1] - pair[0] >= LINE - 1e-9), "{:?}", places);
            prop_assert!(places.iter().all(|place| (10.0 - 1e-9..=194.0 + 1e-9).contains(place)), "{:?}", places);
        }
    }
}
