-- Refresh token families. A family gets its row at its first refresh, or at its revocation.
CREATE TABLE refresh_families (
  family_id TEXT NOT NULL PRIMARY KEY,
  agent_id TEXT NOT NULL,
  -- The step of the one refresh token that is valid.
  step BIGINT NOT NULL CHECK (step >= 0),
  rotated_at BIGINT NOT NULL,
  -- When the family was revoked, by a request or because a token was reused.
  revoked_at BIGINT,
  expires_at BIGINT NOT NULL,
  -- When the step before the last one was taken.
  previous_rotated_at BIGINT
);

CREATE INDEX refresh_families_by_expiry ON refresh_families (expires_at);

-- Since when access tokens carry their refresh family. One row.
CREATE TABLE token_families_carried (
  id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
  since BIGINT NOT NULL
);

-- When earlier steps were taken, for families that are refreshed several times within 30 seconds: a repeated request
-- with a token of such a step gets the same successor. Rows are needed for that long.
CREATE TABLE refresh_rotations (
  family_id TEXT NOT NULL,
  -- The step whose token was used.
  step BIGINT NOT NULL CHECK (step >= 0),
  rotated_at BIGINT NOT NULL,
  PRIMARY KEY (family_id, step)
);

CREATE INDEX refresh_rotations_by_time ON refresh_rotations (rotated_at);
