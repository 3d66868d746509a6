-- When the step before the last one was taken.
ALTER TABLE refresh_families ADD COLUMN previous_rotated_at BIGINT;

-- When older steps were taken, of families that are refreshed several times within half a minute: who presents a token of
-- such a step again is given its successor. Rows are of use for that long.
CREATE TABLE refresh_rotations (
  family_id TEXT NOT NULL,
  -- The step whose token was used.
  step BIGINT NOT NULL CHECK (step >= 0),
  rotated_at BIGINT NOT NULL,
  PRIMARY KEY (family_id, step)
);

CREATE INDEX refresh_rotations_by_time ON refresh_rotations (rotated_at);
