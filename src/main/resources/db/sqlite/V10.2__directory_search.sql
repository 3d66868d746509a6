-- A full-text index of trigrams over the agents' search texts. It identifies rows by number, and numbers ascend in the order of
-- the agents' ids.
CREATE TABLE agent_numbers (
  number INTEGER NOT NULL PRIMARY KEY,
  agent_id TEXT NOT NULL UNIQUE REFERENCES agents (agent_id)
);

CREATE VIRTUAL TABLE agent_trigrams USING fts5(
  search_text, content='', contentless_delete=1, detail=none,
  tokenize='trigram case_sensitive 1');
