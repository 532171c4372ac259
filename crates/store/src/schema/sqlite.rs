//! What SQLite says of its tables.

use super::{Column, Index, Kind, Reference, Table, spelling};
use crate::{Db, Error, params};

pub(super) fn tables(db: &Db<'_>) -> Result<Vec<Table>, Error> {
    // What SQLite keeps for itself begins so. The index of words is no table, but has some.
    let sql =
        "SELECT s.name, s.sql FROM sqlite_schema s JOIN pragma_table_list t ON t.name = s.name AND t.schema = 'main'
                WHERE t.type = 'table' AND s.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
    let found = db.all(sql, &[], |row| Ok((row.get::<String>("name")?, row.get::<String>("sql")?)))?;
    found.into_iter().map(|(name, made_by)| table(db, name, &made_by)).collect()
}

fn table(db: &Db<'_>, name: String, made_by: &str) -> Result<Table, Error> {
    let numbers_itself = made_by.to_ascii_uppercase().contains("AUTOINCREMENT");
    let primary_key =
        db.all("SELECT name, pk FROM pragma_table_info($1) WHERE pk > 0 ORDER BY pk", &params![&name], |row| {
            row.get::<String>("name")
        })?;
    let columns = db.all(
        "SELECT name, type, \"notnull\" AS required, dflt_value, pk FROM pragma_table_info($1) ORDER BY cid",
        &params![&name],
        |row| {
            let kind = kind(&row.get::<String>("type")?)?;
            let default = row.get::<Option<String>>("dflt_value")?;
            Ok(Column {
                name: row.get("name")?,
                kind,
                is_required: row.get("required")?,
                default: default.map(|sql| spelling::default(&sql, kind == Kind::Number)),
                numbers_itself: numbers_itself && row.get::<i64>("pk")? == 1,
            })
        },
    )?;
    let (uniques, indexes) = (uniques(db, &name)?, indexes(db, &name)?);
    let references = references(db, &name)?;
    Ok(Table { name, columns, primary_key, uniques, references, indexes })
}

fn kind(declared: &str) -> Result<Kind, Error> {
    match declared {
        "BIGINT" | "INTEGER" => Ok(Kind::Number),
        "TEXT" => Ok(Kind::Text),
        "BLOB" => Ok(Kind::Bytes),
        other => Err(Error::Database(format!("a column of the type {other}"))),
    }
}

fn uniques(db: &Db<'_>, table: &str) -> Result<Vec<Vec<String>>, Error> {
    let sql = "SELECT name FROM pragma_index_list($1) WHERE origin = 'u'";
    let names = db.all(sql, &params![table], |row| row.get::<String>("name"))?;
    names.iter().map(|name| columns_of(db, name)).collect()
}

fn indexes(db: &Db<'_>, table: &str) -> Result<Vec<Index>, Error> {
    let sql = "SELECT l.name, l.\"unique\" AS is_unique, s.sql AS made_by
                 FROM pragma_index_list($1) l JOIN sqlite_schema s ON s.name = l.name WHERE l.origin = 'c'";
    let found = db.all(sql, &params![table], |row| {
        let made_by: String = row.get("made_by")?;
        let condition = condition_in(&made_by).map(spelling::plain);
        Ok(Index {
            name: row.get("name")?,
            columns: Vec::new(),
            is_unique: row.get("is_unique")?,
            only_where: condition,
        })
    })?;
    found.into_iter().map(|index| Ok(Index { columns: columns_of(db, &index.name)?, ..index })).collect()
}

/// Which rows an index is over, in the statement that made it.
fn condition_in(made_by: &str) -> Option<&str> {
    let spaced: String =
        made_by.chars().map(|c| if c.is_ascii_whitespace() { ' ' } else { c.to_ascii_uppercase() }).collect();
    spaced.find(" WHERE ").map(|at| &made_by[at + " WHERE ".len()..])
}

fn columns_of(db: &Db<'_>, index: &str) -> Result<Vec<String>, Error> {
    let sql = "SELECT name, \"desc\" AS goes_down FROM pragma_index_xinfo($1) WHERE key = 1 ORDER BY seqno";
    db.all(sql, &params![index], |row| {
        let name = row.get::<Option<String>>("name")?;
        let name = name.ok_or_else(|| Error::Database(format!("the index {index} is over more than columns")))?;
        Ok(if row.get("goes_down")? { format!("{name} DESC") } else { name })
    })
}

fn references(db: &Db<'_>, table: &str) -> Result<Vec<Reference>, Error> {
    // `to` is empty where the primary key is meant.
    let sql = "SELECT f.id, f.\"table\" AS other, f.\"from\" AS here, f.on_delete,
                      COALESCE(f.\"to\", (SELECT p.name FROM pragma_table_info(f.\"table\") p WHERE p.pk = f.seq + 1)) AS there
                 FROM pragma_foreign_key_list($1) f ORDER BY f.id, f.seq";
    let mut found: Vec<(i64, Reference)> = Vec::new();
    let rows = db.all(sql, &params![table], |row| {
        let (other, on_delete): (String, String) = (row.get("other")?, row.get("on_delete")?);
        let (here, there): (String, String) = (row.get("here")?, row.get("there")?);
        let reference =
            Reference { columns: vec![here], table: other, to: vec![there], on_delete: on_delete.to_lowercase() };
        Ok((row.get::<i64>("id")?, reference))
    })?;
    for (id, reference) in rows {
        match found.last_mut().filter(|(last, _)| *last == id) {
            Some((_, last)) => {
                last.columns.extend(reference.columns);
                last.to.extend(reference.to);
            }
            None => found.push((id, reference)),
        }
    }
    Ok(found.into_iter().map(|(_, reference)| reference).collect())
}
