-- Operator keys. Secrets are stored as keyed hashes only.
CREATE TABLE operator_keys (
  key_id TEXT NOT NULL PRIMARY KEY,
  secret_hash TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  -- Separated by spaces (RFC 6749 §3.3).
  scopes TEXT NOT NULL CHECK (scopes <> ''),
  -- 1 for the key made by the first start, of which there is one.
  is_first BIGINT UNIQUE CHECK (is_first = 1),
  created_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  rotated_at BIGINT,
  last_used_at BIGINT,
  expires_at BIGINT,
  revoked_at BIGINT,
  -- A key in quarantine counts as revoked until an operator releases it.
  quarantined_at BIGINT
    CHECK (quarantined_at IS NULL OR revoked_at IS NOT NULL),
  quarantine_reason TEXT
    CHECK ((quarantine_reason IS NULL) = (quarantined_at IS NULL)),
  -- The organization that the key is for. Null for a key of the whole server.
  organization_id TEXT CHECK (organization_id IS NULL OR is_first IS NULL)
);

CREATE INDEX operator_keys_by_organization ON operator_keys (organization_id, key_id)
WHERE organization_id IS NOT NULL;

-- Hashes of replaced secrets, so that the use of one is reported as such.
CREATE TABLE replaced_operator_secrets (
  secret_hash TEXT NOT NULL PRIMARY KEY,
  key_id TEXT NOT NULL REFERENCES operator_keys (key_id),
  replaced_at BIGINT NOT NULL
);
