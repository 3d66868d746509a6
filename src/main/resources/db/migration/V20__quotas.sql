-- Tiers: limits that organizations can have. JSON objects: the number for each limit, null for none.
CREATE TABLE tiers (
  name TEXT NOT NULL PRIMARY KEY,
  limits TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

INSERT INTO tiers (name, limits, created_at, updated_at) VALUES
('free', '{"maxAgents":100,"tokensPerMinute":60,"tokensPerMonth":10000}', 0, 0),
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

-- What organizations have used of their limits by time, in each window.
CREATE TABLE quota_windows (
  -- The organization, the quota and the start, in one column: a statement reads or changes many windows.
  window_key TEXT NOT NULL PRIMARY KEY,
  organization_id TEXT NOT NULL REFERENCES organizations (organization_id),
  quota TEXT NOT NULL,
  window_start BIGINT NOT NULL,
  window_end BIGINT NOT NULL,
  -- How many tokens nodes have leased, issued or not.
  taken BIGINT NOT NULL CHECK (taken >= 0),
  -- When the events of this window were recorded.
  warned_at BIGINT,
  reached_at BIGINT,
  lifted_at BIGINT CHECK (lifted_at IS NULL OR reached_at IS NOT NULL)
);

CREATE INDEX quota_windows_of_organizations ON quota_windows (organization_id);

CREATE INDEX quota_windows_by_end ON quota_windows (window_end);

-- The tokens that nodes may issue without asking: of each chain of the audit log, which one run of a node writes. Those
-- that it has issued are the events of its chain after a position.
CREATE TABLE quota_leases (
  chain_id TEXT NOT NULL,
  window_key TEXT NOT NULL REFERENCES quota_windows (window_key),
  -- How many tokens were left at the position.
  tokens BIGINT NOT NULL CHECK (tokens >= 0),
  seq BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (chain_id, window_key)
);

CREATE INDEX quota_leases_of_windows ON quota_leases (window_key);

CREATE INDEX quota_leases_by_expiry ON quota_leases (expires_at);
