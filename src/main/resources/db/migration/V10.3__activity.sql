-- Tokens issued to an agent. Issuing names the revision of its snapshot; a row with another revision is not updated,
-- and no token is issued.
CREATE TABLE agent_meters (
  agent_id TEXT NOT NULL PRIMARY KEY REFERENCES agents (agent_id),
  revision BIGINT NOT NULL,
  token_count BIGINT NOT NULL DEFAULT 0,
  refresh_count BIGINT NOT NULL DEFAULT 0,
  last_token_issued_at BIGINT,
  last_activity_at BIGINT,
  -- The number of the last settlement that updated this row.
  settled BIGINT NOT NULL DEFAULT 0
);

-- How far agent_meters has counted the audit log, where one process has the database to itself and writes the counts
-- in batches. One row.
CREATE TABLE agent_meters_settled (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  -- The last settlement that finished.
  number BIGINT NOT NULL,
  chain_id TEXT NOT NULL,
  -- Tokens of events up to this one in the chain are counted.
  seq BIGINT NOT NULL,
  -- The position of the settlement that has begun and not finished.
  next_seq BIGINT
);

-- The scopes that agents have asked for, read from the audit log in the background. agent_id is not a
-- foreign key, because these rows are written after issuing. The last time is exact to a day.
CREATE TABLE agent_scope_uses (
  agent_id TEXT NOT NULL,
  scope TEXT NOT NULL,
  first_at BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  PRIMARY KEY (agent_id, scope)
);
