//! Whether what is written in bulk is what Belfry's verbs write.

use belfry::migrations::MIGRATIONS;
use belfry::{Error, search};
use store::{Db, Options, Place, Store};

use super::fill;

/// Who is named where, and which issue has which word in which place: a line for each.
fn indexed(db: &Db<'_>) -> Result<Vec<String>, store::Error> {
    let sql = "SELECT issue_id || ' ' || comment_number || ' ' || user_id AS line FROM mentions ORDER BY 1";
    let mut lines = db.all(sql, &[], |row| row.get::<String>("line"))?;
    let sql = "SELECT doc || ' ' || \"offset\" || ' ' || term AS line FROM temp.indexed ORDER BY 1";
    lines.extend(db.all(sql, &[], |row| row.get::<String>("line"))?);
    Ok(lines)
}

#[tokio::test]
async fn what_is_filled_is_indexed_as_by_the_verbs_of_the_domain() {
    let folder = std::env::temp_dir().join(format!("belfry-scale-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let store = Store::open(Options::new(Place::Sqlite(folder.join("filled.db")), MIGRATIONS)).unwrap();
    fill::fill(&store, 700).await.unwrap();
    let compared = store.write(|tx| {
        tx.run("CREATE VIRTUAL TABLE temp.indexed USING fts5vocab('main', 'search_index', 'instance')", &[])?;
        let filled = indexed(tx)?;
        search::owe_all(tx)?;
        while search::catch_up(tx)? > 0 {}
        let miscounted = "SELECT COUNT(*) AS n FROM issues i WHERE comments_count
            <> (SELECT COUNT(*) FROM comments c WHERE c.issue_id = i.id)";
        Ok::<_, Error>((filled, indexed(tx)?, tx.one(miscounted, &[], |row| row.get::<i64>("n"))?))
    });
    let (filled, by_verbs, miscounted) = compared.await.unwrap();
    assert!(filled.len() > 50_000, "{} lines", filled.len());
    assert!(filled == by_verbs);
    assert_eq!(miscounted, 0);
    store.close();
    std::fs::remove_dir_all(&folder).unwrap();
}
