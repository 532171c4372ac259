-- How much of a project somebody wants to hear: 'all' of it, what they take part in (no row), or 'none' of it.
CREATE TABLE project_watches (
    project_id BIGINT NOT NULL REFERENCES projects (id),
    user_id BIGINT NOT NULL REFERENCES users (id),
    level TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (project_id, user_id)
);

CREATE INDEX project_watches_all ON project_watches (project_id) WHERE level = 'all';

-- The inbox: one row for each issue that somebody was told of, however often.
CREATE TABLE notifications (
    user_id BIGINT NOT NULL REFERENCES users (id),
    issue_id BIGINT NOT NULL REFERENCES issues (id),
    -- Why they are told: 'assigned', 'mentioned', 'opened', 'commented', 'watching' or 'project'.
    reason TEXT NOT NULL,
    -- The latest event they are told of, and the first that they have not read.
    event_id BIGINT NOT NULL REFERENCES events (id),
    unread_from BIGINT REFERENCES events (id),
    at BIGINT NOT NULL,
    snoozed_until BIGINT,
    done_at BIGINT,
    PRIMARY KEY (user_id, issue_id)
);

CREATE INDEX notifications_listed ON notifications (user_id, at, issue_id) WHERE done_at IS NULL;
CREATE INDEX notifications_unread ON notifications (user_id) WHERE unread_from IS NOT NULL AND done_at IS NULL;

-- Of each event, whom it might have concerned, whether they were told, and why (not).
CREATE TABLE decisions (
    event_id BIGINT NOT NULL REFERENCES events (id),
    user_id BIGINT NOT NULL REFERENCES users (id),
    is_told BIGINT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (event_id, user_id)
);

-- What somebody set differently from the instance; what is NULL is as the instance has it.
CREATE TABLE mail_settings (
    user_id BIGINT NOT NULL PRIMARY KEY REFERENCES users (id),
    assign_delay_us BIGINT,
    update_delay_us BIGINT,
    -- The name of an IANA time zone.
    zone TEXT NOT NULL DEFAULT 'UTC',
    -- Minutes after midnight between which mail waits; both or neither.
    quiet_from BIGINT,
    quiet_until BIGINT
);
