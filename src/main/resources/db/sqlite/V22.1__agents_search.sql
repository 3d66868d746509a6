-- Finds the agents that have three letters in their texts, whichever: SQLite's full-text index, of
-- trigrams. It knows rows by number only, and numbers go up in the order of agents' ids.
CREATE TABLE agent_numbers (
  number INTEGER NOT NULL PRIMARY KEY,
  agent_id TEXT NOT NULL UNIQUE REFERENCES agents (agent_id)
);

CREATE VIRTUAL TABLE agent_trigrams USING fts5(
  search_text, content='', contentless_delete=1, detail=none,
  tokenize='trigram case_sensitive 1');

INSERT INTO agent_numbers (agent_id) SELECT agent_id FROM agents ORDER BY agent_id;

INSERT INTO agent_trigrams (rowid, search_text)
SELECT number, search_text FROM agent_numbers JOIN agents USING (agent_id) ORDER BY number;
