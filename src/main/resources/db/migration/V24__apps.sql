-- The metadata documents of apps that users have allowed. What they describe is in the row of the agent.
CREATE TABLE app_documents (
  agent_id TEXT NOT NULL PRIMARY KEY REFERENCES agents (agent_id),
  -- When the document was last read as it is stored.
  read_at BIGINT NOT NULL,
  -- When a refresh next looks at it.
  check_at BIGINT NOT NULL
);

-- The apps that operators have approved: users may allow them wherever their documents and answers are.
CREATE TABLE app_approvals (
  agent_id TEXT NOT NULL PRIMARY KEY REFERENCES agents (agent_id),
  -- A metadata document that is used instead of fetching one; null for none.
  document TEXT,
  approved_at BIGINT NOT NULL
);
