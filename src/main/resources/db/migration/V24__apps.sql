-- The metadata documents of apps that users have allowed. What they describe is in the row of the agent.
CREATE TABLE app_documents (
  agent_id TEXT NOT NULL PRIMARY KEY REFERENCES agents (agent_id),
  -- When the document was last read as it is stored.
  read_at BIGINT NOT NULL,
  -- When a refresh next looks at it.
  check_at BIGINT NOT NULL
);
