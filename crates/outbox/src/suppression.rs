//! Addresses that a relay said do not exist: nothing is sent to them until somebody clears them.

use store::{Db, Error, Timestamp, Tx, params};

use crate::mail::MailId;

/// One suppressed address.
#[derive(Clone, Debug)]
pub struct Suppression {
    /// The address, in lower case.
    pub address: String,
    /// What the relay said.
    pub reason: String,
    /// Since when.
    pub since: Timestamp,
}

/// Why this address gets no mail, if so.
pub fn reason(db: &Db<'_>, address: &str) -> Result<Option<String>, Error> {
    db.maybe("SELECT reason FROM suppressions WHERE address = $1", &params![&address.to_lowercase()], |row| {
        let said: String = row.get("reason")?;
        Ok(format!("the address does not exist, the relay said: {said}"))
    })
}

/// Every suppressed address, the latest first.
pub fn list(db: &Db<'_>) -> Result<Vec<Suppression>, Error> {
    db.all("SELECT address, reason, since FROM suppressions ORDER BY since DESC, address", &[], |row| {
        Ok(Suppression { address: row.get("address")?, reason: row.get("reason")?, since: row.get("since")? })
    })
}

/// Lets mail go to this address again. Returns whether it was suppressed.
pub fn clear(tx: &Tx<'_>, address: &str) -> Result<bool, Error> {
    Ok(tx.run("DELETE FROM suppressions WHERE address = $1", &params![&address.to_lowercase()])? > 0)
}

pub(crate) fn add(tx: &Tx<'_>, id: MailId, said: &str) -> Result<(), Error> {
    tx.run(
        "INSERT INTO suppressions (address, reason, mail_id, since)
         SELECT lower(recipient), CAST($2 AS TEXT), mail_id, CAST($3 AS BIGINT) FROM letters WHERE mail_id = $1
         ON CONFLICT (address) DO NOTHING",
        &params![id, said, tx.now()],
    )?;
    Ok(())
}
