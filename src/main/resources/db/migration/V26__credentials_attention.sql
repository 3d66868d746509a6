-- The credentials that need somebody's attention: those that expire, and those whose secret is the first
-- that they had. Issuing writes no credential, so it pays for neither.
CREATE INDEX credentials_by_expiry ON credentials (expires_at) WHERE revoked_at IS NULL;

CREATE INDEX credentials_never_rotated ON credentials (created_at)
WHERE revoked_at IS NULL AND replaced_hash IS NULL;
