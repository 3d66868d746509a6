-- What an agent may give to others beside what it holds itself; only operators set it.
ALTER TABLE agents ADD COLUMN grantable_scopes TEXT NOT NULL DEFAULT '';

-- How far the agent's own tokens and API key open its self-service.
ALTER TABLE agents ADD COLUMN self_service TEXT NOT NULL DEFAULT 'full'
  CHECK (self_service IN ('full', 'read', 'off'));
