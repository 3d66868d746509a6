-- Of events that issued a token that is bound to a key: the key's thumbprint, and the agent's key
-- generation that the token was made under. Counting them reads the agent's living tokens, which have
-- an index already, so issuing pays for no other one.
ALTER TABLE audit_events ADD COLUMN token_thumbprint TEXT
  CHECK (token_thumbprint IS NULL OR token_expires_at IS NOT NULL);

ALTER TABLE audit_events ADD COLUMN token_key_generation BIGINT
  CHECK ((token_key_generation IS NULL) = (token_thumbprint IS NULL));
