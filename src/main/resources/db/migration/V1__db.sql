-- Heartbeats of the nodes: a commit that changes a row shows that the database can be written. A node adds its row
-- when it starts and deletes it when it stops; rows of killed nodes are deleted after a day.
CREATE TABLE db_heartbeats (
  node TEXT NOT NULL PRIMARY KEY,
  beats BIGINT NOT NULL,
  -- The node's clock, in milliseconds.
  beaten_at BIGINT NOT NULL,
  -- Filler of the size of a usual transaction, to find out whether a full disk has room again.
  filler TEXT
);

-- The lowest migration that a server must have to use these tables. A migration that the release before cannot work
-- with raises it to its own number; older servers then refuse to start. One row.
CREATE TABLE db_floor (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  migration INTEGER NOT NULL
);

INSERT INTO db_floor (id, migration) VALUES (1, 23);

-- The SHA-256 of all migrations that have been applied: a start with the same ones has nothing to migrate. One row.
CREATE TABLE db_migrated (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  fingerprint TEXT NOT NULL
);
