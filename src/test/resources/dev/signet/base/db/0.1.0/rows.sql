DELETE FROM expiry_clock;
DELETE FROM stored_responses;
DELETE FROM audit_events;
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7797-9abe-7204b2d06d73', '019d33ab-f280-7797-9abe-7204b2d06d70', 1, 1774688400000, 'operator.key_created', 'success', NULL, NULL, 'system', 'start', NULL, '', '', '', '{"key_id":"019d33ab-f280-7797-9abe-7204b2d06d72","name":"first operator key","scopes":["*"]}', NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '7ab0a0f0b052565618beb757c686afb9ec70a4d4dd7642fb97eec82b594fb682', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7797-9abe-7204b2d06d75', '019d33ab-f280-7797-9abe-7204b2d06d70', 2, 1774688400000, 'agent.created', 'success', '019d33ab-f280-7797-9abe-7204b2d06d74', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7797-9abe-7204b2d06d72', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '1uy1r4ply15g31o2nzxn88eya9', '{"name":"Courier","client_id":"019d33ab-f280-7797-9abe-7204b2d06d74","agent_type":"custom","scopes":["parcels:read"]}', NULL, NULL, NULL, '7ab0a0f0b052565618beb757c686afb9ec70a4d4dd7642fb97eec82b594fb682', '9e565e28103b43ba9a432f7c07fda68abd024053a2becaab38e4d8ee16e82cac', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7797-9abe-7204b2d06d77', '019d33ab-f280-7797-9abe-7204b2d06d70', 3, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-7797-9abe-7204b2d06d74', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7797-9abe-7204b2d06d72', '019d33ab-f280-7797-9abe-7204b2d06d76', '127.0.0.1', 'Java-http-client/25.0.3', '3b8f5445jrwvu2wjfv83n8tbfb', '{"credential_id":"019d33ab-f280-7797-9abe-7204b2d06d76","expires_at":null,"imported":false}', NULL, NULL, NULL, '9e565e28103b43ba9a432f7c07fda68abd024053a2becaab38e4d8ee16e82cac', '45edc07ce3b234cd4adbf12f971fad8645a1132b5b3fb0c3e0b2b123fe5a9bee', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7797-9abe-7204b2d06d78', '019d33ab-f280-7797-9abe-7204b2d06d70', 4, 1774688400000, 'token.issued', 'success', '019d33ab-f280-7797-9abe-7204b2d06d74', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-7797-9abe-7204b2d06d74', '019d33ab-f280-7797-9abe-7204b2d06d76', '127.0.0.1', 'Java-http-client/25.0.3', '3accea2l616ku2d3ue7hofgt48', '{"scope":"parcels:read","kid":"y4JabnRpG1uXs3HgREgGV0NxcabqrNVZ4a9nQ37T0Cg","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, '019d33ab-f280-7797-9abe-7204b2d06d79', '45edc07ce3b234cd4adbf12f971fad8645a1132b5b3fb0c3e0b2b123fe5a9bee', 'bc7e5b937375106047ef458d493dc8bc35d83d1071e54be7490490f3dde38caa', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7797-9abe-7204b2d06d7a', '019d33ab-f280-7797-9abe-7204b2d06d70', 5, 1774688400000, 'token.issued', 'success', '019d33ab-f280-7797-9abe-7204b2d06d74', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-7797-9abe-7204b2d06d74', '019d33ab-f280-7797-9abe-7204b2d06d76', '127.0.0.1', 'Java-http-client/25.0.3', '21njs59i9yekf27qji0o3zjern', '{"scope":"parcels:read","kid":"y4JabnRpG1uXs3HgREgGV0NxcabqrNVZ4a9nQ37T0Cg","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, '019d33ab-f280-7797-9abe-7204b2d06d7b', 'bc7e5b937375106047ef458d493dc8bc35d83d1071e54be7490490f3dde38caa', '622b288f7d76dd2c7a02511a8c0e15ed721662ca3d18539fcd5159ebae2f57e0', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7797-9abe-7204b2d06d7c', '019d33ab-f280-7797-9abe-7204b2d06d70', 6, 1774688400000, 'token.revoked', 'success', '019d33ab-f280-7797-9abe-7204b2d06d74', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7797-9abe-7204b2d06d72', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '3u4wujbwwxhqkctfcvlp24e3w', '{"what":"access_token","id":"019d33ab-f280-7797-9abe-7204b2d06d7a","revoked_token_count":1}', NULL, NULL, NULL, '622b288f7d76dd2c7a02511a8c0e15ed721662ca3d18539fcd5159ebae2f57e0', 'c252d9e3b156f91259abd463a77b33e2a1da8bc2605dc11bd9ff341aab24436c', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7797-9abe-7204b2d06d7e', '019d33ab-f280-7797-9abe-7204b2d06d70', 7, 1774688400000, 'agent.created', 'success', '019d33ab-f280-7797-9abe-7204b2d06d7d', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7797-9abe-7204b2d06d72', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '18oqu6itltlor2kfb328e0zgzh', '{"name":"Resume screener","client_id":"019d33ab-f280-7797-9abe-7204b2d06d7d","agent_type":"custom","scopes":["resumes:read"]}', NULL, NULL, NULL, 'c252d9e3b156f91259abd463a77b33e2a1da8bc2605dc11bd9ff341aab24436c', '94cfb9340b4641f0c490f66cbee2bfc2df991bc844777134f692992aa6a8b52f', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7797-9abe-7204b2d06d80', '019d33ab-f280-7797-9abe-7204b2d06d70', 8, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-7797-9abe-7204b2d06d7d', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7797-9abe-7204b2d06d72', '019d33ab-f280-7797-9abe-7204b2d06d7f', '127.0.0.1', 'Java-http-client/25.0.3', 'ckj7qswaa46p2le7xxbyyxiy0', '{"credential_id":"019d33ab-f280-7797-9abe-7204b2d06d7f","expires_at":null,"imported":false}', NULL, NULL, NULL, '94cfb9340b4641f0c490f66cbee2bfc2df991bc844777134f692992aa6a8b52f', '2f5783995718a12c8569e9f1d950abc0001263bddcb7e4c0fc39d9642d73db21', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7797-9abe-7204b2d06d81', '019d33ab-f280-7797-9abe-7204b2d06d70', 9, 1774688400000, 'token.issued', 'success', '019d33ab-f280-7797-9abe-7204b2d06d7d', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-7797-9abe-7204b2d06d7d', '019d33ab-f280-7797-9abe-7204b2d06d7f', '127.0.0.1', 'Java-http-client/25.0.3', '3herumkefb1xfpf13inkbsesy', '{"scope":"resumes:read","kid":"y4JabnRpG1uXs3HgREgGV0NxcabqrNVZ4a9nQ37T0Cg","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, NULL, '2f5783995718a12c8569e9f1d950abc0001263bddcb7e4c0fc39d9642d73db21', '3c91c7a0b725dbf6ad90fdf03a3988aab8200bdd55a3acee761f6dec83d6b3a2', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7797-9abe-7204b2d06d82', '019d33ab-f280-7797-9abe-7204b2d06d70', 10, 1774688400000, 'agent.deactivated_with_revocation', 'success', '019d33ab-f280-7797-9abe-7204b2d06d7d', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7797-9abe-7204b2d06d72', NULL, '127.0.0.1', 'Java-http-client/25.0.3', 'e37amzecg1ec2pe2pptj25fw6', '{"reason":"a drill","revoked_token_count":1}', NULL, NULL, NULL, '3c91c7a0b725dbf6ad90fdf03a3988aab8200bdd55a3acee761f6dec83d6b3a2', '16bab739863cd50ca50ccf9777ec14ad99fc1070f4fb2acaeb9357d440ee1fcf', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7797-9abe-7204b2d06d84', '019d33ab-f280-7797-9abe-7204b2d06d70', 11, 1774688400000, 'api_key.created', 'success', '019d33ab-f280-7797-9abe-7204b2d06d74', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7797-9abe-7204b2d06d72', '019d33ab-f280-7797-9abe-7204b2d06d83', '127.0.0.1', 'Java-http-client/25.0.3', '8djx5o1z8fdq3u1c8c6n7x3jf', '{"key_id":"019d33ab-f280-7797-9abe-7204b2d06d83","rotates_itself":true}', NULL, NULL, NULL, '16bab739863cd50ca50ccf9777ec14ad99fc1070f4fb2acaeb9357d440ee1fcf', 'f2006809ec4f58e0a9686e625f4451ffcec3b4ef45c4bf2bb2de5ba83a03816f', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7797-9abe-7204b2d06d86', '019d33ab-f280-7797-9abe-7204b2d06d70', 12, 1774688400000, 'agent.created', 'success', '019d33ab-f280-7797-9abe-7204b2d06d85', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7797-9abe-7204b2d06d72', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '2flmbzkmgy5dpxubo4zch669k', '{"name":"Planner","client_id":"019d33ab-f280-7797-9abe-7204b2d06d85","agent_type":"custom","scopes":[]}', NULL, NULL, NULL, 'f2006809ec4f58e0a9686e625f4451ffcec3b4ef45c4bf2bb2de5ba83a03816f', 'f0e72b3566b25b46d70f740e44579a4c4851d635535e4c16ad6ee2fb858d8470', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7797-9abe-7204b2d06d88', '019d33ab-f280-7797-9abe-7204b2d06d70', 13, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-7797-9abe-7204b2d06d85', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7797-9abe-7204b2d06d72', '019d33ab-f280-7797-9abe-7204b2d06d87', '127.0.0.1', 'Java-http-client/25.0.3', '2mhartznm2jx62rbu1k9a7c9j', '{"credential_id":"019d33ab-f280-7797-9abe-7204b2d06d87","expires_at":null,"imported":false}', NULL, NULL, NULL, 'f0e72b3566b25b46d70f740e44579a4c4851d635535e4c16ad6ee2fb858d8470', 'd32fa0efd754de8f42410eb61b41d5f4667531db8137e2a3a66f4fa0a90055dd', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7797-9abe-7204b2d06d8a', '019d33ab-f280-7797-9abe-7204b2d06d70', 14, 1774688400000, 'resource.created', 'success', NULL, '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7797-9abe-7204b2d06d72', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '3thyame5bj0tjqawzoo8gamt7', '{"resource_id":"019d33ab-f280-7797-9abe-7204b2d06d89","uri":"https://mcp.example.com/mcp","name":"Example Files","scopes":["files.read"]}', NULL, NULL, NULL, 'd32fa0efd754de8f42410eb61b41d5f4667531db8137e2a3a66f4fa0a90055dd', '9e76a0bfad40a7749b099cfec7cf05581812fb40093efcabb578ca7ac3ea4201', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
DELETE FROM audit_checkpoints;
INSERT INTO audit_checkpoints (number, taken_at, heads, prev_hash, hash, signature, kid)
VALUES (1, 1774688400000, '[{"chainId":"019d33ab-f280-7797-9abe-7204b2d06d70","seq":14,"hash":"9e76a0bfad40a7749b099cfec7cf05581812fb40093efcabb578ca7ac3ea4201","end":"closed"}]', '0000000000000000000000000000000000000000000000000000000000000000', '322fed298caaca89396c82f6e81b7a6d5fd5f1449a9b242702a27882638ad9e2', 'ko7Xg6NHN75nl7P_cALnvYD_Rdf3zfuz7t1PDo-AScpnwXuqE3FzjvV9TRmT4d-FDX5hrfB_p3VA8nZsybjWDg', 'H4E0YJOftvLnTASWCSRejr1uhb0v98cM48dZ3co3yYA');
DELETE FROM audit_anchors;
DELETE FROM audit_keys;
INSERT INTO audit_keys (kid, number, public_jwk, sealed_private, created_at)
VALUES ('H4E0YJOftvLnTASWCSRejr1uhb0v98cM48dZ3co3yYA', 1, '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"H4E0YJOftvLnTASWCSRejr1uhb0v98cM48dZ3co3yYA","x":"4IhcM0qh1vBbuTstWoaqCtLK374UsJA4SH2wbsVzptM","alg":"EdDSA"}', 'nl6zDAquhgbXrE+ZEMVi2nvcjTnwo/j6R1m4buqmCNx2WE4zGooU0qAxZzdhhwc3lGz7WkV9t7qZDqd5WKuwnHFacF03dMAl7wKhKg==', 1774688400000);
DELETE FROM audit_openings;
INSERT INTO audit_openings (chain_id, opened_at, seq, hash, kid, signature)
VALUES ('019d33ab-f280-7797-9abe-7204b2d06d70', 1774688400000, 0, '0000000000000000000000000000000000000000000000000000000000000000', 'H4E0YJOftvLnTASWCSRejr1uhb0v98cM48dZ3co3yYA', 'DHYDw4Qy_vLpRkuuo_WzVGySAzRx0tqeDf5edOX0_5Kflam-V0vcE4rkiqzWiwFYikNZF8yTpUFNz1Q2bNjTAQ');
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
VALUES ('usage-hours', '019d33ab-f280-7797-9abe-7204b2d06d70', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('webhook-tokens', '019d33ab-f280-7797-9abe-7204b2d06d70', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('webhooks', '019d33ab-f280-7797-9abe-7204b2d06d70', 14);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('usage-agent-days', '019d33ab-f280-7797-9abe-7204b2d06d70', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('scope-usage', '019d33ab-f280-7797-9abe-7204b2d06d70', 1);
DELETE FROM revoked_tokens;
INSERT INTO revoked_tokens (jti, agent_id, generation, expires_at, revoked_at, thumbprint, key_generation, family_id)
VALUES ('019d33ab-f280-7797-9abe-7204b2d06d7a', '019d33ab-f280-7797-9abe-7204b2d06d74', 1, 1774692000000, 1774688400000, NULL, NULL, '019d33ab-f280-7797-9abe-7204b2d06d7b');
DELETE FROM ended_keys;
DELETE FROM ended_signing_keys;
DELETE FROM revoked_families;
DELETE FROM token_counts;
DELETE FROM revocation_floor;
DELETE FROM one_time_uses;
DELETE FROM operator_keys;
INSERT INTO operator_keys (key_id, secret_hash, name, scopes, is_first, created_by, created_at, rotated_at, last_used_at, expires_at, revoked_at, quarantined_at, quarantine_reason, organization_id)
VALUES ('019d33ab-f280-7797-9abe-7204b2d06d72', 'TLDWgBW5bh-gHC7td3hogq6zLPfarVfLgV6Bk_MNZBc', 'first operator key', '*', 1, 'start', 1774688400000, NULL, 1774688400000, NULL, NULL, NULL, NULL, NULL);
DELETE FROM replaced_operator_secrets;
DELETE FROM organizations;
INSERT INTO organizations (organization_id, slug, name, status, status_since, status_reason, generation, quota_version, created_at, updated_at)
VALUES ('00000000-0000-7000-8000-000000000000', 'default', 'Default', 'active', NULL, NULL, 0, 0, 0, 0);
DELETE FROM organization_token_counts;
DELETE FROM users;
DELETE FROM sign_in_links;
DELETE FROM sessions;
DELETE FROM passkeys;
DELETE FROM memberships;
DELETE FROM agents;
INSERT INTO agents (agent_id, kind, client_id, organization_id, team_id, name, description, email, agent_type, version, capabilities, owner, deployment_env, status, status_since, status_reason, scopes, grant_types, token_lifetime_seconds, token_signing_alg, metadata, expires_at, created_by, created_at, updated_at, generation, revision, search_text, dpop_jkt, dpop_jwk, key_generation, jwks, jwks_uri, fapi2, suspended_by, grantable_scopes, self_service, client_type, redirect_uris)
VALUES ('019d33ab-f280-7797-9abe-7204b2d06d74', 'agent', '019d33ab-f280-7797-9abe-7204b2d06d74', '00000000-0000-7000-8000-000000000000', NULL, 'Courier', NULL, NULL, 'custom', NULL, '', 'logistics', NULL, 'active', NULL, NULL, 'parcels:read', 'client_credentials refresh_token', 3600, NULL, '{}', NULL, '019d33ab-f280-7797-9abe-7204b2d06d72', 1774688400000, 1774688400000, 1, 3, 'courierlogistics', NULL, NULL, 0, NULL, NULL, 0, NULL, '', 'full', 'confidential', '');
INSERT INTO agents (agent_id, kind, client_id, organization_id, team_id, name, description, email, agent_type, version, capabilities, owner, deployment_env, status, status_since, status_reason, scopes, grant_types, token_lifetime_seconds, token_signing_alg, metadata, expires_at, created_by, created_at, updated_at, generation, revision, search_text, dpop_jkt, dpop_jwk, key_generation, jwks, jwks_uri, fapi2, suspended_by, grantable_scopes, self_service, client_type, redirect_uris)
VALUES ('019d33ab-f280-7797-9abe-7204b2d06d7d', 'agent', '019d33ab-f280-7797-9abe-7204b2d06d7d', '00000000-0000-7000-8000-000000000000', NULL, 'Resume screener', NULL, NULL, 'custom', NULL, '', NULL, NULL, 'suspended', 1774688400000, 'a drill', 'resumes:read', 'client_credentials', 3600, NULL, '{}', NULL, '019d33ab-f280-7797-9abe-7204b2d06d72', 1774688400000, 1774688400000, 1774688400000, 3, 'resume screener', NULL, NULL, 0, NULL, NULL, 0, 'operator', '', 'full', 'confidential', '');
INSERT INTO agents (agent_id, kind, client_id, organization_id, team_id, name, description, email, agent_type, version, capabilities, owner, deployment_env, status, status_since, status_reason, scopes, grant_types, token_lifetime_seconds, token_signing_alg, metadata, expires_at, created_by, created_at, updated_at, generation, revision, search_text, dpop_jkt, dpop_jwk, key_generation, jwks, jwks_uri, fapi2, suspended_by, grantable_scopes, self_service, client_type, redirect_uris)
VALUES ('019d33ab-f280-7797-9abe-7204b2d06d85', 'agent', '019d33ab-f280-7797-9abe-7204b2d06d85', '00000000-0000-7000-8000-000000000000', NULL, 'Planner', NULL, 'planner@example.com', 'custom', NULL, '', NULL, NULL, 'active', NULL, NULL, '', 'client_credentials', 3600, NULL, '{}', NULL, '019d33ab-f280-7797-9abe-7204b2d06d72', 1774688400000, 1774688400000, 1, 2, 'plannerplanner@example.com', NULL, NULL, 0, NULL, NULL, 0, NULL, '', 'full', 'confidential', '');
DELETE FROM agent_emails;
INSERT INTO agent_emails (organization_id, email, agent_id)
VALUES ('00000000-0000-7000-8000-000000000000', 'planner@example.com', '019d33ab-f280-7797-9abe-7204b2d06d85');
DELETE FROM agent_counts;
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'active', '4', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', 'logistics', 'custom', 'active', '4', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'active', '4', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', 'logistics', 'custom', 'active', '4', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'active', 'd', 0);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'active', 'd', 0);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'suspended', 'd', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'suspended', 'd', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'active', '5', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'active', '5', 1);
DELETE FROM agent_meters;
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-7797-9abe-7204b2d06d74', 3, 2, 0, 1774688400000, 1774688400000, 1);
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-7797-9abe-7204b2d06d7d', 3, 1, 0, 1774688400000, 1774688400000, 1);
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-7797-9abe-7204b2d06d85', 2, 0, 0, NULL, NULL, 0);
DELETE FROM agent_meters_settled;
INSERT INTO agent_meters_settled (id, number, chain_id, seq, next_seq)
VALUES (1, 1, '019d33ab-f280-7797-9abe-7204b2d06d70', 14, NULL);
DELETE FROM agent_scope_uses;
DELETE FROM credentials;
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-7797-9abe-7204b2d06d76', '019d33ab-f280-7797-9abe-7204b2d06d74', 'keyed', 'q5GdlYBIufivQDhP90YF37ywPVxxFaBi1HLzUD6PqRs', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-7797-9abe-7204b2d06d7f', '019d33ab-f280-7797-9abe-7204b2d06d7d', 'keyed', 'nvkpV3QQAnJe6kUe89O-vqUAdBNiBYFAX2s2qiJTWs8', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-7797-9abe-7204b2d06d87', '019d33ab-f280-7797-9abe-7204b2d06d85', 'keyed', 'Va9ge5x5ogzhOZckACTtqILGg1m1m0U4q5rzwAwOm4I', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
DELETE FROM credential_rotations;
DELETE FROM known_secrets;
DELETE FROM api_keys;
INSERT INTO api_keys (key_id, agent_id, key_hash, rotation_hash, state, created_at, activated_at, replaces, last_used_at, ended_at, ended_by, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-7797-9abe-7204b2d06d83', '019d33ab-f280-7797-9abe-7204b2d06d74', 'LzBHSLQPVLWOLZlmraE2BUv3L3BVr1yddTPKBYUY_Us', 'JyhTuWwWmkjELpbaGxIpyb0A9Gbxyl7vPU6wnWzAE0Y', 'active', 1774688400000, 1774688400000, NULL, NULL, NULL, NULL, NULL, NULL);
DELETE FROM invites;
DELETE FROM registrations;
DELETE FROM unclaimed_registrations;
INSERT INTO unclaimed_registrations (is_only, unclaimed)
VALUES (1, 0);
DELETE FROM signing_keys;
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('iGrlj8VmjEt_vYVBD7ppbrqqeSa13C-QuaJdC7pOBGg', 'RS256', 'next', '{"kty":"RSA","e":"AQAB","use":"sig","kid":"iGrlj8VmjEt_vYVBD7ppbrqqeSa13C-QuaJdC7pOBGg","alg":"RS256","n":"2DNMUGG1VSbfCfLn_LxIrdaDSO5vW8pt0jVyhppKe73bBY8o6CVtfDcucEEs0cB7MJGVCzbyKWo6hQqnKrom_P4vXyoptv3OZ6EvwMMRvu-Z3I8SnnXM8a4TDRNicoy7fDkofAPdI6i1Y-anA2VwF8ov0xccQQnSn6iuTnY_j4nGEJTrgjHEhFxdJ_YUrIma8WOryKTGqX_ge-alWXYjzXk_GDHeoDRs-Xe7CFfgDRQp5xVvuopFFryCTboK82OJbHSrDLr1aH3yS_k6VQkG9gaHks3hg3VzY5mt9gV67DtzKYz-PrAousFfUivFWs8mseKK5GZoAmEjxa8TUUekqw"}', 'pDCyDP+LITO25w4I4yYxYOulfDZ7ineQ9WXwcZw4v5IPUSf8rgMYNRucfbijLtAVCzaKfFbUvFZLNMMBgiFugP2oplfSngW3Q0wehIxi+GO42PDX8Sgpx1JyblPRKEz2cWrYfWXUpv+/YOp+GKMqYvTUgkCBCO0HGWRXriG/OmWaFz+LEYQ9CpEErPL+PWCrAt81MTFhXAsCEWzeQvjIBVX3o2weusfeUUP0Jt36iiyZBIZtcBzgRr5EeL7GnSRFlEiZRNelds/3D1qQ97w/puW+EnnNc8ARPsfUS+GP0RXRqGKgdjvfHQxybGFYm9hKMO0g9UKnh3fcDemksFgw0RKsZl1nXjqrZ56Llu27hSazeewvRR+Dram4kdTyLRfS5oh4H+Dkr0wbMdhO/VCDhK60aSXUek7dSvSPzYBYBRYcDN61D07HX4z/twz3f7pFI+k3DB+hhAAbvtotZcUaM3SSv8A8dfh8QmEpez9S0ZAGOWPVC5tBbdCw/nSLER2rfvSB8HSkQySLIj9g7EC45WjsrecuAxwok6qSmQFcLgwwo3ev8kDeVkesWtk0X7kc+RuDrCD2QgQLzoXX+Oz9WglkMfDg9iV+Osr10hk5fH+qPY+jXV5KYiasmaYUjgW8IW17DZUjBHloXipvPlKiSkHOewC51JOlb1EzNvTNuGtr4mzNqKIvUgDYteWfCLhUZRKwfghun5j65w20wWMkU2fNcZmeOs6f++xGr1bF+w51IlDXjN7saSaWQfKN9GZbGPt8yZiuAEWoWWTPgdk2M9N1Ktccg9cdupWy7jnEdqtkiknFzs9N0suN47J0o58QfdXPgctR6oyBTqNNXkFwtoIE1x9ILs+TldZlFiNsJO/3gHFCNb+tQpydn9OWSDd9k3ihGk5xhPvI1hUa4VfoqVN912JgEczTJV5uTq/LRBYPSArBRyRlnuIUuYZQIvQKfCMsp+EAxVoJH2WWD55UZZG744OjVlVTfW+YzvlqqdPayarZTwX5JI+0oOQumOvtkjKobpLK6HrYdx5qSl+w2bWfmQCn2SQF201xY51KqseLivqyacmX8RHNgTijzFLYxbmNLvGotGUvyDvf7YSarj/LGpCPBaRpPRsb7dYvqfAbGtVeEOOYDEawlb8S7bQEsLWG7wOkWSQF3S+8eCAF3WbFDwEVqBxWyW+F8awtCh/16DF2s4SyqIYVA+wRzEz2HhN6iNhvTO2kdwqnFbMaGWlm5eGl53jmCZDQVVjJnZvu1oP5p1MjRU9xVYaDtDzSzt+KNOWlG8tZWcGqitbPhDqmWupdUpZI8n77c8wyjUQHbreeVke9tCz4xB5Y6tlQVMbMlEmnOAcTad7VtUSMQmvY/0MuYMehAq/Lvz7lHN7B2V1XJjWJTOoqOTgTuWEkpDebg7qbcVbTG6qSWN7NPBjWg61yCln45eDatS7ppqlKfaEoRs/Dg+bSLX/upShXx1VTYts+PNimOQU960HvaJYw1azJ6KGaUXzNaauy5xJmoVnteQyB5kcH+1/ClnpsNk8DzwKIlPj/L8HOmJUAhmI8XCnRgzzYHgr7bABia/YkuzeU+98v79u2G+rrQzouCxPHAncCtIOWmZSEaE4c45dJ/lDfktDEqBuOOD/P1/XpcJSEF7Eolw1BqxhdsQ==', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('y4JabnRpG1uXs3HgREgGV0NxcabqrNVZ4a9nQ37T0Cg', 'RS256', 'current', '{"kty":"RSA","e":"AQAB","use":"sig","kid":"y4JabnRpG1uXs3HgREgGV0NxcabqrNVZ4a9nQ37T0Cg","alg":"RS256","n":"l91awzzQKK1ILAsXfQ3A5LNkxQ1Ymo-GnslqDuyW3fo1qPGTsrpMaEcnV9oYSp5QCbuOcYpwURdGzV_4yy95qhquu-N-PA2a9FMQAeb015m5EU1UQkMk960qUGi19ATxMH108SPq8RDofcEwZ0aP4AP_g99-Z1aAX6zBnfOy2CRJwsXizob5PHy_OLIJy3Sf1PdkzeOjzJ6WmSa3nFJ0l4EUqwgs9W8SFlJaDkXXPk2xlng4zveNX-YtXQqy0e6EO1SLmjnZFOZFQU3UXV0lm570QcGS2cGMlbhL0xptu1lMEOTl2q7zZ2JLZi2G-jd3j8FM_w_u0-VkCM6HVNcqsw"}', 'h75+umONw5VI/q0qkTZJQdQOMGOnLFSK8p8IZYjxpgUm6MdkOCpRKMGuQs4iXBIMMBSk5T1Ybq0yxOTN3pwdOwsJRNUfHrBDkYJ0IQA2bXcluT4+E/CGljSIRnxdex6CQGKKvUw/TmuXTA6WWwSsdBQvNS6jO5bhhBnmbuboMnIEqzZIyN1yaKpS+56lebGzFSdVtClLnpiTohRYVxPRfttb4iXW+T8CjIIrJqTWNH0CUaQLKkSVH4mmbYo2w3GCt50gb2q/kwE4xvqTR8Kzml9qUF3zmS6HBgi2dK+/t2HsM7c8NOOU3aIxcL010xu2rLBuTDjyQpBSMJGUhSL2/uVVGCOSp0ST4FrZhyzT/08+fzxrIyDl2fzte+hkqNZD5IM+9OI18+kx6XzKpR6IzFXNsdd1D9We5kPb1RWuk81s9mKBtIRg8zWl1eyLSfX/wmZc538Hh0oLxAmKR2s8uaJAtL1YtGYJTb8CU/tei3DmhB946X9Rg3I8kpKwxwPGZObF2VwlD7VlNRfxgt40nz2fAa2n6r9CjSmSDSdyFf57kCtFDxQRo6m2sz0dYWTxkuTrfRgJ7WnmewiNIqt4d0MLqzmjTgvptoUIAY+uP7Wxt0PnO5cgvhT++9NTQOtEMnYAzlSjxD9cSE+Nxg11q0TLvQqMYgOshWeh/HXusXMH3rg70bk2qnDDtR40VUBUhAlKhIf62PUTWc0hcEjGHLR/8yHV/C66H1IqSKSAKPU2AWJoCXb4J6GFohk+6DzFB0TgRBjfVzXVKEBvMptBmj0NrQ+3D6LM3R0zUiPvaBG8SZD1SoFdPiAEQx7VNwv1dbfYvcXXNEKlT59l0lHl1gqKzGqe4LxqsIoTU2ib9a1Ij6zAg76kB1y3YXCSeXEKXn4SiaviemFge9A2JHtt7CyWVKCzx2FLyfafZNVG4JFu4l6V1+5nF5i9lG2gK60AhO776+IDvis8eyOgzumSzCwKWz4UxbPl5iFSCnkP0iM36UW0kFIYgNXNNKz4BPX0nCAPOPcBSjiDkmH4Bw2VapYxJrefyhH+AqmfhEsLRd001FRG9iZdQHzNMaFyA/BBiS8wIrq/hgzSsDNbliscCiodMY2eenDAAcuEx0B0bKwWXo7v7gUHKipVusjsGvolKoKDFhkGPWlPT87CXHwmpzj3vJRi9GuMLflFJfO0GQ4Ijk8AEhmr4SiVk8aTM2SZilLT9k1VDgCh07u95JKOtnvkkORep5vrCmJ1rCpLBtaRvLjHuhVpdMmAsNrDVdjWR4Jxu71rdwLw2scU6YQo7rGIvOq1Pa5RxpfiP/lKvB7JZVriIzRzB3+2tR8bTKYukdaM/On6Y7QREUARxoIvACZebvXzQb0r+O5Oz6/3KA0BT9OiZAfo39k+edagKWL0qXZN4pBO967Us+6zlMlFW46gx2qJh8QltpArm3hTsyzXn/c86bHN/NjpDEMkafaYUcMvPUHWngmWYgTIyEQ5WP3VZ3P0f47MlnFSNzN2kbnAA9iGY+swxWBIUjwou1UN9926LgtcvrVlRv7lJifYk9jNlls40AUnLZCvJ22eaHt1HvO8W/UBKuqM6RnUaBnBXmm/iNyb8vE//jWa+9vyvB8Cus3XZI1GeviijsZReCldc2qGEwm3TyxvRq0=', 1774688400000, 1774688400000, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('CEtCBjqoAC4fszn7JX6dhI208B35QbDiPQNvgYv779g', 'ES256', 'next', '{"kty":"EC","use":"sig","crv":"P-256","kid":"CEtCBjqoAC4fszn7JX6dhI208B35QbDiPQNvgYv779g","x":"YiDM7F9BdJ3B7ZZyBSpraE0RlJQtyaYB6sYCVb6pRSY","y":"yWi_MdNhi8DzTIhfWS3Zq2TRB2SdVYCia0aAR0PP-f4","alg":"ES256"}', '3N2mlb1yCG1QilFqwNny63TcSVYxCWDpwfBifOC5ykRzj8bSrkMsDC+ro3CNSQ1BIkdksZteDp8zJiAdPLJLtd6iBXFitvUkX3AgQoVhlFLabb6QZrpJ9GencPcdBYskIwNanAPwTP1H+NbjbwIz2O9amfTvQxJBZmK+Uzk6DaBkZ0vs7iF6CyZQbej5r0/IX+U4wblF0uKMr0GYYCUdJTYf3S0DtQ==', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('GJjDDibhqA7Xvt_aS0TaUR4WSWBsqfocVUAwq_pAyQA', 'ES256', 'current', '{"kty":"EC","use":"sig","crv":"P-256","kid":"GJjDDibhqA7Xvt_aS0TaUR4WSWBsqfocVUAwq_pAyQA","x":"i-i3gT4BDyjCc8zD8enmt_Cz41u9oLlNG9JirppvLN4","y":"Bk0mFpm_sBXuk-bW-ojBmmx14awZhfouvGr24hXn27k","alg":"ES256"}', '6wIPlxyWIHDpzvD9zpvYKKTvg7HJQpwYdjqEwRlSAZSoPclCJOXz1usib1ELo/nec024bfVu6uuj5tD7Z1UaJZert/PcQKTALwFHkjLYzs87+R3ub6jvIpT7K7Vh1s85DHwhsTuEebRZHDKQNeTxs9Em16ABsDFp5k1Xj+Xafg+1fklMKLtF9DMeQcfkmDre5l+xIXbsqkln5nvrEL9uUOB8+F6nKw==', 1774688400000, 1774688400000, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('5l0l9_BtpoaoJBujXC65FqyONAcmfeEAQHREuogd85k', 'EdDSA', 'next', '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"5l0l9_BtpoaoJBujXC65FqyONAcmfeEAQHREuogd85k","x":"ePPGw6H9lShBtPWy95GJgQL4OMU0KlhjJ6_fmDEAnoQ","alg":"EdDSA"}', 'ETj6rnYwlOOVu2LW56FSqg4v7FVY2dVMgPlInXdkWpIMnl6k+jBJBrcRE+qdqzDRFwiK2KPSpDwa1tWojfdxDHfxmvRUy9sf3VHlhw==', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('gfAEJ_xy_nBZdYqQxsEqK6s-rrUaeAEcsPb0EKOGKds', 'EdDSA', 'current', '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"gfAEJ_xy_nBZdYqQxsEqK6s-rrUaeAEcsPb0EKOGKds","x":"qXr_n3ZvEcholpfPfplafT-b-UzQVix3R3jtbHrkeX4","alg":"EdDSA"}', 'd7bWNEoIXiEpDOHEpnu/gg9H8ovGoYlQ8iVkUzUp5OXQV6+kNuXfNRNY/bGg9G68Hh10GtS4TG31CUgJrY8C/CaCz1mmHU2mgkaDTQ==', 1774688400000, 1774688400000, NULL, NULL);
DELETE FROM master_key_check;
INSERT INTO master_key_check (id, value)
VALUES (1, 'mxzzVEEulCuic5zte0DDm8XIAzNszD3nfQFwnPoKknE');
DELETE FROM withdrawn_keys;
DELETE FROM refresh_families;
DELETE FROM token_families_carried;
INSERT INTO token_families_carried (id, since)
VALUES (1, 1774688400000);
DELETE FROM refresh_rotations;
DELETE FROM console_activity;
INSERT INTO console_activity (minute, node, counter, counted)
VALUES (1774688400000, '019d33ab-f280-7797-9abe-7204b2d06d71', 'issued', 3);
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
VALUES ('free', '{"maxAgents":100,"tokensPerMinute":60,"tokensPerMonth":10000}', 0, 0);
INSERT INTO tiers (name, limits, created_at, updated_at)
VALUES ('pro', '{"maxAgents":1000}', 0, 0);
INSERT INTO tiers (name, limits, created_at, updated_at)
VALUES ('enterprise', '{"maxAgents":100000}', 0, 0);
INSERT INTO tiers (name, limits, created_at, updated_at)
VALUES ('unlimited', '{}', 0, 0);
DELETE FROM quota_holders;
DELETE FROM quota_windows;
DELETE FROM quota_leases;
DELETE FROM delegations;
DELETE FROM resources;
INSERT INTO resources (resource_id, organization_id, uri, name, token_lifetime, is_default, allowed_users, status, generation, revision, created_at, updated_at)
VALUES ('019d33ab-f280-7797-9abe-7204b2d06d89', '00000000-0000-7000-8000-000000000000', 'https://mcp.example.com/mcp', 'Example Files', 3600, 0, 'members', 'active', 0, 1, 1774688400000, 1774688400000);
DELETE FROM resource_uris;
INSERT INTO resource_uris (comparison_form, resource_id, uri, position)
VALUES ('https://mcp.example.com/mcp', '019d33ab-f280-7797-9abe-7204b2d06d89', 'https://mcp.example.com/mcp', 0);
DELETE FROM resource_scopes;
INSERT INTO resource_scopes (resource_id, name, position, title, description, risk, is_default, is_optional, implies)
VALUES ('019d33ab-f280-7797-9abe-7204b2d06d89', 'files.read', 0, 'Read your files', '', 'low', 0, 0, '[]');
DELETE FROM consents;
DELETE FROM consent_connections;
DELETE FROM app_documents;
