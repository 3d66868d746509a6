-- The people who may sign in to the console.
CREATE TABLE people (
  person_id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('owner', 'operator', 'auditor')),
  -- 1 for the one who came by the link that the first start printed.
  is_first BIGINT UNIQUE CHECK (is_first = 1),
  created_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  removed_at BIGINT
);

-- What signs somebody in once. Of a link there is only a keyed hash; one that was used is gone.
CREATE TABLE sign_in_links (
  link_hash TEXT NOT NULL PRIMARY KEY,
  -- Null for the link of the first person, who is not there yet.
  person_id TEXT REFERENCES people (person_id),
  created_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);

CREATE INDEX sign_in_links_by_expiry ON sign_in_links (expires_at);

-- Stays in the console. Of what the cookie holds there is only a keyed hash; one that has ended is
-- gone.
CREATE TABLE sessions (
  session_id TEXT NOT NULL PRIMARY KEY,
  token_hash TEXT NOT NULL UNIQUE,
  person_id TEXT REFERENCES people (person_id),
  key_id TEXT REFERENCES operator_keys (key_id),
  address TEXT NOT NULL,
  user_agent TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  proved_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  notice TEXT,
  CHECK ((person_id IS NULL) <> (key_id IS NULL))
);

CREATE INDEX sessions_by_person ON sessions (person_id) WHERE person_id IS NOT NULL;

CREATE INDEX sessions_by_key ON sessions (key_id) WHERE key_id IS NOT NULL;

CREATE INDEX sessions_by_end ON sessions (ends_at);
