-- Answers that showed a secret, kept for those who lost them. A row is dead from its expiry on.
CREATE TABLE kept_answers (
  -- Of which kind the caller is, and who of that kind.
  caller TEXT NOT NULL,
  -- Keyed hashes: of the Idempotency-Key, and of method, path and body.
  key_hash TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  -- Of the secret that the caller came with, where the request replaced it.
  credential_hash TEXT,
  -- Sealed. Missing only within the transaction that fills it in.
  answer TEXT,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (caller, key_hash)
);

CREATE INDEX kept_answers_by_credential ON kept_answers (credential_hash, key_hash);

CREATE INDEX kept_answers_by_expiry ON kept_answers (expires_at);
