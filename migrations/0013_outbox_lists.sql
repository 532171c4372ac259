-- Lists of mail: of one recipient, the latest end first; and those of a few states that are rare among many.
CREATE INDEX mails_ended_by_recipient ON mails (recipient_id, ended_at, id) WHERE ended_at IS NOT NULL;
CREATE INDEX mails_held ON mails (next_at, id) WHERE state = 'held';
CREATE INDEX mails_failed ON mails (ended_at, id) WHERE state = 'failed';
CREATE INDEX mails_unknown ON mails (ended_at, id) WHERE state = 'unknown';
