-- The hashes that rotation has replaced: whoever still uses such a secret is told of as that.
CREATE TABLE replaced_operator_secrets (
  secret_hash TEXT NOT NULL PRIMARY KEY,
  key_id TEXT NOT NULL REFERENCES operator_keys (key_id),
  replaced_at BIGINT NOT NULL
);

-- A key in quarantine counts as revoked until an operator releases it.
ALTER TABLE operator_keys ADD COLUMN quarantined_at BIGINT
  CHECK (quarantined_at IS NULL OR revoked_at IS NOT NULL);

ALTER TABLE operator_keys ADD COLUMN quarantine_reason TEXT
  CHECK ((quarantine_reason IS NULL) = (quarantined_at IS NULL));
