-- How far the agents' meters follow the audit trail, where one process has the database to itself: their counts
-- are written behind it, many at a time. One row.
CREATE TABLE agent_meters_settled (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  -- Of the last settlement that was finished.
  number BIGINT NOT NULL,
  chain_id TEXT NOT NULL,
  -- Every token whose event is no further on in the chain is counted.
  seq BIGINT NOT NULL,
  -- The same of the next settlement, from when it was begun until it is finished.
  next_seq BIGINT
);

-- The number of the last settlement that the meter was in.
ALTER TABLE agent_meters ADD COLUMN settled BIGINT NOT NULL DEFAULT 0;
