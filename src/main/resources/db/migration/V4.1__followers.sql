-- The readers of the audit log, from their first start on.
CREATE TABLE followers (
  follower TEXT NOT NULL PRIMARY KEY,
  started_at BIGINT NOT NULL
);

-- How far each follower has read each chain. A chain without a row was opened after the follower's first start, and has
-- not been read yet.
CREATE TABLE follower_positions (
  follower TEXT NOT NULL REFERENCES followers (follower),
  chain_id TEXT NOT NULL,
  -- The last event that was read; what the follower made of it was written in the transaction that wrote this number.
  seq BIGINT NOT NULL CHECK (seq >= 0),
  PRIMARY KEY (follower, chain_id)
);
