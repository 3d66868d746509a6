-- API keys. An agent has at most one active key and one prepared successor. Ended keys are kept for a while, so that
-- their use is told apart from unknown keys. Secrets are stored as keyed hashes only.
CREATE TABLE api_keys (
  key_id TEXT NOT NULL PRIMARY KEY,
  agent_id TEXT NOT NULL REFERENCES agents (agent_id),
  key_hash TEXT NOT NULL UNIQUE,
  -- Null for a key that its agent does not rotate by itself.
  rotation_hash TEXT UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('prepared', 'active', 'ended')),
  created_at BIGINT NOT NULL,
  activated_at BIGINT,
  -- The key that it replaced.
  replaces TEXT,
  last_used_at BIGINT,
  ended_at BIGINT,
  ended_by TEXT
    CHECK (ended_by IN ('rotation', 'replacement', 'activation', 'revocation', 'decommission')),
  -- A key in quarantine counts as revoked until an operator releases it; an agent has at most one.
  quarantined_at BIGINT
    CHECK (quarantined_at IS NULL OR state = 'ended'),
  quarantine_reason TEXT
    CHECK ((quarantine_reason IS NULL) = (quarantined_at IS NULL)),
  CHECK (state <> 'active' OR activated_at IS NOT NULL),
  CHECK ((state = 'ended') = (ended_at IS NOT NULL)),
  CHECK ((ended_by IS NULL) = (ended_at IS NULL))
);

CREATE UNIQUE INDEX api_keys_active ON api_keys (agent_id) WHERE state = 'active';

CREATE UNIQUE INDEX api_keys_prepared ON api_keys (agent_id) WHERE state = 'prepared';

CREATE INDEX api_keys_by_agent ON api_keys (agent_id);

CREATE INDEX api_keys_ended ON api_keys (ended_at) WHERE state = 'ended';

CREATE UNIQUE INDEX api_keys_quarantined ON api_keys (agent_id) WHERE quarantined_at IS NOT NULL;
