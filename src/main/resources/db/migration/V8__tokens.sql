-- Refresh families. A family gets its row at its first refresh, or at its revocation.
CREATE TABLE refresh_families (
  family_id TEXT NOT NULL PRIMARY KEY,
  agent_id TEXT NOT NULL,
  -- Of which step the one refresh token that is good now is.
  step BIGINT NOT NULL CHECK (step >= 0),
  rotated_at BIGINT NOT NULL,
  -- When the family was ended, by a revocation or because a token was used again.
  burned_at BIGINT,
  expires_at BIGINT NOT NULL
);

CREATE INDEX refresh_families_by_expiry ON refresh_families (expires_at);
