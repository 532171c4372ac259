-- Finding issues. The index of words over titles, descriptions and comments: how it is made is each engine's own.
{search_index};

-- Issues whose words are yet to be put into it: those that were there before it, and those that were moved here.
CREATE TABLE search_debts (
    issue_id BIGINT NOT NULL PRIMARY KEY REFERENCES issues (id)
);

INSERT INTO search_debts (issue_id) SELECT id FROM issues;

-- Who is named in which text of an issue: comment 0 is the description.
CREATE TABLE mentions (
    issue_id BIGINT NOT NULL REFERENCES issues (id),
    comment_number BIGINT NOT NULL,
    user_id BIGINT NOT NULL REFERENCES users (id),
    PRIMARY KEY (issue_id, comment_number, user_id)
);

CREATE INDEX mentions_by_user ON mentions (user_id, issue_id);

-- Lists are read in one of these orders, from where the page before ended.
CREATE INDEX issues_by_change ON issues (updated_at, id);
CREATE INDEX issues_by_opening ON issues (created_at, id);
CREATE INDEX issues_by_priority ON issues (priority, id);
CREATE INDEX issues_by_due ON issues (due_on, id);
-- Or, where few issues can be meant, those few are looked up and put in order.
CREATE INDEX issues_by_status ON issues (status, id);
CREATE INDEX issues_overdue ON issues (due_on, id) WHERE is_open = 1 AND due_on IS NOT NULL;
CREATE INDEX issues_private ON issues (id) WHERE is_private = 1;
CREATE INDEX issues_deleted ON issues (id) WHERE deleted_at IS NOT NULL;
CREATE INDEX labels_by_name ON labels (name_key, id);
CREATE INDEX relations_by_kind ON relations (kind, issue_id, other_id);

-- What must be unique among a project's names of statuses, and is asked for: the name in lower case.
ALTER TABLE status_names ADD COLUMN name_key TEXT NOT NULL DEFAULT '';

CREATE INDEX status_names_by_name ON status_names (name_key);

-- Queries that somebody keeps.
CREATE TABLE views (
    id {id},
    owner_id BIGINT NOT NULL REFERENCES users (id),
    name TEXT NOT NULL,
    -- What must be unique among a person's views: the name in lower case.
    name_key TEXT NOT NULL,
    query TEXT NOT NULL,
    -- Whoever sees this project sees the view; NULL: its owner only.
    project_id BIGINT REFERENCES projects (id),
    version BIGINT NOT NULL DEFAULT 1,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (owner_id, name_key)
);

CREATE INDEX views_by_project ON views (project_id, name_key) WHERE project_id IS NOT NULL;
