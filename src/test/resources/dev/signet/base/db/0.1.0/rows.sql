DELETE FROM expiry_clock;
DELETE FROM stored_responses;
DELETE FROM audit_events;
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-716a-8767-dfa99d8bb48e', '019d33ab-f280-716a-8767-dfa99d8bb48b', 1, 1774688400000, 'operator.key_created', 'success', NULL, NULL, 'system', 'start', NULL, '', '', '', '{"key_id":"019d33ab-f280-716a-8767-dfa99d8bb48d","name":"first operator key","scopes":["*"]}', NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '3d99b5b23779b1de943be3cd93f5d739205a712803710d6a8d1cbd2fb3220189', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-716a-8767-dfa99d8bb490', '019d33ab-f280-716a-8767-dfa99d8bb48b', 2, 1774688400000, 'agent.created', 'success', '019d33ab-f280-716a-8767-dfa99d8bb48f', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-716a-8767-dfa99d8bb48d', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '3fj0k8jkqyok2320h5tyyy413c', '{"name":"Courier","client_id":"019d33ab-f280-716a-8767-dfa99d8bb48f","agent_type":"custom","scopes":["parcels:read"]}', NULL, NULL, NULL, '3d99b5b23779b1de943be3cd93f5d739205a712803710d6a8d1cbd2fb3220189', '842da0f9ee4258aac517c7c8de36a6eaf4cba66217934c050ba26a2f53d17318', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-716a-8767-dfa99d8bb492', '019d33ab-f280-716a-8767-dfa99d8bb48b', 3, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-716a-8767-dfa99d8bb48f', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-716a-8767-dfa99d8bb48d', '019d33ab-f280-716a-8767-dfa99d8bb491', '127.0.0.1', 'Java-http-client/25.0.3', '3zkybxhqhybn33bujqrwnh20n', '{"credential_id":"019d33ab-f280-716a-8767-dfa99d8bb491","expires_at":null,"imported":false}', NULL, NULL, NULL, '842da0f9ee4258aac517c7c8de36a6eaf4cba66217934c050ba26a2f53d17318', '3968b41b9cade2329b3fe169baefb1aa19aa3bf87a600553f25356d573684c5f', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-716a-8767-dfa99d8bb493', '019d33ab-f280-716a-8767-dfa99d8bb48b', 4, 1774688400000, 'token.issued', 'success', '019d33ab-f280-716a-8767-dfa99d8bb48f', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-716a-8767-dfa99d8bb48f', '019d33ab-f280-716a-8767-dfa99d8bb491', '127.0.0.1', 'Java-http-client/25.0.3', '1xqrad56ofbkjj3y2sq3288gb', '{"scope":"parcels:read","kid":"Q9qMdE-UbI-SbPu6dSSUwLzQs3gMo1PXRZCJCsN2AO8","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, '019d33ab-f280-716a-8767-dfa99d8bb494', '3968b41b9cade2329b3fe169baefb1aa19aa3bf87a600553f25356d573684c5f', '1a1dd0571a33e88bf5063605a58f57f9a59ea659683737a53172611d818a62a8', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-716a-8767-dfa99d8bb495', '019d33ab-f280-716a-8767-dfa99d8bb48b', 5, 1774688400000, 'token.issued', 'success', '019d33ab-f280-716a-8767-dfa99d8bb48f', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-716a-8767-dfa99d8bb48f', '019d33ab-f280-716a-8767-dfa99d8bb491', '127.0.0.1', 'Java-http-client/25.0.3', '1de8s00z0bzky23wa9ee41idir', '{"scope":"parcels:read","kid":"Q9qMdE-UbI-SbPu6dSSUwLzQs3gMo1PXRZCJCsN2AO8","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, '019d33ab-f280-716a-8767-dfa99d8bb496', '1a1dd0571a33e88bf5063605a58f57f9a59ea659683737a53172611d818a62a8', '361dd64d7ca4ba73bdd8c36e374fd00ddc207ca908b0049c6cb070adc6b74a55', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-716a-8767-dfa99d8bb497', '019d33ab-f280-716a-8767-dfa99d8bb48b', 6, 1774688400000, 'token.revoked', 'success', '019d33ab-f280-716a-8767-dfa99d8bb48f', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-716a-8767-dfa99d8bb48d', NULL, '127.0.0.1', 'Java-http-client/25.0.3', 're6cdlwp8jup2p8sl0tix3vyr', '{"what":"access_token","id":"019d33ab-f280-716a-8767-dfa99d8bb495","revoked_token_count":1}', NULL, NULL, NULL, '361dd64d7ca4ba73bdd8c36e374fd00ddc207ca908b0049c6cb070adc6b74a55', 'c88c08119eed4836af895155b8ac84008f287449f50625b8802a43f24f5e548f', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-716a-8767-dfa99d8bb499', '019d33ab-f280-716a-8767-dfa99d8bb48b', 7, 1774688400000, 'agent.created', 'success', '019d33ab-f280-716a-8767-dfa99d8bb498', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-716a-8767-dfa99d8bb48d', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '3rzbj1ryzt78r20g51ehkv8pc4', '{"name":"Resume screener","client_id":"019d33ab-f280-716a-8767-dfa99d8bb498","agent_type":"custom","scopes":["resumes:read"]}', NULL, NULL, NULL, 'c88c08119eed4836af895155b8ac84008f287449f50625b8802a43f24f5e548f', 'bea0441014bbc3f3cbaec613c52620f80023a965962352bbc7b24b2603fb2b9b', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-716a-8767-dfa99d8bb49b', '019d33ab-f280-716a-8767-dfa99d8bb48b', 8, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-716a-8767-dfa99d8bb498', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-716a-8767-dfa99d8bb48d', '019d33ab-f280-716a-8767-dfa99d8bb49a', '127.0.0.1', 'Java-http-client/25.0.3', '1ibk3abk1dfmw2g6tulrybr0fs', '{"credential_id":"019d33ab-f280-716a-8767-dfa99d8bb49a","expires_at":null,"imported":false}', NULL, NULL, NULL, 'bea0441014bbc3f3cbaec613c52620f80023a965962352bbc7b24b2603fb2b9b', 'f36f1fcacfa4e375ae23f8c2d3bd8ae21c19f5396c6da3ea932cf889cc8d59af', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-716a-8767-dfa99d8bb49c', '019d33ab-f280-716a-8767-dfa99d8bb48b', 9, 1774688400000, 'token.issued', 'success', '019d33ab-f280-716a-8767-dfa99d8bb498', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-716a-8767-dfa99d8bb498', '019d33ab-f280-716a-8767-dfa99d8bb49a', '127.0.0.1', 'Java-http-client/25.0.3', '2pj9urnu6z6uhhu85b6y7p1gt', '{"scope":"resumes:read","kid":"Q9qMdE-UbI-SbPu6dSSUwLzQs3gMo1PXRZCJCsN2AO8","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, NULL, 'f36f1fcacfa4e375ae23f8c2d3bd8ae21c19f5396c6da3ea932cf889cc8d59af', '09eb793605fe6052587fbadc3c88ae9a0ea16ff4ffc911eb7571e855f6b36d4e', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-716a-8767-dfa99d8bb49d', '019d33ab-f280-716a-8767-dfa99d8bb48b', 10, 1774688400000, 'agent.deactivated_with_revocation', 'success', '019d33ab-f280-716a-8767-dfa99d8bb498', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-716a-8767-dfa99d8bb48d', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '33we0jg8vy49t31b26kdrzyt7w', '{"reason":"a drill","revoked_token_count":1}', NULL, NULL, NULL, '09eb793605fe6052587fbadc3c88ae9a0ea16ff4ffc911eb7571e855f6b36d4e', 'ba562982c58b31c546fdc3bc5525cb454940be0b67b23274607b9bb5442f3ffc', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-716a-8767-dfa99d8bb49f', '019d33ab-f280-716a-8767-dfa99d8bb48b', 11, 1774688400000, 'api_key.created', 'success', '019d33ab-f280-716a-8767-dfa99d8bb48f', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-716a-8767-dfa99d8bb48d', '019d33ab-f280-716a-8767-dfa99d8bb49e', '127.0.0.1', 'Java-http-client/25.0.3', '3sisasu1fntjm35ckca2a4hf8b', '{"key_id":"019d33ab-f280-716a-8767-dfa99d8bb49e","rotates_itself":true}', NULL, NULL, NULL, 'ba562982c58b31c546fdc3bc5525cb454940be0b67b23274607b9bb5442f3ffc', '28235038e8a0d30cfd55cecfec7b917f9e4c8fd3ae6609c464b31fcc898b4302', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-716a-8767-dfa99d8bb4a1', '019d33ab-f280-716a-8767-dfa99d8bb48b', 12, 1774688400000, 'agent.created', 'success', '019d33ab-f280-716a-8767-dfa99d8bb4a0', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-716a-8767-dfa99d8bb48d', NULL, '127.0.0.1', 'Java-http-client/25.0.3', 'mk2v0r2y0fyt3q5mv0nh9jfm0', '{"name":"Planner","client_id":"019d33ab-f280-716a-8767-dfa99d8bb4a0","agent_type":"custom","scopes":[]}', NULL, NULL, NULL, '28235038e8a0d30cfd55cecfec7b917f9e4c8fd3ae6609c464b31fcc898b4302', '343c509f9bf45bc2a28c1c6aff6a5de38d19152f3cb626722521c0a32271281d', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-716a-8767-dfa99d8bb4a3', '019d33ab-f280-716a-8767-dfa99d8bb48b', 13, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-716a-8767-dfa99d8bb4a0', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-716a-8767-dfa99d8bb48d', '019d33ab-f280-716a-8767-dfa99d8bb4a2', '127.0.0.1', 'Java-http-client/25.0.3', '2hvqjw9up7cl12qwlycl9mf1vd', '{"credential_id":"019d33ab-f280-716a-8767-dfa99d8bb4a2","expires_at":null,"imported":false}', NULL, NULL, NULL, '343c509f9bf45bc2a28c1c6aff6a5de38d19152f3cb626722521c0a32271281d', '6228133282fd1075e59c955fc407f065b0ed57c93ece7ada96ae33fc149cbc45', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
DELETE FROM audit_checkpoints;
INSERT INTO audit_checkpoints (number, taken_at, heads, prev_hash, hash, signature, kid)
VALUES (1, 1774688400000, '[{"chainId":"019d33ab-f280-716a-8767-dfa99d8bb48b","seq":13,"hash":"6228133282fd1075e59c955fc407f065b0ed57c93ece7ada96ae33fc149cbc45","end":"closed"}]', '0000000000000000000000000000000000000000000000000000000000000000', '7cf9a2dc5d2d523509cc1bd3070cf8d8639f33a5c36ea89da30ff1e706ed7d88', 'gwejJJb3jw-X5Lrk1e3YrMMnDx9YqVWNAhE3kjM117U90WOIR2K2Qge0cLnphQCc8c3fZue3NvMagkACLvBvDw', 'lDXTCYIWWZcXGw2iz6Net2dRSRroWGx-fSoRrNu3B6M');
DELETE FROM audit_anchors;
DELETE FROM audit_keys;
INSERT INTO audit_keys (kid, number, public_jwk, sealed_private, created_at)
VALUES ('lDXTCYIWWZcXGw2iz6Net2dRSRroWGx-fSoRrNu3B6M', 1, '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"lDXTCYIWWZcXGw2iz6Net2dRSRroWGx-fSoRrNu3B6M","x":"ZUB9QMh-LXnIFZeJUKIzFHo7M-biGGKrXeRk5qVzSzM","alg":"EdDSA"}', 'H85xcoEcn0+UxlhmOp/IUeN0/rMmYRwCjXvPedUPYwW49ql2jVNHw9LtBTHiVOafMuEM8lSVaKfO3fY0wfSZfNq3CdY9or9Pa+L4Lw==', 1774688400000);
DELETE FROM audit_openings;
INSERT INTO audit_openings (chain_id, opened_at, seq, hash, kid, signature)
VALUES ('019d33ab-f280-716a-8767-dfa99d8bb48b', 1774688400000, 0, '0000000000000000000000000000000000000000000000000000000000000000', 'lDXTCYIWWZcXGw2iz6Net2dRSRroWGx-fSoRrNu3B6M', 'jNJzg__Wze-5BS5L5OFwrYNjMGTKKJMx79vb0HDcuDuNKWyE0WcdixWKm0ZgaknK6MEN0pS9hbZDrcPdWNmbBg');
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
VALUES ('scope-usage', '019d33ab-f280-716a-8767-dfa99d8bb48b', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('usage-agent-days', '019d33ab-f280-716a-8767-dfa99d8bb48b', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('usage-hours', '019d33ab-f280-716a-8767-dfa99d8bb48b', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('webhooks', '019d33ab-f280-716a-8767-dfa99d8bb48b', 13);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('webhook-tokens', '019d33ab-f280-716a-8767-dfa99d8bb48b', 1);
DELETE FROM revoked_tokens;
INSERT INTO revoked_tokens (jti, agent_id, generation, expires_at, revoked_at, thumbprint, key_generation, family_id)
VALUES ('019d33ab-f280-716a-8767-dfa99d8bb495', '019d33ab-f280-716a-8767-dfa99d8bb48f', 1, 1774692000000, 1774688400000, NULL, NULL, '019d33ab-f280-716a-8767-dfa99d8bb496');
DELETE FROM ended_keys;
DELETE FROM ended_signing_keys;
DELETE FROM revoked_families;
DELETE FROM token_counts;
DELETE FROM revocation_floor;
DELETE FROM one_time_uses;
DELETE FROM operator_keys;
INSERT INTO operator_keys (key_id, secret_hash, name, scopes, is_first, created_by, created_at, rotated_at, last_used_at, expires_at, revoked_at, quarantined_at, quarantine_reason, organization_id)
VALUES ('019d33ab-f280-716a-8767-dfa99d8bb48d', '1h1HdPHq8id-8P0-bYs6MXUFbYcQgSRhJZc_hzA1Ur8', 'first operator key', '*', 1, 'start', 1774688400000, NULL, 1774688400000, NULL, NULL, NULL, NULL, NULL);
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
INSERT INTO agents (agent_id, client_id, organization_id, team_id, name, description, email, agent_type, version, capabilities, owner, deployment_env, status, status_since, status_reason, scopes, grant_types, token_lifetime_seconds, token_signing_alg, metadata, expires_at, created_by, created_at, updated_at, generation, revision, search_text, dpop_jkt, dpop_jwk, key_generation, jwks, jwks_uri, fapi2, suspended_by, grantable_scopes, self_service, client_type, redirect_uris)
VALUES ('019d33ab-f280-716a-8767-dfa99d8bb48f', '019d33ab-f280-716a-8767-dfa99d8bb48f', '00000000-0000-7000-8000-000000000000', NULL, 'Courier', NULL, NULL, 'custom', NULL, '', 'logistics', NULL, 'active', NULL, NULL, 'parcels:read', 'client_credentials refresh_token', 3600, NULL, '{}', NULL, '019d33ab-f280-716a-8767-dfa99d8bb48d', 1774688400000, 1774688400000, 1, 3, 'courierlogistics', NULL, NULL, 0, NULL, NULL, 0, NULL, '', 'full', 'confidential', '');
INSERT INTO agents (agent_id, client_id, organization_id, team_id, name, description, email, agent_type, version, capabilities, owner, deployment_env, status, status_since, status_reason, scopes, grant_types, token_lifetime_seconds, token_signing_alg, metadata, expires_at, created_by, created_at, updated_at, generation, revision, search_text, dpop_jkt, dpop_jwk, key_generation, jwks, jwks_uri, fapi2, suspended_by, grantable_scopes, self_service, client_type, redirect_uris)
VALUES ('019d33ab-f280-716a-8767-dfa99d8bb498', '019d33ab-f280-716a-8767-dfa99d8bb498', '00000000-0000-7000-8000-000000000000', NULL, 'Resume screener', NULL, NULL, 'custom', NULL, '', NULL, NULL, 'suspended', 1774688400000, 'a drill', 'resumes:read', 'client_credentials', 3600, NULL, '{}', NULL, '019d33ab-f280-716a-8767-dfa99d8bb48d', 1774688400000, 1774688400000, 1774688400000, 3, 'resume screener', NULL, NULL, 0, NULL, NULL, 0, 'operator', '', 'full', 'confidential', '');
INSERT INTO agents (agent_id, client_id, organization_id, team_id, name, description, email, agent_type, version, capabilities, owner, deployment_env, status, status_since, status_reason, scopes, grant_types, token_lifetime_seconds, token_signing_alg, metadata, expires_at, created_by, created_at, updated_at, generation, revision, search_text, dpop_jkt, dpop_jwk, key_generation, jwks, jwks_uri, fapi2, suspended_by, grantable_scopes, self_service, client_type, redirect_uris)
VALUES ('019d33ab-f280-716a-8767-dfa99d8bb4a0', '019d33ab-f280-716a-8767-dfa99d8bb4a0', '00000000-0000-7000-8000-000000000000', NULL, 'Planner', NULL, 'planner@example.com', 'custom', NULL, '', NULL, NULL, 'active', NULL, NULL, '', 'client_credentials', 3600, NULL, '{}', NULL, '019d33ab-f280-716a-8767-dfa99d8bb48d', 1774688400000, 1774688400000, 1, 2, 'plannerplanner@example.com', NULL, NULL, 0, NULL, NULL, 0, NULL, '', 'full', 'confidential', '');
DELETE FROM agent_emails;
INSERT INTO agent_emails (organization_id, email, agent_id)
VALUES ('00000000-0000-7000-8000-000000000000', 'planner@example.com', '019d33ab-f280-716a-8767-dfa99d8bb4a0');
DELETE FROM agent_counts;
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'active', 'f', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', 'logistics', 'custom', 'active', 'f', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'active', 'f', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', 'logistics', 'custom', 'active', 'f', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'active', '8', 0);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'active', '8', 0);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'suspended', '8', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'suspended', '8', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'active', '0', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'active', '0', 1);
DELETE FROM agent_meters;
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-716a-8767-dfa99d8bb48f', 3, 2, 0, 1774688400000, 1774688400000, 1);
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-716a-8767-dfa99d8bb498', 3, 1, 0, 1774688400000, 1774688400000, 1);
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-716a-8767-dfa99d8bb4a0', 2, 0, 0, NULL, NULL, 0);
DELETE FROM agent_meters_settled;
INSERT INTO agent_meters_settled (id, number, chain_id, seq, next_seq)
VALUES (1, 1, '019d33ab-f280-716a-8767-dfa99d8bb48b', 13, NULL);
DELETE FROM agent_scope_uses;
DELETE FROM credentials;
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-716a-8767-dfa99d8bb491', '019d33ab-f280-716a-8767-dfa99d8bb48f', 'keyed', 'lmrIk19qhjSHO7FLiKUTGJao9PAiPvgcOxgzxqj2yrg', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-716a-8767-dfa99d8bb49a', '019d33ab-f280-716a-8767-dfa99d8bb498', 'keyed', 'xq1FjX_H3Jz8GfIB5-ZeGUFbZZZGT4xSgfcPvG_tPO0', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-716a-8767-dfa99d8bb4a2', '019d33ab-f280-716a-8767-dfa99d8bb4a0', 'keyed', 'cQgDowZcXtNX-l0-DhuTcYr2cqpXhnL9JArGLIsXFVw', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
DELETE FROM credential_rotations;
DELETE FROM known_secrets;
DELETE FROM api_keys;
INSERT INTO api_keys (key_id, agent_id, key_hash, rotation_hash, state, created_at, activated_at, replaces, last_used_at, ended_at, ended_by, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-716a-8767-dfa99d8bb49e', '019d33ab-f280-716a-8767-dfa99d8bb48f', 'H1ldGkhfk83B5Ecsgf8n-rK0x42rymSOV5_T_jnXKaA', 'gACOJ5jMZgn9HtxNLrNo4hIlT1ChnkShHqN6txWlt1g', 'active', 1774688400000, 1774688400000, NULL, NULL, NULL, NULL, NULL, NULL);
DELETE FROM invites;
DELETE FROM registrations;
DELETE FROM unclaimed_registrations;
INSERT INTO unclaimed_registrations (is_only, unclaimed)
VALUES (1, 0);
DELETE FROM signing_keys;
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('P6Mekn8I74RTE-2lvVBd9l3qayo03hRW9iF1A903k7Y', 'RS256', 'next', '{"kty":"RSA","e":"AQAB","use":"sig","kid":"P6Mekn8I74RTE-2lvVBd9l3qayo03hRW9iF1A903k7Y","alg":"RS256","n":"xfhOSMMri7vnJyxtobOtm30ainGmTcC7CgMNVSJ8t10_imYIEuNrCiGPLyDiJRQse0iMVGKUMVxoHKt-PelA_gZNfccHAQJPzU19ZF8DhPtAx_vnjXgyauAE0-KGPFwkp8_zKJvKMyN0bnklIyJ5lMwwEVYR-6zoMa4R13BG7p_1iMhIdWux5wgH4SJwySSUV3hY8XlGkZvnsSzk6860FkntoKefLfKlypf6xVMhO99aIihEiwNHaq5EDeNjMubSk40sJQbylhHzd6B5cniBb17vHISGZ930OY4qFWVgpBWdO1HiQzun-_pM6MGyt2oms8zb21EYXWqXjtqFdsydDw"}', 'uhNixrWDTACLQXETdJwCODGCAWIi//9F6gOWcipB7dvabRA87lKmxKx5Jugv3L442t8pUKxskTpS1GXo7cnLLXZB/3WQAjYuSWDpBXvK0Zn/RK5l1u+cB/AoKAEPQqp4NS6WEyFPX8cHnKxRKTH0iE0WXXRqMY74j3ZG9XOavvyftjwd/TDXMtFCq6nYJDxudNBr5PWpWAhUtZAtKYrpPkrv+eeZQsZAd/v67VhEPe6Fll/YIOWlVojCHOoMevWmT2QbfRcKBec+i+Oxwi5NoNyPtWMXVnQSVogHbsDMBx3pht4Ih0gxX0lcdNLxYO1bQps8o6TE1j+Vo0GtUNLhS7pnZkWSBreRN/nsOKeVXMqIZ3TbJFDSxAHfLE6pjeK1WKFrkCJ96kYy/80bkzZsj2k8uQD9Yz+KsDOUkiecWYIXQkkBTsuY03p/fqXvxziOd9DOB4Lnx3KhrJDx51ySrsma32oa2jogoGNoE3dIiuL5wA3jh4RGy4In3Gl/TbO4pFZwaFOSBcw2oIzQLZNb9aOw+ZCnz4v/qwVuEHA8UcI2pE1a26HejW45Re2PSoUCfW2lO5E6LpduEKlE54uY6eybzla7Yli4ouPJKGB/Com9aJD+FbBR72B8FNWpVpIn5wr/9mQJo9Y0fJZFwqLVPtcV/Dd89NHT/qFVkNSNNOTtgR2ID9Roa8d3aWMBWJfGPJt7cMawkLuUhr8a6q2vFo2pOi44DB2Xy1p2u1hCUQ8PQb4K1J/AIKtx5vHp4z7kgGv23qTnALrIq7DSO08hhhdPzQ0QknU32NFc+LQyeD9bwElZ5rJ8A6bwHMknnL9oeXe1zLqd7UKtfsoBALNEXQS8myvjfvDfGat9auCGRSFXK9xnYmAR+lOCjWGksIUHPF3mk67Oqsjg+2Q7RT3K7BRzx5Dpf45Q8Sl7q6Plcg+wttty/qAb4nyLbx7G/69kHgPTukzAFdrRkzxpiIDLe8RSv9A+fCB0CVo+XwX+AZmZ/G6JNAO1Z6rJ3JxYIGX4Xta7hElHswPCAtaKdBBK0FycGdJ8ZpkpICIhivZLGRrpQDooxQmQXM4jDiOhdRs0cV1fiYlfE7p1bX5GsgRIQY5QlSD4f1WAg8XEJON1+DL/yViouX/jCGuTGqSQ7KjkAzib1KtcPgwgwYNSgijduBahjuBPXYtMWVD4sbKFCp9y50FN8UYzFuF7JzHqKE1TcDWuquaVDn1+/7Vj+4nFp4AwjRsI3XLsIdJqjUH7Ov9ZVlhbDocaXRjAXG0F+7xDgmmUaxMIsZ7Yhf6OQB9GColEEGxW9U1uJJBdeCLYAX7XjgQTuhBnuzIoJFPMunswWRBOMIsb4IgU1Dn6ERQcygo0qVW6wSwQ+aNgmhB4gX1uy8EW9NxkwA69RY6yW7CgiKU+qkQ/w7EAgGIYOZbhbYy6Ar0lyyfIrd2IuzVM69W0w5Qko+/IuDcSQaRyVlxxFMO0LNqCcLJF3/sKTG7y0q8Fun7v5AQtguZn5Yalgny5vXoW4Uv8xz3EzGKuN1N1BRDGTR7FM1mdxFVs5wVCYNzGGrpdSmH1hdQbhjQ5R6yx31kOZQT0hheut0nkvVykc3p9ZmwgK0rICSylBzaehQCGymISHangdyysZiQvvdf2t9uBXYJ/vejmSDp6OA==', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('Q9qMdE-UbI-SbPu6dSSUwLzQs3gMo1PXRZCJCsN2AO8', 'RS256', 'current', '{"kty":"RSA","e":"AQAB","use":"sig","kid":"Q9qMdE-UbI-SbPu6dSSUwLzQs3gMo1PXRZCJCsN2AO8","alg":"RS256","n":"09jBKSVmyOqz-x4RKhQh4CQP81TmydWmrOWQcHtDpHl0_RYldX2jzs3wkZNxhTFF4xUcXYqHEptuvw-sXpRZTG-gHZIDuOW5PSpOO5Tu_YvEbupWonskn7QS7-ZqLqVeeIUj301WBfpTC7BmpFFp90aq27XJ7eWPpowMeVsNBdvcRVS8Bb7_dD5P-S6NhTIGOtANq7a0kF2bWqTfybpJVVEW2X9Z2pO0mLbPDeX8JjgV5w8oq72Xp6zh0bW4NdYtUwRALOWfzryGdbzVpbGtT6LVMxlxX1d18GbDwjOrGcLkEFCVpODKGJ3F_6g4WJVRiRRK8cycWqibMugmLFj8pw"}', 'geFMQmjl459qFEAdXaHORuUB1UkFcGnjrfwIkDCpNqyEQ6wG2vZdjKbfOgSGf0mFwYdw1uRwye4YSg3xW0MaSbQAi/rv7So6PmgI46QwRmtMoy0KW3gs6lc82mtesQcvKdW7LzlYRu9qo+S1Gv+WA34J1unrUwio1LJTdj6WkxbbwaeTSCjY8SR7DsbEzrkRjuUHvNGvZQMDOAeyUcv5Jb1nSJwlR9W0yfcTe2lOcV9Jr1/RL5CPRJixbi3J+3Xp3k8HJ4JnZ3cYgn58OPZNyxaqaR7REFR/s9WPGqQ6itQoduGSCt7S4xVnH/QIkoc4F0tmeao6zja8NIub3t+fCelpEMZ51f0QruJ4CndBGd1vI4qmMyrCUWzJfTswLpUUp7fENxj8tyLopv+RsG7WIStssTxxmRfNGxhAfuz9zuRcK57rMBssv0enRtv2kybJb+eCaJip7UfEUH269ViGkamRNcfkEKc4SD3w6heev+GWvDxzQp0cxSi2yjDehpxwehWCz5BEC6NexA5OZpLcmr6xSjmMxlP7YQH896BYxKOIhyWCZYMCeP+S3RI/x2/sE8N4lEovQQX5HmOHkXHI6SB4HBukqgJC5Qi/IzTsLTWZ5/LJctI+l2V/wfJJmuV2CzHUh1kmpqZinNCtluF9jJ9cbmq367QkTs+eNgwq0bTyC0yfiQMYx/W3pUgFtlnN4N3zCj/S56xCW8+26Epgh/NN2pqM234nggbDiZ3TECraag6blljyPYP3Mrj9nlfcqIntAlM8gZkSqjJyX5dNUObOn5qh5UK6NSsKZSCGUDPoGw/lqtpVVcqGUUyWUOE6KyiI6wwZoBDIBD2Of7t1qaGqJpBNs148AzeSw3dooJqRIh26nI/tCfBOEAx+CugTTCsXcrsVCzuNgqARUsbfi8sTldrLkEBu56FLHV3YRD3zcIeOBwg3pSfTBbKyb/KDb4FXZsD31h0/WMxBvnxuRMMDMjD+Zhlt4qDWcajlXiSbL+65Bp30JNEiSIEhOwl61rsNBvJMdqVstcZIM7PpQ5b3SOFCnZgkOwlsghzykh1fvGp1BVvi0x0MtZkGpSyhSf9YnWaqSiAIbZ3LTCr7Dp4394txx05fapulvhKbJOQ43ZHzuwlZDMTpTkMphBYY8yVeOKNceEtx+kmfZ3lhAPCiru0F3Csj4umh44x10MB9xerLA5JxUV5J4OdSuGM07fjbiZmM1DX5B0k62+pDyA9k1v93IwRPQcZsIgN8EYDg+80GwIMDlMArQKWwa+zBhF7ZzWi29C6adiCl8D0ELnouEfVtAuOwUMkUmsYfS7CCQn3GycbJXSvGUYYmQT8vG3IIKKeb0wWA/UdB39Aq2OE6kzGryuIjAeW3jfbYssWom9otRbUEUfjOR5g7fGFtpdJB8J/nn/pb19ACiHW+sATODwK7QkVcqq9s25gLBZ/JvkHX4Wy4aDlx8wHIX/ZKIrB5pEyviDmuxWhMT6bQeXUz6YJOfeMD9WJQs07efGyB1b27XBYzQkkHSbKAwvE9bz5+uxDis4XD/YntNCo6OTbcEbPlZmqrAqrNEd3FhfgcxqDrddOd+SsTqEKHAza7qMg75ftHFu22P0zl75poTz696veXVEJwWAPDN7ao6u/o2JGmzxbSvcnOeFoaeLo=', 1774688400000, 1774688400000, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('aJ3ozAzhrkK6M7HdPiDGvlHwWGkQlwjtd8TX2TOj0sI', 'ES256', 'next', '{"kty":"EC","use":"sig","crv":"P-256","kid":"aJ3ozAzhrkK6M7HdPiDGvlHwWGkQlwjtd8TX2TOj0sI","x":"kE1XhIN59F5y41m5fbSihYHmrnMP_EJBBHAZLa2Et9s","y":"iKgAdFzzdB6_QHnpdjAP-jL5CUljHQ6WVe_mTg3FddM","alg":"ES256"}', 'BYmpkCEsTgotXtIebLFlDjlECuj+abw2T2OdX/9hgnZ+8JlQuoAIlYpRkqaHx934bHtwlKBUIbh0SYhCTFN9+6mhmTed4xHmMGHNM76CH0bcqO7Y4bLFn5snHXeBufftlmMSJK88aFXz7M8V2ZEJylF9dAUxGmrG9KoL0E41sQK6R6MtgdalbXNT3XzKRLzPE5f5bdOP08bkcLqCcT+GfIzrOr9oeA==', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('fukOWxaKeLLpPYkGlYCJXTsZnn8qvFuLmEXriH5PGTo', 'ES256', 'current', '{"kty":"EC","use":"sig","crv":"P-256","kid":"fukOWxaKeLLpPYkGlYCJXTsZnn8qvFuLmEXriH5PGTo","x":"eVEBArar6oyFUYJ5G-VhZwSW53VdWYsLEoOjSeaPxFg","y":"KLXxQCBSOHVnBwAQw3N3Pzl5QTQVgwwQgBEGPNFZ6tQ","alg":"ES256"}', 'A2s8lnngSADEv8m5Sa1nx4Aqddz0XZ6x7TGGXbbehTyGP/2LmYxdZ2SgHSlEQsHGKBQ66S9QkOARUfQZfOIVYMIYhBHOAYJL9BZ2yHmVCmDH8ZCE9x4jsbo83ShrPt1cZbzl8uAHmZ0+YKQOjqDTDyGJUvh4RrRRuQtPXZilV3/sUdMFvHeSLhhagJiGVR7bJM2JtcXnSqBzhh9NTRjY5xkpqQoDHQ==', 1774688400000, 1774688400000, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('yDBSzGEl71tZoCCtF3fIni0CSogSXkzoe1Vd79nt4Zo', 'EdDSA', 'next', '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"yDBSzGEl71tZoCCtF3fIni0CSogSXkzoe1Vd79nt4Zo","x":"Dxj_iAsoYvmGJWO1ZRwBSW-mzpl5EpbtiEG2mMI76fk","alg":"EdDSA"}', 'PPcMSqzud0qGexhOi+RZHERbcOlCbda/O7xQJrDXgbqyuff44YJfDO4j7NLciwtjJQ2X2g7rQyA44tUt3hg01uYebpkvhGz98zoruQ==', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('qjTuydVtPGaK1gBIItePSQbssLvmWAzgpwrjlVwRtdE', 'EdDSA', 'current', '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"qjTuydVtPGaK1gBIItePSQbssLvmWAzgpwrjlVwRtdE","x":"OWC6Wu9rJvbMpCKBPcze3HDTzYg9VJLrcShu1HWL9s8","alg":"EdDSA"}', '3iQTft+3G4oaEDaNCcj3Sb+fU4+3Hkc164l8rV/lsG35xspmc2iIyj2PjR7SsdEWG8QwpuJJb5OIcXXfVvWBnl6N4ZJLPRq6qaD8tA==', 1774688400000, 1774688400000, NULL, NULL);
DELETE FROM master_key_check;
INSERT INTO master_key_check (id, value)
VALUES (1, 'E9YPZKOvQaZhjaAuemzxpxSf13SZgogMPF6eTEm8jDA');
DELETE FROM withdrawn_keys;
DELETE FROM refresh_families;
DELETE FROM token_families_carried;
INSERT INTO token_families_carried (id, since)
VALUES (1, 1774688400000);
DELETE FROM refresh_rotations;
DELETE FROM console_activity;
INSERT INTO console_activity (minute, node, counter, counted)
VALUES (1774688400000, '019d33ab-f280-716a-8767-dfa99d8bb48c', 'issued', 3);
DELETE FROM webhooks;
DELETE FROM webhook_secrets;
DELETE FROM webhook_deliveries;
DELETE FROM webhook_replays;
DELETE FROM webhook_counts;
DELETE FROM webhook_bulk_changes;
DELETE FROM usage_hours;
DELETE FROM usage_days;
DELETE FROM usage_agent_days;
DELETE FROM tiers;
INSERT INTO tiers (name, limits, created_at, updated_at)
VALUES ('free', '{"maxAgents":100}', 0, 0);
INSERT INTO tiers (name, limits, created_at, updated_at)
VALUES ('pro', '{"maxAgents":1000}', 0, 0);
INSERT INTO tiers (name, limits, created_at, updated_at)
VALUES ('enterprise', '{"maxAgents":100000}', 0, 0);
INSERT INTO tiers (name, limits, created_at, updated_at)
VALUES ('unlimited', '{}', 0, 0);
DELETE FROM quota_holders;
DELETE FROM delegations;
