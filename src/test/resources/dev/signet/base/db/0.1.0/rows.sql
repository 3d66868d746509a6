DELETE FROM expiry_clock;
DELETE FROM stored_responses;
DELETE FROM audit_events;
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-7191-82ea-0138cc9b10f4', '019d33ab-f280-7191-82ea-0138cc9b10f1', 1, 1774688400000, 'operator.key_created', 'success', NULL, NULL, 'system', 'start', NULL, '', '', '', '{"key_id":"019d33ab-f280-7191-82ea-0138cc9b10f3","name":"first operator key","scopes":["*"]}', NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', 'b6a49e1a4ffe9c17655635995938e998057566f4953eb6c53603bd301a3d75b2', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-7191-82ea-0138cc9b10f6', '019d33ab-f280-7191-82ea-0138cc9b10f1', 2, 1774688400000, 'agent.created', 'success', '019d33ab-f280-7191-82ea-0138cc9b10f5', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7191-82ea-0138cc9b10f3', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '344tcdit454c68cwomllh44hq', '{"name":"Courier","client_id":"019d33ab-f280-7191-82ea-0138cc9b10f5","agent_type":"custom","scopes":["parcels:read"]}', NULL, NULL, NULL, 'b6a49e1a4ffe9c17655635995938e998057566f4953eb6c53603bd301a3d75b2', 'bef12e5a38c07214062a9a3d5731b2ea831c52fe55114000cae7550caa4d2335', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-7191-82ea-0138cc9b10f8', '019d33ab-f280-7191-82ea-0138cc9b10f1', 3, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-7191-82ea-0138cc9b10f5', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7191-82ea-0138cc9b10f3', '019d33ab-f280-7191-82ea-0138cc9b10f7', '127.0.0.1', 'Java-http-client/25.0.3', 'ydtpiid6i9ck332ecbtxw21cu', '{"credential_id":"019d33ab-f280-7191-82ea-0138cc9b10f7","expires_at":null,"imported":false}', NULL, NULL, NULL, 'bef12e5a38c07214062a9a3d5731b2ea831c52fe55114000cae7550caa4d2335', '0c9bc735545b86a427f1fe6e22f1c85734e42fd3ee4e99dfe78df38e0df43f01', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-7191-82ea-0138cc9b10f9', '019d33ab-f280-7191-82ea-0138cc9b10f1', 4, 1774688400000, 'token.issued', 'success', '019d33ab-f280-7191-82ea-0138cc9b10f5', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-7191-82ea-0138cc9b10f5', '019d33ab-f280-7191-82ea-0138cc9b10f7', '127.0.0.1', 'Java-http-client/25.0.3', '2u9yeh8vbk4ak1604l8h29nvz1', '{"scope":"parcels:read","kid":"UqqZB3XQymk87jqK4tOL9S1P8ZQB0ANZcYWOuNVdYsU","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, '019d33ab-f280-7191-82ea-0138cc9b10f9', '0c9bc735545b86a427f1fe6e22f1c85734e42fd3ee4e99dfe78df38e0df43f01', 'e02135d96dcf69190c81c6d73a72e366349b0d75e3ab4e96ba73ba47a51a9451', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-7191-82ea-0138cc9b10fa', '019d33ab-f280-7191-82ea-0138cc9b10f1', 5, 1774688400000, 'token.issued', 'success', '019d33ab-f280-7191-82ea-0138cc9b10f5', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-7191-82ea-0138cc9b10f5', '019d33ab-f280-7191-82ea-0138cc9b10f7', '127.0.0.1', 'Java-http-client/25.0.3', 'dgzd6eof40lo1kcfz8vjruijp', '{"scope":"parcels:read","kid":"UqqZB3XQymk87jqK4tOL9S1P8ZQB0ANZcYWOuNVdYsU","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, '019d33ab-f280-7191-82ea-0138cc9b10fa', 'e02135d96dcf69190c81c6d73a72e366349b0d75e3ab4e96ba73ba47a51a9451', 'ec6fb177da9f143331f7fcd146cf828c7b2f2b10017fdcf2fafe3e45796ff9d2', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-7191-82ea-0138cc9b10fb', '019d33ab-f280-7191-82ea-0138cc9b10f1', 6, 1774688400000, 'token.revoked', 'success', '019d33ab-f280-7191-82ea-0138cc9b10f5', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7191-82ea-0138cc9b10f3', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '1h3abel7tsoz71i5xi3qy0jakv', '{"what":"access_token","id":"019d33ab-f280-7191-82ea-0138cc9b10fa","revoked_token_count":1}', NULL, NULL, NULL, 'ec6fb177da9f143331f7fcd146cf828c7b2f2b10017fdcf2fafe3e45796ff9d2', '76495a8120ace9f8a58b75ccba0cca97e03b7f8b44808a3e8556c1247aa83aa9', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-7191-82ea-0138cc9b10fd', '019d33ab-f280-7191-82ea-0138cc9b10f1', 7, 1774688400000, 'agent.created', 'success', '019d33ab-f280-7191-82ea-0138cc9b10fc', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7191-82ea-0138cc9b10f3', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '1q20pdma9e50qz53mkp98obcf', '{"name":"Resume screener","client_id":"019d33ab-f280-7191-82ea-0138cc9b10fc","agent_type":"custom","scopes":["resumes:read"]}', NULL, NULL, NULL, '76495a8120ace9f8a58b75ccba0cca97e03b7f8b44808a3e8556c1247aa83aa9', '1d16f064b65792416c36e256a14f304874c2fc6c61ae06dc23e74c39473c48d7', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-7191-82ea-0138cc9b10ff', '019d33ab-f280-7191-82ea-0138cc9b10f1', 8, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-7191-82ea-0138cc9b10fc', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7191-82ea-0138cc9b10f3', '019d33ab-f280-7191-82ea-0138cc9b10fe', '127.0.0.1', 'Java-http-client/25.0.3', '3gmr87rpwcogm1z30asl199jmt', '{"credential_id":"019d33ab-f280-7191-82ea-0138cc9b10fe","expires_at":null,"imported":false}', NULL, NULL, NULL, '1d16f064b65792416c36e256a14f304874c2fc6c61ae06dc23e74c39473c48d7', 'cc096c4335b22e56879f387d34201b7e6c5e0e8192c030c0b6005630195894b7', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-7191-82ea-0138cc9b1100', '019d33ab-f280-7191-82ea-0138cc9b10f1', 9, 1774688400000, 'token.issued', 'success', '019d33ab-f280-7191-82ea-0138cc9b10fc', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-7191-82ea-0138cc9b10fc', '019d33ab-f280-7191-82ea-0138cc9b10fe', '127.0.0.1', 'Java-http-client/25.0.3', '1ftu3zzukszjk3r806q5ctjy7c', '{"scope":"resumes:read","kid":"UqqZB3XQymk87jqK4tOL9S1P8ZQB0ANZcYWOuNVdYsU","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, NULL, 'cc096c4335b22e56879f387d34201b7e6c5e0e8192c030c0b6005630195894b7', 'fdcc9fabfd06e86286cf2ed2447e45ea7b76846fd65e802b3d9c6e468bf8c32d', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-7191-82ea-0138cc9b1101', '019d33ab-f280-7191-82ea-0138cc9b10f1', 10, 1774688400000, 'agent.deactivated_with_revocation', 'success', '019d33ab-f280-7191-82ea-0138cc9b10fc', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7191-82ea-0138cc9b10f3', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '1qk47bbjbmzdpovuha5kxdln9', '{"reason":"a drill","revoked_token_count":1}', NULL, NULL, NULL, 'fdcc9fabfd06e86286cf2ed2447e45ea7b76846fd65e802b3d9c6e468bf8c32d', '0eb3b2ec9ace0941746e943e875b5b503b9a7082d2586f39dd009e464b582c0f', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-7191-82ea-0138cc9b1103', '019d33ab-f280-7191-82ea-0138cc9b10f1', 11, 1774688400000, 'api_key.created', 'success', '019d33ab-f280-7191-82ea-0138cc9b10f5', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7191-82ea-0138cc9b10f3', '019d33ab-f280-7191-82ea-0138cc9b1102', '127.0.0.1', 'Java-http-client/25.0.3', '3qzt1bzl6w0062groz62eumdz0', '{"key_id":"019d33ab-f280-7191-82ea-0138cc9b1102","rotates_itself":true}', NULL, NULL, NULL, '0eb3b2ec9ace0941746e943e875b5b503b9a7082d2586f39dd009e464b582c0f', '31fb8b5a2ec2f3c05f9e5952a78b8011461a15d85a0294011784ec2ee0c3295f', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-7191-82ea-0138cc9b1105', '019d33ab-f280-7191-82ea-0138cc9b10f1', 12, 1774688400000, 'agent.created', 'success', '019d33ab-f280-7191-82ea-0138cc9b1104', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7191-82ea-0138cc9b10f3', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '2ww25x0hgjv5622xyjzkefkjjw', '{"name":"Planner","client_id":"019d33ab-f280-7191-82ea-0138cc9b1104","agent_type":"custom","scopes":[]}', NULL, NULL, NULL, '31fb8b5a2ec2f3c05f9e5952a78b8011461a15d85a0294011784ec2ee0c3295f', 'a93407be9defc2c87d06e020ff9db9c819d711df61eda8b113b51036b03f536c', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-7191-82ea-0138cc9b1107', '019d33ab-f280-7191-82ea-0138cc9b10f1', 13, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-7191-82ea-0138cc9b1104', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7191-82ea-0138cc9b10f3', '019d33ab-f280-7191-82ea-0138cc9b1106', '127.0.0.1', 'Java-http-client/25.0.3', '2vf0gfym1wzl0gdb9xa5yth87', '{"credential_id":"019d33ab-f280-7191-82ea-0138cc9b1106","expires_at":null,"imported":false}', NULL, NULL, NULL, 'a93407be9defc2c87d06e020ff9db9c819d711df61eda8b113b51036b03f536c', '570336752b55032a57f290e8f4a3bb0b6c345e23a43b8e407dff16b1aaa82da2', NULL, NULL, NULL, NULL);
DELETE FROM audit_checkpoints;
INSERT INTO audit_checkpoints (number, taken_at, heads, prev_hash, hash, signature, kid)
VALUES (1, 1774688400000, '[{"chainId":"019d33ab-f280-7191-82ea-0138cc9b10f1","seq":13,"hash":"570336752b55032a57f290e8f4a3bb0b6c345e23a43b8e407dff16b1aaa82da2","end":"closed"}]', '0000000000000000000000000000000000000000000000000000000000000000', '4fa38660e8be0573d6059d445a99c8c97d431490847da57984ec0ed440828947', '11m9CAxDWvMiDwLfUOVourQYH0_xfEMuMVXZG-ZWIFp4D0Q21Gbj31LHk1NWK2Wi7KEvhX2TbGi-omoVRdYFDQ', 'n35-G7w7MrcrZRxa5jZqbNfvGv8Ur7mgEzwhO_9pB6I');
DELETE FROM audit_anchors;
DELETE FROM audit_keys;
INSERT INTO audit_keys (kid, number, public_jwk, sealed_private, created_at)
VALUES ('n35-G7w7MrcrZRxa5jZqbNfvGv8Ur7mgEzwhO_9pB6I', 1, '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"n35-G7w7MrcrZRxa5jZqbNfvGv8Ur7mgEzwhO_9pB6I","x":"G5UM8r2XrUS0kMAn__zDipj_aaNd1PrtEm9uame3kE0","alg":"EdDSA"}', '1hSSKdJUOlDjxMH2SguQQhhFDOduTFQeaJ07oZbXexaXLiGGlqPbhYMorANvbJXNmDRRehZLroYkoc9zdy5rgBS75+myS+kWj2D1Ug==', 1774688400000);
DELETE FROM audit_openings;
INSERT INTO audit_openings (chain_id, opened_at, seq, hash, kid, signature)
VALUES ('019d33ab-f280-7191-82ea-0138cc9b10f1', 1774688400000, 0, '0000000000000000000000000000000000000000000000000000000000000000', 'n35-G7w7MrcrZRxa5jZqbNfvGv8Ur7mgEzwhO_9pB6I', 'NjTmUILoEN2rw8IzexL9MAMgcW1RcIfyf_hnb6khg4sKRS2Eo8-s_BmL4l_PNPjH74cW7wMbGBHZjnaakZRBAQ');
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
VALUES ('scope-usage', '019d33ab-f280-7191-82ea-0138cc9b10f1', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('usage-agent-days', '019d33ab-f280-7191-82ea-0138cc9b10f1', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('usage-hours', '019d33ab-f280-7191-82ea-0138cc9b10f1', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('webhooks', '019d33ab-f280-7191-82ea-0138cc9b10f1', 11);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('webhook-tokens', '019d33ab-f280-7191-82ea-0138cc9b10f1', 1);
DELETE FROM revoked_tokens;
INSERT INTO revoked_tokens (jti, agent_id, generation, expires_at, revoked_at, thumbprint, key_generation, family_id)
VALUES ('019d33ab-f280-7191-82ea-0138cc9b10fa', '019d33ab-f280-7191-82ea-0138cc9b10f5', 1, 1774692000000, 1774688400000, NULL, NULL, '019d33ab-f280-7191-82ea-0138cc9b10fa');
DELETE FROM ended_keys;
DELETE FROM ended_signing_keys;
DELETE FROM revoked_families;
DELETE FROM token_counts;
DELETE FROM revocation_floor;
DELETE FROM one_time_uses;
DELETE FROM operator_keys;
INSERT INTO operator_keys (key_id, secret_hash, name, scopes, is_first, created_by, created_at, rotated_at, last_used_at, expires_at, revoked_at, quarantined_at, quarantine_reason, organization_id)
VALUES ('019d33ab-f280-7191-82ea-0138cc9b10f3', 'd0dXRmr4Fq5-nvV4iu__BX6PjN2mPS3PvFeqPMnW50I', 'first operator key', '*', 1, 'start', 1774688400000, NULL, 1774688400000, NULL, NULL, NULL, NULL, NULL);
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
VALUES ('019d33ab-f280-7191-82ea-0138cc9b10f5', '019d33ab-f280-7191-82ea-0138cc9b10f5', '00000000-0000-7000-8000-000000000000', NULL, 'Courier', NULL, NULL, 'custom', NULL, '', 'logistics', NULL, 'active', NULL, NULL, 'parcels:read', 'client_credentials refresh_token', 3600, NULL, '{}', NULL, '019d33ab-f280-7191-82ea-0138cc9b10f3', 1774688400000, 1774688400000, 1, 3, 'courierlogistics', NULL, NULL, 0, NULL, NULL, 0, NULL, '', 'full');
INSERT INTO agents (agent_id, client_id, organization_id, team_id, name, description, email, agent_type, version, capabilities, owner, deployment_env, status, status_since, status_reason, scopes, grant_types, token_lifetime_seconds, token_signing_alg, metadata, expires_at, created_by, created_at, updated_at, generation, revision, search_text, dpop_jkt, dpop_jwk, key_generation, jwks, jwks_uri, fapi2, suspended_by, grantable_scopes, self_service)
VALUES ('019d33ab-f280-7191-82ea-0138cc9b10fc', '019d33ab-f280-7191-82ea-0138cc9b10fc', '00000000-0000-7000-8000-000000000000', NULL, 'Resume screener', NULL, NULL, 'custom', NULL, '', NULL, NULL, 'suspended', 1774688400000, 'a drill', 'resumes:read', 'client_credentials', 3600, NULL, '{}', NULL, '019d33ab-f280-7191-82ea-0138cc9b10f3', 1774688400000, 1774688400000, 1774688400000, 3, 'resume screener', NULL, NULL, 0, NULL, NULL, 0, 'operator', '', 'full');
INSERT INTO agents (agent_id, client_id, organization_id, team_id, name, description, email, agent_type, version, capabilities, owner, deployment_env, status, status_since, status_reason, scopes, grant_types, token_lifetime_seconds, token_signing_alg, metadata, expires_at, created_by, created_at, updated_at, generation, revision, search_text, dpop_jkt, dpop_jwk, key_generation, jwks, jwks_uri, fapi2, suspended_by, grantable_scopes, self_service)
VALUES ('019d33ab-f280-7191-82ea-0138cc9b1104', '019d33ab-f280-7191-82ea-0138cc9b1104', '00000000-0000-7000-8000-000000000000', NULL, 'Planner', NULL, 'planner@example.com', 'custom', NULL, '', NULL, NULL, 'active', NULL, NULL, '', 'client_credentials', 3600, NULL, '{}', NULL, '019d33ab-f280-7191-82ea-0138cc9b10f3', 1774688400000, 1774688400000, 1, 2, 'plannerplanner@example.com', NULL, NULL, 0, NULL, NULL, 0, NULL, '', 'full');
DELETE FROM agent_emails;
INSERT INTO agent_emails (organization_id, email, agent_id)
VALUES ('00000000-0000-7000-8000-000000000000', 'planner@example.com', '019d33ab-f280-7191-82ea-0138cc9b1104');
DELETE FROM agent_counts;
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'active', '5', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', 'logistics', 'custom', 'active', '5', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'active', '5', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', 'logistics', 'custom', 'active', '5', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'active', 'c', 0);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'active', 'c', 0);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'suspended', 'c', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'suspended', 'c', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'active', '4', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'active', '4', 1);
DELETE FROM agent_meters;
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-7191-82ea-0138cc9b10f5', 3, 2, 0, 1774688400000, 1774688400000, 1);
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-7191-82ea-0138cc9b10fc', 3, 1, 0, 1774688400000, 1774688400000, 1);
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-7191-82ea-0138cc9b1104', 2, 0, 0, NULL, NULL, 0);
DELETE FROM agent_meters_settled;
INSERT INTO agent_meters_settled (id, number, chain_id, seq, next_seq)
VALUES (1, 1, '019d33ab-f280-7191-82ea-0138cc9b10f1', 13, NULL);
DELETE FROM agent_scope_uses;
DELETE FROM credentials;
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-7191-82ea-0138cc9b10f7', '019d33ab-f280-7191-82ea-0138cc9b10f5', 'keyed', 'Dlbw2kHONa7XiD8C_R2tWNwFZ8LnR0VCsEtjf5-xYsE', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-7191-82ea-0138cc9b10fe', '019d33ab-f280-7191-82ea-0138cc9b10fc', 'keyed', 'AF-2X3G5aZg5JL2xkUi0ZYA9YehGm5XSM15hzc_Ia5I', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-7191-82ea-0138cc9b1106', '019d33ab-f280-7191-82ea-0138cc9b1104', 'keyed', '9mC0k_A0gKz7MSKvSZxAI7_brIZu7GxdpXx8g_qGJmY', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
DELETE FROM credential_rotations;
DELETE FROM known_secrets;
DELETE FROM api_keys;
INSERT INTO api_keys (key_id, agent_id, key_hash, rotation_hash, state, created_at, activated_at, replaces, last_used_at, ended_at, ended_by, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-7191-82ea-0138cc9b1102', '019d33ab-f280-7191-82ea-0138cc9b10f5', '92b96gfJwBuGhQVPC_aSTONuH7q7rbF87mZsDsYRwYA', 'YCSX682BB-QltmfVBswveQYjoLPD1bMNx3luTBpQzAw', 'active', 1774688400000, 1774688400000, NULL, NULL, NULL, NULL, NULL, NULL);
DELETE FROM invites;
DELETE FROM registrations;
DELETE FROM unclaimed_registrations;
INSERT INTO unclaimed_registrations (is_only, unclaimed)
VALUES (1, 0);
DELETE FROM signing_keys;
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('IGV5WsBXE6AX9rD8eBBlX7Bsw_R8vPC4Z8lsS10jLak', 'RS256', 'next', '{"kty":"RSA","e":"AQAB","use":"sig","kid":"IGV5WsBXE6AX9rD8eBBlX7Bsw_R8vPC4Z8lsS10jLak","alg":"RS256","n":"tm7UqgStb8rMep7PU5s6OsOqzyvj99bfX5rZUtlymxs2g-7VEPmHqf9dWHofY1a7dQXM-QwpPkyU9cIv94x5AObOAvViAVsAfQopQb59rzIaRNcQ8FtIIM62cfO-5og4QYSQtBmMy2F5xlEzWiGjeJzU3GLx3wTyQVkXIAQNQAYEiSAt2RTUc61nmKZ3loE5vtzZ9UOH3IGfVoCyDXlGVK_zLlMOww0wjAkTv2v6_5YP_cqTtuqq0ysC1-Y6LLTlSzDJvUdl-161T8EVcr7ASiJQK6xMwRXBXm2teIQopeUHwaoApmfp4_k2_Irzn9nl00NYADsbabcQsrBHMN49uw"}', 'noz8hUoAAqhbCcQTOJyxuXCher/RkCd0GmY3RxU2deA1UNjwevNf3ZA32Fh/bJsO/JJi0COu+sjxdUUoSs9aWyWCE23K07HYrsLxbdH/Hf7jAz5laVe+7JOjSLS234UN8PwUsm3dl8Tqu0Y/szE5ugz3URdjtSV4FffmFOLtQ57dHcGFu3JBtEOzVIGMd22SAOqVgh0IYT/UOmMEZspKb222beyuuSlEAaJ9fDdovuu93/RFVWPGw6n3/aw6CAr5oxHmgKo1gD5T1Kwvrpg+iPzU+O78B892gfPQEhbPYGdx9ACy9WPVkYPuShBgBhpVzINfJGJrKYi4T2PaO6mwJSp6MmgELks0oon7wF4mHa8GTm/hMtSSR3hTDXYehRC7por8cUFdopF5vFI3dJoE6fFpvyQcTHIRva4ij53uTgOXxYj3G1wHx5jTyHYMdrYew7fbrkyf6E4O0axckJ6gHF0bYqiQrxTvL1/eFlNpzxo4GrTZHa15tPmfvBeuv6L3G6lzUxKzHR7dYazoi597z1UB6Xu6QSmyhUxFnT30vORV3QMopy/B1DR7hTo5jU2RTmmKOoDsjgVVx18kbvXBbItXPv/wcrVc1l78Y48/70BtzH/RO1Zr43cdKY7xHeAtJg+mi0jkj867Vdwl7gdMbF515bBnKfVXQNoj8ooVwez0jPK5a9+cw4TEphg+bz6oWvpWPwZtjLHzlAhbC3Qddq6J0CKE48IwG23fkFcTzSAvskJyNhYXl81tBdzY5TFbKGEVRMIvp1w7gmT0MtFjEUGh3z78sHFIVGE8rUldCjWs2CVQGsko532f7rpEVAVk1EWN36THs6g/ks1e3Jx65Yqo+7noiLR2gw7FQOsCt1gYOURxdtY2kH7OfGFXvCvVIq1ByQst7tZxatlGNLDN9WN6Q756+6rKflUUaCQEvC944Icr9xjkRCahRFBkeNMIPoenbQn4up0CbFLsks+QwIUDBjxFR2jp4OWj+XTXXSZBcDV/YAXzxrp+CLStz4/5aZXE4MdEjwbHYcUrvtK6dnB3pAldVoanaWHq6QK9VJohn24fqLRYN6/3/6ZC/QOLjbbLo3qJMZKga24EEuYpmqC7iv9kPt/KUeGIv3DTvHDwaneWjIkKqTwNjZtFGtIfPiSMRxsUBRBz/c/kxDw9MvZPjoektPB82o/DiMWGP4+82LzN+1fwVNa+Yg0vGWVlyjObqTg/y4J9Ixo81w3HJX4XdvP4IN2kMvtbBEbuUM+AnDEeZXKPdrOC+P+Wbb0Qw/uifrjuHtbLJSvXmY4301E+sGFlYfbIs0moSs/eSX109S/85OYt41lrC6/ZTQEvhvUeQEUV9SzpFDySwf4Eziqy2eZpx0lvK79QbQtFvh87Y063aAq/QhHkz6aq++ukTXTMgRxKoyNOTP0gB6ZqrGOjxxJ7WKk5h67sDglTbsGJBpuE816D2AxUYFgQAifRQeGPoyusCsCAZkQ4w6zu0+rjpqVgX5HNEWfopTEN75QH1Oi4QI32wKlO+R69JExn9w3KKeOLrZslLTPbqRkML+pJk9gWmSPhNP/pvunWrNLU208y94pZVaJokfR3hY6YAEC/NgJe5Pm3z4GfxT+wGDWhYt1aNCwKPrAG4bidYJ06aeShLZEQdR6e+7cN', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('UqqZB3XQymk87jqK4tOL9S1P8ZQB0ANZcYWOuNVdYsU', 'RS256', 'current', '{"kty":"RSA","e":"AQAB","use":"sig","kid":"UqqZB3XQymk87jqK4tOL9S1P8ZQB0ANZcYWOuNVdYsU","alg":"RS256","n":"pqERJYTXiYDky4DESrfN40uaKoTNJUiZ3Zjqwfz9ZxiH8Ei8KSqSE-n8sfg0P5PA39cN9eQwqjB_wEhxe2pRe0AE0nBtFnz_wgcNduTIXeiZ6w3QlS43vo1-D334Cjhd2KQbL1Py3pS7GOno539HvbRR5d5aJnb3VVdYJdzaAgBV3P7YIhbYqFzVEGdDAnj48CN4twymYqxoeWWHJGK-KCyUFGFNKlq_oY3WB_HRjetPDuMY0umGOj-6m95gopSDeOSC7t9vAE4cnfkyh3TkciRqmW72-JpMXydGku5c__8u7sBA-o0AEu2yHqRKSsMCo2G101mc1tH7FvXlIGIAiQ"}', '4GS+CuAp0gGb3bOluFSs964btM8nHy2KmLnjhJ0j4/Wv02e3V86B8IJRvUCamsl/x58ayUEnsrG6y0tGpWrZVyJkV4DsajlLVPNXDAeSN8Qy70r1+/WVutZgCOrMn+o0wZ4ygftZGYJ2pN57B+1LoeTwVBJSm5iB7OTB0VxWXsa028khbgrutrDnQolhCiLSoJqVN7h+MSAOFDkOyMd6oWr85areGPRiC1qXVk4sfojzXLTg/B4+ASQjxtCJZ2lnIfS4o2r6fupduz0HbWwunrZ2+qmqDZjSO0kNJDH+uxX7N2TGq2zY/zACTb9EO1r1f9JZf8qVN6Jr2X2pSGFP2Zusc0uQyBwhtIPOtN/rsEnJzjYv2mzBj9jKhqZNnI3Jqabormw6Z+GTD8VBmvPMH+WsnbeRvfT0RRQZ0EJHGRrxVjd9D+Gko8dB1yrZ9wWYK+Q0iZtkmN961MrXjw6tsLW8AQ35jN5Bvm3TDO2GLEvcjasXud17+HPQsneJW+THcnydZF39Nlq8YYTZqt7EM/tQ8i7Z3F7hZNgVPbmcUuXr3t6XIDbFu2QG7t9t9hgbWinZXxgEtQNsColIFXK5MIG6Hnvh1bTrTT7tUuft44dkdzb+QsUgXXaTVvIlfIwZOh4se2JEnVloFfzI/y7UwZP9tTU0RUKWNvoXczLE9TCDjnaNSTsq3Rs7DXjqIVyU3/TIlbrs31x2fO19qvEUWOQp49F57B/Rjx95aSIO10rX0c84QEqEEDJ7whLfbR07TTzwCNrK9oo88qWEXNG02mnHXisI4i/0zt3fBDu0LtYQ0Ja2fCpPn/Nj2S/4zKByxTfc5ep0PIxd90Ajf4dL6+YttEN066Oa/r2FzmDPWJFDS8Ocp5j4dS6iYMf2KWEzk8fLxvSEKCdac1laJ/ilxomwa3CPA4mafbW1rqrZ7tvTpiOUWbF+CmxHBvWPwTACO1+xGwww7oNf3W/Ggh68umaygkwC43vf+aFhtOswoeSvExeHAz+iyNXyRZzkw3PYX4YGePFbqlNsw5yDJH95pw4B9+J6fiOkDv5F4mH1/miEzIMBDOYHpB0FDybsJDOyXSBNJc0YL/tD5rtQIkHeG90oOQkOVXOSnoDxPFjw+JyIJiHZ0tW6m0auxvmDBMPoVjuItzPgk/Aj6DehjkcqTDwFgqJnZDYodRYtTbPr8v1Wakj4kpKMAZRPXLW7CYyHNU93fWWba4V0tUCERKFf7BF5fyzPHZFmF/NSfDDm47t8o9+iOwEtOKdEvUp+59TRJDJiUOlx2CnZnWveGvCSlEVg/e5hCRDidw0y/dlPFpBYjZa50wFQsG/ACjI0C/sPWmvC4ce460FzjwPLmia0caEcKIlzz7RNDTmH1jhqjQ66LbdVycGxgfOz7OgVjf233q0A/GtBRG99p6kIgmkO3isK2aUwbpck+alJjwlVev5yYFSNwpEajovzUZwf3wDjQ+wSMVK3G4f6lfl4aSJ34jgdgtux571St3plWR2t3ITU5L/tVF1rvRMrS44i6TEMm7JPZdNPt5KzkIhnGSKzkl1KRyIEkfiSFmEMXlKP0zvXWNTWckwdh3KhnBY0mJf0pfvmnlSGFwsDV3k967goXHy92A9pUraUd297KgfiqOB08BBOsVwIrNKs7Ls=', 1774688400000, 1774688400000, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('QqHYwfdrD6JYMdW6GGsdk1YK07MEIe70TBQ1t8eeP1g', 'ES256', 'next', '{"kty":"EC","use":"sig","crv":"P-256","kid":"QqHYwfdrD6JYMdW6GGsdk1YK07MEIe70TBQ1t8eeP1g","x":"p2FWtibgXyahVoYxzKu1qkoB3AuhRteJ56sWlmUAdRc","y":"zyygoAQ8MvGP2M1BkHE-G6zFF_TcsVFDtsznWjy5jXc","alg":"ES256"}', 'JBpxvcRUYhZaztPFuXem/HJnIvKd/4cH6qkSe4tLaeuTLSngg1IDD34s9mOCw5ZAZPvLWfYhz1nV8D+YioeQ6jtZ5917OhBvHkJWTGkzpwmLTc/YK+Lisp8tOE4GE0jx/sYF02uFWhergj1QuZngE0FLJ1i5H9vLiihSQojO1SvXIJfOQRg7evxKy8ZiXtKsbzIHmdiHo2zgeOAc6aJXNo0cHWSFzg==', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('G0pVlc0BOT1dCzUAVB9jMIZ0CEG0csFO3h84fLIRm34', 'ES256', 'current', '{"kty":"EC","use":"sig","crv":"P-256","kid":"G0pVlc0BOT1dCzUAVB9jMIZ0CEG0csFO3h84fLIRm34","x":"7zJShtoAVFBVOfCmpdtYxcH7wqXvahFjNCz7DcYeGPE","y":"-diHw1bUc3rwou8FB8lff1o1BaFQ23GwR24GDE5iMn4","alg":"ES256"}', 'tia5Awzn2pmViVs+1Uns9MMEjJ3q+nrY9eBuvL6IeKmb62pcq2hPMOlVSMMjfGcvUgPSS1frwl3aeuPLdFyZFFjIv+eygBh3VchZVJ0y9cA+d5PZa+eRir6IF2rtP38i1YmxOU2wN5ARrR6ciOWNRL7aGgv1GC2e2GpI1ZO4KZwnvwRGW8Atm0vjwzk04Rc4JlXnlRLSXLAnnTpZMxp+BUlYz/WRiw==', 1774688400000, 1774688400000, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('ub0a7jexs7ZK5mdqcLfzpbRekPL25cyfNgs_JiAbIbI', 'EdDSA', 'next', '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"ub0a7jexs7ZK5mdqcLfzpbRekPL25cyfNgs_JiAbIbI","x":"A3fau5OD2HJ6JyzG_cAqY7ylNWSyu1pQn-nXBDZmETg","alg":"EdDSA"}', 'u65M//TMgPvRiyzUwmdLkNtaXyQSWbewSeNCHG5AjT1pe5q4R2xp5uPC7WISE9bLpbLgTr1kq96nLjNsy5XJi7RtvJizniiEdJq9hQ==', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('FmXv_LkD3Cl87fKGxTj8z8JcDzWT6OLDXVT_xivZtVE', 'EdDSA', 'current', '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"FmXv_LkD3Cl87fKGxTj8z8JcDzWT6OLDXVT_xivZtVE","x":"IWt61H0_t6PpkSDnq0JmUEPojs3dWOGyiMfIzpmtyhY","alg":"EdDSA"}', 'd/yuVSj5WIoBopf1tIE+XtaUwz1EVPixMnK4UBI/ZGDwVWDisMW8ti3h40gpmbVtRJ7deG7CvThz5IJ6F3v9Yb3iASaqI1EVaX+Kmw==', 1774688400000, 1774688400000, NULL, NULL);
DELETE FROM master_key_check;
INSERT INTO master_key_check (id, value)
VALUES (1, 'BZ-7ywHhP_JMfOkQAnGf-CcrEc_T9_y5-OVPTOAg4RM');
DELETE FROM withdrawn_keys;
DELETE FROM refresh_families;
DELETE FROM token_families_carried;
INSERT INTO token_families_carried (id, since)
VALUES (1, 1774688400000);
DELETE FROM refresh_rotations;
DELETE FROM console_activity;
INSERT INTO console_activity (minute, node, counter, counted)
VALUES (1774688400000, '019d33ab-f280-7191-82ea-0138cc9b10f2', 'issued', 3);
DELETE FROM webhooks;
DELETE FROM webhook_secrets;
DELETE FROM webhook_deliveries;
DELETE FROM webhook_replays;
DELETE FROM webhook_gate;
INSERT INTO webhook_gate (is_only)
VALUES (1);
DELETE FROM usage_hours;
DELETE FROM usage_days;
DELETE FROM usage_agent_days;
