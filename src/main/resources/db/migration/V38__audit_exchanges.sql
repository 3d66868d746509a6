-- Exchanged tokens are few among all that are issued. Without an index a list of them walks through everything.
CREATE INDEX audit_events_exchanged ON audit_events (event_id)
WHERE action = 'token.exchanged';

CREATE INDEX audit_events_exchanged_by_organization ON audit_events (organization_id, event_id)
WHERE action = 'token.exchanged';
