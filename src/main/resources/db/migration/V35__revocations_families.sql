-- Refresh families that were revoked: one row ends all access tokens that carry the family. It is needed until the last
-- of these would have expired.
CREATE TABLE revoked_families (
  family_id TEXT NOT NULL PRIMARY KEY,
  agent_id TEXT NOT NULL,
  generation BIGINT NOT NULL,
  -- The agent's revision at the time: tells which came first, this or the end of the agent's other tokens.
  agent_revision BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  revoked_at BIGINT NOT NULL
);

CREATE INDEX revoked_families_by_agent ON revoked_families (agent_id, generation, family_id);

CREATE INDEX revoked_families_by_expiry ON revoked_families (expires_at);

-- The family of a token that was revoked by itself, so that it is not counted again with its family.
ALTER TABLE revoked_tokens ADD COLUMN family_id TEXT;

CREATE INDEX revoked_tokens_by_family ON revoked_tokens (family_id) WHERE family_id IS NOT NULL;

-- Tokens that have ended and are still being counted, and the audit event that is written with the count.
CREATE TABLE token_counts (
  event_id TEXT NOT NULL PRIMARY KEY,
  agent_id TEXT NOT NULL,
  generation BIGINT NOT NULL,
  agent_revision BIGINT NOT NULL,
  -- Only the tokens of this family.
  family_id TEXT,
  -- Only those bound to this key, made under this key generation or an older one.
  thumbprint TEXT,
  key_generation BIGINT,
  -- The agent's keys whose tokens had ended before, as JSON.
  ended_keys TEXT NOT NULL,
  -- The signing keys whose tokens had ended before, separated by spaces.
  ended_signing_keys TEXT NOT NULL,
  ended_at BIGINT NOT NULL,
  event TEXT NOT NULL,
  CHECK ((thumbprint IS NULL) = (key_generation IS NULL))
);
