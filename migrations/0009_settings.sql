-- What people set for themselves about mail; in mail_settings, what is NULL is as the instance has it.
-- How digests come: 'off', 'every' (digest_every_us) or 'calendar' (digest_at and digest_days, in the zone).
ALTER TABLE mail_settings ADD COLUMN digest TEXT;
ALTER TABLE mail_settings ADD COLUMN digest_every_us BIGINT;
-- Minutes after midnight; and days of the week, 1 for Monday, 2 for Tuesday, 4 for Wednesday, and so on, added up.
ALTER TABLE mail_settings ADD COLUMN digest_at BIGINT;
ALTER TABLE mail_settings ADD COLUMN digest_days BIGINT;
-- Whether somebody is mailed what they change themselves.
ALTER TABLE mail_settings ADD COLUMN mails_own_changes BIGINT NOT NULL DEFAULT 0;

-- Until when the mail rests, although it is due: quiet hours of its recipient.
ALTER TABLE mails ADD COLUMN rests_until BIGINT;

-- Whether a schedule is somebody's own, which no other interval of the instance changes. Off: every_us is -1.
ALTER TABLE digest_schedules ADD COLUMN is_own BIGINT NOT NULL DEFAULT 0;
-- By the calendar, if these are set; every_us is then longer than from one slot to the next.
ALTER TABLE digest_schedules ADD COLUMN zone TEXT;
ALTER TABLE digest_schedules ADD COLUMN at_minute BIGINT;
ALTER TABLE digest_schedules ADD COLUMN days BIGINT;

-- Schedules that are off are in nobody's way.
DROP INDEX digest_schedules_next;
CREATE INDEX digest_schedules_next ON digest_schedules (next_at) WHERE every_us > 0;
CREATE INDEX digest_schedules_own ON digest_schedules (user_id) WHERE is_own = 1;
