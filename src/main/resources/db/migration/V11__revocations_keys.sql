-- Keys whose tokens were ended: of an agent's tokens that are bound to the key, those that were made
-- under this key generation or an older one. A row is needed until the last of them would have
-- expired.
CREATE TABLE ended_keys (
  agent_id TEXT NOT NULL,
  thumbprint TEXT NOT NULL,
  key_generation BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (agent_id, thumbprint)
);

CREATE INDEX ended_keys_by_expiry ON ended_keys (expires_at);

-- What a token that was ended by itself is bound to, so that it is not counted again with its key.
ALTER TABLE revoked_tokens ADD COLUMN thumbprint TEXT;

ALTER TABLE revoked_tokens ADD COLUMN key_generation BIGINT
  CHECK ((key_generation IS NULL) = (thumbprint IS NULL));
