-- Webhooks: URLs to which events are sent.
CREATE TABLE webhooks (
  webhook_id TEXT NOT NULL PRIMARY KEY,
  -- Null: it receives the events of all organizations.
  organization_id TEXT REFERENCES organizations (organization_id),
  name TEXT NOT NULL,
  url TEXT NOT NULL,
  -- JSON arrays: patterns of event names, and the agents to whose events it is limited (empty: it is not limited).
  events TEXT NOT NULL,
  agent_ids TEXT NOT NULL,
  -- Whether its deliveries are sent one at a time, in order.
  is_ordered BIGINT NOT NULL CHECK (is_ordered IN (0, 1)),
  include_tokens BIGINT NOT NULL CHECK (include_tokens IN (0, 1)),
  include_origin BIGINT NOT NULL CHECK (include_origin IN (0, 1)),
  spelling TEXT NOT NULL CHECK (spelling IN ('camel', 'snake')),
  -- The version of the message format.
  version TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('active', 'disabled')),
  -- Counts how often it was enabled. A delivery has the number of the time at which it was queued.
  activation BIGINT NOT NULL DEFAULT 0 CHECK (activation >= 0),
  disabled_reason TEXT,
  disabled_at BIGINT,
  -- A JSON object: how far each chain of the audit log had been read when it was disabled.
  disabled_positions TEXT,
  -- Since when all attempts have failed, and how many.
  failing_since BIGINT,
  failures BIGINT NOT NULL DEFAULT 0 CHECK (failures >= 0),
  last_delivered_at BIGINT,
  created_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  CHECK ((status = 'disabled') = (disabled_reason IS NOT NULL)),
  CHECK ((status = 'disabled') = (disabled_at IS NOT NULL)),
  CHECK ((status = 'disabled') = (disabled_positions IS NOT NULL)),
  CHECK ((failing_since IS NULL) = (failures = 0))
);

CREATE UNIQUE INDEX webhooks_by_name ON webhooks (COALESCE(organization_id, ''), name);
CREATE INDEX webhooks_by_organization ON webhooks (organization_id, webhook_id);

-- The secrets that sign: the current one, and earlier ones until they expire. Sealed under the master key; the keyed hash
-- recognizes a secret that is reported as leaked.
CREATE TABLE webhook_secrets (
  webhook_id TEXT NOT NULL REFERENCES webhooks (webhook_id),
  number BIGINT NOT NULL CHECK (number > 0),
  sealed_secret TEXT NOT NULL,
  secret_hash TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  -- Null for the current one.
  valid_until BIGINT,
  -- When it was reported as leaked. Such a secret stays, so that it is not given to the webhook again.
  leaked_at BIGINT,
  PRIMARY KEY (webhook_id, number)
);

CREATE INDEX webhook_secrets_by_hash ON webhook_secrets (secret_hash);

-- One row for each event and webhook that it is sent to. The message is rendered from the event for each attempt.
CREATE TABLE webhook_deliveries (
  delivery_id TEXT NOT NULL PRIMARY KEY,
  webhook_id TEXT NOT NULL,
  -- The id of the message. For a digest an id of its own, as it has several events.
  message_id TEXT NOT NULL,
  event_type TEXT NOT NULL,
  -- The event in the audit log; for a digest the first and the last one.
  chain_id TEXT NOT NULL,
  seq BIGINT NOT NULL CHECK (seq > 0),
  last_seq BIGINT NOT NULL,
  -- For a digest, what its events have in common; otherwise empty.
  digest TEXT NOT NULL,
  -- Empty unless a replay sends it again.
  replay_id TEXT NOT NULL,
  version TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('pending', 'delivered', 'failed')),
  -- A JSON array: the last attempts, and the number of all.
  attempts TEXT NOT NULL,
  attempt_count BIGINT NOT NULL CHECK (attempt_count >= 0),
  due_at BIGINT NOT NULL,
  -- On PostgreSQL, counts the times that a node has taken it; the result of an earlier claim is not written.
  claim BIGINT NOT NULL,
  leased_until BIGINT NOT NULL,
  -- See webhooks.
  activation BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  finished_at BIGINT,
  UNIQUE (webhook_id, message_id, replay_id),
  CHECK (last_seq >= seq),
  CHECK ((status = 'pending') = (finished_at IS NULL))
);

CREATE INDEX webhook_deliveries_due ON webhook_deliveries (webhook_id, due_at, delivery_id)
WHERE status = 'pending';

CREATE INDEX webhook_deliveries_pending ON webhook_deliveries (webhook_id, delivery_id)
WHERE status = 'pending';

CREATE INDEX webhook_deliveries_failed ON webhook_deliveries (webhook_id, created_at, delivery_id)
WHERE status = 'failed';

-- Digests that may still be extended.
CREATE INDEX webhook_deliveries_digests ON webhook_deliveries (webhook_id, digest)
WHERE status = 'pending' AND digest <> '';

CREATE INDEX webhook_deliveries_of_webhooks ON webhook_deliveries (webhook_id, delivery_id);

CREATE INDEX webhook_deliveries_of_messages ON webhook_deliveries (message_id);

CREATE INDEX webhook_deliveries_finished ON webhook_deliveries (status, finished_at)
WHERE finished_at IS NOT NULL;

-- Parts of the audit log that are sent again, or that were missed while a webhook was disabled.
CREATE TABLE webhook_replays (
  replay_id TEXT NOT NULL PRIMARY KEY,
  webhook_id TEXT NOT NULL,
  -- The prefix of the deliveries' replay id; empty for events that were missed.
  is_resume BIGINT NOT NULL CHECK (is_resume IN (0, 1)),
  -- JSON: patterns of event names; from which position in each chain, and up to which.
  events TEXT NOT NULL,
  positions TEXT NOT NULL,
  until_positions TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('running', 'finished', 'canceled')),
  queued BIGINT NOT NULL CHECK (queued >= 0),
  estimated BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  finished_at BIGINT,
  CHECK ((status = 'running') = (finished_at IS NULL))
);

-- One replay of a webhook at a time.
CREATE UNIQUE INDEX webhook_replays_running ON webhook_replays (webhook_id, is_resume)
WHERE status = 'running';

CREATE INDEX webhook_replays_of_webhooks ON webhook_replays (webhook_id, replay_id);

CREATE INDEX webhook_replays_finished ON webhook_replays (finished_at)
WHERE finished_at IS NOT NULL;

-- How many webhooks an organization has; '' is for those of all organizations.
CREATE TABLE webhook_counts (
  organization_id TEXT NOT NULL PRIMARY KEY,
  webhooks BIGINT NOT NULL CHECK (webhooks >= 0)
);

-- Changes of all deliveries of a webhook, which are made in small transactions.
CREATE TABLE webhook_bulk_changes (
  webhook_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('recover', 'make_due', 'abort', 'delete')),
  -- For recover: deliveries that were queued before this.
  created_before BIGINT NOT NULL,
  -- For make_due and abort: deliveries of earlier activations.
  activation BIGINT NOT NULL,
  requested_at BIGINT NOT NULL,
  -- The last delivery that was looked at; the time is used by recover only.
  position_at BIGINT NOT NULL,
  position_id TEXT NOT NULL,
  changed BIGINT NOT NULL CHECK (changed >= 0),
  -- When its last part was done, or when it is looked at again: the changes take turns.
  due_at BIGINT NOT NULL,
  PRIMARY KEY (webhook_id, kind)
);

CREATE INDEX webhook_bulk_changes_due ON webhook_bulk_changes (due_at);
