//! What is drawn, as markup and as boxes.
//!
//! Whatever the numbers are, everything stays in its picture and nothing stands on anything else.

use proptest::prelude::*;

use super::*;

fn column(label: &str, counts: &[i64]) -> Column {
    Column { label: label.to_owned(), counts: counts.to_vec() }
}

fn chart(plots: Vec<Plot>) -> Chart {
    let table = Table { head: vec!["Week of".to_owned()], rows: vec![("22 Dec".to_owned(), vec![9])] };
    let said = |text: &str| text.to_owned();
    Chart {
        title: said("Created & closed"),
        sentence: said("Closed is ahead."),
        label: said("Bars of \"<b>\""),
        legend: Some([said("Created"), said("Closed")]),
        is_third: false,
        plots,
        table_words: said("Show as a table"),
        table,
    }
}

/// Every box of a picture: left, right, top, bottom.
fn boxes(plots: &[Plot]) -> Vec<[f64; 4]> {
    let of = |mark: &Mark| match mark {
        Mark::Rect { x, width, y, height, .. } => {
            let left = x.map_or(0.0, |x| x.0);
            Some([left, left + width.0, y.0, y.0 + height.0])
        }
        _ => None,
    };
    plots.iter().flat_map(|plot| plot.marks.iter().filter_map(of)).collect()
}

/// The numbers on the axis.
fn ticks(plots: &[Plot]) -> Vec<String> {
    let text = |mark: &Mark| match mark {
        Mark::Text { text, .. } => Some(text.clone()),
        _ => None,
    };
    plots[0].marks.iter().filter_map(text).collect()
}

#[test]
fn a_chart_is_in_the_shapes_of_the_style_sheet() {
    let html = chart(columns(&[column("22 Dec", &[9, 4])])).to_string();
    for part in [
        "<figure class=\"chart\"><figcaption><h2>Created &#38; closed</h2><span class=\"legend\"><span class=\"l1\">Created</span> \
         <span class=\"l2\">Closed</span></span>Closed is ahead.</figcaption>",
        "<div class=\"axes\" role=\"img\" aria-label=\"Bars of &#34;&#60;b&#62;&#34;\"><svg class=\"plot\" width=\"30\" height=\"212\">\
         <text class=\"end\" x=\"22\" y=\"194\">0</text>",
        "<svg class=\"plot fill\" height=\"212\"><line class=\"axis\" x2=\"100%\" y1=\"190\" y2=\"190\"/>",
        "<rect class=\"c1\" x=\"15.8%\" width=\"32.4%\" y=\"6\" height=\"184\"/>",
        "<text class=\"mid\" x=\"50%\" y=\"206\">22 Dec</text></svg></div>",
        "<details><summary>Show as a table</summary><table><thead><tr><th scope=\"col\">Week of</th></tr></thead>",
        "<tr><th scope=\"row\">22 Dec</th><td>9</td></tr>",
    ] {
        assert!(html.contains(part), "{part}\nis not in\n{html}");
    }
    assert!(!html.contains("style="), "{html}");
}

#[test]
fn what_is_nothing_is_drawn_as_nothing() {
    for plots in
        [columns(&[]), histogram("cb", &[]), columns(&[column("a", &[0, 0])]), histogram("c1", &[column("a", &[0])])]
    {
        assert_eq!(boxes(&plots), [[0.0; 4]; 0]);
        assert_eq!(ticks(&plots), ["0", "1", "2", "3"]);
    }
    assert!(bars(&[]).iter().all(|plot| plot.marks.is_empty() && plot.height > 0));
    let empty = areas(&[], &[]);
    assert_eq!((empty.len(), ticks(&empty)), (3, ["0", "1", "2", "3"].map(str::to_owned).to_vec()));
}

#[test]
fn a_single_week_is_drawn_without_dividing_by_none() {
    let band = Band { name: "Done".to_owned(), class: "c3", counts: vec![3] };
    let html = chart(areas(&[band], &["22 Dec".to_owned()])).to_string();
    assert!(html.contains("<path class=\"c3\" d=\"M0 0L0 100Z\"/><path class=\"rim\""), "{html}");
    assert!(!html.contains("NaN") && !html.contains("inf"), "{html}");
}

