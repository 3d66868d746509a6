-- Responses that contain a secret, stored for retries. A row is ignored from its expiry on.
CREATE TABLE stored_responses (
  -- The kind of caller and its id.
  caller TEXT NOT NULL,
  -- Keyed hashes of the Idempotency-Key, and of method, path and body.
  key_hash TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  -- Keyed hash of the caller's secret, where the request replaced it.
  credential_hash TEXT,
  -- Sealed. Null only within the transaction that fills it in.
  response TEXT,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (caller, key_hash)
);

CREATE INDEX stored_responses_by_credential ON stored_responses (credential_hash, key_hash);

CREATE INDEX stored_responses_by_expiry ON stored_responses (expires_at);
