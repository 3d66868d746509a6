-- The least migration that a server must have to use these tables. A migration with which the release before cannot
-- live raises it to its own number; older servers then end with a sentence. One row.
CREATE TABLE db_floor (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  migration INTEGER NOT NULL
);

INSERT INTO db_floor (id, migration) VALUES (1, 41);
