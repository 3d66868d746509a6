-- The latest time at which a node deleted expired rows. A start with a clock far ahead of it waits before it deletes
-- anything.
CREATE TABLE expiry_clock (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  latest BIGINT NOT NULL
);
