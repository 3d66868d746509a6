-- Agents. Rows are never deleted: an id is never reused.
CREATE TABLE agents (
  agent_id TEXT NOT NULL PRIMARY KEY,
  -- An app is a client that describes itself; lists of agents leave it out.
  kind TEXT NOT NULL DEFAULT 'agent' CHECK (kind IN ('agent', 'app')),
  client_id TEXT NOT NULL UNIQUE,
  organization_id TEXT NOT NULL REFERENCES organizations (organization_id),
  team_id TEXT,
  name TEXT NOT NULL,
  description TEXT,
  email TEXT,
  agent_type TEXT NOT NULL,
  version TEXT,
  -- Lists are separated by spaces, which no entry contains.
  capabilities TEXT NOT NULL,
  owner TEXT,
  deployment_env TEXT CHECK (deployment_env IN ('development', 'staging', 'production')),
  status TEXT NOT NULL CHECK (status IN ('active', 'suspended', 'decommissioned')),
  -- Null while the agent is active; only a suspension has a reason.
  status_since BIGINT,
  status_reason TEXT,
  scopes TEXT NOT NULL,
  grant_types TEXT NOT NULL,
  token_lifetime_seconds BIGINT NOT NULL CHECK (token_lifetime_seconds BETWEEN 60 AND 86400),
  token_signing_alg TEXT,
  metadata TEXT NOT NULL,
  expires_at BIGINT,
  created_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  -- Incremented when all tokens of the agent are revoked at once.
  generation BIGINT NOT NULL CHECK (generation > 0),
  -- Incremented with every change that affects issuing.
  revision BIGINT NOT NULL CHECK (revision > 0),
  -- The text that searches match, folded by the server: the two databases fold differently.
  search_text TEXT NOT NULL,
  -- The key that the agent's tokens are bound to: its thumbprint and its public JWK. The generation is incremented
  -- with each key.
  dpop_jkt TEXT,
  dpop_jwk TEXT CHECK ((dpop_jwk IS NULL) = (dpop_jkt IS NULL)),
  key_generation BIGINT NOT NULL DEFAULT 0
    CHECK (key_generation >= 0) CHECK ((key_generation = 0) = (dpop_jkt IS NULL)),
  -- The keys that the agent's signatures are verified with: a JWK set, or its URL.
  jwks TEXT,
  jwks_uri TEXT CHECK (jwks_uri IS NULL OR jwks IS NULL),
  -- Whether the agent follows the FAPI 2.0 profile, which is then enforced.
  fapi2 BIGINT NOT NULL DEFAULT 0 CHECK (fapi2 IN (0, 1)),
  -- Who suspended the agent, which decides who may reactivate it.
  suspended_by TEXT
    CHECK (suspended_by IN ('itself', 'agent', 'operator')),
  -- The scopes that the agent may grant to others beyond its own; set by operators only.
  grantable_scopes TEXT NOT NULL DEFAULT '',
  -- What the agent's own tokens and API key may do with its self-service.
  self_service TEXT NOT NULL DEFAULT 'full'
    CHECK (self_service IN ('full', 'read', 'off')),
  -- A public client has no credentials: it only names its client id.
  client_type TEXT NOT NULL DEFAULT 'confidential'
    CHECK (client_type IN ('confidential', 'public')),
  -- Where the answers to its authorization requests may be sent; a list separated by spaces.
  redirect_uris TEXT NOT NULL DEFAULT '',
  CHECK ((status = 'active') = (status_since IS NULL)),
  CHECK ((status = 'suspended') = (status_reason IS NOT NULL)),
  CHECK ((status = 'suspended') = (suspended_by IS NOT NULL))
);

CREATE INDEX agents_by_organization ON agents (organization_id, agent_id);

CREATE INDEX agents_that_are_apps ON agents (agent_id) WHERE kind = 'app';

CREATE INDEX agents_by_owner ON agents (owner, agent_id) WHERE owner IS NOT NULL;

-- Each list of agents follows one of these indexes, or the primary key.
CREATE INDEX agents_by_status ON agents (status, agent_id);

CREATE INDEX agents_by_type ON agents (agent_type, agent_id);

-- Agents ordered by folded name and id. A token that is issued does not change it.
CREATE INDEX agents_by_name
ON agents ((substr(search_text, 1, length(name)) || ' ' || agent_id));

-- Finds the agents that an agent has created.
CREATE INDEX agents_by_creator ON agents (created_by, agent_id);

-- An e-mail address is unique within an organization. Across organizations, a refusal would reveal the agents of
-- another one.
CREATE TABLE agent_emails (
  organization_id TEXT NOT NULL REFERENCES organizations (organization_id),
  -- In lower case.
  email TEXT NOT NULL,
  agent_id TEXT NOT NULL UNIQUE REFERENCES agents (agent_id),
  PRIMARY KEY (organization_id, email)
);
