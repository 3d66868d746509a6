-- Since when access tokens say which refresh family they are of. One row.
CREATE TABLE token_families_carried (
  id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
  since BIGINT NOT NULL
);
