-- The organizations that agents belong to.
CREATE TABLE organizations (
  organization_id TEXT NOT NULL PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

-- The organization of agents that are registered without one.
INSERT INTO organizations (organization_id, slug, name, created_at, updated_at)
VALUES ('00000000-0000-7000-8000-000000000000', 'default', 'Default', 0, 0);
