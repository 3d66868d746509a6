-- What each node has counted, minute by minute, for the chart of the overview. A node adds to its own rows
-- every few seconds what its metrics have counted meanwhile; issuing does not know of it.
CREATE TABLE console_pulse (
  minute BIGINT NOT NULL,
  node TEXT NOT NULL,
  what TEXT NOT NULL,
  counted BIGINT NOT NULL,
  PRIMARY KEY (minute, node, what)
);
