-- The users of the console.
CREATE TABLE users (
  user_id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  -- What the user may do on the whole server; a member may do nothing, except in organizations.
  role TEXT NOT NULL CHECK (role IN ('owner', 'operator', 'auditor', 'member')),
  -- 1 for the user who signed in with the link of the first start.
  is_first BIGINT UNIQUE CHECK (is_first = 1),
  created_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  removed_at BIGINT,
  -- Null for a user who has not signed in yet.
  last_signed_in_at BIGINT
);

-- Links that sign a user in once, stored as keyed hashes. Used links are deleted.
CREATE TABLE sign_in_links (
  link_hash TEXT NOT NULL PRIMARY KEY,
  -- Null for the link of the first user, who does not exist yet.
  user_id TEXT REFERENCES users (user_id),
  created_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);

CREATE INDEX sign_in_links_by_expiry ON sign_in_links (expires_at);

CREATE INDEX sign_in_links_by_user ON sign_in_links (user_id) WHERE user_id IS NOT NULL;

CREATE INDEX sign_in_links_by_creator ON sign_in_links (created_by);

-- Sessions in the console and in the pages of users' accounts. The cookie's value is stored as a keyed hash. Ended sessions are deleted.
CREATE TABLE sessions (
  session_id TEXT NOT NULL PRIMARY KEY,
  token_hash TEXT NOT NULL UNIQUE,
  user_id TEXT REFERENCES users (user_id),
  key_id TEXT REFERENCES operator_keys (key_id),
  address TEXT NOT NULL,
  user_agent TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  proved_at BIGINT NOT NULL,
  -- How the owner last proved their identity.
  method TEXT NOT NULL CHECK (method IN ('operator_key', 'sign_in_link', 'passkey')),
  ends_at BIGINT NOT NULL,
  -- How long the session may be unused, in milliseconds.
  idle_timeout BIGINT NOT NULL,
  notice TEXT,
  -- The organization that the user has chosen; null for the whole server.
  organization_id TEXT REFERENCES organizations (organization_id),
  CHECK ((user_id IS NULL) <> (key_id IS NULL)),
  CHECK (organization_id IS NULL OR user_id IS NOT NULL)
);

CREATE INDEX sessions_by_user ON sessions (user_id) WHERE user_id IS NOT NULL;

CREATE INDEX sessions_by_key ON sessions (key_id) WHERE key_id IS NOT NULL;

CREATE INDEX sessions_by_end ON sessions (ends_at);

-- Passkeys of users: public keys, whose private keys are on the users' devices.
CREATE TABLE passkeys (
  passkey_id TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (user_id),
  name TEXT NOT NULL,
  -- The credential's id on the device, in base64url.
  credential_id TEXT NOT NULL UNIQUE,
  -- Key and kind of device as WebAuthn's attested credential data, in base64url.
  credential_data TEXT NOT NULL,
  -- The device's signature counter; always 0 where several devices share the passkey.
  sign_count BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  last_used_at BIGINT
);

CREATE INDEX passkeys_by_user ON passkeys (user_id);

-- The organizations that users belong to, each with a role. A user may belong to several.
CREATE TABLE memberships (
  organization_id TEXT NOT NULL REFERENCES organizations (organization_id),
  user_id TEXT NOT NULL REFERENCES users (user_id),
  role TEXT NOT NULL CHECK (role IN ('owner', 'operator', 'auditor', 'member')),
  added_by TEXT NOT NULL,
  added_at BIGINT NOT NULL,
  -- When the user last signed in to this organization; null before the first time.
  last_signed_in_at BIGINT,
  PRIMARY KEY (organization_id, user_id)
);

CREATE INDEX memberships_by_user ON memberships (user_id);
