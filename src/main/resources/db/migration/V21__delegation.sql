-- Delegations: which agent may act for which other one.
CREATE TABLE delegations (
  delegation_id TEXT NOT NULL PRIMARY KEY,
  subject_id TEXT NOT NULL REFERENCES agents (agent_id),
  organization_id TEXT NOT NULL REFERENCES organizations (organization_id),
  actor_id TEXT NOT NULL REFERENCES agents (agent_id),
  actor_organization_id TEXT NOT NULL REFERENCES organizations (organization_id),
  -- Separated by spaces.
  scopes TEXT NOT NULL CHECK (scopes <> ''),
  -- A JSON array of URIs; ["*"] for all.
  resources TEXT NOT NULL,
  max_hops BIGINT NOT NULL CHECK (max_hops BETWEEN 1 AND 8),
  -- Null: only the agents limit how long tokens are valid.
  token_lifetime_seconds BIGINT CHECK (token_lifetime_seconds BETWEEN 60 AND 86400),
  expires_at BIGINT NOT NULL,
  purpose TEXT,
  status TEXT NOT NULL CHECK (status IN ('active', 'revoked', 'expired')),
  ended_at BIGINT,
  ended_by TEXT,
  ended_reason TEXT,
  created_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  CHECK (subject_id <> actor_id),
  CHECK ((ended_at IS NULL) = (status = 'active')),
  CHECK ((ended_by IS NULL) = (status <> 'revoked')),
  CHECK ((ended_reason IS NULL) = (status <> 'revoked'))
);

CREATE INDEX delegations_by_subject ON delegations (subject_id, delegation_id);
CREATE INDEX delegations_by_actor ON delegations (actor_id, delegation_id);
CREATE INDEX delegations_by_organization ON delegations (organization_id, delegation_id);
CREATE INDEX delegations_by_actor_organization ON delegations (actor_organization_id, delegation_id);

-- For the jobs that record expiries and delete ended delegations.
CREATE INDEX delegations_by_expiry ON delegations (expires_at) WHERE status = 'active';
CREATE INDEX delegations_by_end ON delegations (ended_at) WHERE status <> 'active';
