-- Ids that were used and may be used once only: DPoP proofs, client assertions.
CREATE TABLE one_time_uses (
  -- 128 bits of the SHA-256 of issuer and id, in base64url.
  digest TEXT NOT NULL PRIMARY KEY,
  -- From then on it would be refused for its age.
  forget_after BIGINT NOT NULL
);

CREATE INDEX one_time_uses_by_age ON one_time_uses (forget_after);
