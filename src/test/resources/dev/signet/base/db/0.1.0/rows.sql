DELETE FROM expiry_clock;
DELETE FROM stored_responses;
DELETE FROM audit_events;
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-74b2-9028-884df1246c09', '019d33ab-f280-74b2-9028-884df1246c06', 1, 1774688400000, 'operator.key_created', 'success', NULL, NULL, 'system', 'start', NULL, '', '', '', '{"key_id":"019d33ab-f280-74b2-9028-884df1246c08","name":"first operator key","scopes":["*"]}', NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', 'f2a15b1ec538e6243a4944b2f3520bbc11d6c586c78d219bbe927b720d01179c', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-74b2-9028-884df1246c0b', '019d33ab-f280-74b2-9028-884df1246c06', 2, 1774688400000, 'agent.created', 'success', '019d33ab-f280-74b2-9028-884df1246c0a', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-74b2-9028-884df1246c08', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '30h1nn5ybilmz1m7dnr686dfdc', '{"name":"Courier","client_id":"019d33ab-f280-74b2-9028-884df1246c0a","agent_type":"custom","scopes":["parcels:read"]}', NULL, NULL, NULL, 'f2a15b1ec538e6243a4944b2f3520bbc11d6c586c78d219bbe927b720d01179c', '61569ea368ad401dac7c740edaa8c7e31bdfd25c1ca275abe22cd9c0de8ae338', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-74b2-9028-884df1246c0d', '019d33ab-f280-74b2-9028-884df1246c06', 3, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-74b2-9028-884df1246c0a', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-74b2-9028-884df1246c08', '019d33ab-f280-74b2-9028-884df1246c0c', '127.0.0.1', 'Java-http-client/25.0.3', '1w3tbje415atdx3f1plw2f8h2', '{"credential_id":"019d33ab-f280-74b2-9028-884df1246c0c","expires_at":null,"imported":false}', NULL, NULL, NULL, '61569ea368ad401dac7c740edaa8c7e31bdfd25c1ca275abe22cd9c0de8ae338', '9e21891b23e277750069933dd320f3d9a69f87816d6039545c9afa38858b9795', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-74b2-9028-884df1246c0e', '019d33ab-f280-74b2-9028-884df1246c06', 4, 1774688400000, 'token.issued', 'success', '019d33ab-f280-74b2-9028-884df1246c0a', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-74b2-9028-884df1246c0a', '019d33ab-f280-74b2-9028-884df1246c0c', '127.0.0.1', 'Java-http-client/25.0.3', 'vxvex32ydvxm1yvyf44ny7b6c', '{"scope":"parcels:read","kid":"zK7zXrhHNaSkdN6RleR9RYWm0k_Camlm1yLH4krG39U","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, '019d33ab-f280-74b2-9028-884df1246c0e', '9e21891b23e277750069933dd320f3d9a69f87816d6039545c9afa38858b9795', '8b91d4d53058d803a19be8b7daa6ca30a5ce2e00c659ac049176ce45391c4520', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-74b2-9028-884df1246c0f', '019d33ab-f280-74b2-9028-884df1246c06', 5, 1774688400000, 'token.issued', 'success', '019d33ab-f280-74b2-9028-884df1246c0a', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-74b2-9028-884df1246c0a', '019d33ab-f280-74b2-9028-884df1246c0c', '127.0.0.1', 'Java-http-client/25.0.3', '38izvpjwe3j5c1dyuit2h5icz2', '{"scope":"parcels:read","kid":"zK7zXrhHNaSkdN6RleR9RYWm0k_Camlm1yLH4krG39U","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, '019d33ab-f280-74b2-9028-884df1246c0f', '8b91d4d53058d803a19be8b7daa6ca30a5ce2e00c659ac049176ce45391c4520', '5c962de3bbfb197d53304177ed10184dc443074e2f828a0b2ba7156da1aa5ea1', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-74b2-9028-884df1246c10', '019d33ab-f280-74b2-9028-884df1246c06', 6, 1774688400000, 'token.revoked', 'success', '019d33ab-f280-74b2-9028-884df1246c0a', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-74b2-9028-884df1246c08', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '9f2c7d75e3dytu2mhb4nn3gv', '{"what":"access_token","id":"019d33ab-f280-74b2-9028-884df1246c0f","revoked_token_count":1}', NULL, NULL, NULL, '5c962de3bbfb197d53304177ed10184dc443074e2f828a0b2ba7156da1aa5ea1', '20ae572523b72a0b179a8efb5fd8760056f40493dd79567dca281cf178f54e4f', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-74b2-9028-884df1246c12', '019d33ab-f280-74b2-9028-884df1246c06', 7, 1774688400000, 'agent.created', 'success', '019d33ab-f280-74b2-9028-884df1246c11', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-74b2-9028-884df1246c08', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '2aslm7i7vsnsga6t513fwcl78', '{"name":"Resume screener","client_id":"019d33ab-f280-74b2-9028-884df1246c11","agent_type":"custom","scopes":["resumes:read"]}', NULL, NULL, NULL, '20ae572523b72a0b179a8efb5fd8760056f40493dd79567dca281cf178f54e4f', '6ef6165476a7a45b48aa0eb82f6cba609518a138b393e162367d5d5110a7ecd6', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-74b2-9028-884df1246c14', '019d33ab-f280-74b2-9028-884df1246c06', 8, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-74b2-9028-884df1246c11', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-74b2-9028-884df1246c08', '019d33ab-f280-74b2-9028-884df1246c13', '127.0.0.1', 'Java-http-client/25.0.3', '3vve7gil2wkjxodhbfapfecgo', '{"credential_id":"019d33ab-f280-74b2-9028-884df1246c13","expires_at":null,"imported":false}', NULL, NULL, NULL, '6ef6165476a7a45b48aa0eb82f6cba609518a138b393e162367d5d5110a7ecd6', 'cde735d5bfa9976071b89efbec32e08f361f9bdd80ef220c8485f5362ced963a', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-74b2-9028-884df1246c15', '019d33ab-f280-74b2-9028-884df1246c06', 9, 1774688400000, 'token.issued', 'success', '019d33ab-f280-74b2-9028-884df1246c11', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-74b2-9028-884df1246c11', '019d33ab-f280-74b2-9028-884df1246c13', '127.0.0.1', 'Java-http-client/25.0.3', 'uqh66xnekf4v10jfxhkpj4ick', '{"scope":"resumes:read","kid":"zK7zXrhHNaSkdN6RleR9RYWm0k_Camlm1yLH4krG39U","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, NULL, 'cde735d5bfa9976071b89efbec32e08f361f9bdd80ef220c8485f5362ced963a', '1577a27262b6f46d5f5a8ad3c5094079361edbe31e6c17919e70b1de42f7d360', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-74b2-9028-884df1246c16', '019d33ab-f280-74b2-9028-884df1246c06', 10, 1774688400000, 'agent.deactivated_with_revocation', 'success', '019d33ab-f280-74b2-9028-884df1246c11', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-74b2-9028-884df1246c08', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '1fhhjwv31jxqn72r1g9h449j5', '{"reason":"a drill","revoked_token_count":1}', NULL, NULL, NULL, '1577a27262b6f46d5f5a8ad3c5094079361edbe31e6c17919e70b1de42f7d360', 'dfeb5733bb625dce3b105e575ced9c6366d2a3ee47b21a53e0468a338a038427', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-74b2-9028-884df1246c18', '019d33ab-f280-74b2-9028-884df1246c06', 11, 1774688400000, 'api_key.created', 'success', '019d33ab-f280-74b2-9028-884df1246c0a', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-74b2-9028-884df1246c08', '019d33ab-f280-74b2-9028-884df1246c17', '127.0.0.1', 'Java-http-client/25.0.3', '37u5vhlv04t5w1zml40tssg35n', '{"key_id":"019d33ab-f280-74b2-9028-884df1246c17","rotates_itself":true}', NULL, NULL, NULL, 'dfeb5733bb625dce3b105e575ced9c6366d2a3ee47b21a53e0468a338a038427', 'e45c460d4ca67d07c4fb0f4e2a3355413ed649a7eb5bb8662aeffa3f6f0c6698', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-74b2-9028-884df1246c1a', '019d33ab-f280-74b2-9028-884df1246c06', 12, 1774688400000, 'agent.created', 'success', '019d33ab-f280-74b2-9028-884df1246c19', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-74b2-9028-884df1246c08', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '2ea2puac97pkj3pltc3onyxd6x', '{"name":"Planner","client_id":"019d33ab-f280-74b2-9028-884df1246c19","agent_type":"custom","scopes":[]}', NULL, NULL, NULL, 'e45c460d4ca67d07c4fb0f4e2a3355413ed649a7eb5bb8662aeffa3f6f0c6698', '3dff4e3ede0b849734680e014b00280bfa653ac16852726d1aae187ac7a7e1b7', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-74b2-9028-884df1246c1c', '019d33ab-f280-74b2-9028-884df1246c06', 13, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-74b2-9028-884df1246c19', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-74b2-9028-884df1246c08', '019d33ab-f280-74b2-9028-884df1246c1b', '127.0.0.1', 'Java-http-client/25.0.3', '3d9fg376bv99r1fzaxh61b8e7p', '{"credential_id":"019d33ab-f280-74b2-9028-884df1246c1b","expires_at":null,"imported":false}', NULL, NULL, NULL, '3dff4e3ede0b849734680e014b00280bfa653ac16852726d1aae187ac7a7e1b7', '13954ee7c4c38285984f51e5c9bd22923ea3cbd75ae5a71259421e50ec1cfa03', NULL, NULL, NULL, NULL);
DELETE FROM audit_checkpoints;
INSERT INTO audit_checkpoints (number, taken_at, heads, prev_hash, hash, signature, kid)
VALUES (1, 1774688400000, '[{"chainId":"019d33ab-f280-74b2-9028-884df1246c06","seq":13,"hash":"13954ee7c4c38285984f51e5c9bd22923ea3cbd75ae5a71259421e50ec1cfa03","end":"closed"}]', '0000000000000000000000000000000000000000000000000000000000000000', '2d8db9da0a4d9067a1527bc657e80ddf7d206a8154b12d49640bb0e55e9241e0', 'QPUxiVbiFcVET69fDmNxz1-YyiGQe93IY9l8vAtGckEz8ZHE2Qm4RA88_CURvHy8hS4-7fFX6q1IkG4tB2XlAQ', 'j2oUQWV-RhB7CcAZ7CRYjm1XCWGHvRQAkTOb9_X9QEg');
DELETE FROM audit_anchors;
DELETE FROM audit_keys;
INSERT INTO audit_keys (kid, number, public_jwk, sealed_private, created_at)
VALUES ('j2oUQWV-RhB7CcAZ7CRYjm1XCWGHvRQAkTOb9_X9QEg', 1, '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"j2oUQWV-RhB7CcAZ7CRYjm1XCWGHvRQAkTOb9_X9QEg","x":"PSDtOcnRCg_av1w5gX5eWHeJ0IYXrFdHE06dOVRDdrI","alg":"EdDSA"}', 'uCC172h6H9z8K9X04rravOoH+fmHxQdONK6AR71KC5tFeDLHRJWIsTHsj68IKof37o5QnIYsV7xZX3tJl9TXt+evZXVEx9e5CNEWKg==', 1774688400000);
DELETE FROM audit_openings;
INSERT INTO audit_openings (chain_id, opened_at, seq, hash, kid, signature)
VALUES ('019d33ab-f280-74b2-9028-884df1246c06', 1774688400000, 0, '0000000000000000000000000000000000000000000000000000000000000000', 'j2oUQWV-RhB7CcAZ7CRYjm1XCWGHvRQAkTOb9_X9QEg', 'g1swMmIFh-FP2E9THwS1-3JtvExrSe7qyn_Br7RcRshTzJMOeA-2zlhhYCGgBsn2735hNOIAT-_scznB58AhDg');
DELETE FROM followers;
INSERT INTO followers (follower, started_at)
VALUES ('scope-usage', 1774688400000);
INSERT INTO followers (follower, started_at)
VALUES ('usage-hours', 1774688400000);
INSERT INTO followers (follower, started_at)
VALUES ('usage-agent-days', 1774688400000);
INSERT INTO followers (follower, started_at)
VALUES ('webhooks', 1774688400000);
INSERT INTO followers (follower, started_at)
VALUES ('webhook-tokens', 1774688400000);
DELETE FROM follower_positions;
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('scope-usage', '019d33ab-f280-74b2-9028-884df1246c06', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('usage-agent-days', '019d33ab-f280-74b2-9028-884df1246c06', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('usage-hours', '019d33ab-f280-74b2-9028-884df1246c06', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('webhook-tokens', '019d33ab-f280-74b2-9028-884df1246c06', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('webhooks', '019d33ab-f280-74b2-9028-884df1246c06', 13);
DELETE FROM revoked_tokens;
INSERT INTO revoked_tokens (jti, agent_id, generation, expires_at, revoked_at, thumbprint, key_generation, family_id)
VALUES ('019d33ab-f280-74b2-9028-884df1246c0f', '019d33ab-f280-74b2-9028-884df1246c0a', 1, 1774692000000, 1774688400000, NULL, NULL, '019d33ab-f280-74b2-9028-884df1246c0f');
DELETE FROM ended_keys;
DELETE FROM ended_signing_keys;
DELETE FROM revoked_families;
DELETE FROM token_counts;
DELETE FROM revocation_floor;
DELETE FROM one_time_uses;
DELETE FROM operator_keys;
INSERT INTO operator_keys (key_id, secret_hash, name, scopes, is_first, created_by, created_at, rotated_at, last_used_at, expires_at, revoked_at, quarantined_at, quarantine_reason, organization_id)
VALUES ('019d33ab-f280-74b2-9028-884df1246c08', 'zTFsv2q4XqN8-VvfWKZ4cGbXitz83bvy07LtnrAs2QI', 'first operator key', '*', 1, 'start', 1774688400000, NULL, 1774688400000, NULL, NULL, NULL, NULL, NULL);
DELETE FROM replaced_operator_secrets;
DELETE FROM organizations;
INSERT INTO organizations (organization_id, slug, name, status, status_since, status_reason, generation, created_at, updated_at)
VALUES ('00000000-0000-7000-8000-000000000000', 'default', 'Default', 'active', NULL, NULL, 0, 0, 0);
DELETE FROM organization_token_counts;
DELETE FROM users;
DELETE FROM sign_in_links;
DELETE FROM sessions;
DELETE FROM passkeys;
DELETE FROM agents;
INSERT INTO agents (agent_id, client_id, organization_id, team_id, name, description, email, agent_type, version, capabilities, owner, deployment_env, status, status_since, status_reason, scopes, grant_types, token_lifetime_seconds, token_signing_alg, metadata, expires_at, created_by, created_at, updated_at, generation, revision, search_text, dpop_jkt, dpop_jwk, key_generation, jwks, jwks_uri, fapi2, suspended_by, grantable_scopes, self_service)
VALUES ('019d33ab-f280-74b2-9028-884df1246c0a', '019d33ab-f280-74b2-9028-884df1246c0a', '00000000-0000-7000-8000-000000000000', NULL, 'Courier', NULL, NULL, 'custom', NULL, '', 'logistics', NULL, 'active', NULL, NULL, 'parcels:read', 'client_credentials refresh_token', 3600, NULL, '{}', NULL, '019d33ab-f280-74b2-9028-884df1246c08', 1774688400000, 1774688400000, 1, 3, 'courierlogistics', NULL, NULL, 0, NULL, NULL, 0, NULL, '', 'full');
INSERT INTO agents (agent_id, client_id, organization_id, team_id, name, description, email, agent_type, version, capabilities, owner, deployment_env, status, status_since, status_reason, scopes, grant_types, token_lifetime_seconds, token_signing_alg, metadata, expires_at, created_by, created_at, updated_at, generation, revision, search_text, dpop_jkt, dpop_jwk, key_generation, jwks, jwks_uri, fapi2, suspended_by, grantable_scopes, self_service)
VALUES ('019d33ab-f280-74b2-9028-884df1246c11', '019d33ab-f280-74b2-9028-884df1246c11', '00000000-0000-7000-8000-000000000000', NULL, 'Resume screener', NULL, NULL, 'custom', NULL, '', NULL, NULL, 'suspended', 1774688400000, 'a drill', 'resumes:read', 'client_credentials', 3600, NULL, '{}', NULL, '019d33ab-f280-74b2-9028-884df1246c08', 1774688400000, 1774688400000, 1774688400000, 3, 'resume screener', NULL, NULL, 0, NULL, NULL, 0, 'operator', '', 'full');
INSERT INTO agents (agent_id, client_id, organization_id, team_id, name, description, email, agent_type, version, capabilities, owner, deployment_env, status, status_since, status_reason, scopes, grant_types, token_lifetime_seconds, token_signing_alg, metadata, expires_at, created_by, created_at, updated_at, generation, revision, search_text, dpop_jkt, dpop_jwk, key_generation, jwks, jwks_uri, fapi2, suspended_by, grantable_scopes, self_service)
VALUES ('019d33ab-f280-74b2-9028-884df1246c19', '019d33ab-f280-74b2-9028-884df1246c19', '00000000-0000-7000-8000-000000000000', NULL, 'Planner', NULL, 'planner@example.com', 'custom', NULL, '', NULL, NULL, 'active', NULL, NULL, '', 'client_credentials', 3600, NULL, '{}', NULL, '019d33ab-f280-74b2-9028-884df1246c08', 1774688400000, 1774688400000, 1, 2, 'plannerplanner@example.com', NULL, NULL, 0, NULL, NULL, 0, NULL, '', 'full');
DELETE FROM agent_emails;
INSERT INTO agent_emails (organization_id, email, agent_id)
VALUES ('00000000-0000-7000-8000-000000000000', 'planner@example.com', '019d33ab-f280-74b2-9028-884df1246c19');
DELETE FROM agent_counts;
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'active', 'a', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', 'logistics', 'custom', 'active', 'a', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'active', 'a', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', 'logistics', 'custom', 'active', 'a', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'active', '1', 0);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'active', '1', 0);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'suspended', '1', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'suspended', '1', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'active', '9', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'active', '9', 1);
DELETE FROM agent_meters;
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-74b2-9028-884df1246c0a', 3, 2, 0, 1774688400000, 1774688400000, 1);
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-74b2-9028-884df1246c11', 3, 1, 0, 1774688400000, 1774688400000, 1);
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-74b2-9028-884df1246c19', 2, 0, 0, NULL, NULL, 0);
DELETE FROM agent_meters_settled;
INSERT INTO agent_meters_settled (id, number, chain_id, seq, next_seq)
VALUES (1, 1, '019d33ab-f280-74b2-9028-884df1246c06', 13, NULL);
DELETE FROM agent_scope_uses;
DELETE FROM credentials;
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-74b2-9028-884df1246c0c', '019d33ab-f280-74b2-9028-884df1246c0a', 'keyed', 'YEi7O_0SEtZNsgU1KPYyyKoaS5_zIMDH3khalIiDsQY', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-74b2-9028-884df1246c13', '019d33ab-f280-74b2-9028-884df1246c11', 'keyed', '7EIoQ-fOFQXDUisgnULtSwl3rJa9cY00EYl49alQuZ8', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-74b2-9028-884df1246c1b', '019d33ab-f280-74b2-9028-884df1246c19', 'keyed', 'n3b9HX1EIC6EkNgJzy0sWXnOgv71_oP_QUx7OwUnj5w', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
DELETE FROM credential_rotations;
DELETE FROM known_secrets;
DELETE FROM api_keys;
INSERT INTO api_keys (key_id, agent_id, key_hash, rotation_hash, state, created_at, activated_at, replaces, last_used_at, ended_at, ended_by, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-74b2-9028-884df1246c17', '019d33ab-f280-74b2-9028-884df1246c0a', 'zcmxFXMNsdAHROi-wAr2ngiShXYa0TfAfiieWFDT0xM', 'TTeWhZVr1dVtAnp_Wsce0RzSKFpa5P_Bc7pujM-VrRo', 'active', 1774688400000, 1774688400000, NULL, NULL, NULL, NULL, NULL, NULL);
DELETE FROM invites;
DELETE FROM registrations;
DELETE FROM unclaimed_registrations;
INSERT INTO unclaimed_registrations (is_only, unclaimed)
VALUES (1, 0);
DELETE FROM signing_keys;
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('0OArYgdURe_HoK8cwRldmjvtWAt8ENB78cIp3rJNfVc', 'RS256', 'next', '{"kty":"RSA","e":"AQAB","use":"sig","kid":"0OArYgdURe_HoK8cwRldmjvtWAt8ENB78cIp3rJNfVc","alg":"RS256","n":"02SNM3aN6-6zOizm86sxowV_bxvhBhYr2kzKcp64gBwosr5sOd9HWXitaE_iMghgj8KbB2XP1gE6OFha2q6ri_d-usAmvBSnxy5fz__UdkZUvO5VoEUJO1Ikw-HqSRwa3vwyz1-Hvu7hd3NyjpQtYLNuiL-p3zGd3-2yEnw06L7ol5XJvmKYPthcAXghNcjQ74kt5SHVOwxwL4Q6vXXBEaJUQ310TukQ5B3EGdgeEqUNQUU9EKaWQuwUJdpA63awK7aNjspBt4yj10HhzIh_Dmmd9nfrYYvRcBQ-6OCQvN-OlEeiR8J9-NC4siZFwsR3pBtuh5GJCW38XkYdvk3E7Q"}', '7kwQ+c/NQDwh5Qj16ZXfW3jeI3fFG9VBOcM51uL+LOZ2snt8LzdyfjT3DVTjigtdd/fUhTA+a9v2CD1ks6IYmxA3fl29W9ADquNTlY94/ly4w6dKOOBEVGQoazTTjuMBHsXMHazcPmabYmgVNuMmXD6l8MDai4eYOMza8neLp0rdFhvuZPKlRDX4SZzTVFNqYbA0ZWSaRtKs2doKAJirslcP5g//voaSEMXNP/dkJ9L15aQF/NWhEkFZQyZcNFnbf21S2G5etIIkqVTv719ZHhxoD22uB+jUsvrnRCOd32OuBSp1dLuY8WYK+ce4oAuE8BD0crIfxW0o4iNIqf/5ZlgUFvekvpH5F1jH+BBIQwvFPPN1pDKJ0hMkdUoevKQgtDQ6FNHRZDZXA6WgwVFb+d6MB4qrfUuCalqsEGpHPdPAumAuN3ZsL0TABNvS8g1aToGN/dni5zyi+LUYzm7Khq9y6ztE5QIh/tukmX15rBfi+gNjuQkP5IXPpjrdLd+0jUYTQC1loL51LaT1F9YSEbww9FVPfcWoap+ema4/XbCbgPQPoVCJ5sgVTfWxKs1XDpP8aXtsPgLen2e+i4/fA5PjZ1kvpXOkhDmxtgCKoP2CTfCZuuTKX9jxzx4NCRG6/weRGxJd24DGSrS5cVhSIsTl0Wee/pDYNudZrI7YOpRsvDY44EMemPDPmeg9EotFZ1GeseqW3M+iPWpvru3PfxGrIHo5BS/WqkMYlPUcR0tpsqEv7Qq0bDdxjv/AfumTzu1myAMfRDnNcxnVhlsRHDftC7fMca62IX5zalZwQTJ8KLONP+aWg0ZLr3jWyt0dW0yU26FRrh+QmkV7YWs/Qc9kdfeoquT0fxZV9n35t3RaHdlqW9XnehPvzZknIARu4uD0LgJHZUXjtijAy4s5kL0mgkMRuTrYBffIZ9sMNmbW68ltaCenzDA+9ZdpJ8NDwpAzvTJByCtRnErq0TJ5PpRrf/woL5oRxtptYtyy76lsHWr+B9g/Kg2Kel3juAxGQMsWbOG6uasF9mNuO6wCnI86JnG2jeK/bnws9Adta54VzlLM+qiOcW0pmI9AYppGL9RXWKx92sAQVb+Bh6dvgrhft6m3c+JXqMYyRFH5Nwr/CvFiXxBJSoSsTM/aiDYJ/58zIWzWw3pC+vxztQUsY8LFReF83V+PB189ntHrXzLjoaIuTct7glKFp0xD1Tgl4QymIRYBKA4USwW1FpIKoH6mUcSBYWVhqqwo1Ryrcv9LNZ2MYh3BvEwY0BPD5Pzwj54WJyIntm2/WOeoTs5O6+wAd3YFcPvPGgsIKojmGPmWGAOdsHCwtDlvPT/LYvKLAUb0ZNXI6j/7v3z/4AQ5EcpvTbMhuMNucF7/2gNDyCslpqeYDbs5dnizgXIgxfWwpp6h//ZiQeOw/bpFyn8EDIjlB+B7UWCgIH7cV9dssglJazB6t9cfUbj+f4aseB+ETITPcvoXegZ5apoW+A3yfUWJxEhtj9XlFV9to0C04AQCgXVtfNV3D1ZUqfWOFiDhT5STPyro8CwgM3qvC8/670sw3hdIy427wsyA2O8S/S+McLp1UzpqDmtJ/tz6xgsrbDbwr0yyeyGcrCp00/QEdy83eEbw/ZB0stENXWjPNkK1NxrvmRn3+FPBw52Ow7s=', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('zK7zXrhHNaSkdN6RleR9RYWm0k_Camlm1yLH4krG39U', 'RS256', 'current', '{"kty":"RSA","e":"AQAB","use":"sig","kid":"zK7zXrhHNaSkdN6RleR9RYWm0k_Camlm1yLH4krG39U","alg":"RS256","n":"pgUEX7nbDav_VyXZpIj6kUgo4-wTnDoUlkFM_vUcW9WvIbPd6ZZ8wYZCk-ukgI0N1vA4cGxnm3cAbVBatI8XD4zgvxDWV3ixXevsjxRmZnw5RtU86cIkldgjo6xTnht9rO28bAI_5VH8W9FP8Eu7qtE9kluaYpt_HT_bVaSVu2MloI6xBzhDMffcCAaI8J-Ah6iJ2Oq4OgsHFbr0-TEoGkJI0yIyI9-piVV8Hoyz_8Hzi8Q4efUhEmmTIhKzu0t8wkBfRz7WmcKyWwPlEF2R8H1Bu8dVE0xqIrY83xJ-_3bhHlqIs2ubbglAsyrDsBIyzsM3cqvV_7VEIJMBgpUs2w"}', 'AiwktDu8W6zKBIRlWhYI/cx5RU9oY02zGmkqygskLKsRb6NRRRkyNyeaj05Agb7MwAhmBYDvaqW+lQfo7YJ35rS0FLo9Eh1Oc2QrbHMRE9cIxj0W23koiuJYhHiWaJw4WJGh6GQHg33ytrBZNLsd1COw+shfNopbncxa3TeCOGRdguIjz9sxegp6mtBg8T2jTWmqH+GE/3em07iVo/aLqGPBPEzvb4t9RK7Ud0SOVMXNBZkv8yUvraIrvU/E2TqMqD2TAURU0N+QqEqgEZQH30ZmctePtXgX55YjDHXcC7FVF4XnhGqL1r9LqXJfMN3QTU9Vm5tOe4aTlZC686bWXloKJP8bsO5c+NVVQqHTT6ZnlAjX7pm6rLUexu5Oq2fnvKWw7A2ha4iMn+c+KwYd9+ZhRXmjkfX75T+k2FG5WIIKTxARsc8XUY4P6zj06M2HWK91KMMRSUNswAXGyXlApwxhyHOwR5K67fbEYvWdWRjtEtXEegVLv12mVrVJrG6Gk1DjNoaiOVvTFLtZYsTv0tVx4chFIjF6efvcZZlpwfRH+0gvAYAyQeJ0xRB+ikt02s6MO/dbOtwNtKUg8fP6f2YU85nA0l5gnQFwPdHjO0P38r3IwumzGrTOagMQKVv76d3lHSz7lvOb7+j3G0xpzAq5lZRxpv4OpGbk+SKuPiBT+TWoiiJjSpOaopzPQDArnJpAF+nLwfSdoop2RIY/EBcLz2yuq0l8FZIPWqKNIYy9ov2LCEwofbvVbDG82MyNZndJ32lreoRbVshgi2pIys0f4SH+hBulm3Tr9V2iY0sCapWZxYPF33FiIYU6GxC5xEIx9NV+eiicXb01ZAzAO4YNbboQvnd+R1eCX4TsdsFxfX8EE98Mcyb4cD/SPF2vFvJy3BU8iFlsJSiJDS8zZ92XAr3edFalL0XSNW6qY8g67tn4lYyG7tyXtitUWzw7fuxzTyFiUvVIGywut/OgluRthcBzbd0KyPzQNukg6sOPZ4r9oGcnXT0HetorLsuXh8/F6jXUHU+qP5ZLKyfn4Fp7lnVcqBrU0cQSyEFY4c4zARna5t+tC3mUJoXMGsXblO3t0r4BCjsjKPxQFVkNtKXj3GIBQ/+nNatdU5fZeZa9pZraccnG39qPu6M53Np3j/Vf3fa+mRIR79YnZrhywROHgZF5lo+HNuJYd2YDPx1DCSeJVbEbbbC6NajUj+ojPgmZ4Vvaai5z9tYv1rqjI2Ifc3U0CX+emMMJtV9TcxpxQ0oLkWUBTtUZyTZ+aKKc1Tcpx/TF7kKTZtwt9HlYMbkeRT3vLK2ozL/8zl4VBcjBAjJ3ZLUwQ4jAqzRQnzMcEs78s+Kb+QXV20jJMrzLrwKAIvmF+ppA/Jv9s79in16Vj2sdREhxXAkOOyxjaxs8Mai6Jpv9dhWl+Onb+1rGuUWL95jL8o0rip+K0b/9DBvi+BZO3p4T9y2iDcCGZsJnkXf2bKGlBYqihVxWN7RqRn+sO0RV22wMc2jyh27bOSiUaSMeBGAHyyYix7e/McWa1JNolQf2d7ya95WgqgeppGHvIQXurFd1uDMdWZWhLEQNNjOtK/q75RfL9wc8SY4D51CrCIj6u0EIPnTDhgdDg33GANFrAohWmwNHKuq8yXqBVjMV+8TFO/MtWzU5', 1774688400000, 1774688400000, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('vchPwnDQT5dkGqBI593iwtqLHNTgW_jRv0z-ETKuWPI', 'ES256', 'next', '{"kty":"EC","use":"sig","crv":"P-256","kid":"vchPwnDQT5dkGqBI593iwtqLHNTgW_jRv0z-ETKuWPI","x":"0IoxWBNS6kO3c_djhACpp-jkWveSPcSYnin68My4BA0","y":"YbHZ68wnPJNB-YPC_6yGqynSxAfKKc2X0tbvj3n-y_w","alg":"ES256"}', 'EOJOv2a6G2PxoTdrX7g1h3FHXpRJZayoGvN3QVywARviMElu7wuxskBgRYvClTLri+4i3uOg3h+1/likcDbnBKOyBxbz5q78edy22MSKAZJQY2fhlTNk2S8BL9ewW3XNZKZJss6YdZyvdcw+B2Cq58M7bqSsqL/2lD+WYck05D7qtiEt+l4FNKxKfMaLqEBUb7FTwLBawFlp4/HAXBZtq8KljUoNFg==', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('nVygPFA0mMiwklJNuD530ROxZvWTGqon34pO1ItF_tM', 'ES256', 'current', '{"kty":"EC","use":"sig","crv":"P-256","kid":"nVygPFA0mMiwklJNuD530ROxZvWTGqon34pO1ItF_tM","x":"j3Jfd6bf-e9Dz3CctAyNtw6xclxLgOu1cmrhQ2wD2ew","y":"37GnUlbor3sfGomlLXecVsGFzJahvMRr2jGjfB8vzS8","alg":"ES256"}', '3poNxz4mphBQVr7DmmvxTqQif6uP2wnWvbJZrIoz+9thnOCjykPfrXeEtwFmSJ5lhtUb4j3U8wrU9h0kHXcQqCFSn2im+m+yCkgC4Tj1a3zGZTC0BmVuulhn4wdtClwMJUX7EgEUCpceqniWf5diOVQ0ZQsXWAMcorPLProrcA45xAe+/coToq+bOYR4jLSRbMU17yn85ChYABp0Wib/6Ep1ZEF+lA==', 1774688400000, 1774688400000, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('4CV5mCVvT3PU4zi3AMCyXqLUOqnhPDtIN6lJbHSxYjg', 'EdDSA', 'next', '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"4CV5mCVvT3PU4zi3AMCyXqLUOqnhPDtIN6lJbHSxYjg","x":"8Hp4ZR_6zESbuaY2QJCiODx878eVdqCerCb_OpQQ7DI","alg":"EdDSA"}', 'Ya76bRa2nxv//qFg/tkCU73vgvKP/ABct43rl6M2rxyRqzG3TPNH3nmscovqura6EkQT/Vi1YH4AxLl5JuYkfEJOfHoNvSDulndzzQ==', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('KFgTNrSrF8ZQIRnfAC8LIb6TXIB-QBgRQpJ_lGVM4jk', 'EdDSA', 'current', '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"KFgTNrSrF8ZQIRnfAC8LIb6TXIB-QBgRQpJ_lGVM4jk","x":"cC7MAPoRwAyqOwS6fsJnoEGbgOWBc1RoJMDqewpXbBs","alg":"EdDSA"}', 'xxf9lC3yPWQOpZicgVWHr8OiE0VZzxWeE9J7uxTdnssKH32AmB4nHxGWB38y/LEHgKWUxmKHtWtd6o6yKELOVEsMbTb8Ewa0/uRNnw==', 1774688400000, 1774688400000, NULL, NULL);
DELETE FROM master_key_check;
INSERT INTO master_key_check (id, value)
VALUES (1, 'zRTRt-DUkYwznbht6tO-urwYkzOs-iJgYX7yxuh_Gsk');
DELETE FROM withdrawn_keys;
DELETE FROM refresh_families;
DELETE FROM token_families_carried;
INSERT INTO token_families_carried (id, since)
VALUES (1, 1774688400000);
DELETE FROM refresh_rotations;
DELETE FROM console_activity;
INSERT INTO console_activity (minute, node, counter, counted)
VALUES (1774688400000, '019d33ab-f280-74b2-9028-884df1246c07', 'issued', 3);
DELETE FROM webhooks;
DELETE FROM webhook_secrets;
DELETE FROM webhook_deliveries;
DELETE FROM webhook_replays;
DELETE FROM webhook_counts;
DELETE FROM webhook_bulk_changes;
DELETE FROM usage_hours;
DELETE FROM usage_days;
DELETE FROM usage_agent_days;
