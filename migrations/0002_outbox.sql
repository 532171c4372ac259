-- The outbox: one row for each mail, from the moment it is owed to its recorded end.
CREATE TABLE mails (
    id {id},
    kind TEXT NOT NULL,
    -- What makes two mails the same mail: at most one row per key takes changes in (see mails_open_key).
    key TEXT NOT NULL,
    recipient_id BIGINT NOT NULL,
    -- What it is about; the outbox does not know what that is. NULL for a digest.
    topic_id BIGINT,
    -- The first fact it tells of; further ones join it until it is frozen.
    cause_id BIGINT,
    -- A digest's place in its schedule, unique per person.
    slot BIGINT,
    state TEXT NOT NULL,
    -- When it rings. Set once, never moved.
    due_at BIGINT NOT NULL,
    -- When the next attempt may be made: due_at at first, later after each refusal.
    next_at BIGINT NOT NULL,
    -- Grows whenever what the mail would say has changed; the point of no return compares it.
    revision BIGINT NOT NULL DEFAULT 1,
    -- Attempts that the relay answered, and attempts whose outcome nobody knows.
    attempts BIGINT NOT NULL DEFAULT 0,
    unknowns BIGINT NOT NULL DEFAULT 0,
    leased_by TEXT,
    leased_until BIGINT,
    -- The first and the latest point of no return.
    rung_at BIGINT,
    sending_at BIGINT,
    -- Set when the person was relieved while an attempt was under way: no further attempt is made.
    recalled TEXT,
    enqueued_at BIGINT NOT NULL,
    ended_at BIGINT,
    -- Why it ended as it did, or what the relay said last.
    reason TEXT
);

-- At most one mail per key that still takes changes in: waiting, and not frozen by a first attempt.
-- A mail has not ended while ended_at is NULL: so the indexes say it, since a list of states costs each write much more.
CREATE UNIQUE INDEX mails_open_key ON mails (key) WHERE ended_at IS NULL AND rung_at IS NULL;
CREATE UNIQUE INDEX mails_slot ON mails (recipient_id, slot) WHERE slot IS NOT NULL;
CREATE INDEX mails_next ON mails (next_at, id) WHERE state = 'pending';
-- The few that were tried before.
CREATE INDEX mails_put_off ON mails (sending_at) WHERE state = 'pending' AND sending_at IS NOT NULL;
CREATE INDEX mails_under_way ON mails (leased_until) WHERE leased_until IS NOT NULL;
CREATE INDEX mails_live_by_recipient ON mails (recipient_id, kind) WHERE ended_at IS NULL;
CREATE INDEX mails_by_topic ON mails (topic_id, id);

-- The frozen letter: written at the first point of no return, the same bytes for every attempt.
CREATE TABLE letters (
    mail_id BIGINT NOT NULL PRIMARY KEY REFERENCES mails (id),
    message_id TEXT NOT NULL UNIQUE,
    sender TEXT NOT NULL,
    recipient TEXT NOT NULL,
    bytes {bytes} NOT NULL,
    -- What stands for the list in it, where it holds one (a digest): another list, another word.
    lists TEXT
);

-- What happened to a mail: attempts, replies, and what admins did. Never edited.
CREATE TABLE mail_log (
    id {id},
    mail_id BIGINT NOT NULL REFERENCES mails (id),
    at BIGINT NOT NULL,
    action TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT ''
);

CREATE INDEX mail_log_by_mail ON mail_log (mail_id, id);

-- Addresses that a relay said do not exist. Cleared by an admin or by the person changing the address.
CREATE TABLE suppressions (
    address TEXT NOT NULL PRIMARY KEY,
    reason TEXT NOT NULL,
    mail_id BIGINT REFERENCES mails (id),
    since BIGINT NOT NULL
);

-- One row a person: when the next digest is due. A new row has no interval (0) and the moment of registering.
CREATE TABLE digest_schedules (
    user_id BIGINT NOT NULL PRIMARY KEY REFERENCES users (id),
    every_us BIGINT NOT NULL,
    next_at BIGINT NOT NULL
);

CREATE INDEX digest_schedules_next ON digest_schedules (next_at);
-- Rows of people who registered since the last look: no interval yet.
CREATE INDEX digest_schedules_new ON digest_schedules (user_id) WHERE every_us = 0;

-- Settings of the outbox that an admin changes while it runs: 'held' stops every mail.
CREATE TABLE outbox_switches (
    name TEXT NOT NULL PRIMARY KEY,
    since BIGINT NOT NULL,
    reason TEXT NOT NULL DEFAULT ''
);
