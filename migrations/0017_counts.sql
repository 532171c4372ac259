-- How many issues of a project are open, as far as somebody sees them, is counted from this index alone.
DROP INDEX issues_by_state;
CREATE INDEX issues_by_state ON issues (project_id, is_open, number, is_private, created_by, assignee_id) WHERE deleted_at IS NULL;
