-- The audit log. Each run of a node writes one hash chain: the hash of an event covers the hash of the one before it.
CREATE TABLE audit_events (
  event_id TEXT NOT NULL PRIMARY KEY,
  chain_id TEXT NOT NULL,
  seq BIGINT NOT NULL CHECK (seq > 0),
  occurred_at BIGINT NOT NULL,
  action TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('success', 'failure')),
  agent_id TEXT,
  organization_id TEXT,
  actor_type TEXT NOT NULL,
  actor_id TEXT NOT NULL,
  credential_fingerprint TEXT,
  ip_address TEXT NOT NULL,
  user_agent TEXT NOT NULL,
  request_id TEXT NOT NULL,
  metadata TEXT NOT NULL,
  -- For events that issued a token, whose id is the event's: its expiry, and what may revoke it.
  token_expires_at BIGINT,
  token_generation BIGINT,
  token_family TEXT,
  prev_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  -- For tokens bound to a key: its thumbprint, and the agent's key generation at the time.
  token_thumbprint TEXT
    CHECK (token_thumbprint IS NULL OR token_expires_at IS NOT NULL),
  token_key_generation BIGINT
    CHECK ((token_key_generation IS NULL) = (token_thumbprint IS NULL)),
  -- For events caused with an access token: its id (`jti`), and for a test token the id of the user or operator key
  -- that made it.
  actor_token_id TEXT,
  actor_token_test_maker TEXT
    CHECK (actor_token_test_maker IS NULL OR actor_token_id IS NOT NULL),
  -- For tokens that were exchanged: the ids of the subject token, the actor token and the delegation, and the tokens
  -- above, separated by spaces.
  token_subject_token TEXT
    CHECK (token_subject_token IS NULL OR token_expires_at IS NOT NULL),
  token_actor_token TEXT
    CHECK (token_actor_token IS NULL OR token_subject_token IS NOT NULL),
  token_delegation TEXT
    CHECK (token_delegation IS NULL OR token_subject_token IS NOT NULL),
  token_ancestors TEXT
    CHECK ((token_ancestors IS NULL) = (token_subject_token IS NULL)),
  UNIQUE (chain_id, seq)
);

CREATE INDEX audit_events_by_organization ON audit_events (organization_id, event_id);

CREATE INDEX audit_events_of_families ON audit_events (token_family)
WHERE token_family IS NOT NULL;

-- Covers events that issue no token, so that issuing does not maintain it.
CREATE INDEX audit_events_by_action ON audit_events (action, event_id)
WHERE token_expires_at IS NULL;

-- One index serves the list of an agent's events and the count of its active tokens, which reads no rows.
CREATE INDEX audit_events_of_agents ON audit_events (
  agent_id, event_id, token_expires_at, token_generation, token_thumbprint, token_key_generation);

-- Lists follow an index. These cover rare events only, so that issuing does not maintain them.
CREATE INDEX audit_events_by_agent_action ON audit_events (agent_id, action, event_id)
WHERE token_expires_at IS NULL;

CREATE INDEX audit_events_by_organization_action
ON audit_events (organization_id, action, event_id)
WHERE token_expires_at IS NULL;

CREATE INDEX audit_events_refreshed ON audit_events (event_id)
WHERE action = 'token.refreshed';

CREATE INDEX audit_events_failed ON audit_events (event_id)
WHERE outcome = 'failure';

CREATE INDEX audit_events_failed_by_agent ON audit_events (agent_id, event_id)
WHERE outcome = 'failure';

CREATE INDEX audit_events_failed_by_organization ON audit_events (organization_id, event_id)
WHERE outcome = 'failure';

-- Exchanged tokens are rare among all that are issued.
CREATE INDEX audit_events_exchanged ON audit_events (event_id)
WHERE action = 'token.exchanged';

CREATE INDEX audit_events_exchanged_by_organization ON audit_events (organization_id, event_id)
WHERE action = 'token.exchanged';

CREATE INDEX audit_events_exchanged_by_agent ON audit_events (agent_id, event_id)
WHERE token_subject_token IS NOT NULL;

-- By what may end them, and whether they have not expired. Other tokens do not maintain these.
CREATE INDEX audit_events_by_subject_token ON audit_events (token_subject_token, token_expires_at)
WHERE token_subject_token IS NOT NULL;

CREATE INDEX audit_events_by_actor_token ON audit_events (token_actor_token, token_expires_at)
WHERE token_actor_token IS NOT NULL;

CREATE INDEX audit_events_by_delegation
ON audit_events (token_delegation, token_expires_at, event_id)
WHERE token_delegation IS NOT NULL;

-- A chain without its issued tokens, in order, for followers that leave tokens out.
CREATE INDEX audit_events_followed ON audit_events (chain_id, seq)
WHERE token_expires_at IS NULL;

-- Signed checkpoints of the heads of all chains. Checkpoints form a chain of their own, shared by all nodes.
CREATE TABLE audit_checkpoints (
  number BIGINT NOT NULL PRIMARY KEY CHECK (number > 0),
  taken_at BIGINT NOT NULL,
  heads TEXT NOT NULL,
  prev_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  signature TEXT NOT NULL,
  -- The audit key that signed; null for the HMAC of earlier versions.
  kid TEXT
);

-- Where a chain begins after retention has deleted its start, signed.
CREATE TABLE audit_anchors (
  chain_id TEXT NOT NULL PRIMARY KEY,
  seq BIGINT NOT NULL CHECK (seq > 0),
  hash TEXT NOT NULL,
  pruned_before BIGINT NOT NULL,
  pruned_at BIGINT NOT NULL,
  signature TEXT NOT NULL,
  kid TEXT
);

-- The keys that sign the audit log. The private key is sealed under the master key and bound to the kid, the
-- thumbprint of the public key: none of the three can be replaced with SQL alone.
CREATE TABLE audit_keys (
  kid TEXT NOT NULL PRIMARY KEY,
  -- The key with the highest number signs.
  number BIGINT NOT NULL UNIQUE CHECK (number > 0),
  public_jwk TEXT NOT NULL,
  sealed_private TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

-- The chains that nodes of this server have opened, signed in the transaction of a chain's first event.
CREATE TABLE audit_openings (
  chain_id TEXT NOT NULL PRIMARY KEY,
  opened_at BIGINT NOT NULL,
  -- 0 and 64 zeros. For a chain older than the audit key: its head when it was adopted, after which it is closed.
  seq BIGINT NOT NULL CHECK (seq >= 0),
  hash TEXT NOT NULL,
  kid TEXT NOT NULL,
  signature TEXT NOT NULL
);
