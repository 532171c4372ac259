//! How the database reads lists: by indexes, and where it walks them, in their order.

use belfry::auth::Actor;
use belfry::search::{self, Page};
use belfry::user::UserId;
use store::search::Passage;
use store::{Tx, params};

use crate::world::World;

/// How many issues there are.
const ISSUES: i64 = 6_000;
/// Tables that grow, and the names that they go by in statements. None of them is read from end to end.
const LARGE: [&str; 8] =
    ["issues", "issue_labels", "watchers", "mentions", "relations", "comments", "mails", "search_index"];
const NAMES: [&str; 8] = ["i", "f", "il", "w", "r", "b", "ml", "s"];
/// Indexes that hold few rows only, however large the table.
const SHORT: [&str; 4] = ["issues_private", "issues_deleted", "mails_live_by_recipient", "mails_open_key"];

/// What leaves few issues, and is looked up.
const SELECTIVE: [&str; 25] = [
    "assignee:ben",
    "assignee:@me",
    "author:cleo",
    "watch:ben",
    "is:watched",
    "mentions:ben",
    "label:rare",
    "label:rare,rarer",
    "project:SML",
    "key:BEL-1,BEL-2",
    "parent:BEL-1",
    "priority:urgent",
    "status:in_review",
    "due:today",
    "is:overdue",
    "created:today",
    "updated:today",
    "is:blocked",
    "is:blocking",
    "is:pending",
    "is:private",
    "is:deleted",
    "clapper sort:updated",
    "clapper",
    "is:unassigned",
];
/// What leaves many, and is walked.
const COMMON: [&str; 25] = [
    "",
    "is:open",
    "is:closed",
    "author:ada",
    "author:ada is:open",
    "assignee:ben,none",
    "assignee:cleo OR assignee:ben",
    "label:common is:open",
    "label:common,rare -is:closed",
    "label:common author:ada",
    "project:BEL is:closed",
    "priority:none",
    "created:<2100 is:open",
    "is:assigned",
    "label:common",
    "-label:rare",
    "project:BEL",
    "priority:<=high",
    "status:todo",
    "status:\"to do\"",
    "due:none",
    "created:>2000",
    "updated:>2000",
    "bell sort:updated",
    "bell OR label:common",
];
/// What is looked for in texts, the best answers first.
const WORDS: [&str; 7] =
    ["bell", "clapper", "bell rope", "\"rope rings\"", "bell -clapper", "bell is:open", "rope assignee:ben label:rare"];
/// Indexes that lists are read along.
const LED: [&str; 9] = [
    "issues_led_by_state",
    "issues_led_by_assignee",
    "issues_led_by_author",
    "issues_led_by_priority",
    "issues_led_by_project",
    "issues_by_status",
    "issue_labels_by_label",
    "issues_private",
    "issues_deleted",
];
const SORTS: [&str; 7] = ["updated", "updated-asc", "created", "priority", "due", "due-desc", "key"];

#[test]
fn no_list_reads_a_whole_table() {
    let world = World::new();
    let [ada, cleo] = world.change(fill);
    let (actor, someone) = (Actor { user_id: ada, is_admin: true }, Actor { user_id: cleo, is_admin: false });
    for is_counted in [false, true] {
        if is_counted {
            world.change(|tx| Ok(tx.run("ANALYZE", &[])?));
        }
        for query in SELECTIVE {
            let lines = plan(&world, actor, (query, 300));
            let whole: Vec<&String> = lines.iter().filter(|line| reads_whole(line) && !walks(line)).collect();
            assert!(whole.is_empty(), "{query}: {whole:?} of {lines:#?}");
            let looked: Vec<&str> = lines.windows(2).filter_map(|pair| reads_index(&pair[0], &pair[1])).collect();
            assert!(looked.is_empty(), "{query}: {looked:?} of {lines:#?}");
        }
        for (query, sort) in COMMON.into_iter().flat_map(|query| SORTS.map(|sort| (query, sort))) {
            let query = if query.contains("sort:") { query.to_owned() } else { format!("{query} sort:{sort}") };
            let is_told_apart = ["updated", "due"].contains(&sort);
            let further = [(actor, Some([1, 500])), (someone, None)].into_iter().filter(|_| is_told_apart);
            for (actor, after) in std::iter::once((actor, None)).chain(further) {
                let lines = plan_from(&world, actor, (&query, 20, after));
                let wrong: Vec<&String> = lines.iter().filter(|line| reads_whole(line) && !walks(line)).collect();
                assert!(wrong.is_empty(), "{query}: {wrong:?} of {lines:#?}");
                // What is merged from stretches of an index is put in order a page at a time; a stretch never is, nor is a walk.
                let is_merged = lines.iter().any(|line| line.contains("few"));
                let wrong = lines.windows(2).any(|pair| {
                    let is_sorted =
                        (reads_stream(&pair[0]) && sorts(&pair[1])) || (sorts(&pair[0]) && reads_stream(&pair[1]));
                    is_sorted || (!is_merged && sorts(&pair[1]))
                });
                assert!(!wrong, "{query} puts more in order than a page: {lines:#?}");
            }
        }
        for query in WORDS {
            for after in [None, Some([0, 500]), Some([2, 500])] {
                let lines = plan_from(&world, actor, (query, 0, after));
                let wrong: Vec<&String> = lines.iter().filter(|line| reads_whole(line)).collect();
                assert!(wrong.is_empty(), "{query}: {wrong:?} of {lines:#?}");
            }
        }
    }
}

