-- Who wants an agent suspended, which decides who may lift it. Of a suspension from before it is not known whether an
-- operator or another agent wanted it: then only an operator lifts it.
ALTER TABLE agents ADD COLUMN suspended_by TEXT
  CHECK (suspended_by IS NULL OR (suspended_by IN ('itself', 'agent', 'operator') AND standing = 'suspended'));

UPDATE agents SET suspended_by = CASE WHEN suspended_itself = 1 THEN 'itself' ELSE 'operator' END
WHERE standing = 'suspended';

-- What an agent has made is found without reading all agents.
CREATE INDEX agents_by_creator ON agents (created_by, agent_id);
