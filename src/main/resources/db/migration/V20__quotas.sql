-- Tiers: limits that organizations can have. JSON objects: the number for each limit, null for none.
CREATE TABLE tiers (
  name TEXT NOT NULL PRIMARY KEY,
  limits TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

INSERT INTO tiers (name, limits, created_at, updated_at) VALUES
('free', '{"maxAgents":100}', 0, 0),
('pro', '{"maxAgents":1000}', 0, 0),
('enterprise', '{"maxAgents":100000}', 0, 0),
('unlimited', '{}', 0, 0);

-- The organizations that have a tier with limits, or limits of their own. A transaction that creates something that is
-- limited locks the row of its organization.
CREATE TABLE quota_holders (
  organization_id TEXT NOT NULL PRIMARY KEY REFERENCES organizations (organization_id),
  tier TEXT NOT NULL REFERENCES tiers (name),
  overrides TEXT NOT NULL,
  enforcement TEXT NOT NULL CHECK (enforcement IN ('hard', 'soft', 'off'))
);

CREATE INDEX quota_holders_by_tier ON quota_holders (tier);