fn plan(world: &World, actor: Actor, (query, few): (&str, i64)) -> Vec<String> {
    plan_from(world, actor, (query, few, None))
}

fn plan_from(world: &World, actor: Actor, (query, few, after): (&str, i64, Option<[i64; 2]>)) -> Vec<String> {
    let query = query.to_owned();
    let lines =
        world.read(move |db| Ok(search::plan(db, &actor, Page { few, after, ..Page::of(&query, 51) }).unwrap()));
    assert!(!lines.is_empty());
    lines
}

/// Whether a step reads a large table, or an index of it, from end to end.
fn reads_whole(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_whole = |name: &str| line.contains(&format!("Seq Scan on {name} "));
    let is_scan = words.first() == Some(&"SCAN") && words.get(1).is_some_and(|name| NAMES.contains(name));
    let is_short = SHORT.iter().any(|index| words.contains(index)) || line.contains("VIRTUAL TABLE INDEX 0:M");
    LARGE.into_iter().any(is_whole) || (is_scan && !is_short && !line.contains("VIRTUAL TABLE INDEX"))
}

/// A step that goes through an index of what is looked up without a value to look for, where plans say so on the line after.
fn reads_index<'l>(line: &'l str, next: &str) -> Option<&'l str> {
    let is_index = line.contains("Index") && line.contains("Scan") && line.contains(" f  (cost");
    let is_short = SHORT.iter().any(|index| line.contains(index));
    (is_index && !is_short && !next.contains("Index Cond")).then_some(line)
}

/// Whether a step walks issues in the order of an index.
fn walks(line: &str) -> bool {
    line.contains("SCAN i USING INDEX issues_by_")
}

/// Whether a step reads a stretch of an index that begins with what is asked for.
fn reads_stream(line: &str) -> bool {
    let is_index = LED.iter().any(|index| line.contains(index));
    is_index
        && (line.contains("SEARCH f ") || line.contains("SCAN f ") || line.contains(" f  (") || line.contains(" f_"))
}

/// Whether a step puts rows in order.
fn sorts(line: &str) -> bool {
    line.contains("TEMP B-TREE FOR ORDER BY") || line.contains("TEMP B-TREE FOR LAST") || line.contains("Sort Key")
}

