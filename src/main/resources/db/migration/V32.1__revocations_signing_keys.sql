-- Signing keys whose tokens were all revoked; needed until the last of these tokens would have expired.
CREATE TABLE ended_signing_keys (
  kid TEXT NOT NULL PRIMARY KEY,
  expires_at BIGINT NOT NULL
);
