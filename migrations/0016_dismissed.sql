-- A failure that somebody has seen to is no longer in the way: from then on it is listed with what ended.
ALTER TABLE mails ADD COLUMN dismissed_at BIGINT;
CREATE INDEX mails_dismissed ON mails (ended_at, id) WHERE dismissed_at IS NOT NULL;
