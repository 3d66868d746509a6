-- Invites with which agents register themselves. Tokens are stored as keyed hashes.
CREATE TABLE invites (
  invite_id TEXT NOT NULL PRIMARY KEY,
  token_hash TEXT NOT NULL UNIQUE,
  name TEXT,
  -- The organization of the agents; null for a new one for each.
  organization_id TEXT REFERENCES organizations (organization_id),
  max_uses BIGINT NOT NULL CHECK (max_uses > 0),
  uses BIGINT NOT NULL DEFAULT 0 CHECK (uses BETWEEN 0 AND max_uses),
  created_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  revoked_at BIGINT
);

-- Agents that registered themselves.
CREATE TABLE registrations (
  agent_id TEXT NOT NULL PRIMARY KEY REFERENCES agents (agent_id),
  organization_id TEXT NOT NULL REFERENCES organizations (organization_id),
  name TEXT NOT NULL,
  invite_id TEXT REFERENCES invites (invite_id),
  registered_at BIGINT NOT NULL,
  -- Ended: decommissioned before anyone claimed it.
  state TEXT NOT NULL CHECK (state IN ('unclaimed', 'claimed', 'ended')),
  claimed_by TEXT,
  claimed_at BIGINT,
  -- Whether it is known to have been used.
  is_used BIGINT NOT NULL DEFAULT 0 CHECK (is_used IN (0, 1)),
  -- When an unclaimed agent was last known to be used, so that idle ones can be removed. 0: not known yet.
  last_used_at BIGINT NOT NULL DEFAULT 0,
  CHECK ((state = 'claimed') = (claimed_by IS NOT NULL)),
  CHECK ((claimed_by IS NULL) = (claimed_at IS NULL))
);

CREATE INDEX registrations_by_state ON registrations (state, agent_id);

CREATE INDEX registrations_unused ON registrations (agent_id)
  WHERE state = 'unclaimed' AND is_used = 0;

CREATE INDEX registrations_idle ON registrations (last_used_at, agent_id)
  WHERE state = 'unclaimed' AND is_used = 1;

-- The number of unclaimed registrations, in one row: a guarded update enforces the limit.
CREATE TABLE unclaimed_registrations (
  is_only BIGINT NOT NULL PRIMARY KEY CHECK (is_only = 1),
  unclaimed BIGINT NOT NULL CHECK (unclaimed >= 0)
);

INSERT INTO unclaimed_registrations (is_only, unclaimed) VALUES (1, 0);