#[test]
fn bars_say_whose_they_are_and_cut_what_is_too_long() {
    let bar = |name: &str, count, strong| Bar { name: name.to_owned(), count, strong };
    let plots = bars(&[bar("Sofia Marin", 21, 3), bar("Bartholomew Featherstonehaugh", 7, 9), bar("Nobody", 0, 0)]);
    assert_eq!(ticks(&plots), ["Sofia Marin", "Bartholomew Fea…", "Nobody"]);
    let right: Vec<f64> = boxes(&plots).iter().map(|[_, right, ..]| (right * 10.0).round() / 10.0).collect();
    assert_eq!(right, [92.0, 13.1, 30.7, 30.7]);
}

#[test]
fn few_names_of_weeks_stand_below_many_weeks() {
    for (weeks, expected) in [(4, 4), (12, 12), (26, 13), (52, 13)] {
        let plots = columns(&vec![column("1 Jan", &[1, 1]); weeks]);
        let labels = plots[1].marks.iter().filter(|mark| matches!(mark, Mark::Text { .. })).count();
        assert_eq!(labels, expected, "{weeks} weeks");
    }
}

proptest! {
    #[test]
    fn columns_stay_in_the_plot_and_beside_each_other(counts in prop::collection::vec((0..100_000i64, 0..100_000i64), 1..53)) {
        let given: Vec<Column> = counts.iter().map(|(one, other)| column("a", &[*one, *other])).collect();
        let plots = columns(&given);
        let boxes = boxes(&plots);
        prop_assert_eq!(boxes.len(), counts.iter().flat_map(|(one, other)| [one, other]).filter(|count| **count > 0).count());
        for [left, right, top, bottom] in &boxes {
            prop_assert!(*left >= 0.0 && *right <= 100.0 && *top >= 6.0 - 1e-9, "{} {} {}", left, right, top);
            prop_assert!((bottom - 190.0).abs() < 1e-9);
        }
        prop_assert!(boxes.windows(2).all(|pair| pair[1][0] >= pair[0][1]));
    }

    #[test]
    fn a_histogram_leaves_room_for_its_counts(counts in prop::collection::vec(0..1_000_000i64, 1..10)) {
        let given: Vec<Column> = counts.iter().map(|count| column("a", &[*count])).collect();
        let plots = histogram("c1", &given);
        prop_assert!(boxes(&plots).iter().all(|[left, right, top, _]| *left >= 0.0 && *right <= 100.0 && *top >= 34.0 - 1e-9));
        for mark in &plots[1].marks {
            if let Mark::Text { y, .. } = mark {
                prop_assert!((11.0..=224.0).contains(&y.0));
            }
        }
    }

    #[test]
    fn areas_lie_on_each_other_within_the_field(counts in prop::collection::vec((0..500i64, 0..500i64, 0..500i64), 1..53)) {
        let band = |class, pick: fn(&(i64, i64, i64)) -> i64| {
            Band { name: "a".to_owned(), class, counts: counts.iter().map(pick).collect() }
        };
        let bands = [band("c4", |week| week.0), band("c2", |week| week.1), band("c3", |week| week.2)];
        let weeks = vec!["1 Jan".to_owned(); counts.len()];
        let plots = areas(&bands, &weeks);
        let Some(Mark::Field { shapes, .. }) = plots[1].marks.iter().find(|mark| matches!(mark, Mark::Field { .. })) else {
            return Err(TestCaseError::fail("no field"));
        };
        prop_assert_eq!(shapes.len(), 4);
        for shape in shapes {
            for point in shape.path.trim_start_matches('M').trim_end_matches('Z').split('L') {
                let (x, y) = point.split_once(' ').unwrap();
                let within = |number: &str| (0.0..=100.0).contains(&number.parse::<f64>().unwrap());
                prop_assert!(within(x) && within(y), "{}", point);
            }
        }
        // What one band ends with below, the next begins with above.
        let halves = |shape: &Shape| {
            let points: Vec<String> = shape.path[1..].trim_end_matches('Z').split('L').map(str::to_owned).collect();
            points.split_at(counts.len()).0.to_vec().into_iter().zip(points.iter().rev().cloned()).collect::<Vec<_>>()
        };
        for (upper, lower) in shapes.iter().zip(&shapes[1..3]) {
            let (below, above): (Vec<_>, Vec<_>) = (halves(upper).into_iter().map(|pair| pair.1).collect(), halves(lower).into_iter().map(|pair| pair.0).collect());
            prop_assert_eq!(below, above);
        }
    }
}
