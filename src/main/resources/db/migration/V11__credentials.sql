-- Client secrets of agents, stored as hashes only. Revoked credentials are kept.
CREATE TABLE credentials (
  credential_id TEXT NOT NULL PRIMARY KEY,
  agent_id TEXT NOT NULL REFERENCES agents (agent_id),
  hash_kind TEXT NOT NULL CHECK (hash_kind IN ('keyed', 'bcrypt')),
  hash TEXT NOT NULL,
  -- The secret before the last rotation, and until when it is accepted.
  replaced_hash_kind TEXT CHECK (replaced_hash_kind IN ('keyed', 'bcrypt')),
  replaced_hash TEXT,
  replaced_until BIGINT,
  created_at BIGINT NOT NULL,
  expires_at BIGINT,
  revoked_at BIGINT,
  -- A credential in quarantine counts as revoked until an operator releases it.
  quarantined_at BIGINT
    CHECK (quarantined_at IS NULL OR revoked_at IS NOT NULL),
  quarantine_reason TEXT
    CHECK ((quarantine_reason IS NULL) = (quarantined_at IS NULL)),
  CHECK ((replaced_hash IS NULL) = (replaced_hash_kind IS NULL)),
  CHECK ((replaced_hash IS NULL) = (replaced_until IS NULL))
);

CREATE INDEX credentials_by_agent ON credentials (agent_id, credential_id);

-- Finds the credential of a leaked secret by its hash.
CREATE INDEX credentials_by_hash ON credentials (hash);

CREATE INDEX credentials_by_replaced_hash ON credentials (replaced_hash)
  WHERE replaced_hash IS NOT NULL;

-- Credentials that need attention: those that expire, and those that were never rotated.
CREATE INDEX credentials_by_expiry ON credentials (expires_at) WHERE revoked_at IS NULL;

CREATE INDEX credentials_never_rotated ON credentials (created_at)
WHERE revoked_at IS NULL AND replaced_hash IS NULL;

-- bcrypt hashes of a cost that is no longer checked. The server warns of them when it starts.
CREATE INDEX credentials_costly ON credentials (agent_id)
  WHERE hash_kind = 'bcrypt' AND substr(hash, 5, 2) IN ('13', '14') AND revoked_at IS NULL;

-- The rotations of an agent's credentials.
CREATE TABLE credential_rotations (
  rotation_id TEXT NOT NULL PRIMARY KEY,
  agent_id TEXT NOT NULL REFERENCES agents (agent_id),
  credential_id TEXT NOT NULL REFERENCES credentials (credential_id),
  rotated_at BIGINT NOT NULL
);

CREATE INDEX credential_rotations_by_agent ON credential_rotations (agent_id, rotation_id);

-- Secrets made here whose keyed hash is not in the credentials table: replaced before the last rotation, or stored as
-- bcrypt.
CREATE TABLE known_secrets (
  hash TEXT NOT NULL PRIMARY KEY,
  credential_id TEXT NOT NULL REFERENCES credentials (credential_id),
  agent_id TEXT NOT NULL REFERENCES agents (agent_id)
);
