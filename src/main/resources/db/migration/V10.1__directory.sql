-- Numbers of agents by kind, so that a list has its total without counting. Each agent is counted up to four times:
-- in all, by organization, by owner, and by both; an empty text means all. A count is the sum of up to sixteen rows,
-- chosen by the last digit of the agent's id, so that nodes that register at once seldom wait for each other.
CREATE TABLE agent_counts (
  organization_id TEXT NOT NULL,
  owner TEXT NOT NULL,
  agent_type TEXT NOT NULL,
  status TEXT NOT NULL,
  slot TEXT NOT NULL,
  agents BIGINT NOT NULL,
  PRIMARY KEY (organization_id, owner, agent_type, status, slot)
);
