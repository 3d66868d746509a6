-- Tokens and refusals by minute and node, for the chart of the overview. Each node adds its own metrics every few
-- seconds.
CREATE TABLE console_activity (
  minute BIGINT NOT NULL,
  node TEXT NOT NULL,
  counter TEXT NOT NULL,
  counted BIGINT NOT NULL,
  PRIMARY KEY (minute, node, counter)
);
