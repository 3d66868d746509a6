-- Agents. A row is never deleted: an id is never used again.
CREATE TABLE agents (
  agent_id TEXT NOT NULL PRIMARY KEY,
  client_id TEXT NOT NULL UNIQUE,
  organization_id TEXT NOT NULL REFERENCES organizations (organization_id),
  team_id TEXT,
  name TEXT NOT NULL,
  description TEXT,
  email TEXT,
  agent_type TEXT NOT NULL,
  version TEXT,
  -- Lists are separated by spaces, which none of their entries has.
  capabilities TEXT NOT NULL,
  owner TEXT,
  deployment_env TEXT CHECK (deployment_env IN ('development', 'staging', 'production')),
  standing TEXT NOT NULL CHECK (standing IN ('active', 'suspended', 'decommissioned')),
  -- Both for what is not active; only a suspension has a reason.
  standing_since BIGINT,
  standing_reason TEXT,
  scopes TEXT NOT NULL,
  grant_types TEXT NOT NULL,
  token_lifetime_seconds BIGINT NOT NULL CHECK (token_lifetime_seconds BETWEEN 60 AND 86400),
  token_signing_alg TEXT,
  metadata TEXT NOT NULL,
  expires_at BIGINT,
  created_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  -- Goes up with everything that ends all of the agent's tokens at once.
  generation BIGINT NOT NULL CHECK (generation > 0),
  -- Goes up with every change that issuing has to know of.
  revision BIGINT NOT NULL CHECK (revision > 0),
  -- What a search looks through, in lower case: the two databases do not agree on what that is.
  search_text TEXT NOT NULL,
  CHECK ((standing = 'active') = (standing_since IS NULL)),
  CHECK ((standing = 'suspended') = (standing_reason IS NOT NULL))
);

CREATE INDEX agents_by_organization ON agents (organization_id, agent_id);

CREATE INDEX agents_by_owner ON agents (owner, agent_id) WHERE owner IS NOT NULL;

-- Who has which address; in lower case, so that one address has one agent.
CREATE TABLE agent_emails (
  email TEXT NOT NULL PRIMARY KEY,
  agent_id TEXT NOT NULL UNIQUE REFERENCES agents (agent_id)
);

-- Counts what is issued to an agent, and guards it: who issues from a snapshot names its revision, and
-- a row that has another one is not counted up.
CREATE TABLE agent_meters (
  agent_id TEXT NOT NULL PRIMARY KEY REFERENCES agents (agent_id),
  revision BIGINT NOT NULL,
  token_count BIGINT NOT NULL DEFAULT 0,
  refresh_count BIGINT NOT NULL DEFAULT 0,
  last_token_issued_at BIGINT,
  last_activity_at BIGINT
);
