-- A credential in quarantine counts as revoked until an operator releases it.
ALTER TABLE credentials ADD COLUMN quarantined_at BIGINT
  CHECK (quarantined_at IS NULL OR revoked_at IS NOT NULL);

ALTER TABLE credentials ADD COLUMN quarantine_reason TEXT
  CHECK ((quarantine_reason IS NULL) = (quarantined_at IS NULL));

-- Whose secret it is that somebody has found somewhere is told by its hash alone.
CREATE INDEX credentials_by_hash ON credentials (hash);

CREATE INDEX credentials_by_replaced_hash ON credentials (replaced_hash)
  WHERE replaced_hash IS NOT NULL;

-- Secrets made here whose keyed hash is not in the table of credentials: those that a later
-- rotation than the last has replaced, and those that are kept there as bcrypt's.
CREATE TABLE known_secrets (
  hash TEXT NOT NULL PRIMARY KEY,
  credential_id TEXT NOT NULL REFERENCES credentials (credential_id),
  agent_id TEXT NOT NULL REFERENCES agents (agent_id)
);
