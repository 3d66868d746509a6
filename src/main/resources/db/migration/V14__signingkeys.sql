-- Keys that sign tokens. Private keys are sealed under the master key.
CREATE TABLE signing_keys (
  kid TEXT NOT NULL PRIMARY KEY,
  alg TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('next', 'current', 'retired')),
  public_jwk TEXT NOT NULL,
  sealed_private TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  activated_at BIGINT,
  retired_at BIGINT,
  -- When the last token of a retired key expires.
  gone_at BIGINT
);

CREATE UNIQUE INDEX signing_keys_next ON signing_keys (alg) WHERE state = 'next';

CREATE UNIQUE INDEX signing_keys_current ON signing_keys (alg) WHERE state = 'current';

-- Identifies the master key, so that a start with another one is noticed.
CREATE TABLE master_key_check (
  id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
  value TEXT NOT NULL
);

-- Signing keys withdrawn because they may have leaked. Their private keys are deleted.
CREATE TABLE withdrawn_keys (
  kid TEXT NOT NULL PRIMARY KEY,
  alg TEXT NOT NULL,
  -- For a next key that was withdrawn along with another key: that key.
  with_kid TEXT,
  reason TEXT NOT NULL,
  withdrawn_at BIGINT NOT NULL,
  -- The signing key from then on, and the next one.
  current_kid TEXT NOT NULL,
  next_kid TEXT NOT NULL,
  -- The origin of the request: its event is written when the tokens are counted.
  actor_id TEXT NOT NULL,
  ip_address TEXT NOT NULL,
  user_agent TEXT NOT NULL,
  request_id TEXT NOT NULL,
  -- The number of active tokens that were revoked, and of those that had been exchanged from these; null until they are
  -- counted.
  ended_tokens BIGINT,
  ended_descendants BIGINT
);
