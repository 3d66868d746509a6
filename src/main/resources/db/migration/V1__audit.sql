-- What happened, for good. One chain for each writer (a run of a node): each event's hash covers the
-- one before it.
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
  -- Of events that issued a token, whose id is the event's: until when it lives, and what ends it.
  token_expires_at BIGINT,
  token_generation BIGINT,
  token_family TEXT,
  prev_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  UNIQUE (chain_id, seq)
);

CREATE INDEX audit_events_by_agent ON audit_events (agent_id, event_id);

CREATE INDEX audit_events_by_organization ON audit_events (organization_id, event_id);

CREATE INDEX audit_events_of_families ON audit_events (token_family)
WHERE token_family IS NOT NULL;

CREATE INDEX audit_events_of_tokens ON audit_events (agent_id, token_expires_at)
WHERE token_expires_at IS NOT NULL;

-- Of what is no token's record; issuing, which is most of what happens, does not pay for it.
CREATE INDEX audit_events_by_action ON audit_events (action, event_id)
WHERE token_expires_at IS NULL;

-- How far the chains had come at a time, signed; a chain of its own, one for all nodes.
CREATE TABLE audit_checkpoints (
  number BIGINT NOT NULL PRIMARY KEY CHECK (number > 0),
  taken_at BIGINT NOT NULL,
  heads TEXT NOT NULL,
  prev_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  signature TEXT NOT NULL
);

-- Where a chain goes on after retention took its beginning away, signed.
CREATE TABLE audit_anchors (
  chain_id TEXT NOT NULL PRIMARY KEY,
  seq BIGINT NOT NULL CHECK (seq > 0),
  hash TEXT NOT NULL,
  pruned_before BIGINT NOT NULL,
  pruned_at BIGINT NOT NULL,
  signature TEXT NOT NULL
);
