-- People. The *_key columns hold what must be unique, in lower case; the other column keeps it as it was typed.
CREATE TABLE users (
    id {id},
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE,
    username TEXT NOT NULL,
    username_key TEXT NOT NULL UNIQUE,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL DEFAULT '',
    password_hash TEXT NOT NULL,
    is_admin BIGINT NOT NULL DEFAULT 0,
    mails_own_assignments BIGINT NOT NULL DEFAULT 1,
    -- The secret under which this person's links in mail are signed.
    link_key {bytes} NOT NULL,
    -- Access tokens issued before this moment are refused.
    tokens_valid_from BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    disabled_at BIGINT
);

CREATE TABLE projects (
    id {id},
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

INSERT INTO projects (key, name, created_at) VALUES ('BEL', 'Belfry', 0);

-- The number that the next issue of each project gets. Only grows: a key is never used again. Not in the row of the project,
-- which every look at an issue reads, and every new issue refers to, while this one changes with each.
CREATE TABLE issue_counters (
    project_id BIGINT NOT NULL PRIMARY KEY REFERENCES projects (id),
    next_number BIGINT NOT NULL DEFAULT 1
);

INSERT INTO issue_counters (project_id) SELECT id FROM projects;

CREATE TABLE issues (
    id {id},
    project_id BIGINT NOT NULL REFERENCES projects (id),
    number BIGINT NOT NULL,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    status TEXT NOT NULL,
    -- 1 while the status is one of the open ones; kept beside it so that an index can serve it.
    is_open BIGINT NOT NULL,
    created_by BIGINT NOT NULL REFERENCES users (id),
    assignee_id BIGINT REFERENCES users (id),
    -- Grows by one with each change: what optimistic concurrency compares.
    version BIGINT NOT NULL DEFAULT 1,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    deleted_at BIGINT,
    UNIQUE (project_id, number)
);

CREATE INDEX issues_listed ON issues (project_id, number) WHERE deleted_at IS NULL;
CREATE INDEX issues_by_state ON issues (project_id, is_open, number) WHERE deleted_at IS NULL;
CREATE INDEX issues_by_assignee ON issues (assignee_id, is_open, number) WHERE deleted_at IS NULL;
CREATE INDEX issues_by_creator ON issues (created_by, is_open, number) WHERE deleted_at IS NULL;

-- The spine: one row for each thing that happened to an issue.
CREATE TABLE events (
    id {id},
    issue_id BIGINT NOT NULL REFERENCES issues (id),
    actor_id BIGINT REFERENCES users (id),
    kind TEXT NOT NULL,
    detail TEXT NOT NULL,
    at BIGINT NOT NULL
);

CREATE INDEX events_by_issue ON events (issue_id, id);

-- What each person asked not to be mailed any more: about one issue, or (topic 0) every mail of a kind.
CREATE TABLE mutes (
    user_id BIGINT NOT NULL REFERENCES users (id),
    kind TEXT NOT NULL,
    topic_id BIGINT NOT NULL DEFAULT 0,
    muted_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, kind, topic_id)
);

-- Codes that let somebody register once. Kept is the SHA-256 of each: the code itself is shown when it is made.
CREATE TABLE invites (
    code_hash TEXT NOT NULL PRIMARY KEY,
    -- For this address only; NULL for any.
    email_key TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_by BIGINT REFERENCES users (id)
);
