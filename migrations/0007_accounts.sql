-- When somebody showed that the address is theirs; NULL until then.
ALTER TABLE users ADD COLUMN email_confirmed_at BIGINT;

-- Personal access tokens: for scripts, with a part of what their owner may do. Kept is the SHA-256 of each.
CREATE TABLE personal_tokens (
    id {id},
    user_id BIGINT NOT NULL REFERENCES users (id),
    name TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    -- Its first letters, by which its owner knows it.
    hint TEXT NOT NULL,
    -- Words with blanks between them.
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- NULL: it does not expire.
    expires_at BIGINT,
    -- To the hour.
    used_at BIGINT,
    revoked_at BIGINT
);

CREATE INDEX personal_tokens_by_user ON personal_tokens (user_id, id);

-- Somebody who is signed in at a browser. Kept is the SHA-256 of what is in the cookie.
CREATE TABLE sessions (
    id {id},
    user_id BIGINT NOT NULL REFERENCES users (id),
    hash TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    -- To five minutes.
    seen_at BIGINT NOT NULL,
    -- From where, and with what, as they said when they signed in.
    address TEXT,
    agent TEXT NOT NULL DEFAULT ''
);

CREATE INDEX sessions_by_user ON sessions (user_id, id);

-- Mail about an account: links that confirm an address or set another password, and what was done to it. One mail each.
CREATE TABLE account_letters (
    id {id},
    user_id BIGINT NOT NULL REFERENCES users (id),
    -- 'confirm', 'reset', 'password_changed' or 'email_changed'.
    kind TEXT NOT NULL,
    -- Where it goes, which need not be the address that the account has.
    email TEXT NOT NULL,
    -- SHA-256 of what is in the link, and what it is made from with the owner's key; NULL once it is of no more use.
    hash TEXT UNIQUE,
    seed {bytes},
    created_at BIGINT NOT NULL,
    -- Until when its link is good.
    expires_at BIGINT
);

CREATE INDEX account_letters_by_user ON account_letters (user_id, kind, id);

-- Wrong passwords in a row, by account (whether there is one or not): kept is a SHA-256 of its name.
CREATE TABLE sign_in_failures (
    key TEXT NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL,
    since BIGINT NOT NULL,
    locked_until BIGINT NOT NULL DEFAULT 0
);

-- What happened to accounts and rights. Never edited. It holds no secrets.
CREATE TABLE audit (
    id {id},
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    -- NULL: nobody who is known, or whoever has the machine.
    actor_id BIGINT REFERENCES users (id),
    -- To whom it happened.
    subject_id BIGINT REFERENCES users (id),
    -- In which project.
    project_id BIGINT REFERENCES projects (id),
    detail TEXT NOT NULL DEFAULT '',
    -- The client's.
    address TEXT
);

CREATE INDEX audit_by_subject ON audit (subject_id, id);
