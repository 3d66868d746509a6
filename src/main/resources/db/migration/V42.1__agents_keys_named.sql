-- A key set authenticates an agent and no longer names the key that its tokens are bound to. Where only the key set
-- named it, the agent has none from now on, and proves whichever key it likes. The column dpop_from_jwks is not used
-- any more.
UPDATE agents SET dpop_jkt = NULL, dpop_jwk = NULL, dpop_from_jwks = 0, key_generation = 0 WHERE dpop_from_jwks = 1;
