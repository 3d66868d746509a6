-- Of events that an agent caused with an access token: the token's id (`jti`), and for a test token the id of the
-- user or operator key that made it.
ALTER TABLE audit_events ADD COLUMN actor_token_id TEXT;

ALTER TABLE audit_events ADD COLUMN actor_token_test_maker TEXT
  CHECK (actor_token_test_maker IS NULL OR actor_token_id IS NOT NULL);
