//! `belfry issue`, beside a server that runs.

use serde_json::{Value, json};

use super::place::Place;

#[test]
fn issues_are_listed_by_a_query_for_whoever_has_the_database_or_as_one_person_sees_them() {
    let place = Place::new();
    place.add_user("ada");
    place.add_user("ben");
    let server = place.serve(&["--assign-delay", "1h", "--digest-every", "off"]);
    let token = server.log_in("ada", "bell").1;
    for (title, assignee, is_private) in [("The bell", "ben", false), ("The rope", "ada", true)] {
        let body = json!({ "title": title, "assignee": assignee, "is_private": is_private, "due_on": "2030-01-02" });
        assert_eq!(server.call("POST", "/api/v1/issues", &token, &body).0, 201);
    }
    let table = place.done(&["issue", "list", "--query", "sort:key"]);
    let lines: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(lines[0], ["KEY", "STATUS", "PRIORITY", "ASSIGNEE", "DUE", "TITLE"]);
    assert_eq!(lines[1], ["BEL-1", "todo", "none", "ben", "2030-01-02", "The", "bell"]);
    assert_eq!(lines.len(), 3);
    let json: Value = serde_json::from_str(&place.done(&["issue", "list", "--json", "--as", "ben"])).unwrap();
    assert_eq!((json.as_array().unwrap().len(), &json[0]["key"]), (1, &"BEL-1".into()));
    assert_eq!(place.done(&["issue", "list", "--as", "ben", "--query", "rope"]), "no issue answers that\n");
    assert!(place.done(&["issue", "list", "--as", "ada", "--query", "assignee:@me rope"]).contains("BEL-2"));
    assert!(place.done(&["issue", "list", "--limit", "1"]).ends_with("(the first 1; more with --limit)\n"));
    for (query, says) in [
        ("lable:bug", "error: --query: column 1: there is no term lable:; did you mean label:?\n"),
        ("label:gone", "error: --query: column 7: there is no label gone; write the name of one, or label:none\n"),
        ("is:watched", "error: say who @me is: --as USERNAME\n"),
    ] {
        assert_eq!(place.refused(2, &["issue", "list", "--query", query]), says);
    }
    assert!(place.refused(1, &["issue", "list", "--as", "nobody"]).contains("not found"));
}
