DELETE FROM expiry_clock;
DELETE FROM stored_responses;
DELETE FROM audit_events;
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-7448-9d7e-91da34390bdf', '019d33ab-f280-7448-9d7e-91da34390bdc', 1, 1774688400000, 'operator.key_created', 'success', NULL, NULL, 'system', 'start', NULL, '', '', '', '{"key_id":"019d33ab-f280-7448-9d7e-91da34390bde","name":"first operator key","scopes":["*"]}', NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', 'f6208d6a837051fde22021d6857712f6263d7d28e68ace1dfe0742796de61fb1', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-7448-9d7e-91da34390be1', '019d33ab-f280-7448-9d7e-91da34390bdc', 2, 1774688400000, 'agent.created', 'success', '019d33ab-f280-7448-9d7e-91da34390be0', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7448-9d7e-91da34390bde', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '1kq9n2ias8xk03of4iobmecrii', '{"name":"Courier","client_id":"019d33ab-f280-7448-9d7e-91da34390be0","agent_type":"custom","scopes":["parcels:read"]}', NULL, NULL, NULL, 'f6208d6a837051fde22021d6857712f6263d7d28e68ace1dfe0742796de61fb1', '0af98cf4b65c1ac64e8b3d679dcfac49df7ee49cfcd05d25d9a3e69bc78b1f98', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-7448-9d7e-91da34390be3', '019d33ab-f280-7448-9d7e-91da34390bdc', 3, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-7448-9d7e-91da34390be0', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7448-9d7e-91da34390bde', '019d33ab-f280-7448-9d7e-91da34390be2', '127.0.0.1', 'Java-http-client/25.0.3', '10wjmiata4v4x2prqw38xi28rn', '{"credential_id":"019d33ab-f280-7448-9d7e-91da34390be2","expires_at":null,"imported":false}', NULL, NULL, NULL, '0af98cf4b65c1ac64e8b3d679dcfac49df7ee49cfcd05d25d9a3e69bc78b1f98', '73b4ad24b222d19b845f976c4766eccd457253fcf3f59c121cbcc55f5f0dd574', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-7448-9d7e-91da34390be4', '019d33ab-f280-7448-9d7e-91da34390bdc', 4, 1774688400000, 'token.issued', 'success', '019d33ab-f280-7448-9d7e-91da34390be0', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-7448-9d7e-91da34390be0', '019d33ab-f280-7448-9d7e-91da34390be2', '127.0.0.1', 'Java-http-client/25.0.3', '3jy4lignektrqlf70xyzq62wq', '{"scope":"parcels:read","kid":"eFgtS6tCutzBmRn4nzAqCuxNCY1widc3aTVhTcQIOTo","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, '019d33ab-f280-7448-9d7e-91da34390be4', '73b4ad24b222d19b845f976c4766eccd457253fcf3f59c121cbcc55f5f0dd574', '7e495e0eb688079ef296529582afb4609da6275a34ffd60928214ff7e5bcb597', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-7448-9d7e-91da34390be5', '019d33ab-f280-7448-9d7e-91da34390bdc', 5, 1774688400000, 'token.issued', 'success', '019d33ab-f280-7448-9d7e-91da34390be0', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-7448-9d7e-91da34390be0', '019d33ab-f280-7448-9d7e-91da34390be2', '127.0.0.1', 'Java-http-client/25.0.3', '2kfdly1k5wzfb1390fw8iam8ii', '{"scope":"parcels:read","kid":"eFgtS6tCutzBmRn4nzAqCuxNCY1widc3aTVhTcQIOTo","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, '019d33ab-f280-7448-9d7e-91da34390be5', '7e495e0eb688079ef296529582afb4609da6275a34ffd60928214ff7e5bcb597', '10cf85cd8be6f03fc525f93b293798ae037ef9078129fe8ef27674d82d426a3d', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-7448-9d7e-91da34390be6', '019d33ab-f280-7448-9d7e-91da34390bdc', 6, 1774688400000, 'token.revoked', 'success', '019d33ab-f280-7448-9d7e-91da34390be0', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7448-9d7e-91da34390bde', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '4gt135m0t0a12ywauz9qq2ebn', '{"what":"access_token","id":"019d33ab-f280-7448-9d7e-91da34390be5","revoked_token_count":1}', NULL, NULL, NULL, '10cf85cd8be6f03fc525f93b293798ae037ef9078129fe8ef27674d82d426a3d', 'c6ecbef5c759f6c0eb771df68e44e51688af5086c7110772e57089003fe820f3', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-7448-9d7e-91da34390be8', '019d33ab-f280-7448-9d7e-91da34390bdc', 7, 1774688400000, 'agent.created', 'success', '019d33ab-f280-7448-9d7e-91da34390be7', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7448-9d7e-91da34390bde', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '2p7dpljr91y4a30odj83jbjjfd', '{"name":"Resume screener","client_id":"019d33ab-f280-7448-9d7e-91da34390be7","agent_type":"custom","scopes":["resumes:read"]}', NULL, NULL, NULL, 'c6ecbef5c759f6c0eb771df68e44e51688af5086c7110772e57089003fe820f3', '62f6bd8482db170777e5b8f029680d338b7ea2a916d65965812dee47ddd1a34a', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-7448-9d7e-91da34390bea', '019d33ab-f280-7448-9d7e-91da34390bdc', 8, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-7448-9d7e-91da34390be7', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7448-9d7e-91da34390bde', '019d33ab-f280-7448-9d7e-91da34390be9', '127.0.0.1', 'Java-http-client/25.0.3', '1hrnj05um73401nbqybyet7v4t', '{"credential_id":"019d33ab-f280-7448-9d7e-91da34390be9","expires_at":null,"imported":false}', NULL, NULL, NULL, '62f6bd8482db170777e5b8f029680d338b7ea2a916d65965812dee47ddd1a34a', '07a8dde80a53feff7be13117fdf16ac0e3976cdc1e6c4f4a5ca7367f5a643b50', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-7448-9d7e-91da34390beb', '019d33ab-f280-7448-9d7e-91da34390bdc', 9, 1774688400000, 'token.issued', 'success', '019d33ab-f280-7448-9d7e-91da34390be7', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-7448-9d7e-91da34390be7', '019d33ab-f280-7448-9d7e-91da34390be9', '127.0.0.1', 'Java-http-client/25.0.3', '1rfxb6x3at3lt3cegylqi00l2q', '{"scope":"resumes:read","kid":"eFgtS6tCutzBmRn4nzAqCuxNCY1widc3aTVhTcQIOTo","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, NULL, '07a8dde80a53feff7be13117fdf16ac0e3976cdc1e6c4f4a5ca7367f5a643b50', 'c3028a883020a1abdea9f6b64e589e41a3dd28242537a900ff61d209e0e60ec4', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-7448-9d7e-91da34390bec', '019d33ab-f280-7448-9d7e-91da34390bdc', 10, 1774688400000, 'agent.deactivated_with_revocation', 'success', '019d33ab-f280-7448-9d7e-91da34390be7', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7448-9d7e-91da34390bde', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '3syn8tzxg1vdyba10hruqw2h2', '{"reason":"a drill","revoked_token_count":1}', NULL, NULL, NULL, 'c3028a883020a1abdea9f6b64e589e41a3dd28242537a900ff61d209e0e60ec4', '47135ab11bd5281ff81d6c2801822724656f2a3cf9b44ccaa3db9c654b845029', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-7448-9d7e-91da34390bee', '019d33ab-f280-7448-9d7e-91da34390bdc', 11, 1774688400000, 'api_key.created', 'success', '019d33ab-f280-7448-9d7e-91da34390be0', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7448-9d7e-91da34390bde', '019d33ab-f280-7448-9d7e-91da34390bed', '127.0.0.1', 'Java-http-client/25.0.3', '3sb992if7ve66135q0np3vng0p', '{"key_id":"019d33ab-f280-7448-9d7e-91da34390bed","rotates_itself":true}', NULL, NULL, NULL, '47135ab11bd5281ff81d6c2801822724656f2a3cf9b44ccaa3db9c654b845029', 'de3556ef6b48e0259d804d0da24b451d01495a3302d2709ac1c7429df159bcb8', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-7448-9d7e-91da34390bf0', '019d33ab-f280-7448-9d7e-91da34390bdc', 12, 1774688400000, 'agent.created', 'success', '019d33ab-f280-7448-9d7e-91da34390bef', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7448-9d7e-91da34390bde', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '1kd7xlgkejx7f1zrv8kicf71l1', '{"name":"Planner","client_id":"019d33ab-f280-7448-9d7e-91da34390bef","agent_type":"custom","scopes":[]}', NULL, NULL, NULL, 'de3556ef6b48e0259d804d0da24b451d01495a3302d2709ac1c7429df159bcb8', 'aa760d6b54da47e2b437edad74a47688b30eecb8e93355b59ad235f86941da69', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-7448-9d7e-91da34390bf2', '019d33ab-f280-7448-9d7e-91da34390bdc', 13, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-7448-9d7e-91da34390bef', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7448-9d7e-91da34390bde', '019d33ab-f280-7448-9d7e-91da34390bf1', '127.0.0.1', 'Java-http-client/25.0.3', '1qal89h1poulx2twt1fvhunno3', '{"credential_id":"019d33ab-f280-7448-9d7e-91da34390bf1","expires_at":null,"imported":false}', NULL, NULL, NULL, 'aa760d6b54da47e2b437edad74a47688b30eecb8e93355b59ad235f86941da69', 'ec681ff41166c0b46dda3cb63934b7128621ae74a6902eb18acf5024e0e74020', NULL, NULL, NULL, NULL);
DELETE FROM audit_checkpoints;
INSERT INTO audit_checkpoints (number, taken_at, heads, prev_hash, hash, signature, kid)
VALUES (1, 1774688400000, '[{"chainId":"019d33ab-f280-7448-9d7e-91da34390bdc","seq":13,"hash":"ec681ff41166c0b46dda3cb63934b7128621ae74a6902eb18acf5024e0e74020","end":"closed"}]', '0000000000000000000000000000000000000000000000000000000000000000', 'cba42d637e4a5f464ace946f79c8e7940fb77414fab38ead0f73654a3f40b084', '0GJhfTL91th69vE80hhhRWTdYpgFTNQoLAcsQwcRQ1TUmKH5D6OyExe7d_9l-HR43cEs8YMjh7_TVBD46dkFDQ', 'ReDSAUwToXU2LQDD5aFOC92Ar7zvs9jcQ1ie71tuTSc');
DELETE FROM audit_anchors;
DELETE FROM audit_keys;
INSERT INTO audit_keys (kid, number, public_jwk, sealed_private, created_at)
VALUES ('ReDSAUwToXU2LQDD5aFOC92Ar7zvs9jcQ1ie71tuTSc', 1, '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"ReDSAUwToXU2LQDD5aFOC92Ar7zvs9jcQ1ie71tuTSc","x":"cxm1zu5O6J6-yjjh_loM9N4Abue7aoFtaPLchTyrW7Q","alg":"EdDSA"}', 'QsaEbMzcSL2Z3+S+iqQLugGcj6kh3mVeCLi+cHayf/7Rhs2WIWa201nwb30SjG14xiiN7ZURi7l//RPNtpYaQ4JggP/qna7/ti0+4A==', 1774688400000);
DELETE FROM audit_openings;
INSERT INTO audit_openings (chain_id, opened_at, seq, hash, kid, signature)
VALUES ('019d33ab-f280-7448-9d7e-91da34390bdc', 1774688400000, 0, '0000000000000000000000000000000000000000000000000000000000000000', 'ReDSAUwToXU2LQDD5aFOC92Ar7zvs9jcQ1ie71tuTSc', 'yp8Ybl5fxQl92JuOQW4Dq_2BKer8mfqFKuZuMeUJ3gC0c12NFveAFN3dpTB58diUhiBPMjpnGGgQ9SB2AJ8LDg');
DELETE FROM followers;
INSERT INTO followers (follower, started_at)
VALUES ('scope-usage', 1774688400000);
INSERT INTO followers (follower, started_at)
VALUES ('webhooks', 1774688400000);
INSERT INTO followers (follower, started_at)
VALUES ('webhook-tokens', 1774688400000);
DELETE FROM follower_positions;
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('webhook-tokens', '019d33ab-f280-7448-9d7e-91da34390bdc', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('scope-usage', '019d33ab-f280-7448-9d7e-91da34390bdc', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('webhooks', '019d33ab-f280-7448-9d7e-91da34390bdc', 12);
DELETE FROM revoked_tokens;
INSERT INTO revoked_tokens (jti, agent_id, generation, expires_at, revoked_at, thumbprint, key_generation, family_id)
VALUES ('019d33ab-f280-7448-9d7e-91da34390be5', '019d33ab-f280-7448-9d7e-91da34390be0', 1, 1774692000000, 1774688400000, NULL, NULL, '019d33ab-f280-7448-9d7e-91da34390be5');
DELETE FROM ended_keys;
DELETE FROM ended_signing_keys;
DELETE FROM revoked_families;
DELETE FROM token_counts;
DELETE FROM revocation_floor;
DELETE FROM one_time_uses;
DELETE FROM operator_keys;
INSERT INTO operator_keys (key_id, secret_hash, name, scopes, is_first, created_by, created_at, rotated_at, last_used_at, expires_at, revoked_at, quarantined_at, quarantine_reason, organization_id)
VALUES ('019d33ab-f280-7448-9d7e-91da34390bde', 'ZNh1yCpDOPfIl5-iM0ueyPbL4cxiILnHezxZRTs1fSk', 'first operator key', '*', 1, 'start', 1774688400000, NULL, 1774688400000, NULL, NULL, NULL, NULL, NULL);
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
VALUES ('019d33ab-f280-7448-9d7e-91da34390be0', '019d33ab-f280-7448-9d7e-91da34390be0', '00000000-0000-7000-8000-000000000000', NULL, 'Courier', NULL, NULL, 'custom', NULL, '', 'logistics', NULL, 'active', NULL, NULL, 'parcels:read', 'client_credentials refresh_token', 3600, NULL, '{}', NULL, '019d33ab-f280-7448-9d7e-91da34390bde', 1774688400000, 1774688400000, 1, 3, 'courierlogistics', NULL, NULL, 0, NULL, NULL, 0, NULL, '', 'full');
INSERT INTO agents (agent_id, client_id, organization_id, team_id, name, description, email, agent_type, version, capabilities, owner, deployment_env, status, status_since, status_reason, scopes, grant_types, token_lifetime_seconds, token_signing_alg, metadata, expires_at, created_by, created_at, updated_at, generation, revision, search_text, dpop_jkt, dpop_jwk, key_generation, jwks, jwks_uri, fapi2, suspended_by, grantable_scopes, self_service)
VALUES ('019d33ab-f280-7448-9d7e-91da34390be7', '019d33ab-f280-7448-9d7e-91da34390be7', '00000000-0000-7000-8000-000000000000', NULL, 'Resume screener', NULL, NULL, 'custom', NULL, '', NULL, NULL, 'suspended', 1774688400000, 'a drill', 'resumes:read', 'client_credentials', 3600, NULL, '{}', NULL, '019d33ab-f280-7448-9d7e-91da34390bde', 1774688400000, 1774688400000, 1774688400000, 3, 'resume screener', NULL, NULL, 0, NULL, NULL, 0, 'operator', '', 'full');
INSERT INTO agents (agent_id, client_id, organization_id, team_id, name, description, email, agent_type, version, capabilities, owner, deployment_env, status, status_since, status_reason, scopes, grant_types, token_lifetime_seconds, token_signing_alg, metadata, expires_at, created_by, created_at, updated_at, generation, revision, search_text, dpop_jkt, dpop_jwk, key_generation, jwks, jwks_uri, fapi2, suspended_by, grantable_scopes, self_service)
VALUES ('019d33ab-f280-7448-9d7e-91da34390bef', '019d33ab-f280-7448-9d7e-91da34390bef', '00000000-0000-7000-8000-000000000000', NULL, 'Planner', NULL, 'planner@example.com', 'custom', NULL, '', NULL, NULL, 'active', NULL, NULL, '', 'client_credentials', 3600, NULL, '{}', NULL, '019d33ab-f280-7448-9d7e-91da34390bde', 1774688400000, 1774688400000, 1, 2, 'plannerplanner@example.com', NULL, NULL, 0, NULL, NULL, 0, NULL, '', 'full');
DELETE FROM agent_meters;
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-7448-9d7e-91da34390be0', 3, 2, 0, 1774688400000, 1774688400000, 1);
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-7448-9d7e-91da34390be7', 3, 1, 0, 1774688400000, 1774688400000, 1);
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-7448-9d7e-91da34390bef', 2, 0, 0, NULL, NULL, 0);
DELETE FROM agent_counts;
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'active', '0', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', 'logistics', 'custom', 'active', '0', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'active', '0', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', 'logistics', 'custom', 'active', '0', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'active', '7', 0);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'active', '7', 0);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'suspended', '7', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'suspended', '7', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'active', 'f', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'active', 'f', 1);
DELETE FROM agent_scope_uses;
DELETE FROM agent_meters_settled;
INSERT INTO agent_meters_settled (id, number, chain_id, seq, next_seq)
VALUES (1, 1, '019d33ab-f280-7448-9d7e-91da34390bdc', 13, NULL);
DELETE FROM agent_emails;
INSERT INTO agent_emails (organization_id, email, agent_id)
VALUES ('00000000-0000-7000-8000-000000000000', 'planner@example.com', '019d33ab-f280-7448-9d7e-91da34390bef');
DELETE FROM credentials;
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-7448-9d7e-91da34390be2', '019d33ab-f280-7448-9d7e-91da34390be0', 'keyed', 'tOvshwOP7EHfywWsdSLHZJC6jL3QKUtQ6Mx5jjsYkzY', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-7448-9d7e-91da34390be9', '019d33ab-f280-7448-9d7e-91da34390be7', 'keyed', 'NfSC64EEbCKbpEJAlPawszuQ0tlJnOQjzDvIcUipOrw', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-7448-9d7e-91da34390bf1', '019d33ab-f280-7448-9d7e-91da34390bef', 'keyed', 'zYEOoRBS8QcbX7DMATUP0qpHBurwEgDbGGSS_XonDqw', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
DELETE FROM credential_rotations;
DELETE FROM known_secrets;
DELETE FROM api_keys;
INSERT INTO api_keys (key_id, agent_id, key_hash, rotation_hash, state, created_at, activated_at, replaces, last_used_at, ended_at, ended_by, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-7448-9d7e-91da34390bed', '019d33ab-f280-7448-9d7e-91da34390be0', 'SqbV2lNwCEPmKgSED0hG9bRmOgDAVGsVo_kWfCJmPv4', 'bDncqSScLCeWkVBOJmJv9Qe19c_iPETxBp0x412uLtU', 'active', 1774688400000, 1774688400000, NULL, NULL, NULL, NULL, NULL, NULL);
DELETE FROM invites;
DELETE FROM registrations;
DELETE FROM unclaimed_registrations;
INSERT INTO unclaimed_registrations (is_only, unclaimed)
VALUES (1, 0);
DELETE FROM signing_keys;
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('0ajfZRWKHHq_a3FXtSrcHxq7rOeWmxRkvgaiR-Yt030', 'RS256', 'next', '{"kty":"RSA","e":"AQAB","use":"sig","kid":"0ajfZRWKHHq_a3FXtSrcHxq7rOeWmxRkvgaiR-Yt030","alg":"RS256","n":"uFy36olr0nBUr1C2EcEJ0gfBLEh_p8w42UcLhIv9UT97B2kVa1nPJz5qA4HNE3ZpDsao9nNcD2Xm6qqI9oKpxEjf76gm3D45GV3o5A9h82NozQfg-HjDYneR-8PWwfcXYQbwRKqlkqcGdiR0ny6AjMpjtH053KErXhJx-wofFfBF_Qr3k-x3Kzj9ZPjzV2vUY0Ha3C_U4IVzBoVEL7ZkgfCzBIi0Ebviq8Q2rYCsQmQKl7oH-IBDrwvrpmkLAigOGE-aGOJ8hHXsJcjBftmXSI7pJBxfhgwc1p7PBr_dStsXz90ZLMXj8vzS_kPkh-GUWsKpOQEBlEJdMpZ7k2cDSw"}', 'qj32h53kzDqkrbA8d/MW0RzwuNwzEiV0SCkKk1ai/Voz6Y/D1Z5sGnsxIoXarDsuoZi34x5SuHTVFsBSLaLIEEqe/v8KJ7tTRdr4+Kly/fEASPdfDwlgpSVoi8uZmoGqJenJI1/577ANw3enPKYgtmB7tlqKQKSFONKIotlLr10KTP59UJQDyb1DgpKlevx9jxIQcIISsb2bX53Dt/I/qvVgc2jF3wZgZ0YEeyTzgxDkr3ACSdwzdqdfjN9Y/IN8Y7fOpZlyxO5cYCa5vZ0r7+Zgxn+nSfd+ENnHPTc1YPvXgAdz6nwAdHzC3vUYbvg19Jz1dvXrjvSOxNUseOXqfzlXgNCjTUcfc7kXFQZKEJuZzNVM3l3xd+pvyCfu0zwZ5QKohj6ZVTtYxTfcjBj8FrVz1SMXWo8T0MGpmMXhWhd928fGxMiO/nuDN5m6chzk6FC90FuQtPXnc8h1jKcDLZf0R6CY7vKM34hKp64ZlTDrqS5wEt0PCVxpyibV8ACGyXF6F25Ce1/O8E5XWFKsrJL70RZe0i4Dx4PnSUTu1o+Oe7GGVJqTHAsji97ZkkiHzZ8oJ7y7BsCcVNxULKlk0qhIfqv9TsozlfYSqbV8wWuFl/5VzlWrGwXCTb1p1KTVli+Uk7jKg9qc9nHkD8OwU6l8O8aCUh3b4ePGAwKNT9aPNjdn8Gn+Y+Tz+40KgmuI4YzjrIO3wWIX29C+MqmV+q0JjcEJ1WcEqXqlh92yvSmG3+UOW9FKuG5YfSOEAeQcus+oh9XbIpA8k2RnpaY1HGyxyxUI060zgX0jlE4vBFSkBDtXefmvqCjQYw6S45NLnFULJBsxs5vaK1PSNeZB+PiO5h1pxnLhPYX5dB9JXDDpsDBjSVg7OIuh2CJRdn1UuTc3zNI/eHsHeAGQnfitJjz4LV3OwScuz6rCUKQIx/sA1/GsUs1YyOahK8RYHXSn62hWDiGbjYkyuD1u4gCwOjIE/3nWMSPEWl+emYGrHSTE0KTB/LVGPRMBDMC2U+XSDhTmOy/9OyXBtcH9QLGzUxDDizZcuchFQfOt7X/7obGjZ3v5MJR8pmEE3+9gfjZgGJeAJcEy8GJrEECixu9M73F182VsEh4MVZkGz/yeUfRQUCrY/Cng4GDQwpkc/kVRUn9tamVv6bQ6kj6xvuUdwLBQ/HxNrvG61rziip4W6tRhN3xefaKNOoercnFm+JlQzpMO5LxmIrFYRXTyb8w7lBFNamY9wjbazUms3G+xw5qyw03kb0f5JQ1xBO3PZyMHVv/mNZ6NoJTwDgXldTPXcDLfj9TQt5RkcLRzt5/BLktgJD492Zzy9d6OFFJQ2/K2zbVo6QcuciKuimV/zFOBAlJXQfk51qI1uZ7hMbG3aUgVs9ikZZiya/+UUZPxcELzMbRfla4dRi0o7NzCadqnoDfIlIyO/bZg0I5JY+qPRkljPrL+xRljli8e0gDKhqlkR2kktCgwNbPVyvFMDCYzineTn4X7nybBUe4cidxbzJYR7wO5iz2FKiztypQmxXUubNfNI+xTx0VzZBQlsPCbzmoWbpGgheEvCXCVA8SQ6Kiut8rkUzoqVHx2pKpQUc86jRTDCPAAA2MYWoOYpKpVZaMXLedpCVti3gTu0S2KtlRmFqulmdDcQTRo7vE/', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('eFgtS6tCutzBmRn4nzAqCuxNCY1widc3aTVhTcQIOTo', 'RS256', 'current', '{"kty":"RSA","e":"AQAB","use":"sig","kid":"eFgtS6tCutzBmRn4nzAqCuxNCY1widc3aTVhTcQIOTo","alg":"RS256","n":"lwD0w78uTTtbT2YqI9S1NBanHz43vPAkHYrEoJERv6xEOweSztL-MIJjrUdjv1-mdg39RuFIvTkJeKN4JrbEzXcW6NlhOYs4H-K6vX0hFOYCKECDcCmOV-yaA69jXG4jozdEirIapOW1MBpkRX3WV7e6ORWtLZbCWcboIsB1eg8ssJBFBNjeo_CjvrO4Iv2kFWzMaGa4alGlHu0TdeyjptAoP2pyghx6q6mKQBX0rsuxP3QQJbCI4IJ1YmWL_2NPWlYitVvTPibZ1-d8ygkTl00WKt1yJtDCDs8thRPbVIGWXU9oZwXDf9wqH-Yqfr_bdOMD7SABm8F7yWGb8liunw"}', 'Srem7ZADbFmjVrSYgTGQ25m2IPLOjs6XyEjSqf7jGI7Wl48kij7dbyAxYTik3A1PjwEJRGWYgwIDcM3vqducZkg2jQWTi99mE5OE6ATDwuyEYzqfrJff5V2KpRptm4te252JxdlmQlUtIF+cQYt0q2eNlHi4ZuMoTwCk/OBJLFZBsiX9D/3DdjmPFjPWOW1W8T7RT6QWrkFLvUCKQ0vYXnCwmExP9QiZne7TJJis/Ng5A2OEnPHoFSD23D5j+6WVIf0O9nji4yEItQ6Nssrli0DBdVbTXcJJmCIyk3CVjcfNLdziE5x2Vun44ocNQ/ug0IcxWODikcsamNykVuHMm4feCjoxMA5VMHvVxhkHotCGjfnoBiNzm37rI/8BLSnuiwQlfJ6fW+guH495+VHirXUo0zOseJey4hdPgsxfux7tloeJwUbk6MmqCW1xLlnuH9XA/mH4I42dpoJMEftLNvnjXlNbxnbvkRcuWNZ4sWRUc7J9LGMjwl2VodA1Crh3BSn2ruIz8E8oS6R2MYzwZ+VAJSBNgIVbI3ds++/v1le+TLNvGxEPiVLxKwJ0wYDRc54AVTkfeKXK1TpUXnkd1fHrcmUpJwYgasf/rEBKcWgwCZJBjngXThUqWpM6wGqftQUWmdvNRWdSrotl/tdJRP1ZPFB42hFJymNO2xaIhqHd6kQ9ywDi53a5+5Rxnk37X38CSVEmKDDjQcktrXc3MPZv/T/WJjD/LIg2QquwosLudAMoAjcFQ8kKnmkFEzRs8cO2dho5izMdtM4SYqh/HqZv2HaslT3sG3v+g1ItMs+oNCtAC8r2KvZlJ/L1opP9Q7COErwD5Jk4TreVnOcgOJRPuMc8Y+3cDGhE1MJDNMNd7sKWWz4oh+ohiAJSA/75aYSLlHfjKXm7xkN1+NHOrLyxhv6vIMwj+5i2kCGyOZLQlhO/jx73GAicwnbJfz9KVbzPhpTJr4onLs/jy6iytDhBn3Lp8Vv71Ph45fMc8qs/EFshimNqGu3b6k1TuxXOgkT1u/lSDZyltSLvmPaG5dg5R3wP7K3NpbDusW3oxJV96exEwaFW7axnNlVsGweC9BPT72MZEGacnrBQkroLeBHzhD8qC73Ts0fuEazQNgopEzZmRNQlxBPbEnbic8qztynKkWDzC1+Nrt8cTvJO9PfjcibT+SvxbHaDHyVM+Efn6rMTlDeXpzkaiaNPhDGG0ln2SWVQQkFx7Vp3Gugw7FNGH5qsI5NMChd85oxcFRcalhqIt+uSKq++eCLUJ/GznVxc+aN/+YiQJ5pX4MNc4vMvM435VLm+w/dmCIWm3NG6LRKaxkctp551t5dvIsvnjc5fWJ/LI7S0igexxTfjOSAHYiHhPmuw24V6Km4UNySuljYbVZE5Lbx5Fdr7UhyN1AOcN28DU1S030xyyNqx5iK9HDun2R9qVEI0fhAY8pfIkQhPMW1+8NldTOMmvwCMhrSwmQTr+t3yllm1ln8ws0FRmMPwG6waDp+cj91VLOEwmotxa+21x7C9cng7nFRVE0dFGygbXuAPx5/JHgH5B5yp3s9eynIfue75jajfp42Up7fJ8vNbn9PLPU/zw1c787HvMSNHacrRlomTQuulmVdMijLklCWSvFwhYuA24WFcFEcDUqRa5ENDixI=', 1774688400000, 1774688400000, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('TF9h51nKeIJdl0itUjjbOJEE04FGOq1ZzExobe2gdZ0', 'ES256', 'next', '{"kty":"EC","use":"sig","crv":"P-256","kid":"TF9h51nKeIJdl0itUjjbOJEE04FGOq1ZzExobe2gdZ0","x":"1Ijgei_TnWK8BK6toHjREr7_3kaX-af-70GsvIjminI","y":"roqLEcWt_8yfg5apnVekgTaq63H1TBzr76s83Fl9Ab0","alg":"ES256"}', 'hOTQPT/WtVZKyNUd265n6mxPrh8zhepKARX3mV3FR2NBS+/MUgnlDIuPu++i2VzVsvHcx5l1VKQZcIqw1x9+/xgTdXLKLIzlOS0G04XlnLSiGNc7BEeUkZw2nF1UyBtWTy01UKpiurOJf0X25+Sid8THafvCsgF81c9V8xuxS3VVt9AYZnkg2JWc2aVUPauRx7P+i+Uq4gPGKOAFTXP3fD/iIJShXA==', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('zBFhjZjFkb1SqkT1zBfhERTOII8sbYIs6Kl-Mg_2jMY', 'ES256', 'current', '{"kty":"EC","use":"sig","crv":"P-256","kid":"zBFhjZjFkb1SqkT1zBfhERTOII8sbYIs6Kl-Mg_2jMY","x":"qSD5EUfTjwY_hyzwB8M96XIoxHRD2OaMbtbvmIeRQgk","y":"gNzN8aU4rR2p6eb09mUfj0SzbvfjkSCh8gJygU0tLX0","alg":"ES256"}', 'GWfyA2mh4XG2AXWraYvyUT0zzwJ4rAPgcFM4gX9Vo2mND1zlOfR16Qspyqhf0stqz9iwqBHuDqmjRjsMfX73a9V4SNQdDmsW2T3eCsqLvmgplS9mfuXDv97Nh9CZmDKpeqKKbMfby8RU4fiBFDggwuILMX93UHL6XMmx52dUEruWKhspzvYyaPEZxsXUbpqGO0fNVjs9AzTYVB/TWxWcmT4BeFQcSg==', 1774688400000, 1774688400000, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('EdLfYoQ4VfvF4JMvCeRIMwJL1YNoqvj-SzzLFE7xasM', 'EdDSA', 'next', '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"EdLfYoQ4VfvF4JMvCeRIMwJL1YNoqvj-SzzLFE7xasM","x":"awBSVwocid5IulNsKsc_YndyVOdH-4_lTSJcGvHgI2k","alg":"EdDSA"}', 'hTOPiroy/7l1pMz9PlM90TzQLEN5+14tDtwWJGjJsiHZkVcPtSd2XM8uLzTeRxFAZ4LCPyi/hN5hYFa9kPEglIffP+Wgk5MpCjFGCQ==', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('pt-xXWgSS6YTzOKquVLjx858Bo1bXYNbbOBbNJ0ye3Y', 'EdDSA', 'current', '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"pt-xXWgSS6YTzOKquVLjx858Bo1bXYNbbOBbNJ0ye3Y","x":"1fdxhTUwGmB1t9jE5ktdtYs_iKrhqs-HUfFvNe8ZPv8","alg":"EdDSA"}', 'QIYZrmYLl+8Hv6w9zQBD5trJCGtHbC/900myBQdmwJKPe8B0Kczgr54OLbqjbz/iAmTyStUH9LRUClLwPm5Grd4IuTHEAdQS5Hp9MQ==', 1774688400000, 1774688400000, NULL, NULL);
DELETE FROM master_key_check;
INSERT INTO master_key_check (id, value)
VALUES (1, 'igcZJ5b-hQ9eo8eYdEwo1JorstqZegsISWTPno8DgVw');
DELETE FROM withdrawn_keys;
DELETE FROM refresh_families;
DELETE FROM token_families_carried;
INSERT INTO token_families_carried (id, since)
VALUES (1, 1774688400000);
DELETE FROM refresh_rotations;
DELETE FROM console_activity;
INSERT INTO console_activity (minute, node, counter, counted)
VALUES (1774688400000, '019d33ab-f280-7448-9d7e-91da34390bdd', 'issued', 3);
DELETE FROM webhooks;
DELETE FROM webhook_secrets;
DELETE FROM webhook_deliveries;
DELETE FROM webhook_replays;
DELETE FROM webhook_gate;
INSERT INTO webhook_gate (is_only)
VALUES (1);
