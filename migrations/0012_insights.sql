-- What an event did to the status of its issue, so that it can be counted; NULL where it left it as it was. An issue that
-- is opened comes from no status.
ALTER TABLE events ADD COLUMN status_from TEXT;
ALTER TABLE events ADD COLUMN status_to TEXT;

-- Whatever the words in a title are: a quotation mark inside a text is written with a stroke before it.
UPDATE events SET status_from = steps.came, status_to = steps.went
  FROM (
    SELECT f.word AS came, t.word AS went
      FROM (SELECT 'backlog' AS word UNION ALL SELECT 'todo' UNION ALL SELECT 'in_progress' UNION ALL SELECT 'in_review'
            UNION ALL SELECT 'done' UNION ALL SELECT 'cancelled') f
      CROSS JOIN
           (SELECT 'backlog' AS word UNION ALL SELECT 'todo' UNION ALL SELECT 'in_progress' UNION ALL SELECT 'in_review'
            UNION ALL SELECT 'done' UNION ALL SELECT 'cancelled') t
  ) steps
 WHERE events.kind = 'issue_changed'
   AND events.detail LIKE '%{"what":"status","from":"' || steps.came || '","to":"' || steps.went || '"}%';

UPDATE events SET status_to = COALESCE(
    (SELECT e.status_from FROM events e WHERE e.issue_id = events.issue_id AND e.status_from IS NOT NULL ORDER BY e.id LIMIT 1),
    (SELECT i.status FROM issues i WHERE i.id = events.issue_id)
) WHERE events.kind = 'issue_opened';

CREATE INDEX events_by_step ON events (at, issue_id, status_from, status_to) WHERE status_to IS NOT NULL;

-- From when it was to ring to when it rang, once it has.
ALTER TABLE mails ADD COLUMN lateness_us BIGINT;

CREATE INDEX mails_by_end ON mails (ended_at) WHERE ended_at IS NOT NULL;
