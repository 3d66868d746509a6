-- Tokens that were ended one by one. A row is needed until the token would have expired.
CREATE TABLE revoked_tokens (
  jti TEXT NOT NULL PRIMARY KEY,
  agent_id TEXT NOT NULL,
  generation BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  revoked_at BIGINT NOT NULL
);

CREATE INDEX revoked_tokens_by_agent ON revoked_tokens (agent_id, generation);

CREATE INDEX revoked_tokens_by_expiry ON revoked_tokens (expires_at);
