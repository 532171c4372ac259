//! The mark: the bat that is a bell; and the same, asleep.

use super::Html;

const BODY: &str = "M7.6 1.5c1.2.8 2 1.7 2.5 2.7a6.5 6.5 0 0 1 3.8 0c.5-1 1.3-1.9 2.5-2.7.8 1.5 1 3.1.7 4.8.6 1 .9 2.2.9 3.5 0 3.3 1.3 5.4 4.2 7.5.6.4.3 1.2-.4 1.2-2.2 0-3.6.4-5 1.3-1.1-1-2.8-1.6-4.8-1.6s-3.7.6-4.8 1.6c-1.4-.9-2.8-1.3-5-1.3-.7 0-1-.8-.4-1.2 2.9-2.1 4.2-4.2 4.2-7.5 0-1.3.3-2.5.9-3.5-.3-1.7-.1-3.3.7-4.8Z";
const EYES: &str = "M9.7 8.3a1 1 0 1 0 0 2 1 1 0 0 0 0-2Zm4.6 0a1 1 0 1 0 0 2 1 1 0 0 0 0-2Z";

/// The mark, with eyes where it is large enough for them.
pub fn mark(is_large: bool) -> Html {
    let eyes = if is_large { EYES } else { "" };
    Html::new(format!(
        "<svg class=\"mark\" viewBox=\"0 0 24 24\" aria-hidden=\"true\"><path fill=\"currentColor\" fill-rule=\"evenodd\" \
         d=\"{BODY}{eyes}\"/><circle cx=\"12\" cy=\"21.3\" r=\"1.6\" fill=\"currentColor\"/></svg>"
    ))
}

/// Asleep under a beam: where there is nothing.
pub fn asleep() -> Html {
    Html::new(format!(
        "<svg class=\"bat\" viewBox=\"0 0 72 64\" aria-hidden=\"true\" fill=\"none\" stroke=\"currentColor\" \
         stroke-width=\"1.4\" stroke-linecap=\"round\" stroke-linejoin=\"round\"><path d=\"M2 4h68M32.500 4v11.500M39.500 \
         4v11.500\"/><g transform=\"translate(8.400 60.500) scale(2.300 -2.300)\"><path class=\"b\" stroke-width=\".6\" \
         d=\"{BODY}\"/><path stroke-width=\".6\" d=\"M8.800 9.200c.5-.6 1.300-.6 1.800 0M13.400 9.200c.5-.6 1.300-.6 1.800 \
         0\"/></g></svg>"
    ))
}
