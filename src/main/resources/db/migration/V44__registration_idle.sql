-- When an unclaimed agent is known to have been used last, so that one that is idle for long gives its place back. 0: not
-- looked up yet.
ALTER TABLE registrations ADD COLUMN last_used_at BIGINT NOT NULL DEFAULT 0;

CREATE INDEX registrations_idle ON registrations (last_used_at, agent_id)
  WHERE state = 'unclaimed' AND is_used = 1;
