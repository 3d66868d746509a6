DELETE FROM expiry_clock;
DELETE FROM stored_responses;
DELETE FROM audit_events;
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-770d-ab8c-b5a83635782d', '019d33ab-f280-770d-ab8c-b5a83635782a', 1, 1774688400000, 'operator.key_created', 'success', NULL, NULL, 'system', 'start', NULL, '', '', '', '{"key_id":"019d33ab-f280-770d-ab8c-b5a83635782c","name":"first operator key","scopes":["*"]}', NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', 'd533be4ef1650f03ea04821d1983a1c74455820ca9733bf8b9ec41d56d2d3312', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-770d-ab8c-b5a83635782f', '019d33ab-f280-770d-ab8c-b5a83635782a', 2, 1774688400000, 'agent.created', 'success', '019d33ab-f280-770d-ab8c-b5a83635782e', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-770d-ab8c-b5a83635782c', NULL, '127.0.0.1', 'Java-http-client/25.0.3', 'chwnxsocewy7v5x17u8u3fev', '{"name":"Courier","client_id":"019d33ab-f280-770d-ab8c-b5a83635782e","agent_type":"custom","scopes":["parcels:read"]}', NULL, NULL, NULL, 'd533be4ef1650f03ea04821d1983a1c74455820ca9733bf8b9ec41d56d2d3312', '7463f2e6afadfe19945992306cdd873c69c0fd5cf4c7a3b1ee183d87581185aa', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-770d-ab8c-b5a836357831', '019d33ab-f280-770d-ab8c-b5a83635782a', 3, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-770d-ab8c-b5a83635782e', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-770d-ab8c-b5a83635782c', '019d33ab-f280-770d-ab8c-b5a836357830', '127.0.0.1', 'Java-http-client/25.0.3', '3ls7d2q8bwnse12b4tj67bcb1j', '{"credential_id":"019d33ab-f280-770d-ab8c-b5a836357830","expires_at":null,"imported":false}', NULL, NULL, NULL, '7463f2e6afadfe19945992306cdd873c69c0fd5cf4c7a3b1ee183d87581185aa', '7e31bdb668369f211aafe0c85dfb8da465c22f72460053fcfeb88a3e4ebec480', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-770d-ab8c-b5a836357832', '019d33ab-f280-770d-ab8c-b5a83635782a', 4, 1774688400000, 'token.issued', 'success', '019d33ab-f280-770d-ab8c-b5a83635782e', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-770d-ab8c-b5a83635782e', '019d33ab-f280-770d-ab8c-b5a836357830', '127.0.0.1', 'Java-http-client/25.0.3', '1ft82lltionk121kkldltb5qd8', '{"scope":"parcels:read","kid":"wjvlMAnZ2sdrcxmdYdRlGlMuCrZbwmPYlNdaUNMhNCc","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, '019d33ab-f280-770d-ab8c-b5a836357833', '7e31bdb668369f211aafe0c85dfb8da465c22f72460053fcfeb88a3e4ebec480', '57092ca352a29b44d3ce33fb5b9110266125edf5bb0d4518421b374c99946fd3', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-770d-ab8c-b5a836357834', '019d33ab-f280-770d-ab8c-b5a83635782a', 5, 1774688400000, 'token.issued', 'success', '019d33ab-f280-770d-ab8c-b5a83635782e', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-770d-ab8c-b5a83635782e', '019d33ab-f280-770d-ab8c-b5a836357830', '127.0.0.1', 'Java-http-client/25.0.3', '17q71dtyo25k8akcud93ch28z', '{"scope":"parcels:read","kid":"wjvlMAnZ2sdrcxmdYdRlGlMuCrZbwmPYlNdaUNMhNCc","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, '019d33ab-f280-770d-ab8c-b5a836357835', '57092ca352a29b44d3ce33fb5b9110266125edf5bb0d4518421b374c99946fd3', '215f3d173f8d2ea84501d7692203de903013c616ae4838bd79c27ee32a6b2138', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-770d-ab8c-b5a836357836', '019d33ab-f280-770d-ab8c-b5a83635782a', 6, 1774688400000, 'token.revoked', 'success', '019d33ab-f280-770d-ab8c-b5a83635782e', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-770d-ab8c-b5a83635782c', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '3vxmw85wwdwc4397dra0qwi9o9', '{"what":"access_token","id":"019d33ab-f280-770d-ab8c-b5a836357834","revoked_token_count":1}', NULL, NULL, NULL, '215f3d173f8d2ea84501d7692203de903013c616ae4838bd79c27ee32a6b2138', 'eceb1e227c06fb102038ceb5254277f0c0c4b053a0e4abd1beeb5c8014823117', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-770d-ab8c-b5a836357838', '019d33ab-f280-770d-ab8c-b5a83635782a', 7, 1774688400000, 'agent.created', 'success', '019d33ab-f280-770d-ab8c-b5a836357837', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-770d-ab8c-b5a83635782c', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '3dktmcugvlu7v2ia7ntinp4ezj', '{"name":"Resume screener","client_id":"019d33ab-f280-770d-ab8c-b5a836357837","agent_type":"custom","scopes":["resumes:read"]}', NULL, NULL, NULL, 'eceb1e227c06fb102038ceb5254277f0c0c4b053a0e4abd1beeb5c8014823117', '40c42c6003dedb7fa736229022dd64b276d8f8092013a612408b4734918ce657', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-770d-ab8c-b5a83635783a', '019d33ab-f280-770d-ab8c-b5a83635782a', 8, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-770d-ab8c-b5a836357837', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-770d-ab8c-b5a83635782c', '019d33ab-f280-770d-ab8c-b5a836357839', '127.0.0.1', 'Java-http-client/25.0.3', '17xm7vcpf3jj59qazl0x7cw6m', '{"credential_id":"019d33ab-f280-770d-ab8c-b5a836357839","expires_at":null,"imported":false}', NULL, NULL, NULL, '40c42c6003dedb7fa736229022dd64b276d8f8092013a612408b4734918ce657', '8f3ca590f78a167693855d07fe0890061e1a96be1e2cc74f286dc0e89b9d598a', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-770d-ab8c-b5a83635783b', '019d33ab-f280-770d-ab8c-b5a83635782a', 9, 1774688400000, 'token.issued', 'success', '019d33ab-f280-770d-ab8c-b5a836357837', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-770d-ab8c-b5a836357837', '019d33ab-f280-770d-ab8c-b5a836357839', '127.0.0.1', 'Java-http-client/25.0.3', '3livsrlj285akrda48t3i3oaw', '{"scope":"resumes:read","kid":"wjvlMAnZ2sdrcxmdYdRlGlMuCrZbwmPYlNdaUNMhNCc","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, NULL, '8f3ca590f78a167693855d07fe0890061e1a96be1e2cc74f286dc0e89b9d598a', '03ea11963f43e5aa885d53e1ffd6d5164bd2ce0f17569216c391ed9c556cc919', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-770d-ab8c-b5a83635783c', '019d33ab-f280-770d-ab8c-b5a83635782a', 10, 1774688400000, 'agent.deactivated_with_revocation', 'success', '019d33ab-f280-770d-ab8c-b5a836357837', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-770d-ab8c-b5a83635782c', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '260ta8w141v805abhj4ays9i1', '{"reason":"a drill","revoked_token_count":1}', NULL, NULL, NULL, '03ea11963f43e5aa885d53e1ffd6d5164bd2ce0f17569216c391ed9c556cc919', '5b1d4b91617da7c9655be93318d820ff1a4f20aba83ae712b77b046d25e9c1ba', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-770d-ab8c-b5a83635783e', '019d33ab-f280-770d-ab8c-b5a83635782a', 11, 1774688400000, 'api_key.created', 'success', '019d33ab-f280-770d-ab8c-b5a83635782e', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-770d-ab8c-b5a83635782c', '019d33ab-f280-770d-ab8c-b5a83635783d', '127.0.0.1', 'Java-http-client/25.0.3', '2real6so3ldg9308gdn2qk8sea', '{"key_id":"019d33ab-f280-770d-ab8c-b5a83635783d","rotates_itself":true}', NULL, NULL, NULL, '5b1d4b91617da7c9655be93318d820ff1a4f20aba83ae712b77b046d25e9c1ba', 'd928ce436fb0c45a940c14502e789558b571be28854d61fe26f09915f3ba7990', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-770d-ab8c-b5a836357840', '019d33ab-f280-770d-ab8c-b5a83635782a', 12, 1774688400000, 'agent.created', 'success', '019d33ab-f280-770d-ab8c-b5a83635783f', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-770d-ab8c-b5a83635782c', NULL, '127.0.0.1', 'Java-http-client/25.0.3', 'mfbmbfcndzbj1v2nq8djax4js', '{"name":"Planner","client_id":"019d33ab-f280-770d-ab8c-b5a83635783f","agent_type":"custom","scopes":[]}', NULL, NULL, NULL, 'd928ce436fb0c45a940c14502e789558b571be28854d61fe26f09915f3ba7990', 'ac003d2b6bcc2e615c97850423d1cac110647e7780e80d22d373a4175a58ddb9', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-770d-ab8c-b5a836357842', '019d33ab-f280-770d-ab8c-b5a83635782a', 13, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-770d-ab8c-b5a83635783f', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-770d-ab8c-b5a83635782c', '019d33ab-f280-770d-ab8c-b5a836357841', '127.0.0.1', 'Java-http-client/25.0.3', '1s4pq9nt80svh2uho36difk4wy', '{"credential_id":"019d33ab-f280-770d-ab8c-b5a836357841","expires_at":null,"imported":false}', NULL, NULL, NULL, 'ac003d2b6bcc2e615c97850423d1cac110647e7780e80d22d373a4175a58ddb9', 'ee5217d26b56f024cec57878ef42de822faaf8f20b5accea1e97436f69d64680', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-770d-ab8c-b5a836357844', '019d33ab-f280-770d-ab8c-b5a83635782a', 14, 1774688400000, 'resource.created', 'success', NULL, '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-770d-ab8c-b5a83635782c', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '39pcsnmk7v8mh1bljaz4mmer5z', '{"resource_id":"019d33ab-f280-770d-ab8c-b5a836357843","uri":"https://mcp.example.com/mcp","name":"Example Files","scopes":["files.read"]}', NULL, NULL, NULL, 'ee5217d26b56f024cec57878ef42de822faaf8f20b5accea1e97436f69d64680', '78d5722674c357c7b59a1d9ae3093ca10f0af27875791b6af2de19a93f3c911b', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
DELETE FROM audit_checkpoints;
INSERT INTO audit_checkpoints (number, taken_at, heads, prev_hash, hash, signature, kid)
VALUES (1, 1774688400000, '[{"chainId":"019d33ab-f280-770d-ab8c-b5a83635782a","seq":14,"hash":"78d5722674c357c7b59a1d9ae3093ca10f0af27875791b6af2de19a93f3c911b","end":"closed"}]', '0000000000000000000000000000000000000000000000000000000000000000', 'ad10830750b028df686f592e919c885150d5f17c59dbbb7ec180053834927b64', 'Y5fMTjuw3m3YeYQZyi7AUmw3c4nZ0V-1boPnX6CQA0jvswvjztErFRAArP0I52CxXtN_Xw-iGt0gB9LM2YVjDQ', 'Qz8M5-_tG-M20Sq44WE1RR-nTnnB9ks9cftVxfV6a0U');
DELETE FROM audit_anchors;
DELETE FROM audit_keys;
INSERT INTO audit_keys (kid, number, public_jwk, sealed_private, created_at)
VALUES ('Qz8M5-_tG-M20Sq44WE1RR-nTnnB9ks9cftVxfV6a0U', 1, '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"Qz8M5-_tG-M20Sq44WE1RR-nTnnB9ks9cftVxfV6a0U","x":"DWw2ElIKK6yWoHuIl5hS6xZkNoaR_7aD-MlIeM7XrJM","alg":"EdDSA"}', 'D5dikgCdgAA28cCyVVaCZ3uUJVUROYbYdj0PXGB8aTtyddHMjkdkRdPkkm+Z/ul/PuhH1ea4dqfw/WOBd6GmZNlaM3U3FzOFyoH0Yg==', 1774688400000);
DELETE FROM audit_openings;
INSERT INTO audit_openings (chain_id, opened_at, seq, hash, kid, signature)
VALUES ('019d33ab-f280-770d-ab8c-b5a83635782a', 1774688400000, 0, '0000000000000000000000000000000000000000000000000000000000000000', 'Qz8M5-_tG-M20Sq44WE1RR-nTnnB9ks9cftVxfV6a0U', 'aUYENTro_StYhIk_s9ZxgO5tpGq2hFM3Dk7D2XJCVpYvGdnE5gz4ye2eURKb_TDS6PH80qIeXq3kL1XLr5d5Dw');
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
VALUES ('usage-agent-days', '019d33ab-f280-770d-ab8c-b5a83635782a', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('webhook-tokens', '019d33ab-f280-770d-ab8c-b5a83635782a', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('usage-hours', '019d33ab-f280-770d-ab8c-b5a83635782a', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('scope-usage', '019d33ab-f280-770d-ab8c-b5a83635782a', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('webhooks', '019d33ab-f280-770d-ab8c-b5a83635782a', 14);
DELETE FROM revoked_tokens;
INSERT INTO revoked_tokens (jti, agent_id, generation, expires_at, revoked_at, thumbprint, key_generation, family_id)
VALUES ('019d33ab-f280-770d-ab8c-b5a836357834', '019d33ab-f280-770d-ab8c-b5a83635782e', 1, 1774692000000, 1774688400000, NULL, NULL, '019d33ab-f280-770d-ab8c-b5a836357835');
DELETE FROM ended_keys;
DELETE FROM ended_signing_keys;
DELETE FROM revoked_families;
DELETE FROM token_counts;
DELETE FROM revocation_floor;
DELETE FROM one_time_uses;
DELETE FROM operator_keys;
INSERT INTO operator_keys (key_id, secret_hash, name, scopes, is_first, created_by, created_at, rotated_at, last_used_at, expires_at, revoked_at, quarantined_at, quarantine_reason, organization_id)
VALUES ('019d33ab-f280-770d-ab8c-b5a83635782c', '9B_Ffjtr1EjohwiIMdS8Pksnzh9JUeCgrnU3LVual-I', 'first operator key', '*', 1, 'start', 1774688400000, NULL, 1774688400000, NULL, NULL, NULL, NULL, NULL);
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
VALUES ('019d33ab-f280-770d-ab8c-b5a83635782e', '019d33ab-f280-770d-ab8c-b5a83635782e', '00000000-0000-7000-8000-000000000000', NULL, 'Courier', NULL, NULL, 'custom', NULL, '', 'logistics', NULL, 'active', NULL, NULL, 'parcels:read', 'client_credentials refresh_token', 3600, NULL, '{}', NULL, '019d33ab-f280-770d-ab8c-b5a83635782c', 1774688400000, 1774688400000, 1, 3, 'courierlogistics', NULL, NULL, 0, NULL, NULL, 0, NULL, '', 'full', 'confidential', '');
INSERT INTO agents (agent_id, client_id, organization_id, team_id, name, description, email, agent_type, version, capabilities, owner, deployment_env, status, status_since, status_reason, scopes, grant_types, token_lifetime_seconds, token_signing_alg, metadata, expires_at, created_by, created_at, updated_at, generation, revision, search_text, dpop_jkt, dpop_jwk, key_generation, jwks, jwks_uri, fapi2, suspended_by, grantable_scopes, self_service, client_type, redirect_uris)
VALUES ('019d33ab-f280-770d-ab8c-b5a836357837', '019d33ab-f280-770d-ab8c-b5a836357837', '00000000-0000-7000-8000-000000000000', NULL, 'Resume screener', NULL, NULL, 'custom', NULL, '', NULL, NULL, 'suspended', 1774688400000, 'a drill', 'resumes:read', 'client_credentials', 3600, NULL, '{}', NULL, '019d33ab-f280-770d-ab8c-b5a83635782c', 1774688400000, 1774688400000, 1774688400000, 3, 'resume screener', NULL, NULL, 0, NULL, NULL, 0, 'operator', '', 'full', 'confidential', '');
INSERT INTO agents (agent_id, client_id, organization_id, team_id, name, description, email, agent_type, version, capabilities, owner, deployment_env, status, status_since, status_reason, scopes, grant_types, token_lifetime_seconds, token_signing_alg, metadata, expires_at, created_by, created_at, updated_at, generation, revision, search_text, dpop_jkt, dpop_jwk, key_generation, jwks, jwks_uri, fapi2, suspended_by, grantable_scopes, self_service, client_type, redirect_uris)
VALUES ('019d33ab-f280-770d-ab8c-b5a83635783f', '019d33ab-f280-770d-ab8c-b5a83635783f', '00000000-0000-7000-8000-000000000000', NULL, 'Planner', NULL, 'planner@example.com', 'custom', NULL, '', NULL, NULL, 'active', NULL, NULL, '', 'client_credentials', 3600, NULL, '{}', NULL, '019d33ab-f280-770d-ab8c-b5a83635782c', 1774688400000, 1774688400000, 1, 2, 'plannerplanner@example.com', NULL, NULL, 0, NULL, NULL, 0, NULL, '', 'full', 'confidential', '');
DELETE FROM agent_emails;
INSERT INTO agent_emails (organization_id, email, agent_id)
VALUES ('00000000-0000-7000-8000-000000000000', 'planner@example.com', '019d33ab-f280-770d-ab8c-b5a83635783f');
DELETE FROM agent_counts;
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'active', 'e', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', 'logistics', 'custom', 'active', 'e', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'active', 'e', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', 'logistics', 'custom', 'active', 'e', 1);
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
DELETE FROM agent_meters;
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-770d-ab8c-b5a83635782e', 3, 2, 0, 1774688400000, 1774688400000, 1);
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-770d-ab8c-b5a836357837', 3, 1, 0, 1774688400000, 1774688400000, 1);
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-770d-ab8c-b5a83635783f', 2, 0, 0, NULL, NULL, 0);
DELETE FROM agent_meters_settled;
INSERT INTO agent_meters_settled (id, number, chain_id, seq, next_seq)
VALUES (1, 1, '019d33ab-f280-770d-ab8c-b5a83635782a', 14, NULL);
DELETE FROM agent_scope_uses;
DELETE FROM credentials;
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-770d-ab8c-b5a836357830', '019d33ab-f280-770d-ab8c-b5a83635782e', 'keyed', 'nDclyetnOGy1N44RwGGgsBYpKQZR6fKIvSF7mtqtJqg', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-770d-ab8c-b5a836357839', '019d33ab-f280-770d-ab8c-b5a836357837', 'keyed', '4vKHKxXH_ImENEbFJmwDjXECXiO-GLaG4SgOFh1uZjw', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-770d-ab8c-b5a836357841', '019d33ab-f280-770d-ab8c-b5a83635783f', 'keyed', 'Zysk82r7tPSf2S5UnyLdn5sKMlSk9lK8dcwWYKxZusg', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
DELETE FROM credential_rotations;
DELETE FROM known_secrets;
DELETE FROM api_keys;
INSERT INTO api_keys (key_id, agent_id, key_hash, rotation_hash, state, created_at, activated_at, replaces, last_used_at, ended_at, ended_by, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-770d-ab8c-b5a83635783d', '019d33ab-f280-770d-ab8c-b5a83635782e', 'fmOyGsqa73QVEyE_fo7Ch-oWF2b-aZv5APWmuOf7yFk', 'aVucL-SfTpt3XUg-i6JCHvEQ4OF2tZ3tB63PWOdqJXg', 'active', 1774688400000, 1774688400000, NULL, NULL, NULL, NULL, NULL, NULL);
DELETE FROM invites;
DELETE FROM registrations;
DELETE FROM unclaimed_registrations;
INSERT INTO unclaimed_registrations (is_only, unclaimed)
VALUES (1, 0);
DELETE FROM signing_keys;
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('mevdILQ9m4IYPapK9FKZWfavjA-aml292bTlfWWM9is', 'RS256', 'next', '{"kty":"RSA","e":"AQAB","use":"sig","kid":"mevdILQ9m4IYPapK9FKZWfavjA-aml292bTlfWWM9is","alg":"RS256","n":"wAeFt0JUmaVWLMv8VOUyShcXKc4Nl_bR8T0Ks3eyqG_oLrgh0XNs3zWer9RjwEz3J2a75pUsmKk3830J6TZz0lZd2hbrOgL8BW048Mx575dYnawJeLvJhPV6ypkzuVJTcdZdB9-2mkcX2hhcQzQTce3Kp7njs4NoUXYW9Lu08DP4rWT7zAaIHflnnLCPP1xDsYinH01V-ISD1U7EQr1pl3ZasXA9eU8LTXhGTVQuoYHcqFc6uhNe9O6qVWEWbJRgLjUFHewvFN69CfDHvhyw-VrRK_1G-iKxLZMhzlrmY_zjVJ6GXaEuhhH97fM-XY1aJmduzy4aXczAIhz-VJD9ww"}', 'K5Lr1pin5JhqK0rc+u/Ir20nCUhIRnqidhhovKbZ084Y1IpzOZk3iyRBcymwudEkDI1IJl7GKTmUEKjJVfmboEqLtJGncLDI6EQzm9kq9zKZilUc1szBsHgu7i+M9XWV9hqNu12gbVrW8bmyyNnPgDqUmRz5DhQbV/zB015HvIS71Gx82K9hgzH1EXYTnijGH5dqittoj4lNnDcXh2zOo/74b7tx9+7FbEzXtyFTVr5dDumW4m3AiSIG0yWLoKQhvMPht++2ecL1zfiCixq18THy1H/VbmoUwJuP19567/0oyntt+m1tvKbGZYmNWpO6ISD6ThTBfNnSVk5IKVWp4k4WWy9CU2szLY1qiOGGPCBFjTaZA5RY+PGcixJO/yRQL67s5iDQzT+GmNxqZ4HXZmZG99QGdXn5AO4HZFkdY4bUH1gQQ1t98FyB7oGz8dcsGLUwsbBm1K59ZmMb+XFsyLripWjV3xMWgNJiVYaBGugAzsH/Wb56pbTj+I50zhXw6GBOepA/3uOXQ6cpRgj+yThNjikyV+uqGJFdwCznNOvW0/4EovbDhD8awmOha6Q5GQbrYMuLzuW3dPYUCgMYvYZLWZFdKRM003yoGPppnPqiflVZZstsqJSTnGLnUxi7UPRvfWxdCqKU8l0yThlrG0h6sMikbSqWtTZU7I/ECsH51VEELbTGPRgT3G2nv0o/eoqAhjqCW06Mk0A6KKZWR1/o7Tdb6u3ap06zDG+5WrHgQ47Yo2mhygqN6uiNBz9VXfMor1DmW56aUD5STU6/3M/PgaSQaXRwCoz1V2jT9bTctX2kXivFrrMd3c+8FZ2R64gyixtm+37qSfTfQxOTPmbOqSitQgdAkb4pCOBm368sEnb8G0Vg1/T3Wqee+lwF57Uml5b/k3LEmhvZw3kjAoGHha3AuLU6kT9pgDSQ7SJSBi2kzsPni+sFahpEPUdn1Oq6KWs/ptBlAE6bzkQGxzQsIjusgSRd5VX2o9JLZdqZzIt/HIgyPbOy/6eMYn4guws2Gle7+36SsYBmXth/W78P6uEGRvKCa3MckAJkCN1n6pZBDv3QFjaiw5diNnLAXCZXJyNWHaLosceloZ9dIDCnIOtssfP1ScUtHLZfbpxnZrqeHBGsZx5lyrNZYy9sqFxuoNMxu4+Ug5+R3m41FFd7kUl3DjcQneaNZO8ugZZzKubcyYMXOhZxUf61cxADziSx2b38CxtCZiIoJbxNS0iZAMqqaDtvKM9I/NOZhnAlppwVZ70M7Q/h2lyeVQwFl6tt4afHSH1QH/oVfvljtoGxguD/JNTmufoSPFHBpbHHNZkdxPMuwvdpZyO14rvGB7YdJj3g+06q6vvkhFfizJa38hYoEBUKO14bGjq+1ydFDegCTfgBLPzY/mRkcIdJsHtmC4BW3++5RwtxPBmw3wCuZAZ8wQy2ZaTXpyDKgJwvCth3vQLhJnYKfvay7noI3vW4aYp8vxtqxdIeVPClMu3FKfYFs4V61LmoHbRIcAAMrebUDqqp2e2y1ZqhKl0xjAidERzDTdlL2v2hsgRvSH7KsiNaVkvGbfhXysIfMVM1edVWBSq3t2hvUu7eu8q1pd8Hg+ZQiBkQn9woE8Gzp5pAN0JDurg16zOfds8WW+p8EGd3Fbgy8uNSJ6Gj', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('wjvlMAnZ2sdrcxmdYdRlGlMuCrZbwmPYlNdaUNMhNCc', 'RS256', 'current', '{"kty":"RSA","e":"AQAB","use":"sig","kid":"wjvlMAnZ2sdrcxmdYdRlGlMuCrZbwmPYlNdaUNMhNCc","alg":"RS256","n":"trl0big6QZ5_3QUWGH8uhXEiWZ9akhPuFW_qhSCZ9TVOI9V4LCeJj-kiag3OgH4cnRMuaNbOo1J1EX6b_s-yhfZt_21SfAIQiD5jVYoroYJBPKwmZHtZEXgTkqFVAMuioAtl7YeMIrwIHj_BNKNueTSW8G-42Wt-DLa1NN_igBoloC1u5IzwRhTGIMPBfVvguH_9VugF7jxuvI7PHO4UFB95BcrEs7PwWUz8EkoECJNAIhbsHsNdgfFNBUnJ0CTqjFzPkzt5cv3rFq01U-rqGcurXYFrs60MuoThB6Qny5YE_b5r4_j5yXXbzu3ZZBSkkhTCWTRt9Ydtx2bhx8fXEw"}', 'dK6Ugjg4o6qOyrheP48h7St2HSAHV1V6cjFgpyVYUdrw6CWY3TFTWGyY8NHInKavn8JyETusV6Tm/CyOfuMo4zgxY752nBMg/7HNJJR7RssVcEbkUk+TN6aEMP6M/7a3ktVFZWT36o3KtzNPc9/ix3WjugzsLE8421x8tkEkprnTmqleBie53kDcWD/Y4RxIhkDe8UHAhePgXiZNTEpwMqd4RS1P9RCbvpLpVBO0KWKlLSPVH/9+h9nE2x1TTlfQP3kQmJIJuhbvyrRRPH3GHREJ06rIfKJ8/jO/kgxq+ATOJSUg1uTLRkva5caakwYeoOSTlEcWlgdHWBO1p4XeE+ZsMJMzA8avqMsgEaRjH5dHMBzzs2rF8Hd3G9grcGf5yaM9jbEYbaabWEUQlOIlFaus+aYKBoXYEoYX72ZOcfgqrO34lWQzdTbhtnQHFGQdzoHG0xEqyP6RJo9AAJxjBJFtN4Lp5YgggJRG2nn2uY+p3E9QgAncVhn2ba2hIUwu1iVPH1ne2nZB3niN+K56L1oE44+xwNeySeaY03fGYyBOweQZRRiVImHpIzUp3lf8RJJWT4Az1hIp1oQ0H7sh7/h4kIR2Z7eZ2rvzuX/T3UE6qq3KueLvdEUV2X/hJSDWOm0TM4NI7AsvOQtB1nH9jQg5jxkVvSeP6zGPAqZY/dGyDSf/lbg9u6SuE0oQnWvqEiVTnjeLnsv5B6x1fEusdIN0KAcHtSCWF1RDOtOVgr3IAMt74KkcIDpJFTlAeJ46NIF74XGIlLi0JUWMnJN5iE6fwpmVwhBQajG4Kio8Iu9rgp+eTF6tC+xmtDYG0o7lj8caCp7ZUoyGwzlg2tNTF2KfwrPrG5X/Gsm20jDow62+9hRT0i4aFemUTMxGcw00fevat+voDrxpZvGdjG3QaTckXsS4x5ZTiqT707nlSAZ7Y2pAapuvsJrLW+urmp64OXCSmWU66euD4xlfNRvHtkhw4dEzT3HP7Fb+L3dEC7VX87xMOav97jqjxRw7isOneA9H0kFOOyTs7ueTnj3v5PhvLtSROz5PJq157yD8TubIAUl5SfNjRjCB9/QppKyz7JFyj84LV0F/xm20AMDVNE6ng8bTaYRpMjRXIyg30Mz78yQTG4ZX2loiy/ynZ8h4yhIEjPSQ078wESpqEQpfSCUTaUBRAXyKTwosTe1J7vPld2juv+0OQ03NoSB7CDDzitYhlZvqL9P+EKK1+kbQSj3lZTLTRt9Zwbuh75ooejuvzpAs6gE86W2PIu2+G0+iSIwAIdVyEk0/Fy6n8TjuUrwSnf8qoZ7ijO7ix5TvqED1LBG5zANy6+0qV4wjwcQ8eIwvJM4I5jlVl36gTzijuWzWraDvK8YN5SgM3TmjDMQbYj/gKLQDivNiYlDq2RyC8fCoAW+yrgQcppn68pSBmq5lIx2wjGrWi1h8wPQRMXdKk9VlnDV7CAXNv2SyxmdD450Wh+RS6CBrmOtRehbNSHjb77ioin+9MvMUUMnKB+GdsrEx7uzsJb7pKJmFZ4iWBckaCXI+aficzRe7AbwfPnPfZi3CveA9nxqKfnacOfFVbTPQWv6R9QXqloJhFBBy5yexNWlxz15BXA8SBsKCZ3upMZQJ77ygoczG5dV4WOUJ+g+dAt1WLaFvM+L2ag==', 1774688400000, 1774688400000, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('87xGLINAiMR3PYxqYdre3IVq4eDdc3X31tjrdlNhUN4', 'ES256', 'next', '{"kty":"EC","use":"sig","crv":"P-256","kid":"87xGLINAiMR3PYxqYdre3IVq4eDdc3X31tjrdlNhUN4","x":"Xjrk-UOt1lLAvKkW6WbglhydpFrxmLVMKFJ0Cqy3pzs","y":"HjpmMPGHnXZS7cMGwUdOnwBG38ikZSbtWzI-XIx7u3M","alg":"ES256"}', 's5zXuC/OXWe0rhcKjPDObVLDTuCDM08X0yFwileiPPr30tZuJxelNYaLi+GxY+B38rP8y1TOgqVFjbJ01T3uzwYjFSUETgilaxJ4xM3KAHhKtNuYFEXsa5ryqjWpha7faYSwrXfx7Px+vO4ZFWpdFGziI8hzGh2NEFxRYeLBFvtaDhHuLejS6i86SUr5AIH86Wst4uXEDtmDRpKMjQl+wGe9x0xkGg==', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('dSRrKPp3BEfDof36U7UQE8QrjTPTzNRKEwOvrxdN-jI', 'ES256', 'current', '{"kty":"EC","use":"sig","crv":"P-256","kid":"dSRrKPp3BEfDof36U7UQE8QrjTPTzNRKEwOvrxdN-jI","x":"wlmCND5YwplKYFX9tA_VOSwRflaPPk8EgwYWiFOnRVU","y":"k3SUh-M2TaRy11R1ohBc4194H_cnosR4No09rbx08xM","alg":"ES256"}', 'q0Jjf9y6AabAvkEZ2ePYN3SkTLxeF7odZZCljTarYx7t5pDmia/BQ6UcHx7hWGr5fwrAPm2xQFU045cCzsYVxcmVdhaucF4vPMzCNwTW3Yj5PJmJl6uOuUuYoL2qB/XXgjsBVTdiKfQVocqkuoYjHv3mPVG9GvmKtv3RnbmAzUlsZLIJHKR867kr11wTGkLEX/tLZ8QRXmL8kSo8eTyIT3jKrgY4hw==', 1774688400000, 1774688400000, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('cu4WsNjjGkxilxRg0KbPu856XPR4bGke5B5VwQFhF54', 'EdDSA', 'next', '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"cu4WsNjjGkxilxRg0KbPu856XPR4bGke5B5VwQFhF54","x":"6mBXEEsfwnc8q5EUqiOFqyjmN0mWfsHr101QvAglSnk","alg":"EdDSA"}', '8q+UgbqdWY1xBC0N4AlH9UfBGxRLIsDSiMwTaghnqgTNgC6tg2mgdvX/pIUNK8FwRtUjlLpkzJ+IwaUaRgM+IYnxMt7/c2VBrqn8yg==', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('S7F-wzxvcHMHGUUWliacYK0YOhVBMHVy7vaxGZABwPs', 'EdDSA', 'current', '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"S7F-wzxvcHMHGUUWliacYK0YOhVBMHVy7vaxGZABwPs","x":"HJ_eMKFmE00-KRmPD5pIQ6x3b7NzHXA73o0Ob0Rps-U","alg":"EdDSA"}', 'XkUEcrXKJlQdQarVhM6cMuchuDQcO0KTdZfI8kP/jW3y9vTqGDOKeM2tZQWRPa1cGWrerxWMHpKfOgl/p6r8SZ7k/nVeySgwl/j5rw==', 1774688400000, 1774688400000, NULL, NULL);
DELETE FROM master_key_check;
INSERT INTO master_key_check (id, value)
VALUES (1, '_yNwys2QQ5aHQwMfeaA5I3ZzS38ulbVdvx4KMyrfDvo');
DELETE FROM withdrawn_keys;
DELETE FROM refresh_families;
DELETE FROM token_families_carried;
INSERT INTO token_families_carried (id, since)
VALUES (1, 1774688400000);
DELETE FROM refresh_rotations;
DELETE FROM console_activity;
INSERT INTO console_activity (minute, node, counter, counted)
VALUES (1774688400000, '019d33ab-f280-770d-ab8c-b5a83635782b', 'issued', 3);
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
VALUES ('019d33ab-f280-770d-ab8c-b5a836357843', '00000000-0000-7000-8000-000000000000', 'https://mcp.example.com/mcp', 'Example Files', 3600, 0, 'members', 'active', 0, 1, 1774688400000, 1774688400000);
DELETE FROM resource_uris;
INSERT INTO resource_uris (comparison_form, resource_id, uri, position)
VALUES ('https://mcp.example.com/mcp', '019d33ab-f280-770d-ab8c-b5a836357843', 'https://mcp.example.com/mcp', 0);
DELETE FROM resource_scopes;
INSERT INTO resource_scopes (resource_id, name, position, title, description, risk, is_default, is_optional, implies)
VALUES ('019d33ab-f280-770d-ab8c-b5a836357843', 'files.read', 0, 'Read your files', '', 'low', 0, 0, '[]');
