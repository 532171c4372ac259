//! A statement that goes out with the next one: nobody waits for what it answers.

use postgres::Statement;
use postgres::types::ToSql;
use tokio_postgres::Client;

use crate::Param;

/// The statement and its values, kept until they are sent.
pub(super) struct Sent {
    statement: Statement,
    values: Vec<Kept>,
}

/// A [`Param`] that owns what it holds.
enum Kept {
    Null,
    Integer(i64),
    Text(String),
    Blob(Vec<u8>),
}

impl Sent {
    pub fn new(statement: Statement, params: &[Param<'_>]) -> Sent {
        Sent { statement, values: params.iter().map(Kept::of).collect() }
    }

    /// Sends it. Returns how many rows it changed.
    pub async fn over(&self, client: &Client) -> Result<u64, postgres::Error> {
        let params: Vec<Param<'_>> = self.values.iter().map(Kept::param).collect();
        let borrowed: Vec<_> = params.iter().map(|param| param as &(dyn ToSql + Sync)).collect();
        client.execute(&self.statement, &borrowed).await
    }
}

impl Kept {
    fn of(param: &Param<'_>) -> Kept {
        match *param {
            Param::Null => Kept::Null,
            Param::Integer(number) => Kept::Integer(number),
            Param::Text(text) => Kept::Text(text.to_owned()),
            Param::Blob(bytes) => Kept::Blob(bytes.to_owned()),
        }
    }

    fn param(&self) -> Param<'_> {
        match self {
            Kept::Null => Param::Null,
            Kept::Integer(number) => Param::Integer(*number),
            Kept::Text(text) => Param::Text(text),
            Kept::Blob(bytes) => Param::Blob(bytes),
        }
    }
}
