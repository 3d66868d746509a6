-- The organizations that agents belong to.
CREATE TABLE organizations (
  organization_id TEXT NOT NULL PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  -- The row of a deleted organization stays: events and decommissioned agents name it, and its slug cannot be reused.
  status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended', 'deleted')),
  status_since BIGINT CHECK ((status_since IS NULL) = (status = 'active')),
  status_reason TEXT CHECK ((status_reason IS NULL) = (status <> 'suspended')),
  -- 0 until the first suspension, then the time of the latest one: tokens that were issued under a smaller generation
  -- are revoked.
  generation BIGINT NOT NULL DEFAULT 0,
  -- 0 until the organization gets a tier. Raised with each change of its limits, so that nodes look at them again.
  quota_version BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

CREATE INDEX organizations_by_generation ON organizations (generation) WHERE generation > 0;

CREATE INDEX organizations_by_quota_version ON organizations (quota_version) WHERE quota_version > 0;

-- The organization of agents that are registered without one.
INSERT INTO organizations (organization_id, slug, name, created_at, updated_at)
VALUES ('00000000-0000-7000-8000-000000000000', 'default', 'Default', 0, 0);

-- Suspensions whose revoked tokens are still being counted.
CREATE TABLE organization_token_counts (
  -- The event of the suspension.
  event_id TEXT NOT NULL PRIMARY KEY,
  organization_id TEXT NOT NULL REFERENCES organizations (organization_id),
  previous_generation BIGINT NOT NULL,
  generation BIGINT NOT NULL,
  suspended_at BIGINT NOT NULL
);
