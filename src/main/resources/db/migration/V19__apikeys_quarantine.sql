-- A key in quarantine counts as revoked until an operator releases it; an agent has at most one.
ALTER TABLE api_keys ADD COLUMN quarantined_at BIGINT
  CHECK (quarantined_at IS NULL OR state = 'ended');

ALTER TABLE api_keys ADD COLUMN quarantine_reason TEXT
  CHECK ((quarantine_reason IS NULL) = (quarantined_at IS NULL));

CREATE UNIQUE INDEX api_keys_quarantined ON api_keys (agent_id) WHERE quarantined_at IS NOT NULL;
