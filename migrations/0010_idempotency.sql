-- What was answered to a change that its sender may ask for again: under their key, for a day.
CREATE TABLE idempotency_keys (
    user_id BIGINT NOT NULL REFERENCES users (id),
    key TEXT NOT NULL,
    -- What was asked for: the SHA-256 of method, path and body.
    fingerprint TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    -- The answer; without a status it was not kept (yet). Headers as JSON; without a body it is not told twice.
    status BIGINT,
    headers TEXT,
    body {bytes},
    PRIMARY KEY (user_id, key)
);

CREATE INDEX idempotency_keys_by_age ON idempotency_keys (made_at);
