-- Each issued token dirtied a page of two indexes that begin with its agent. One serves both: what
-- tells whether a token lives stands in it, so an agent's living tokens are counted without their rows.
CREATE INDEX audit_events_of_agents ON audit_events (
  agent_id, event_id, token_expires_at, token_generation, token_thumbprint, token_key_generation);

DROP INDEX audit_events_by_agent;

DROP INDEX audit_events_of_tokens;
