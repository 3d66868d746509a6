-- Consents: what users have allowed clients at resources.
CREATE TABLE consents (
  consent_id TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (user_id),
  agent_id TEXT NOT NULL REFERENCES agents (agent_id),
  resource_id TEXT NOT NULL,
  -- Of the resource.
  organization_id TEXT NOT NULL REFERENCES organizations (organization_id),
  -- Separated by spaces.
  scopes TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('active', 'ended', 'blocked')),
  -- Incremented whenever the consent ends.
  generation BIGINT NOT NULL CHECK (generation > 0),
  -- 1 from the end of the consent until all its connections have ended too.
  is_ending BIGINT NOT NULL DEFAULT 0 CHECK (is_ending IN (0, 1)) CHECK (is_ending = 0 OR status <> 'active'),
  -- How many connections and tokens have ended so far while it is ending; the tokens are null once their number is
  -- not known.
  ended_connections BIGINT NOT NULL DEFAULT 0,
  ended_tokens BIGINT DEFAULT 0,
  created_at BIGINT NOT NULL,
  decided_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  UNIQUE (user_id, agent_id, resource_id)
);

CREATE INDEX consents_by_agent ON consents (agent_id, consent_id);
CREATE INDEX consents_by_organization ON consents (organization_id, consent_id);
CREATE INDEX consents_by_resource ON consents (resource_id, consent_id);
CREATE INDEX consents_ending ON consents (consent_id) WHERE is_ending = 1;

-- The refresh token families that clients started by consents. What belongs to a consent is found here when it ends.
CREATE TABLE consent_connections (
  family_id TEXT NOT NULL PRIMARY KEY,
  consent_id TEXT NOT NULL REFERENCES consents (consent_id),
  started_at BIGINT NOT NULL,
  -- When none of its tokens can be used any more.
  expires_at BIGINT NOT NULL
);

CREATE INDEX consent_connections_by_consent ON consent_connections (consent_id, family_id);
CREATE INDEX consent_connections_by_expiry ON consent_connections (expires_at);
