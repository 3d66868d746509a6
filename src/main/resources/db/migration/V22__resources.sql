-- Resources: the APIs and MCP servers that tokens are for.
CREATE TABLE resources (
  resource_id TEXT NOT NULL PRIMARY KEY,
  organization_id TEXT NOT NULL REFERENCES organizations (organization_id),
  -- As it was registered, and as tokens name it.
  uri TEXT NOT NULL,
  name TEXT NOT NULL,
  -- In seconds.
  token_lifetime BIGINT NOT NULL CHECK (token_lifetime BETWEEN 300 AND 86400),
  is_default BIGINT NOT NULL CHECK (is_default IN (0, 1)),
  allowed_users TEXT NOT NULL CHECK (allowed_users IN ('members', 'everyone')),
  -- A deleted resource stays, because events and consents name it; its URIs and scopes do not.
  status TEXT NOT NULL CHECK (status IN ('active', 'deleted')),
  -- A token is for one generation of the resource; the revision counts the changes.
  generation BIGINT NOT NULL CHECK (generation >= 0),
  revision BIGINT NOT NULL CHECK (revision > 0),
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  CHECK (status = 'active' OR is_default = 0)
);

-- One default resource in an organization.
CREATE UNIQUE INDEX resources_default ON resources (organization_id)
WHERE is_default = 1;

CREATE INDEX resources_by_organization ON resources (organization_id, resource_id)
WHERE status = 'active';

-- Each URI belongs to one resource of the server: its registered one, or an alias.
CREATE TABLE resource_uris (
  -- With scheme and host in lower case, without the default port, and with the path / if there is none.
  comparison_form TEXT NOT NULL PRIMARY KEY,
  resource_id TEXT NOT NULL REFERENCES resources (resource_id),
  uri TEXT NOT NULL,
  -- 0 for the registered one.
  position BIGINT NOT NULL CHECK (position >= 0),
  UNIQUE (resource_id, position)
);

CREATE TABLE resource_scopes (
  resource_id TEXT NOT NULL REFERENCES resources (resource_id),
  name TEXT NOT NULL,
  position BIGINT NOT NULL CHECK (position >= 0),
  title TEXT NOT NULL,
  description TEXT NOT NULL,
  risk TEXT NOT NULL CHECK (risk IN ('low', 'high')),
  is_default BIGINT NOT NULL CHECK (is_default IN (0, 1)),
  is_optional BIGINT NOT NULL CHECK (is_optional IN (0, 1)),
  -- A JSON array of the names of scopes of the same resource.
  implies TEXT NOT NULL,
  PRIMARY KEY (resource_id, name)
);

-- Finds the resource that a request means by its scopes.
CREATE INDEX resource_scopes_by_name ON resource_scopes (name, resource_id);
