-- The keys that sign tokens. Private halves are sealed under the master key.
CREATE TABLE signing_keys (
  kid TEXT NOT NULL PRIMARY KEY,
  alg TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('next', 'current', 'retired')),
  public_jwk TEXT NOT NULL,
  sealed_private TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  activated_at BIGINT,
  retired_at BIGINT,
  -- When the last token of a retired key has expired.
  gone_at BIGINT
);

CREATE UNIQUE INDEX signing_keys_next ON signing_keys (alg) WHERE state = 'next';

CREATE UNIQUE INDEX signing_keys_current ON signing_keys (alg) WHERE state = 'current';

-- Says which master key sealed them, so that a start with another one is noticed.
CREATE TABLE master_key_check (
  id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
  value TEXT NOT NULL
);
