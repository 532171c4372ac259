-- Digests that are planned too far ahead, by a clock that was: found at the start without reading all mail there is.
CREATE INDEX mails_digests ON mails (due_at, id) WHERE kind = 'digest' AND ended_at IS NULL;
