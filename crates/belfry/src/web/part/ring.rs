//! The ring that drains until a mail goes: one animation that the server writes, so that it runs without script.

use store::Timestamp;

use super::Html;
use crate::web::reader::Reader;

/// How much of the ring has drained, in hundredths, and how many seconds are left.
fn drained(reader: &Reader, from: Timestamp, due: Timestamp) -> (f64, i64) {
    let total = (due.0 - from.0).max(1) as f64;
    let left = (due.0 - reader.now.0).max(0);
    let share = (left as f64 / total).min(1.0);
    let offset = ((1.0 - share) * 1000.0).round() / 10.0;
    (offset, (left as f64 / 1e6).ceil() as i64)
}

fn circles(offset: f64, left: Option<i64>) -> String {
    let animation = left.filter(|left| *left > 0).map(|left| {
        format!("<animate attributeName=\"stroke-dashoffset\" from=\"{offset}\" to=\"100\" dur=\"{left}s\" fill=\"freeze\"/>")
    });
    format!(
        "<circle class=\"track\" cx=\"16\" cy=\"16\" r=\"14\"/><circle class=\"arc\" cx=\"16\" cy=\"16\" r=\"14\" \
         pathLength=\"100\" stroke-dasharray=\"100\" stroke-dashoffset=\"{offset}\">{}</circle>",
        animation.unwrap_or_default()
    )
}

/// The ring of a bell, around its icon. `times` is when the mail was ordered and when it is due; without, it stands still.
pub fn ring(reader: &Reader, times: Option<(Timestamp, Timestamp)>) -> Html {
    let circles = match times {
        Some((from, due)) => {
            let (offset, left) = drained(reader, from, due);
            circles(offset, Some(left))
        }
        None => circles(75.0, None),
    };
    Html::new(format!(
        "<svg class=\"ring\" viewBox=\"0 0 32 32\" aria-hidden=\"true\">{circles}<use href=\"#i-bell\" x=\"8\" y=\"8\" \
         width=\"16\" height=\"16\" stroke=\"currentColor\" stroke-width=\"1.5\" stroke-linejoin=\"round\" \
         stroke-linecap=\"round\"/></svg>"
    ))
}

/// The small one: in rows, cards, the outbox and the navigation.
pub fn mini_ring(reader: &Reader, from: Timestamp, due: Timestamp) -> Html {
    let (offset, left) = drained(reader, from, due);
    let circles = circles(offset, Some(left));
    Html::new(format!("<svg class=\"ring mini\" viewBox=\"0 0 32 32\" aria-hidden=\"true\">{circles}</svg>"))
}

/// The small one while a mail is on its way.
pub fn mini_ring_sending() -> Html {
    Html::new(format!(
        "<svg class=\"ring mini\" viewBox=\"0 0 32 32\" aria-hidden=\"true\">{}</svg>",
        circles(80.0, None)
    ))
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::web::text::Language;

    #[test]
    fn the_ring_drains_from_the_order_to_the_moment_it_is_due() {
        let reader = Reader { language: Language::English, zone: TimeZone::UTC, now: Timestamp(18_000_000) };
        let (from, due) = (Timestamp(0), Timestamp(720_000_000));
        assert_eq!(drained(&reader, from, due), (2.5, 702));
        let html = mini_ring(&reader, from, due).to_string();
        assert!(html.contains("stroke-dashoffset=\"2.5\"") && html.contains("dur=\"702s\""), "{html}");
        // Due already, and ordered in a moment that has not come.
        assert_eq!(drained(&reader, from, Timestamp(1)), (100.0, 0));
        assert_eq!(drained(&reader, Timestamp(30_000_000), due), (0.0, 702));
        assert!(!ring(&reader, Some((from, Timestamp(1)))).to_string().contains("animate"));
    }
}
