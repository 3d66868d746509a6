-- After a loss of committed writes: tokens and refresh families whose ids are smaller than that of the event which
-- records it are refused. One row.
CREATE TABLE revocation_floor (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  event_id TEXT NOT NULL,
  raised_at BIGINT NOT NULL
);
