-- Whether nobody but the agent wants it suspended: then it may turn itself on again.
ALTER TABLE agents ADD COLUMN suspended_itself BIGINT NOT NULL DEFAULT 0
  CHECK (suspended_itself IN (0, 1)) CHECK (suspended_itself = 0 OR standing = 'suspended');
