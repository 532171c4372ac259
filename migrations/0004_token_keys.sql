-- What access tokens are signed with, where several processes share the database: a token of one is good with all. Where
-- one process has the database to itself its keys stay in a file of their own, and this is empty.
CREATE TABLE token_keys (
    id TEXT NOT NULL PRIMARY KEY,
    -- Base64, as in the file.
    secret TEXT NOT NULL,
    -- The newest signs, all of them verify.
    made_at BIGINT NOT NULL
);
