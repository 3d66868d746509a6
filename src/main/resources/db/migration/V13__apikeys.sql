-- API keys: of an agent one is active, and one may be prepared to take its place. What ended is kept
-- for a while, to be told from a key that never was. Of the secrets there are only keyed hashes.
CREATE TABLE api_keys (
  key_id TEXT NOT NULL PRIMARY KEY,
  agent_id TEXT NOT NULL REFERENCES agents (agent_id),
  key_hash TEXT NOT NULL UNIQUE,
  -- Null for a key that its agent does not rotate itself.
  rotation_hash TEXT UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('prepared', 'active', 'ended')),
  created_at BIGINT NOT NULL,
  activated_at BIGINT,
  -- The key whose place it took.
  replaces TEXT,
  last_used_at BIGINT,
  ended_at BIGINT,
  ended_by TEXT
    CHECK (ended_by IN ('rotation', 'replacement', 'activation', 'revocation', 'decommission')),
  CHECK (state <> 'active' OR activated_at IS NOT NULL),
  CHECK ((state = 'ended') = (ended_at IS NOT NULL)),
  CHECK ((ended_by IS NULL) = (ended_at IS NULL))
);

CREATE UNIQUE INDEX api_keys_active ON api_keys (agent_id) WHERE state = 'active';

CREATE UNIQUE INDEX api_keys_prepared ON api_keys (agent_id) WHERE state = 'prepared';

CREATE INDEX api_keys_by_agent ON api_keys (agent_id);

CREATE INDEX api_keys_ended ON api_keys (ended_at) WHERE state = 'ended';
