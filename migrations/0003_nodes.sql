-- The processes that work on this database, where there may be several: each says now and then that it is alive.
CREATE TABLE nodes (
    -- The random name of one run of a process, under which it leases mail.
    boot_id TEXT NOT NULL PRIMARY KEY,
    started_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
);
