-- What agents prove themselves with. Of a secret only a hash is kept; revoked credentials stay.
CREATE TABLE credentials (
  credential_id TEXT NOT NULL PRIMARY KEY,
  agent_id TEXT NOT NULL REFERENCES agents (agent_id),
  hash_kind TEXT NOT NULL CHECK (hash_kind IN ('keyed', 'bcrypt')),
  hash TEXT NOT NULL,
  -- The secret before the last rotation, and until when it works or worked.
  replaced_hash_kind TEXT CHECK (replaced_hash_kind IN ('keyed', 'bcrypt')),
  replaced_hash TEXT,
  replaced_until BIGINT,
  created_at BIGINT NOT NULL,
  expires_at BIGINT,
  revoked_at BIGINT,
  CHECK ((replaced_hash IS NULL) = (replaced_hash_kind IS NULL)),
  CHECK ((replaced_hash IS NULL) = (replaced_until IS NULL))
);

CREATE INDEX credentials_by_agent ON credentials (agent_id, credential_id);

-- Each rotation, as long as the agent is remembered.
CREATE TABLE credential_rotations (
  rotation_id TEXT NOT NULL PRIMARY KEY,
  agent_id TEXT NOT NULL REFERENCES agents (agent_id),
  credential_id TEXT NOT NULL REFERENCES credentials (credential_id),
  rotated_at BIGINT NOT NULL
);

CREATE INDEX credential_rotations_by_agent ON credential_rotations (agent_id, rotation_id);
