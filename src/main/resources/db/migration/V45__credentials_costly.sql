-- bcrypt hashes that are no longer checked, as each check would cost too much. A start warns of them.
CREATE INDEX credentials_costly ON credentials (agent_id)
  WHERE hash_kind = 'bcrypt' AND substr(hash, 5, 2) IN ('13', '14') AND revoked_at IS NULL;
