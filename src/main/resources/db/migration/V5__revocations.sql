-- Tokens that were revoked individually. A row is needed until the token would have expired.
CREATE TABLE revoked_tokens (
  jti TEXT NOT NULL PRIMARY KEY,
  agent_id TEXT NOT NULL,
  generation BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  revoked_at BIGINT NOT NULL,
  -- The key of a bound token, so that it is not counted again with its key.
  thumbprint TEXT,
  key_generation BIGINT
    CHECK ((key_generation IS NULL) = (thumbprint IS NULL)),
  -- The refresh family of the token, so that it is not counted again with its family.
  family_id TEXT
);

CREATE INDEX revoked_tokens_by_agent ON revoked_tokens (agent_id, generation);

CREATE INDEX revoked_tokens_by_expiry ON revoked_tokens (expires_at);

CREATE INDEX revoked_tokens_by_family ON revoked_tokens (family_id) WHERE family_id IS NOT NULL;

-- DPoP keys whose tokens were revoked: those bound to the key and issued under this key generation or an earlier one.
-- A row is needed until the last of them would have expired.
CREATE TABLE ended_keys (
  agent_id TEXT NOT NULL,
  thumbprint TEXT NOT NULL,
  key_generation BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (agent_id, thumbprint)
);

CREATE INDEX ended_keys_by_expiry ON ended_keys (expires_at);

-- Signing keys whose tokens were all revoked. A row is needed until the last of them would have expired.
CREATE TABLE ended_signing_keys (
  kid TEXT NOT NULL PRIMARY KEY,
  expires_at BIGINT NOT NULL
);

-- Refresh families that were revoked: one row revokes all access tokens that carry the family. It is needed until the
-- last of them would have expired.
CREATE TABLE revoked_families (
  family_id TEXT NOT NULL PRIMARY KEY,
  agent_id TEXT NOT NULL,
  generation BIGINT NOT NULL,
  -- The agent's revision at the time, which tells what came first: this, or the revocation of all of the agent's
  -- tokens.
  agent_revision BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  revoked_at BIGINT NOT NULL
);

CREATE INDEX revoked_families_by_agent ON revoked_families (agent_id, generation, family_id);

CREATE INDEX revoked_families_by_expiry ON revoked_families (expires_at);

-- Revoked tokens that are still being counted, and the audit event that is written with the count.
CREATE TABLE token_counts (
  event_id TEXT NOT NULL PRIMARY KEY,
  agent_id TEXT NOT NULL,
  generation BIGINT NOT NULL,
  agent_revision BIGINT NOT NULL,
  -- Limits the count to this family.
  family_id TEXT,
  -- Limits the count to tokens bound to this key and issued under this key generation or an earlier one.
  thumbprint TEXT,
  key_generation BIGINT,
  -- The agent's DPoP keys whose tokens had been revoked before, as JSON.
  ended_keys TEXT NOT NULL,
  -- The signing keys whose tokens had been revoked before, separated by spaces.
  ended_signing_keys TEXT NOT NULL,
  -- How many of the tokens do not count, because tokens had ended that they were exchanged from; null if that is
  -- still to be counted.
  ended_with_others BIGINT,
  ended_at BIGINT NOT NULL,
  event TEXT NOT NULL,
  CHECK ((thumbprint IS NULL) = (key_generation IS NULL))
);

-- After a loss of committed writes: tokens and refresh families with ids smaller than this event's are refused. One
-- row.
CREATE TABLE revocation_floor (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  event_id TEXT NOT NULL,
  raised_at BIGINT NOT NULL
);
