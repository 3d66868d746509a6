-- The latest time by which a node has forgotten what had expired. A wall clock that is far ahead of it at a start
-- is not believed at once.
CREATE TABLE expiry_clock (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  latest BIGINT NOT NULL
);
