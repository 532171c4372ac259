//! `GET /issue/`

use serde_json::json;

use crate::world::World;

/// The numbers of the issues on a page, and where the next one is.
fn page(world: &World, path: &str) -> (Vec<i64>, Option<String>) {
    let answer = world.ada.gets(world, path);
    assert_eq!(answer.status, 200, "{answer:?}");
    let body = answer.json();
    let numbers = body["issues"].as_array().unwrap().iter().map(|issue| issue["issue_id"].as_i64().unwrap());
    (numbers.collect(), body["next"].as_str().map(str::to_owned))
}

#[test]
fn nothing_yet_is_an_empty_page() {
    let world = World::new();
    world.ada.gets(&world, "/issue/").is(200, json!({ "issues": [], "next": null }));
}

#[test]
fn issues_are_listed_as_they_are_shown_the_newest_first() {
    let world = World::new();
    let first = world.ada.opens(&world, "First", &world.ben);
    let second = world.ben.opens(&world, "Second", &world.ada);
    let shown = [world.ada.gets(&world, &second).json(), world.ada.gets(&world, &first).json()];
    world.ada.gets(&world, "/issue/").is(200, json!({ "issues": shown, "next": null }));
}

#[test]
fn there_are_50_on_a_page_and_next_leads_to_the_rest() {
    let world = World::new();
    for number in 1..=103 {
        world.ada.opens(&world, &format!("Number {number}"), &world.ben);
    }
    let (first, next) = page(&world, "/issue/");
    assert_eq!(first, (54..=103).rev().collect::<Vec<i64>>());
    let (second, next) = page(&world, &next.unwrap());
    assert_eq!(second, (4..=53).rev().collect::<Vec<i64>>());
    let (third, next) = page(&world, &next.unwrap());
    assert_eq!((third, next), ((1..=3).rev().collect(), None));
}

#[test]
fn a_full_last_page_has_no_next() {
    let world = World::new();
    for number in 1..=50 {
        world.ada.opens(&world, &format!("Number {number}"), &world.ben);
    }
    let (numbers, next) = page(&world, "/issue");
    assert_eq!((numbers.len(), next), (50, None));
}

#[test]
fn a_list_can_be_filtered() {
    let world = World::new();
    world.ada.opens(&world, "One", &world.ben);
    let two = world.ada.opens(&world, "Two", &world.cleo);
    world.ben.opens(&world, "Three", &world.ben);
    world.ada.changes(&world, &two, json!({ "status": "CLOSE" }));
    for (query, numbers) in [
        ("status=OPEN", vec![3, 1]),
        ("status=open", vec![3, 1]),
        ("status=CLOSE", vec![2]),
        ("status=CLOSED", vec![2]),
        ("assigned_to=ben@belfry.example", vec![3, 1]),
        ("assigned_to=BEN%40belfry.example", vec![3, 1]),
        ("created_by=ada@belfry.example", vec![2, 1]),
        ("created_by=ada@belfry.example&assigned_to=ben@belfry.example", vec![1]),
        ("status=OPEN&created_by=ada@belfry.example&assigned_to=cleo@belfry.example", vec![]),
        ("assigned_to=nobody@belfry.example", vec![]),
        ("something=else", vec![3, 2, 1]),
    ] {
        assert_eq!(page(&world, &format!("/issue/?{query}")), (numbers, None), "{query}");
    }
}

#[test]
fn the_next_page_keeps_the_filters() {
    let world = World::new();
    for number in 1..=60 {
        world.ada.opens(&world, &format!("Number {number}"), if number % 10 == 0 { &world.cleo } else { &world.ben });
    }
    let (first, next) = page(&world, "/issue/?assigned_to=ben%40belfry.example&status=OPEN");
    let (second, end) = page(&world, &next.unwrap());
    assert_eq!((first.len(), second.len(), end), (50, 4, None));
}

#[test]
fn a_filter_that_cannot_be_read_is_refused() {
    let world = World::new();
    for (query, field) in [
        ("status=done", "status"),
        ("status=", "status"),
        ("assigned_to=ben", "assigned_to"),
        ("created_by=", "created_by"),
        ("before=x", "before"),
        ("before=99999999999999999999", "before"),
        ("assigned_to=%ff%fe", "assigned_to"),
    ] {
        let answer = world.ada.gets(&world, &format!("/issue/?{query}"));
        assert_eq!(answer.status, 400, "{query}");
        assert!(answer.json()["message"][field].is_string(), "{query}: {answer:?}");
    }
}

#[test]
fn a_deleted_issue_is_not_listed() {
    let world = World::new();
    let issue = world.ada.opens(&world, "One", &world.ben);
    assert_eq!(world.ada.deletes(&world, &issue).status, 200);
    assert_eq!(page(&world, "/issue/"), (vec![], None));
}
