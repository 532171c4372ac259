//! What PostgreSQL says of its tables: those of the schema that the connection is in.

use super::{Column, Index, Kind, Reference, Table, spelling};
use crate::{Db, Error, Row, params, search};

/// The columns that a list of their numbers names, in its order, joined by commas.
macro_rules! names {
    ($numbers:literal, $table:literal) => {
        concat!(
            "(SELECT string_agg(a.attname, ',' ORDER BY n.place) FROM unnest(",
            $numbers,
            ") WITH ORDINALITY AS n (number, place)
               JOIN pg_attribute a ON a.attrelid = ",
            $table,
            " AND a.attnum = n.number)"
        )
    };
}

pub(super) fn tables(db: &Db<'_>) -> Result<Vec<Table>, Error> {
    let sql = "SELECT c.relname::text AS name, c.oid::bigint AS id FROM pg_class c
                WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace AND c.relname::text <> $1";
    // The index of words is no table to anybody else.
    let found = db.all(sql, &params![search::TABLE], |row| Ok((row.get::<String>("name")?, row.get::<i64>("id")?)))?;
    found.into_iter().map(|(name, id)| table(db, name, id)).collect()
}

fn table(db: &Db<'_>, name: String, id: i64) -> Result<Table, Error> {
    let columns = db.all(
        "SELECT a.attname::text AS name, format_type(a.atttypid, a.atttypmod) AS kind, a.attnotnull AS required,
                a.attidentity::text AS identity, pg_get_expr(d.adbin, d.adrelid) AS made_by
           FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
          WHERE a.attrelid = $1::bigint::oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum",
        &params![id],
        column,
    )?;
    let primary_key = constraints(db, id, "p")?.pop().unwrap_or_default();
    let (uniques, indexes) = (constraints(db, id, "u")?, indexes(db, id)?);
    Ok(Table { name, columns, primary_key, uniques, references: references(db, id)?, indexes })
}

fn column(row: &Row<'_>) -> Result<Column, Error> {
    let kind = kind(&row.get::<String>("kind")?)?;
    let default = row.get::<Option<String>>("made_by")?;
    Ok(Column {
        name: row.get("name")?,
        kind,
        is_required: row.get("required")?,
        default: default.map(|sql| spelling::default(&sql, kind == Kind::Number)),
        numbers_itself: !row.get::<String>("identity")?.is_empty(),
    })
}

fn kind(declared: &str) -> Result<Kind, Error> {
    match declared {
        "bigint" => Ok(Kind::Number),
        "text" => Ok(Kind::Text),
        "bytea" => Ok(Kind::Bytes),
        other => Err(Error::Database(format!("a column of the type {other}"))),
    }
}

fn constraints(db: &Db<'_>, table: i64, what: &str) -> Result<Vec<Vec<String>>, Error> {
    let sql = concat!(
        "SELECT ",
        names!("k.conkey", "k.conrelid"),
        " AS columns FROM pg_constraint k WHERE k.conrelid = $1::bigint::oid AND k.contype::text = $2"
    );
    db.all(sql, &params![table, what], |row| Ok(list(&row.get::<String>("columns")?)))
}

fn references(db: &Db<'_>, table: i64) -> Result<Vec<Reference>, Error> {
    let sql = concat!(
        "SELECT ",
        names!("k.conkey", "k.conrelid"),
        " AS here, ",
        names!("k.confkey", "k.confrelid"),
        " AS there, c.relname::text AS other, k.confdeltype::text AS on_delete
           FROM pg_constraint k JOIN pg_class c ON c.oid = k.confrelid
          WHERE k.conrelid = $1::bigint::oid AND k.contype = 'f'"
    );
    db.all(sql, &params![table], |row| {
        let on_delete = match row.get::<String>("on_delete")?.as_str() {
            "a" => "no action",
            "r" => "restrict",
            "c" => "cascade",
            "n" => "set null",
            _ => "set default",
        };
        Ok(Reference {
            columns: list(&row.get::<String>("here")?),
            table: row.get("other")?,
            to: list(&row.get::<String>("there")?),
            on_delete: on_delete.to_owned(),
        })
    })
}

fn indexes(db: &Db<'_>, table: i64) -> Result<Vec<Index>, Error> {
    // Bit 0 of an option says that the column goes down.
    let sql = "SELECT c.relname::text AS name, i.indisunique AS is_unique,
                      pg_get_expr(i.indpred, i.indrelid) AS condition,
                      (SELECT string_agg(pg_get_indexdef(i.indexrelid, n.place::int, false)
                                         || CASE WHEN i.indoption[n.place - 1] & 1 = 1 THEN ' DESC' ELSE '' END,
                                         ',' ORDER BY n.place)
                         FROM generate_series(1, i.indnkeyatts) AS n (place)) AS columns
                 FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
                WHERE i.indrelid = $1::bigint::oid
                  AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u'))";
    db.all(sql, &params![table], |row| {
        Ok(Index {
            name: row.get("name")?,
            columns: list(&row.get::<String>("columns")?),
            is_unique: row.get("is_unique")?,
            only_where: row.get::<Option<String>>("condition")?.map(|condition| spelling::plain(&condition)),
        })
    })
}

fn list(columns: &str) -> Vec<String> {
    columns.split(',').map(str::to_owned).collect()
}
