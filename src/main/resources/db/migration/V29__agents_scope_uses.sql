-- Which scopes agents asked for, as the audit trail has it: read from there in the background, so issuing
-- does not know of it, and these rows do not refer to the agents', which it changes. The last time is
-- exact to a day.
CREATE TABLE agent_scope_uses (
  agent_id TEXT NOT NULL,
  scope TEXT NOT NULL,
  first_at BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  PRIMARY KEY (agent_id, scope)
);

-- How far the trail has been read: the id of an event. One row for all nodes.
CREATE TABLE agent_scope_reading (
  position TEXT NOT NULL
);

INSERT INTO agent_scope_reading (position) VALUES ('00000000-0000-0000-0000-000000000000');
