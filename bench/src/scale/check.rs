//! Whether what is written in bulk is what Belfry's verbs write.

use belfry::migrations::MIGRATIONS;
use belfry::{Error, search};
use store::{Options, Place, Store, Tx};

use super::fill;

/// Who is named where, and which issue has which word in which place: a line for each.
fn indexed(tx: &Tx<'_>) -> Result<Vec<String>, store::Error> {
    tx.run("CREATE VIRTUAL TABLE IF NOT EXISTS temp.indexed USING fts5vocab('main', 'search_index', 'instance')", &[])?;
    let sql = "SELECT issue_id || ' ' || comment_number || ' ' || user_id AS line FROM mentions ORDER BY 1";
    let mut lines = tx.all(sql, &[], |row| row.get::<String>("line"))?;
    let sql = "SELECT doc || ' ' || \"offset\" || ' ' || term AS line FROM temp.indexed ORDER BY 1";
    lines.extend(tx.all(sql, &[], |row| row.get::<String>("line"))?);
    Ok(lines)
}

#[tokio::test]
async fn what_is_filled_is_indexed_as_by_the_verbs_of_the_domain() {
    let folder = std::env::temp_dir().join(format!("belfry-scale-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let store = Store::open(Options::new(Place::Sqlite(folder.join("filled.db")), MIGRATIONS)).unwrap();
    fill::fill(&store, 700).await.unwrap();
    let filled = store.write(|tx| Ok::<_, Error>(indexed(tx)?)).await.unwrap();
    store.write(|tx| Ok::<_, Error>(search::owe_all(tx)?)).await.unwrap();
    // Each step is indexed as it is committed.
    while store.write(search::catch_up).await.unwrap() > 0 {}
    let miscounted = "SELECT COUNT(*) AS n FROM issues i WHERE comments_count
        <> (SELECT COUNT(*) FROM comments c WHERE c.issue_id = i.id)";
    let by_verbs = store.write(move |tx| Ok::<_, Error>((indexed(tx)?, tx.one(miscounted, &[], |row| row.get("n"))?)));
    let (by_verbs, miscounted): (Vec<String>, i64) = by_verbs.await.unwrap();
    assert!(filled.len() > 50_000, "{} lines", filled.len());
    assert!(filled == by_verbs);
    assert_eq!(miscounted, 0);
    store.close();
    std::fs::remove_dir_all(&folder).unwrap();
}
