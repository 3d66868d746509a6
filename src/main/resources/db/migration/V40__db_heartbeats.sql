-- The nodes' heartbeats: a commit that changes a row shows that the database can be written. A node adds its row
-- when it starts and deletes it when it stops; rows of nodes that were killed are deleted a day later.
CREATE TABLE db_heartbeats (
  node TEXT NOT NULL PRIMARY KEY,
  beats BIGINT NOT NULL,
  -- The node's clock, in milliseconds.
  beaten_at BIGINT NOT NULL,
  -- As much as a usual transaction writes, where only that shows whether the disk has room again.
  filler TEXT
);
