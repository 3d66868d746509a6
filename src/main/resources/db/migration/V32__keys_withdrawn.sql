-- Signing keys that were withdrawn because they may have leaked. Their private halves are deleted.
CREATE TABLE withdrawn_keys (
  kid TEXT NOT NULL PRIMARY KEY,
  alg TEXT NOT NULL,
  -- Of a next key that was withdrawn because another key was: that one.
  with_kid TEXT,
  reason TEXT NOT NULL,
  withdrawn_at BIGINT NOT NULL,
  -- What signs since then, and what signs after it.
  current_kid TEXT NOT NULL,
  next_kid TEXT NOT NULL,
  -- Where the withdrawal came from: its event follows when its tokens are counted.
  actor_id TEXT NOT NULL,
  ip_address TEXT NOT NULL,
  user_agent TEXT NOT NULL,
  request_id TEXT NOT NULL,
  -- How many active tokens ended with it; null until they are counted.
  ended_tokens BIGINT
);
