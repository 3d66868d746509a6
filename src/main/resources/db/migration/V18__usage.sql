-- Use by organization and hour: what the audit log has, counted by a follower in the transaction that moves its position.
-- Hours are folded into days after 90 days.
CREATE TABLE usage_hours (
  organization_id TEXT NOT NULL,
  -- Hours since 1970, UTC.
  hour BIGINT NOT NULL,
  issued BIGINT NOT NULL,
  refreshed BIGINT NOT NULL,
  exchanged BIGINT NOT NULL,
  revoked BIGINT NOT NULL,
  PRIMARY KEY (organization_id, hour)
);

-- Finds the hours to fold.
CREATE INDEX usage_hours_by_hour ON usage_hours (hour);

CREATE TABLE usage_days (
  organization_id TEXT NOT NULL,
  -- Days since 1970, UTC.
  day BIGINT NOT NULL,
  issued BIGINT NOT NULL,
  refreshed BIGINT NOT NULL,
  exchanged BIGINT NOT NULL,
  revoked BIGINT NOT NULL,
  PRIMARY KEY (organization_id, day)
);

CREATE INDEX usage_days_by_day ON usage_days (day);

-- Use by agent and day. agent_id is not a foreign key, because the counts come from the audit log.
CREATE TABLE usage_agent_days (
  agent_id TEXT NOT NULL,
  day BIGINT NOT NULL,
  organization_id TEXT NOT NULL,
  issued BIGINT NOT NULL,
  refreshed BIGINT NOT NULL,
  exchanged BIGINT NOT NULL,
  -- Bit n is set if a token was issued in hour n of the day.
  hours_mask BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  PRIMARY KEY (agent_id, day)
);

CREATE INDEX usage_agent_days_of_organizations ON usage_agent_days (organization_id, day, agent_id);
