DELETE FROM expiry_clock;
DELETE FROM stored_responses;
DELETE FROM audit_events;
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7440-8165-062b475ecd76', '019d33ab-f280-7440-8165-062b475ecd73', 1, 1774688400000, 'operator.key_created', 'success', NULL, NULL, 'system', 'start', NULL, '', '', '', '{"key_id":"019d33ab-f280-7440-8165-062b475ecd75","name":"first operator key","scopes":["*"]}', NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', 'a7121bb98e1d347966d68da7f1180be9eda310ed23f78e9d028cdbccbf82daf1', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7440-8165-062b475ecd78', '019d33ab-f280-7440-8165-062b475ecd73', 2, 1774688400000, 'agent.created', 'success', '019d33ab-f280-7440-8165-062b475ecd77', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7440-8165-062b475ecd75', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '3ed2cymzs7zaz2vnf8gb9o9xfu', '{"name":"Courier","client_id":"019d33ab-f280-7440-8165-062b475ecd77","agent_type":"custom","scopes":["parcels:read"]}', NULL, NULL, NULL, 'a7121bb98e1d347966d68da7f1180be9eda310ed23f78e9d028cdbccbf82daf1', 'db2e285d2e78d1fc0207e172801d3cbc2a787e94a7bedc47636115e8f113c8ae', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7440-8165-062b475ecd7a', '019d33ab-f280-7440-8165-062b475ecd73', 3, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-7440-8165-062b475ecd77', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7440-8165-062b475ecd75', '019d33ab-f280-7440-8165-062b475ecd79', '127.0.0.1', 'Java-http-client/25.0.3', '2dn620cpvryp2nf59ejb2f91x', '{"credential_id":"019d33ab-f280-7440-8165-062b475ecd79","expires_at":null,"imported":false}', NULL, NULL, NULL, 'db2e285d2e78d1fc0207e172801d3cbc2a787e94a7bedc47636115e8f113c8ae', 'a761e4f9337e07075cf677ddaa3250d54c7e295bcc93135b05ab7a9f07f52c27', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7440-8165-062b475ecd7b', '019d33ab-f280-7440-8165-062b475ecd73', 4, 1774688400000, 'token.issued', 'success', '019d33ab-f280-7440-8165-062b475ecd77', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-7440-8165-062b475ecd77', '019d33ab-f280-7440-8165-062b475ecd79', '127.0.0.1', 'Java-http-client/25.0.3', '2jivoskj5kl6gtp0752xk8dcq', '{"scope":"parcels:read","kid":"T_pNylKCZuobiFVGcqOAss5a1SMdgJisHbNRAb7_vsU","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, '019d33ab-f280-7440-8165-062b475ecd7c', 'a761e4f9337e07075cf677ddaa3250d54c7e295bcc93135b05ab7a9f07f52c27', '392ae4b1bb8b084be92740bdd5b50e080fa55c3fd23381dfbedc34eebb337eef', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7440-8165-062b475ecd7d', '019d33ab-f280-7440-8165-062b475ecd73', 5, 1774688400000, 'token.issued', 'success', '019d33ab-f280-7440-8165-062b475ecd77', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-7440-8165-062b475ecd77', '019d33ab-f280-7440-8165-062b475ecd79', '127.0.0.1', 'Java-http-client/25.0.3', '1wu7nlp62jv8838pcliw1s9r34', '{"scope":"parcels:read","kid":"T_pNylKCZuobiFVGcqOAss5a1SMdgJisHbNRAb7_vsU","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, '019d33ab-f280-7440-8165-062b475ecd7e', '392ae4b1bb8b084be92740bdd5b50e080fa55c3fd23381dfbedc34eebb337eef', 'bd40b6ff781d4e04654e0860bc86626088a2a4d0f0c1268c11ae3aad88f02e4e', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7440-8165-062b475ecd7f', '019d33ab-f280-7440-8165-062b475ecd73', 6, 1774688400000, 'token.revoked', 'success', '019d33ab-f280-7440-8165-062b475ecd77', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7440-8165-062b475ecd75', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '1iirsurytqn123u5qb2irs3lc5', '{"what":"access_token","id":"019d33ab-f280-7440-8165-062b475ecd7d","revoked_token_count":1}', NULL, NULL, NULL, 'bd40b6ff781d4e04654e0860bc86626088a2a4d0f0c1268c11ae3aad88f02e4e', '7017308c2412cbf7cd44b5b98a70429e468acf0400ec22f1efd0e45f77bf9557', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7440-8165-062b475ecd81', '019d33ab-f280-7440-8165-062b475ecd73', 7, 1774688400000, 'agent.created', 'success', '019d33ab-f280-7440-8165-062b475ecd80', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7440-8165-062b475ecd75', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '14eeucr55msu91w7lstjhqjks8', '{"name":"Resume screener","client_id":"019d33ab-f280-7440-8165-062b475ecd80","agent_type":"custom","scopes":["resumes:read"]}', NULL, NULL, NULL, '7017308c2412cbf7cd44b5b98a70429e468acf0400ec22f1efd0e45f77bf9557', '53e2a20b89dda2098c925968c7fa7fdfaa24d9c7614c82477c3e8997b4182dd2', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7440-8165-062b475ecd83', '019d33ab-f280-7440-8165-062b475ecd73', 8, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-7440-8165-062b475ecd80', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7440-8165-062b475ecd75', '019d33ab-f280-7440-8165-062b475ecd82', '127.0.0.1', 'Java-http-client/25.0.3', '3m4kosh0xaqu63i3i05oq9rg62', '{"credential_id":"019d33ab-f280-7440-8165-062b475ecd82","expires_at":null,"imported":false}', NULL, NULL, NULL, '53e2a20b89dda2098c925968c7fa7fdfaa24d9c7614c82477c3e8997b4182dd2', 'cc56da616ca995085feb19d3498750350d44ebedcf1acee23d44e4c6ca88481c', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7440-8165-062b475ecd84', '019d33ab-f280-7440-8165-062b475ecd73', 9, 1774688400000, 'token.issued', 'success', '019d33ab-f280-7440-8165-062b475ecd80', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-7440-8165-062b475ecd80', '019d33ab-f280-7440-8165-062b475ecd82', '127.0.0.1', 'Java-http-client/25.0.3', '3334dextnbekj1q3dz3smgouc1', '{"scope":"resumes:read","kid":"T_pNylKCZuobiFVGcqOAss5a1SMdgJisHbNRAb7_vsU","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, NULL, 'cc56da616ca995085feb19d3498750350d44ebedcf1acee23d44e4c6ca88481c', 'cb874b43e7a585599f9d9564625f87233c61ea1a1b9ce76d21e43e09fbafc19c', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7440-8165-062b475ecd85', '019d33ab-f280-7440-8165-062b475ecd73', 10, 1774688400000, 'agent.deactivated_with_revocation', 'success', '019d33ab-f280-7440-8165-062b475ecd80', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7440-8165-062b475ecd75', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '9jqcw5jmaykk13siwqmgm08mz', '{"reason":"a drill","revoked_token_count":1}', NULL, NULL, NULL, 'cb874b43e7a585599f9d9564625f87233c61ea1a1b9ce76d21e43e09fbafc19c', '8880fd7d32895320c0506e2f0bd37fa83ccc8c7eb4a17ec897c9b8152536feab', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7440-8165-062b475ecd87', '019d33ab-f280-7440-8165-062b475ecd73', 11, 1774688400000, 'api_key.created', 'success', '019d33ab-f280-7440-8165-062b475ecd77', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7440-8165-062b475ecd75', '019d33ab-f280-7440-8165-062b475ecd86', '127.0.0.1', 'Java-http-client/25.0.3', '1o4n9vonwmel51e4fr2lj1z86x', '{"key_id":"019d33ab-f280-7440-8165-062b475ecd86","rotates_itself":true}', NULL, NULL, NULL, '8880fd7d32895320c0506e2f0bd37fa83ccc8c7eb4a17ec897c9b8152536feab', 'afeb20f902a29d588503892150651ecd72f7b7fd9a01663f80d9faa59b3d452f', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7440-8165-062b475ecd89', '019d33ab-f280-7440-8165-062b475ecd73', 12, 1774688400000, 'agent.created', 'success', '019d33ab-f280-7440-8165-062b475ecd88', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7440-8165-062b475ecd75', NULL, '127.0.0.1', 'Java-http-client/25.0.3', 'lbdzodzkh0ek2y4jqsndcvpkz', '{"name":"Planner","client_id":"019d33ab-f280-7440-8165-062b475ecd88","agent_type":"custom","scopes":[]}', NULL, NULL, NULL, 'afeb20f902a29d588503892150651ecd72f7b7fd9a01663f80d9faa59b3d452f', '93b7df2b8816a8adef930eed720cd7e1d87b725c4eb1a65ae03295c4c09025f8', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7440-8165-062b475ecd8b', '019d33ab-f280-7440-8165-062b475ecd73', 13, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-7440-8165-062b475ecd88', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7440-8165-062b475ecd75', '019d33ab-f280-7440-8165-062b475ecd8a', '127.0.0.1', 'Java-http-client/25.0.3', '1eedfplra8kcom6ve6f8ebori', '{"credential_id":"019d33ab-f280-7440-8165-062b475ecd8a","expires_at":null,"imported":false}', NULL, NULL, NULL, '93b7df2b8816a8adef930eed720cd7e1d87b725c4eb1a65ae03295c4c09025f8', 'fd095fc17a2e90d27b08ea70a4de5ebd1e77cd500867f2b2b2dcdf3077e001e0', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7440-8165-062b475ecd8d', '019d33ab-f280-7440-8165-062b475ecd73', 14, 1774688400000, 'resource.created', 'success', NULL, '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7440-8165-062b475ecd75', NULL, '127.0.0.1', 'Java-http-client/25.0.3', 'cc1t8u8c0kis31r2u39wzfr9k', '{"resource_id":"019d33ab-f280-7440-8165-062b475ecd8c","uri":"https://mcp.example.com/mcp","name":"Example Files","scopes":["files.read"]}', NULL, NULL, NULL, 'fd095fc17a2e90d27b08ea70a4de5ebd1e77cd500867f2b2b2dcdf3077e001e0', '66ba9ff598c3f256e0db3d1acad9375ccfb4086d5dedc4a1f53762fbef6a6f10', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
DELETE FROM audit_checkpoints;
INSERT INTO audit_checkpoints (number, taken_at, heads, prev_hash, hash, signature, kid)
VALUES (1, 1774688400000, '[{"chainId":"019d33ab-f280-7440-8165-062b475ecd73","seq":14,"hash":"66ba9ff598c3f256e0db3d1acad9375ccfb4086d5dedc4a1f53762fbef6a6f10","end":"closed"}]', '0000000000000000000000000000000000000000000000000000000000000000', '192b2e56451991ac9983a802145e220fe0fb78d8e4d0bb4ae78c0e93ed6f0135', 'SSkmWrb3YLWRWIXlOZJCleLyeK7jnZgK5eHZcvyzNQcX11DE9PAtMMXl2cbD7TukhNXjus3lureFfODyspbwBw', 'GgyVTQVKhe3vPMwouaAHTTBaGXigtsvlXyzaCW1xgv0');
DELETE FROM audit_anchors;
DELETE FROM audit_keys;
INSERT INTO audit_keys (kid, number, public_jwk, sealed_private, created_at)
VALUES ('GgyVTQVKhe3vPMwouaAHTTBaGXigtsvlXyzaCW1xgv0', 1, '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"GgyVTQVKhe3vPMwouaAHTTBaGXigtsvlXyzaCW1xgv0","x":"CJ8qbcJ3QIflojf5SBErmKAy587qaI5eDfX1bYvXlw8","alg":"EdDSA"}', 'So7dauBC2MhQRL2TpeRQrCEyPVjNdirt5607AbZAVj1Qs89P1+dpSRpLzTs5dg0SSzFyPWbuM/rccsx+OvvUHOkMKShglM2jhQLDZQ==', 1774688400000);
DELETE FROM audit_openings;
INSERT INTO audit_openings (chain_id, opened_at, seq, hash, kid, signature)
VALUES ('019d33ab-f280-7440-8165-062b475ecd73', 1774688400000, 0, '0000000000000000000000000000000000000000000000000000000000000000', 'GgyVTQVKhe3vPMwouaAHTTBaGXigtsvlXyzaCW1xgv0', 'L8JfcD1tKBpU7wLeYcsgt1sdvL30SqDgHQYvaObfgoKj9tql4a4BjGmxecqzEbhf9BarrsS-pXa2IG2WxkqXCQ');
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
VALUES ('usage-agent-days', '019d33ab-f280-7440-8165-062b475ecd73', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('webhooks', '019d33ab-f280-7440-8165-062b475ecd73', 14);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('usage-hours', '019d33ab-f280-7440-8165-062b475ecd73', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('scope-usage', '019d33ab-f280-7440-8165-062b475ecd73', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('webhook-tokens', '019d33ab-f280-7440-8165-062b475ecd73', 1);
DELETE FROM revoked_tokens;
INSERT INTO revoked_tokens (jti, agent_id, generation, expires_at, revoked_at, thumbprint, key_generation, family_id)
VALUES ('019d33ab-f280-7440-8165-062b475ecd7d', '019d33ab-f280-7440-8165-062b475ecd77', 1, 1774692000000, 1774688400000, NULL, NULL, '019d33ab-f280-7440-8165-062b475ecd7e');
DELETE FROM ended_keys;
DELETE FROM ended_signing_keys;
DELETE FROM revoked_families;
DELETE FROM token_counts;
DELETE FROM revocation_floor;
DELETE FROM one_time_uses;
DELETE FROM operator_keys;
INSERT INTO operator_keys (key_id, secret_hash, name, scopes, is_first, created_by, created_at, rotated_at, last_used_at, expires_at, revoked_at, quarantined_at, quarantine_reason, organization_id)
VALUES ('019d33ab-f280-7440-8165-062b475ecd75', 'VeH8ohKFABCwq1ukRK5h5aDB6fkyvxLk0maaDP1Y9zk', 'first operator key', '*', 1, 'start', 1774688400000, NULL, 1774688400000, NULL, NULL, NULL, NULL, NULL);
DELETE FROM replaced_operator_secrets;
DELETE FROM organizations;
INSERT INTO organizations (organization_id, slug, name, status, status_since, status_reason, generation, created_at, updated_at)
VALUES ('00000000-0000-7000-8000-000000000000', 'default', 'Default', 'active', NULL, NULL, 0, 0, 0);
DELETE FROM organization_token_counts;
DELETE FROM users;
DELETE FROM sign_in_links;
DELETE FROM sessions;
DELETE FROM passkeys;
DELETE FROM memberships;
DELETE FROM agents;
INSERT INTO agents (agent_id, kind, client_id, organization_id, team_id, name, description, email, agent_type, version, capabilities, owner, deployment_env, status, status_since, status_reason, scopes, grant_types, token_lifetime_seconds, token_signing_alg, metadata, expires_at, created_by, created_at, updated_at, generation, revision, search_text, dpop_jkt, dpop_jwk, key_generation, jwks, jwks_uri, fapi2, suspended_by, grantable_scopes, self_service, client_type, redirect_uris)
VALUES ('019d33ab-f280-7440-8165-062b475ecd77', 'agent', '019d33ab-f280-7440-8165-062b475ecd77', '00000000-0000-7000-8000-000000000000', NULL, 'Courier', NULL, NULL, 'custom', NULL, '', 'logistics', NULL, 'active', NULL, NULL, 'parcels:read', 'client_credentials refresh_token', 3600, NULL, '{}', NULL, '019d33ab-f280-7440-8165-062b475ecd75', 1774688400000, 1774688400000, 1, 3, 'courierlogistics', NULL, NULL, 0, NULL, NULL, 0, NULL, '', 'full', 'confidential', '');
INSERT INTO agents (agent_id, kind, client_id, organization_id, team_id, name, description, email, agent_type, version, capabilities, owner, deployment_env, status, status_since, status_reason, scopes, grant_types, token_lifetime_seconds, token_signing_alg, metadata, expires_at, created_by, created_at, updated_at, generation, revision, search_text, dpop_jkt, dpop_jwk, key_generation, jwks, jwks_uri, fapi2, suspended_by, grantable_scopes, self_service, client_type, redirect_uris)
VALUES ('019d33ab-f280-7440-8165-062b475ecd80', 'agent', '019d33ab-f280-7440-8165-062b475ecd80', '00000000-0000-7000-8000-000000000000', NULL, 'Resume screener', NULL, NULL, 'custom', NULL, '', NULL, NULL, 'suspended', 1774688400000, 'a drill', 'resumes:read', 'client_credentials', 3600, NULL, '{}', NULL, '019d33ab-f280-7440-8165-062b475ecd75', 1774688400000, 1774688400000, 1774688400000, 3, 'resume screener', NULL, NULL, 0, NULL, NULL, 0, 'operator', '', 'full', 'confidential', '');
INSERT INTO agents (agent_id, kind, client_id, organization_id, team_id, name, description, email, agent_type, version, capabilities, owner, deployment_env, status, status_since, status_reason, scopes, grant_types, token_lifetime_seconds, token_signing_alg, metadata, expires_at, created_by, created_at, updated_at, generation, revision, search_text, dpop_jkt, dpop_jwk, key_generation, jwks, jwks_uri, fapi2, suspended_by, grantable_scopes, self_service, client_type, redirect_uris)
VALUES ('019d33ab-f280-7440-8165-062b475ecd88', 'agent', '019d33ab-f280-7440-8165-062b475ecd88', '00000000-0000-7000-8000-000000000000', NULL, 'Planner', NULL, 'planner@example.com', 'custom', NULL, '', NULL, NULL, 'active', NULL, NULL, '', 'client_credentials', 3600, NULL, '{}', NULL, '019d33ab-f280-7440-8165-062b475ecd75', 1774688400000, 1774688400000, 1, 2, 'plannerplanner@example.com', NULL, NULL, 0, NULL, NULL, 0, NULL, '', 'full', 'confidential', '');
DELETE FROM agent_emails;
INSERT INTO agent_emails (organization_id, email, agent_id)
VALUES ('00000000-0000-7000-8000-000000000000', 'planner@example.com', '019d33ab-f280-7440-8165-062b475ecd88');
DELETE FROM agent_counts;
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'active', '7', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', 'logistics', 'custom', 'active', '7', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'active', '7', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', 'logistics', 'custom', 'active', '7', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'active', '0', 0);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'active', '0', 0);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'suspended', '0', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'suspended', '0', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'active', '8', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'active', '8', 1);
DELETE FROM agent_meters;
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-7440-8165-062b475ecd77', 3, 2, 0, 1774688400000, 1774688400000, 1);
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-7440-8165-062b475ecd80', 3, 1, 0, 1774688400000, 1774688400000, 1);
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-7440-8165-062b475ecd88', 2, 0, 0, NULL, NULL, 0);
DELETE FROM agent_meters_settled;
INSERT INTO agent_meters_settled (id, number, chain_id, seq, next_seq)
VALUES (1, 1, '019d33ab-f280-7440-8165-062b475ecd73', 14, NULL);
DELETE FROM agent_scope_uses;
DELETE FROM credentials;
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-7440-8165-062b475ecd79', '019d33ab-f280-7440-8165-062b475ecd77', 'keyed', 'JBkJ0i6iH-srQsMVqogLXSRvgUHJ_Iy7ymdZCsEEpQE', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-7440-8165-062b475ecd82', '019d33ab-f280-7440-8165-062b475ecd80', 'keyed', 'CiT7fjqJhz3r0NxYzJ6__JlgAnlbKLVXKOnfQ4iqsZo', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-7440-8165-062b475ecd8a', '019d33ab-f280-7440-8165-062b475ecd88', 'keyed', '-3r6otkJVecuh7pgcGtFpGMhxWyhOdJ4fUTssPfeosQ', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
DELETE FROM credential_rotations;
DELETE FROM known_secrets;
DELETE FROM api_keys;
INSERT INTO api_keys (key_id, agent_id, key_hash, rotation_hash, state, created_at, activated_at, replaces, last_used_at, ended_at, ended_by, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-7440-8165-062b475ecd86', '019d33ab-f280-7440-8165-062b475ecd77', 'Adxd6CHUmeyJDoaxcTTVT6skEY_UUBYA_aOJbiYkJkQ', 'IGZieSUjXdTaI9plfmjPpRW9Ou2qCdJunvKw3RBp0-Q', 'active', 1774688400000, 1774688400000, NULL, NULL, NULL, NULL, NULL, NULL);
DELETE FROM invites;
DELETE FROM registrations;
DELETE FROM unclaimed_registrations;
INSERT INTO unclaimed_registrations (is_only, unclaimed)
VALUES (1, 0);
DELETE FROM signing_keys;
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('oSSeSQHlBahtWqvCjhY1_qwqmgyw91SAq2Q9MuBNP4w', 'RS256', 'next', '{"kty":"RSA","e":"AQAB","use":"sig","kid":"oSSeSQHlBahtWqvCjhY1_qwqmgyw91SAq2Q9MuBNP4w","alg":"RS256","n":"q0W7zU7z14Sv-ERb2H-UJTNOIFN2UmDm0HBPGpa40OhC6uh6LTrisui9BzK-oLMDIiJuaVnr8iPaC0UWb1P8CywGg6N9mqVZgly2ag-jKlEKyErKU4ADXM_WaKIonmFLYi181RFvU_eQObo27uSKfxHZLNK5EUqzXrzh18cIHtdDAgHKJt_8pETbR9vWoXWH9NcWivB6-5Cd16FfFt7U5J_tQ4yFS8NWC9BozUTRwfpyXCwWiRmRkoxY2h3Xv3BicKAIShGbITF-KYKWaLgl4yOC-rr5LAQc1g7dEA2kEAE2_MAdONFCg4wq06iLa07zHcl4seuNH2Ws1FeLSuYMxw"}', 'olxk5gJJt7odxfvyaF0d7Vuqi0/z8yZr0n6gAtUnOVgcsvg3O1sGldynf+cN5CoVH/LiNIuCCBgsJNvBQf8sAR9tfwLZ0jixpjvMkYTguZlvjvvyI5MdPtOFW6zHeYjZ5twIN26O/VXHrwkuz3VC5ii/NE8P9xazg3HL1X0EmrEIr4X8guTGA615Xs81y5tKs+wcoRn7JrKAN4NzXyrQ0aICVD6N8j+qOT1M4PEJ8JAeAu68sJUuHC+zkimoAcaST7QAj4/Y17bQ65OyX6ELyiY10SNRQlU0WQEQUqaazP9Ti2st9H6AknVAfPS8f0URh7tgMKTpNUQFbWff1KsJDho+ebp5y9q2gLDB7QBZZA7tJjxGc4or6PlsLS7gFRgfWpBmvuroXqBuEE5iBQtdE+GDeyRFLDKBJrmQSOKxjGlC8nt2QAg1f//DQIAXtxeFpQK04wpF794GOyMsHQnWA8tJ2B7RNN2bsdDd6LiOZqdGvA9G4IlHF+/2HRlVsZRKK1Cj/1QrjmWOUCtzsDnmmHn0XxlmB1UUkR6+BLZd+ZREGH7JG8q2mrntBJPJT+fZC0T56RvnzbvqHIBpXZ9jlcaGc+YxwMp07kbAhWUhJESxvokk+ETnBFxuwbhBMfCFMo1q0/7zoUM8t2SKQAxRcRxrsBxbdEwGZPlFgxi9IQpqgaxmAdJ1+wJJSZ0fYT5Lrm/Xnj81eqyTyaAEg3lPM+Sdpi5XHWlXAnfy4LczjMtGuLCvNPSZE8UcA220V8m8Aeza6xlg/aHxC4Z5a0i1Gq1MNue8LzftAecDG96dTrQrmORc0/oL+v2Fjwo6oi8K8fBHRWkA29rMJDbB3N0X6TPUPc5jA2+dla3v+ebknST9xcAjsltXKT1WVrNi9Z8Ut4tgMirywgxY387KwslH4IO4jgpBk5j5NJCDnm74+azUi5n0tZQkB3Ibv1lGzT6aaxS+74yGE1UiDxcxzYnhWFYjpgxUKaoonp8IUsVqKAYF0hY/1jHpJyYEg9r4LKintUIQA6RWorC58Enur8zeIxhk/O22UG1/yix7M+3mCMmDAzDT6J+KHInXV+2g3ZwQcDiR1KZlyik92X32u7w5OkUNXbaq15noDCtoNCh0cilOcFiDLzkgNjA0+O8mLlv+9x7UhD5g3w5UJLjiaSWptSkVVoYNShqOP3JA6Xouix4K3h1ikxACVmhmeOAhB4Bf0zUHARlvSRVOr2MQuexX2vJKO+A2efM5te+Is+SbG+//XY6wlGgPIZ+agcIsOgWZ2VvcYYlEM3tfEEFrBKyxX5RProe39y2NGt1WMPy9mdSOESa81GyXgHItT1zxeR8ayq9TT8vaht/KrYHd8MCWtgFlHDMKjMeBeq93Byp6nCc2Z9mvylPIhtUWFlFm/CxY5+6wZUvwyKzGUhDeJ8SbpgAsocVNrNJEjZMYWVO6Ap+fOuJ9Yy+TUNTQZnnUo9anB2QwKnvzeS7rJ0o3ROlIrnLjlq18wE53GEgHhFHsXSfHWKUZh/h08cUZbJZdq7mPIdmASULBUmomum0Ubc5398NDfph2X+q7CRADYqra0eUoIVeMOTxVSe46+IcuJBXeQe0P+jS0okLr4SJdaSFu3ohdVH3DatE3Fwh31op3GQ2EduE6WdSUdvpZRioUrWM=', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('T_pNylKCZuobiFVGcqOAss5a1SMdgJisHbNRAb7_vsU', 'RS256', 'current', '{"kty":"RSA","e":"AQAB","use":"sig","kid":"T_pNylKCZuobiFVGcqOAss5a1SMdgJisHbNRAb7_vsU","alg":"RS256","n":"s2yLIWttOfwSvuwyOaS-EmIA6ef9emnz5re-88yCnSRKyWVzIJX23fvgC3mXlw8mnso1XJ2Y_fHTRAG90nkS8iBMrZf_v-EoLgfFg4TewSvGSXIHKPkwapzPogS4Emx08LlgHVIYjjDEYWfYuj34vhDpoOQfpK5aTecENCAvYVGMHGGMUXKpHDOqeMwH9GyRptXbXRLKHO3e0jS1hwqc9DrNCnEUq1sk7fw3xect8gCCJYRT3WNYeQ7CgbdZD8Mo6QtmEDpovVkQ7vA1lIWk0Le8clzkNcMENvxluTY_UIhwsze2LX-wdrOEGMFNw6X2k8TOtpl49GbG8Ns-O0v9lw"}', 'D2zjnZ+UuopB5k8akqvb1SbLnJXF7A45irISkf0Swy8cE635Hdu2GTSyviOFQPlNFMdGp736LrTXqMdXlfbTd+3TaWSRcl4Q9a8s4/Nyq5JdfoYzNOKlBtGfFJiu3t5dWbD+5dWuVF5RNmMW22xoo/skp3hTQFKTZHkKNdrZt8YAT/6OJboiRB/6HNzQuaIxmbkUVDVsZVNwHpTMzrLX01zbk2wj6aCnZJZl2PNAYgn0oiA+hm8ijxrPBjKfr3cfvdXVJu1sSsaj+JqSuD5cK2pZjYTqbvGNoOgEBebejpFuQrmMgayFGn4NU2BjvZA8U8tZOPLdP7zlpB/cUTrjG0SnIDcNb7mFE1VGW6evfk+jg5OquuluiSTnIh6Di2/xsIGw3WOF8b2/RXcyjtmxLzAYIqRteQT4/kPYozcp62Hcrg7Nxpq+wKAHHrQOJFVcH1KKb6GACHerL9XLH3/nNO2YdLdOreVN8o+Y5z7ZuGfXqd9CueL49fX1kzhwoC4jTZW1CJutjqauEC9E8Y7DgdY9MbHf+WYNQIAOd39mdirpNOS8ekkNehNopFSBzq/nBfZrjU0zPH7XHgUAIS85+c5zh8QtWR/d0hIcDRg4gA3oQRfYACCpBQ1/qvaKMblaXVzv//bFibpF+bOYALuv704Nb/qMpflgFLji/Jf6vzcfeTg0R5N8Pl4+hyXyLgHdm5uLEoCShbDTun2CCGJ5PFCin04+YnWTfFgXXcOaL4tSShiYnM4Jtp6gzrD8ZXvIdsI1SxUu7k/MI8av1c1gqV5ClP+LITHnXoP2CpbzjzTbyNpGyPOh1WKJ8qXIe702DDp7LZrpD6goNbnf3rZ8PwKosDDz7/Hk+2NTpg7QuIwlzTJxG/x+2I+zzpX4FYyC+ktNRHwSj0r9QoX/765Io6aK3ZPRL+u2G1bJlVkVtim6WjpKcPOPgrLCfStPJvdIv6wMEtKKtgBX8lKfmLaYfzM6VN52gIrN/cvayBKOS391+1z1kjXxpVuS7PP+Wc3wKWJPABx1LmrKXxn1Ee4bjSvhEM1wV2i+5cm9SOBTeVvWdTTCfsfPunT1ryMiFKG5Yo8hoaVq9fs4nsENBV4YHMfS/ikPm9/JVuWGjgJvt7TAyZV9geD+UoPs2J4uWOP407mgNqTqNZtICt/UDQEEP88DEJ/Tj96/5JWMqmpe3lBh+H1xEdyZjhDxMBvmpmWh70W74jh4iPApfYicydgUN1+nyHOB4z/1Y5XkrKrbWuDSJTn9nIN2joOhvbp1oQrnB4pz/lN3awi+RvWcwRCm6PvfpC3xqOYtz/Y4Q01LEF2pKuRe3+Ips/9dTRI790lpAif/EiLMLMwUWl4cw2IVKwlsA7qk/Dr8V3hO7ol7Cd9juOwyTAzcR/qdZfY5xqK/QYsqY99KMLow0OttQF7KH9zZ4TuUup/l09b+Gme672IEHkU9CNbLq00yjjPb4ez7JuJLRd8IkWtuaLexo8+rBBJaL9c5+uyq/m/e6SY4jZb3GZXcr+7ZmtJdB1FpriZ7q8yV9/NXwUp0U0+Kqssr0TCL3QLg3vVCufA2Mvw8KJ/MUaLcStsp71o7LbYbL9yxINmoB3VXGTtS9nTqeH/NaXGor1hpx5k+R0hHQrAoR3xWXECgPh3L87uFkGMfMA==', 1774688400000, 1774688400000, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('qhQeKlEdy82meWr79SCB_MkMB-8NOFM7HfaVwJm_S8U', 'ES256', 'next', '{"kty":"EC","use":"sig","crv":"P-256","kid":"qhQeKlEdy82meWr79SCB_MkMB-8NOFM7HfaVwJm_S8U","x":"bnz6-831dPpeJN6oIQXWFmxBG4NUAKbH5Npo3UhpH5w","y":"wycq7fQpqZC1dY8aEuDXVLeP4JEtQbh47Odc5_CrMLY","alg":"ES256"}', 'KSZJwfYOL4RigAJKcdjBfOg22hpkPKr9fNYquKkrJzrRUFl4vDN3FkYT4Z+/Qc9cyUnWnhrAJeHcK4r+v98Kfth+/un8tqFNyT/kY9QtpN19lEWukfo+0sVTZ/85t1T9grLW1uaBP25Q/Mgbrd3FQMJ676uUNlr1fzvyaJbxfTAXJIMHOkJdpA48EmTc4P3k9P1CdOhpImDePaAxVFNDDWATA2ZOwQ==', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('OHmil1tR4dcRsKwB0ow_PKef2wYTKS8BPMIDiYi4HrY', 'ES256', 'current', '{"kty":"EC","use":"sig","crv":"P-256","kid":"OHmil1tR4dcRsKwB0ow_PKef2wYTKS8BPMIDiYi4HrY","x":"MOEkFpCy_KfbGAczHYpS6ovRTtWZIqkj7yPvcLpf8zs","y":"ruCdwkYhk4Woi4oAklvxJxB6QdN0daa2A4S_HEcUcyQ","alg":"ES256"}', '+cCD97aAkTSJiMPWM4bQJ+GNef7yLXsDmXumOUdA/cW2OzzNCTS7eHWpAr2+S9sgnEHj6Mrw8Wvh9FxYYazAONz+nH+I2oFnrKEuAVnlEBOTeKUkvruIw1n7R4h+CNVcw0zcXX61Q4Y2ZY7Q9AULeoQ/PaexL6B34qq8Gl06kBQ675FgGegqWIR4Mz17rtIOceEpnW6kH04iwXLF2gMc4e8XEvtZ0g==', 1774688400000, 1774688400000, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('6RDF0h7MIve_VQJsrpaCK4SRH9GN0h60AMvDEQu4Pu4', 'EdDSA', 'next', '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"6RDF0h7MIve_VQJsrpaCK4SRH9GN0h60AMvDEQu4Pu4","x":"aYBh-Dv-6SaghQ5lYUgQIKaJ9eFjTUNvxJjTEPqXo3E","alg":"EdDSA"}', 'OUHn+3CybesguqpV99SY3Y6KMK9/pNPLch7XKS+lnFgIdC2rZW5OjXIsribTxCwbeclA+Tsoid70fnWcf1fEZ2Q67qAyuO75fW1jRg==', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('FkeAgxSny538bx9RroltkEV7KX3imUZ4JYpeoHPJvSo', 'EdDSA', 'current', '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"FkeAgxSny538bx9RroltkEV7KX3imUZ4JYpeoHPJvSo","x":"9UwxLRkLQ2gvsfozDyvLP2WFLbFieZbYJMXLSnuo6WA","alg":"EdDSA"}', 'wiNfgvw56k9XVUPmYcXktfDLjvE5SS2WfTqJAgVIUZQTwhrzkKuXbCbYwD90783cpzwlaYm0PYRtuf+rf98W/NUhaqgtNwlgsW6Utw==', 1774688400000, 1774688400000, NULL, NULL);
DELETE FROM master_key_check;
INSERT INTO master_key_check (id, value)
VALUES (1, 'X1WWxV_1Vm9hHycHaePKK-IJ50PTEbUKoovUNNha7q0');
DELETE FROM withdrawn_keys;
DELETE FROM refresh_families;
DELETE FROM token_families_carried;
INSERT INTO token_families_carried (id, since)
VALUES (1, 1774688400000);
DELETE FROM refresh_rotations;
DELETE FROM console_activity;
INSERT INTO console_activity (minute, node, counter, counted)
VALUES (1774688400000, '019d33ab-f280-7440-8165-062b475ecd74', 'issued', 3);
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
DELETE FROM resources;
INSERT INTO resources (resource_id, organization_id, uri, name, token_lifetime, is_default, allowed_users, status, generation, revision, created_at, updated_at)
VALUES ('019d33ab-f280-7440-8165-062b475ecd8c', '00000000-0000-7000-8000-000000000000', 'https://mcp.example.com/mcp', 'Example Files', 3600, 0, 'members', 'active', 0, 1, 1774688400000, 1774688400000);
DELETE FROM resource_uris;
INSERT INTO resource_uris (comparison_form, resource_id, uri, position)
VALUES ('https://mcp.example.com/mcp', '019d33ab-f280-7440-8165-062b475ecd8c', 'https://mcp.example.com/mcp', 0);
DELETE FROM resource_scopes;
INSERT INTO resource_scopes (resource_id, name, position, title, description, risk, is_default, is_optional, implies)
VALUES ('019d33ab-f280-7440-8165-062b475ecd8c', 'files.read', 0, 'Read your files', '', 'low', 0, 0, '[]');
