-- The keys of the people who run the server. Of a secret there is only a keyed hash.
CREATE TABLE operator_keys (
  key_id TEXT NOT NULL PRIMARY KEY,
  secret_hash TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  -- Separated by spaces, as RFC 6749 §3.3 spells them.
  scopes TEXT NOT NULL CHECK (scopes <> ''),
  -- 1 for the key that the first start made, of which there is one.
  is_first BIGINT UNIQUE CHECK (is_first = 1),
  created_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  rotated_at BIGINT,
  last_used_at BIGINT,
  expires_at BIGINT,
  revoked_at BIGINT
);
