-- Lists of the trail are walks along an index. These are for what seldom happens, so that nobody looks for
-- it among all that was issued; and issuing, which is none of it, does not pay for them.
CREATE INDEX audit_events_by_agent_action ON audit_events (agent_id, action, event_id)
WHERE token_expires_at IS NULL;

CREATE INDEX audit_events_by_organization_action
ON audit_events (organization_id, action, event_id)
WHERE token_expires_at IS NULL;

CREATE INDEX audit_events_refreshed ON audit_events (event_id)
WHERE action = 'token.refreshed';

CREATE INDEX audit_events_failed ON audit_events (event_id)
WHERE outcome = 'failure';

CREATE INDEX audit_events_failed_by_agent ON audit_events (agent_id, event_id)
WHERE outcome = 'failure';

CREATE INDEX audit_events_failed_by_organization ON audit_events (organization_id, event_id)
WHERE outcome = 'failure';
