//! Pages are sent compressed to whoever reads that.

use super::{Browser, world};
use crate::world::ASSIGN_DELAY;

#[test]
fn a_page_is_compressed_as_the_browser_wishes_and_a_stream_never() {
    let world = world();
    world.ada.opens(&world, "Mail goes out twice", &world.ben);
    let ada = Browser::of(&world, &world.ada);
    let plain = ada.gets("/issues");
    assert_eq!(plain.header("content-encoding"), None);
    for (wish, coding) in [("br, gzip", Some("br")), ("gzip", Some("gzip")), ("zstd", None), ("gzip;q=0", None)] {
        let answer = ada.gets_with("/issues", &[("accept-encoding", wish)]);
        assert_eq!((answer.status, answer.header("content-encoding")), (200, coding), "{wish}");
        let vary = answer.headers("vary").join(", ").to_lowercase();
        assert!(vary.contains("accept-encoding") && vary.contains("cookie"), "{wish}: {vary}");
    }
    // What was compressed when it was built is not compressed again, and what is no page is not at all.
    let sheet = super::attribute(&plain, "link[rel=stylesheet]", "href").unwrap();
    let sheet = ada.gets_with(&sheet, &[("accept-encoding", "gzip")]);
    assert_eq!(sheet.headers("content-encoding"), ["gzip"]);
    let document = ada.gets_with("/api/v1/openapi.json", &[("accept-encoding", "gzip")]);
    assert_eq!((document.status, document.header("content-encoding")), (200, None));
    world.advance(ASSIGN_DELAY);
}
