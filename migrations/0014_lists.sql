-- Lists in their usual order, the last changed first, of what one thing leaves: each is read along an index that begins with
-- that thing, and is done when the page is full, however many there are. Open and closed issues lie apart in it.
CREATE INDEX issues_led_by_state ON issues (is_open, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX issues_led_by_assignee ON issues (assignee_id, is_open, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX issues_led_by_author ON issues (created_by, is_open, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX issues_led_by_priority ON issues (priority, is_open, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX issues_led_by_project ON issues (project_id, is_open, updated_at, id) WHERE deleted_at IS NULL;
DROP INDEX issues_by_update;
DROP INDEX issues_by_status;
CREATE INDEX issues_by_status ON issues (status, updated_at, id);
DROP INDEX issues_private;
CREATE INDEX issues_private ON issues (updated_at, id) WHERE is_private = 1;
DROP INDEX issues_deleted;
CREATE INDEX issues_deleted ON issues (updated_at, id) WHERE deleted_at IS NOT NULL;

-- For that, each label of an issue has beside it what the issue is.
ALTER TABLE issue_labels ADD COLUMN is_open BIGINT NOT NULL DEFAULT 0;
ALTER TABLE issue_labels ADD COLUMN updated_at BIGINT NOT NULL DEFAULT 0;

UPDATE issue_labels SET (is_open, updated_at) = (SELECT i.is_open, i.updated_at FROM issues i WHERE i.id = issue_labels.issue_id);

DROP INDEX issue_labels_by_label;
CREATE INDEX issue_labels_by_label ON issue_labels (label_id, is_open, updated_at, issue_id);
