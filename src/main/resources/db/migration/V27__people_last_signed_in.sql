-- When somebody last signed in; null for whoever is expected and has never come. Until now people
-- came to be by signing in.
ALTER TABLE people ADD COLUMN last_signed_in_at BIGINT;

UPDATE people SET last_signed_in_at = created_at;

CREATE INDEX sign_in_links_by_person ON sign_in_links (person_id) WHERE person_id IS NOT NULL;
