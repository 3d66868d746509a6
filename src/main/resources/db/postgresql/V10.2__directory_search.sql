-- An index of trigrams over the agents' search texts. It needs an extension that not every server has and not every user may
-- create; without it a search reads all agents and finds the same.
DO $$
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE INDEX agents_by_text ON agents USING gin (search_text gin_trgm_ops);
EXCEPTION WHEN OTHERS THEN
  RAISE NOTICE 'no index of trigrams: %', SQLERRM;
END
$$;