/// As many rows as it takes for reading a whole table not to be the fastest way.
fn fill(tx: &Tx<'_>) -> Result<[UserId; 2], belfry::Error> {
    let ids: Vec<UserId> = tx.all("SELECT id FROM users ORDER BY id", &[], |row| row.get("id"))?;
    let [ada, ben, cleo] = [ids[0], ids[1], ids[2]];
    let (now, day) = (tx.now(), 86_400_000_000_i64);
    tx.run("INSERT INTO projects (key, name, created_at) VALUES ('SML', 'Small', 0)", &[])?;
    tx.run("INSERT INTO project_keys (key, project_id, since) SELECT key, id, 0 FROM projects WHERE key = 'SML'", &[])?;
    tx.run(
        "INSERT INTO issues (id, project_id, number, title, description, status, is_open, created_by, assignee_id, priority,
                             due_on, is_private, parent_id, created_at, updated_at, deleted_at)
         WITH RECURSIVE n (x) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT x + 1 FROM n WHERE x < CAST($1 AS BIGINT))
         SELECT x, CASE WHEN x % 60 = 0 THEN (SELECT id FROM projects WHERE key = 'SML') ELSE 1 END, x, 'Bell', 'Every time it rings, and longer than a word',
                CASE WHEN x % 50 = 0 THEN 'in_review' WHEN x % 10 = 1 THEN 'done' ELSE 'todo' END,
                CASE WHEN x % 10 = 1 AND x % 50 <> 0 THEN 0 ELSE 1 END,
                CASE WHEN x % 40 = 0 THEN CAST($2 AS BIGINT) ELSE CAST($3 AS BIGINT) END,
                CASE WHEN x % 40 = 1 THEN CAST($4 AS BIGINT) WHEN x % 70 = 1 THEN NULL WHEN x % 90 = 1 THEN CAST($3 AS BIGINT) ELSE CAST($2 AS BIGINT) END,
                CASE WHEN x % 80 = 0 THEN 4 ELSE x % 4 END,
                CASE WHEN x % 100 = 0 THEN CAST($5 AS BIGINT) - 1 WHEN x % 100 = 1 THEN CAST($5 AS BIGINT) WHEN x % 3 = 0 THEN CAST($5 AS BIGINT) + x ELSE NULL END,
                CASE WHEN x % 100 = 2 THEN 1 ELSE 0 END, CASE WHEN x % 100 = 3 THEN 1 ELSE NULL END,
                CAST($6 AS BIGINT) - (x / 200) * CAST($7 AS BIGINT), CAST($6 AS BIGINT) - (x / 200) * CAST($7 AS BIGINT), CASE WHEN x % 200 = 5 THEN CAST($6 AS BIGINT) ELSE NULL END
           FROM n",
        &params![ISSUES, cleo, ada, ben, now.as_micros() / day, now, day],
    )?;
    beside(tx, ben)?;
    for id in 1..=ISSUES {
        let word = if id % 100 == 0 { "clapper" } else { "rope" };
        let passage = |words: &[&str]| -> Passage { words.iter().map(|word| (*word).to_owned()).collect() };
        tx.index(id, &[passage(&["§bell"]), passage(&["¶bell"]), passage(&["bell"]), passage(&[word, "rings"])])?;
    }
    Ok([ada, cleo])
}

/// What stands in other tables.
fn beside(tx: &Tx<'_>, ben: UserId) -> Result<(), belfry::Error> {
    for (id, name, every) in [(1, "common", 2), (2, "rare", 100), (3, "rarer", 150)] {
        let sql = "INSERT INTO labels (id, project_id, name, name_key) VALUES ($1, 1, $2, $2)";
        tx.run(sql, &params![id, name])?;
        let sql = "INSERT INTO issue_labels (issue_id, label_id, is_open, updated_at)
                   SELECT id, CAST($1 AS BIGINT), is_open, updated_at FROM issues WHERE id % $2 = 0";
        tx.run(sql, &params![id, every])?;
    }
    for sql in [
        "INSERT INTO watchers (issue_id, user_id, reason, since) SELECT id, created_by, 'opened', 0 FROM issues WHERE created_by <> $1",
        "INSERT INTO watchers (issue_id, user_id, reason, since) SELECT id, CAST($1 AS BIGINT), 'asked', 0 FROM issues WHERE id % 100 = 0",
        "INSERT INTO mentions (issue_id, comment_number, user_id) SELECT id, 0, CAST($1 AS BIGINT) FROM issues WHERE id % 100 = 0",
        "INSERT INTO mentions (issue_id, comment_number, user_id) SELECT id, 1, created_by FROM issues WHERE created_by <> $1",
    ] {
        tx.run(sql, &params![ben])?;
    }
    for sql in [
        "INSERT INTO relations (issue_id, kind, other_id, since) SELECT id, 'blocks', id + 1, 0 FROM issues WHERE id % 100 = 0 AND id < 6000",
        "INSERT INTO relations (issue_id, kind, other_id, since) SELECT id, 'relates', id + 2, 0 FROM issues WHERE id < 5990",
        "INSERT INTO mails (kind, key, recipient_id, topic_id, state, due_at, next_at, enqueued_at)
         SELECT 'assigned', 'assigned:' || id, created_by, id, 'pending', 9000000000000000, 9000000000000000, 0 FROM issues WHERE id % 100 = 0",
        "INSERT INTO mails (kind, key, recipient_id, topic_id, state, due_at, next_at, enqueued_at, rung_at, ended_at)
         SELECT 'assigned', 'assigned:' || id, created_by, id, 'sent', 1, 1, 0, 1, 1 FROM issues WHERE id % 100 <> 0",
    ] {
        tx.run(sql, &[])?;
    }
    Ok(())
}
