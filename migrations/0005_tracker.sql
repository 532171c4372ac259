-- Projects that people open themselves, and who may do what in them.
-- 'public': whoever is signed in sees it and reports; 'internal': sees it; 'private': members only.
ALTER TABLE projects ADD COLUMN visibility TEXT NOT NULL DEFAULT 'public';
ALTER TABLE projects ADD COLUMN description TEXT NOT NULL DEFAULT '';
ALTER TABLE projects ADD COLUMN archived_at BIGINT;

-- Every key that a project ever had: old links keep working, and no other project takes one over.
CREATE TABLE project_keys (
    key TEXT NOT NULL PRIMARY KEY,
    project_id BIGINT NOT NULL REFERENCES projects (id),
    since BIGINT NOT NULL
);

CREATE INDEX project_keys_by_project ON project_keys (project_id);

INSERT INTO project_keys (key, project_id, since) SELECT key, id, created_at FROM projects;

CREATE TABLE members (
    project_id BIGINT NOT NULL REFERENCES projects (id),
    user_id BIGINT NOT NULL REFERENCES users (id),
    -- 'reader', 'reporter', 'member' or 'maintainer'.
    role TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (project_id, user_id)
);

CREATE INDEX members_by_user ON members (user_id);

-- What a project calls the fixed statuses, and in which order it shows them; what is not here has its usual name and place.
CREATE TABLE status_names (
    project_id BIGINT NOT NULL REFERENCES projects (id),
    status TEXT NOT NULL,
    name TEXT NOT NULL,
    position BIGINT NOT NULL,
    PRIMARY KEY (project_id, status)
);

CREATE TABLE labels (
    id {id},
    project_id BIGINT NOT NULL REFERENCES projects (id),
    name TEXT NOT NULL,
    -- What must be unique in the project: the name in lower case.
    name_key TEXT NOT NULL,
    -- 0 (grey) to 8: a hue of the style sheet.
    hue BIGINT NOT NULL DEFAULT 0,
    UNIQUE (project_id, name_key)
);

-- 0 none, 1 low, 2 medium, 3 high, 4 urgent: so that an index orders them.
ALTER TABLE issues ADD COLUMN priority BIGINT NOT NULL DEFAULT 0;
-- A day: how many days after 1970-01-01.
ALTER TABLE issues ADD COLUMN due_on BIGINT;
-- In points, as the team counts them.
ALTER TABLE issues ADD COLUMN estimate BIGINT;
-- Seen by its author, its assignee and the project's members only.
ALTER TABLE issues ADD COLUMN is_private BIGINT NOT NULL DEFAULT 0;
-- The issue that this one is a part of.
ALTER TABLE issues ADD COLUMN parent_id BIGINT REFERENCES issues (id);
-- Kept beside the comments, so that a list need not count.
ALTER TABLE issues ADD COLUMN comments_count BIGINT NOT NULL DEFAULT 0;
ALTER TABLE issues ADD COLUMN deleted_by BIGINT REFERENCES users (id);

CREATE INDEX issues_by_parent ON issues (parent_id, id) WHERE parent_id IS NOT NULL;
CREATE INDEX issues_by_update ON issues (project_id, updated_at, id) WHERE deleted_at IS NULL;

-- The other issue that an event is also about, such as the one that is blocked.
ALTER TABLE events ADD COLUMN other_id BIGINT REFERENCES issues (id);

CREATE INDEX events_by_other ON events (other_id, id) WHERE other_id IS NOT NULL;

CREATE TABLE issue_labels (
    issue_id BIGINT NOT NULL REFERENCES issues (id),
    label_id BIGINT NOT NULL REFERENCES labels (id),
    PRIMARY KEY (issue_id, label_id)
);

CREATE INDEX issue_labels_by_label ON issue_labels (label_id, issue_id);

-- Directed: issue 'blocks' other, 'duplicates' other; 'relates' is kept once, from the lower id.
CREATE TABLE relations (
    issue_id BIGINT NOT NULL REFERENCES issues (id),
    kind TEXT NOT NULL,
    other_id BIGINT NOT NULL REFERENCES issues (id),
    since BIGINT NOT NULL,
    PRIMARY KEY (issue_id, kind, other_id)
);

CREATE INDEX relations_by_other ON relations (other_id, kind);

CREATE TABLE comments (
    id {id},
    issue_id BIGINT NOT NULL REFERENCES issues (id),
    -- 1 for the first of its issue; people link to it as #c1.
    number BIGINT NOT NULL,
    author_id BIGINT NOT NULL REFERENCES users (id),
    text TEXT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    created_at BIGINT NOT NULL,
    edited_at BIGINT,
    deleted_at BIGINT,
    UNIQUE (issue_id, number)
);

-- Who wants to hear of an issue. A row with is_watching 0 keeps somebody out who would otherwise be let in by what they do.
CREATE TABLE watchers (
    issue_id BIGINT NOT NULL REFERENCES issues (id),
    user_id BIGINT NOT NULL REFERENCES users (id),
    is_watching BIGINT NOT NULL DEFAULT 1,
    -- 'asked', 'opened', 'assigned', 'commented' or 'mentioned': why they hear of it.
    reason TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (issue_id, user_id)
);

CREATE INDEX watchers_by_user ON watchers (user_id, issue_id);
