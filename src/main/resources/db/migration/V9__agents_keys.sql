-- The key that an agent's tokens are bound to, if it has one: its thumbprint, its public half as a
-- JWK, and whether nobody named it but the agent's key set. The generation goes up with each key.
ALTER TABLE agents ADD COLUMN dpop_jkt TEXT;

ALTER TABLE agents ADD COLUMN dpop_jwk TEXT CHECK ((dpop_jwk IS NULL) = (dpop_jkt IS NULL));

ALTER TABLE agents ADD COLUMN dpop_from_jwks BIGINT NOT NULL DEFAULT 0
  CHECK (dpop_from_jwks IN (0, 1)) CHECK (dpop_from_jwks = 0 OR dpop_jkt IS NOT NULL);

ALTER TABLE agents ADD COLUMN key_generation BIGINT NOT NULL DEFAULT 0
  CHECK (key_generation >= 0) CHECK ((key_generation = 0) = (dpop_jkt IS NULL));

-- What the agent's signatures are checked with: a JWK set, or where to get one.
ALTER TABLE agents ADD COLUMN jwks TEXT;

ALTER TABLE agents ADD COLUMN jwks_uri TEXT CHECK (jwks_uri IS NULL OR jwks IS NULL);

-- Whether the agent keeps to the FAPI 2.0 profile, and so is held to it.
ALTER TABLE agents ADD COLUMN fapi2 BIGINT NOT NULL DEFAULT 0 CHECK (fapi2 IN (0, 1));
