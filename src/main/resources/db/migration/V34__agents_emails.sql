-- An address is one agent's within its organization: across organizations, the refusal told one of them about the
-- agents of another.
CREATE TABLE agent_emails_by_organization (
  organization_id TEXT NOT NULL REFERENCES organizations (organization_id),
  -- In lower case.
  email TEXT NOT NULL,
  agent_id TEXT NOT NULL UNIQUE REFERENCES agents (agent_id),
  PRIMARY KEY (organization_id, email)
);

INSERT INTO agent_emails_by_organization (organization_id, email, agent_id)
SELECT agents.organization_id, agent_emails.email, agent_emails.agent_id
FROM agent_emails JOIN agents ON agents.agent_id = agent_emails.agent_id;

DROP TABLE agent_emails;

ALTER TABLE agent_emails_by_organization RENAME TO agent_emails;
