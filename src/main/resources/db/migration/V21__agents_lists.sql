-- How many agents there are of each kind, so that a list can say so without counting them. An agent is
-- counted up to four times: among all, among those of its organization, of its owner, and of both; an
-- empty text stands for all. Each count is the sum of up to sixteen rows, and which of them an agent is
-- in says the last digit of its id: so nodes that register at once seldom wait for each other.
CREATE TABLE agent_counts (
  organization_id TEXT NOT NULL,
  owner TEXT NOT NULL,
  agent_type TEXT NOT NULL,
  standing TEXT NOT NULL,
  slot TEXT NOT NULL,
  agents BIGINT NOT NULL,
  PRIMARY KEY (organization_id, owner, agent_type, standing, slot)
);

INSERT INTO agent_counts (organization_id, owner, agent_type, standing, slot, agents)
SELECT '', '', agent_type, standing, substr(agent_id, 36), COUNT(*)
FROM agents GROUP BY agent_type, standing, substr(agent_id, 36);

INSERT INTO agent_counts (organization_id, owner, agent_type, standing, slot, agents)
SELECT '', owner, agent_type, standing, substr(agent_id, 36), COUNT(*)
FROM agents WHERE owner <> '' GROUP BY owner, agent_type, standing, substr(agent_id, 36);

INSERT INTO agent_counts (organization_id, owner, agent_type, standing, slot, agents)
SELECT organization_id, '', agent_type, standing, substr(agent_id, 36), COUNT(*)
FROM agents GROUP BY organization_id, agent_type, standing, substr(agent_id, 36);

INSERT INTO agent_counts (organization_id, owner, agent_type, standing, slot, agents)
SELECT organization_id, owner, agent_type, standing, substr(agent_id, 36), COUNT(*)
FROM agents WHERE owner <> ''
GROUP BY organization_id, owner, agent_type, standing, substr(agent_id, 36);

-- Each list of agents is a walk along one of these, or along the primary key.
CREATE INDEX agents_by_standing ON agents (standing, agent_id);

CREATE INDEX agents_by_type ON agents (agent_type, agent_id);
