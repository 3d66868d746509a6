-- What may be used once, and was: proofs of possession, client assertions.
CREATE TABLE spent_uses (
  -- Of whose it is and of its id: 128 bits of SHA-256, in base64url.
  digest TEXT NOT NULL PRIMARY KEY,
  -- From then on it would be refused for its age.
  forget_after BIGINT NOT NULL
);

CREATE INDEX spent_uses_by_age ON spent_uses (forget_after);
