-- The keys that sign for the audit log. Private halves are sealed under the master key, bound to the kid, which is the
-- thumbprint of the public half: none of the three can be replaced with SQL alone.
CREATE TABLE audit_keys (
  kid TEXT NOT NULL PRIMARY KEY,
  -- The key with the highest number signs.
  number BIGINT NOT NULL UNIQUE CHECK (number > 0),
  public_jwk TEXT NOT NULL,
  sealed_private TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

-- Which chains nodes of this server have begun, signed. Written in the transaction of a chain's first event.
CREATE TABLE audit_openings (
  chain_id TEXT NOT NULL PRIMARY KEY,
  opened_at BIGINT NOT NULL,
  -- 0 and 64 zeros. Of a chain that is older than the audit key: where it ended when it was adopted; it goes no further.
  seq BIGINT NOT NULL CHECK (seq >= 0),
  hash TEXT NOT NULL,
  kid TEXT NOT NULL,
  signature TEXT NOT NULL
);

-- The audit key that signed; null where it was the HMAC of former versions.
ALTER TABLE audit_checkpoints ADD COLUMN kid TEXT;

ALTER TABLE audit_anchors ADD COLUMN kid TEXT;
