DELETE FROM expiry_clock;
DELETE FROM stored_responses;
DELETE FROM audit_events;
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-702b-b085-73c345d9ef21', '019d33ab-f280-702b-b085-73c345d9ef1e', 1, 1774688400000, 'operator.key_created', 'success', NULL, NULL, 'system', 'start', NULL, '', '', '', '{"key_id":"019d33ab-f280-702b-b085-73c345d9ef20","name":"first operator key","scopes":["*"]}', NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '91dde71019abad32e7f32481e02ff55a1ccf1e3e98a4ccfed93198c8410f5174', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-702b-b085-73c345d9ef23', '019d33ab-f280-702b-b085-73c345d9ef1e', 2, 1774688400000, 'agent.created', 'success', '019d33ab-f280-702b-b085-73c345d9ef22', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-702b-b085-73c345d9ef20', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '2npmwa26najp82bx7th7s6gtns', '{"name":"Courier","client_id":"019d33ab-f280-702b-b085-73c345d9ef22","agent_type":"custom","scopes":["parcels:read"]}', NULL, NULL, NULL, '91dde71019abad32e7f32481e02ff55a1ccf1e3e98a4ccfed93198c8410f5174', 'ae97536a329e2b30c4ff5f1bac717f29bcbc9288635f0d83c11fa7165b0c28cd', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-702b-b085-73c345d9ef25', '019d33ab-f280-702b-b085-73c345d9ef1e', 3, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-702b-b085-73c345d9ef22', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-702b-b085-73c345d9ef20', '019d33ab-f280-702b-b085-73c345d9ef24', '127.0.0.1', 'Java-http-client/25.0.3', '28tf2cheq6kh03iiibiqmtvm6m', '{"credential_id":"019d33ab-f280-702b-b085-73c345d9ef24","expires_at":null,"imported":false}', NULL, NULL, NULL, 'ae97536a329e2b30c4ff5f1bac717f29bcbc9288635f0d83c11fa7165b0c28cd', 'e6ffa3b46ea87f7e35ca6dd09552087c3403078936c24374520681231607d2a2', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-702b-b085-73c345d9ef26', '019d33ab-f280-702b-b085-73c345d9ef1e', 4, 1774688400000, 'token.issued', 'success', '019d33ab-f280-702b-b085-73c345d9ef22', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-702b-b085-73c345d9ef22', '019d33ab-f280-702b-b085-73c345d9ef24', '127.0.0.1', 'Java-http-client/25.0.3', '2u8scjaxneao420zofoojq5o44', '{"scope":"parcels:read","kid":"rTAz9kMox5SWL4gevhjtlgyaIn6Zp1yf4C1s3iZpvSk","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, '019d33ab-f280-702b-b085-73c345d9ef27', 'e6ffa3b46ea87f7e35ca6dd09552087c3403078936c24374520681231607d2a2', '33829f77ec6c0b92111019485786b78700eeb766457227d6ab7f7560e9837d33', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-702b-b085-73c345d9ef28', '019d33ab-f280-702b-b085-73c345d9ef1e', 5, 1774688400000, 'token.issued', 'success', '019d33ab-f280-702b-b085-73c345d9ef22', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-702b-b085-73c345d9ef22', '019d33ab-f280-702b-b085-73c345d9ef24', '127.0.0.1', 'Java-http-client/25.0.3', '35n481vyn0o3f21ndkpwcc68ns', '{"scope":"parcels:read","kid":"rTAz9kMox5SWL4gevhjtlgyaIn6Zp1yf4C1s3iZpvSk","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, '019d33ab-f280-702b-b085-73c345d9ef29', '33829f77ec6c0b92111019485786b78700eeb766457227d6ab7f7560e9837d33', '70532f5cdff7656143800166d90053610962fc03a076fc4f8ef3ba4870614ade', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-702b-b085-73c345d9ef2a', '019d33ab-f280-702b-b085-73c345d9ef1e', 6, 1774688400000, 'token.revoked', 'success', '019d33ab-f280-702b-b085-73c345d9ef22', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-702b-b085-73c345d9ef20', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '3oa8ntarh49na18eah2h72gdni', '{"what":"access_token","id":"019d33ab-f280-702b-b085-73c345d9ef28","revoked_token_count":1}', NULL, NULL, NULL, '70532f5cdff7656143800166d90053610962fc03a076fc4f8ef3ba4870614ade', '05b809795e49e5867ddb8aab56d1a91c0c052b370ff9b3ec68ff13c8676dfd63', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-702b-b085-73c345d9ef2c', '019d33ab-f280-702b-b085-73c345d9ef1e', 7, 1774688400000, 'agent.created', 'success', '019d33ab-f280-702b-b085-73c345d9ef2b', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-702b-b085-73c345d9ef20', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '35bm1zn4p1kmq2vyl1n9esti1b', '{"name":"Resume screener","client_id":"019d33ab-f280-702b-b085-73c345d9ef2b","agent_type":"custom","scopes":["resumes:read"]}', NULL, NULL, NULL, '05b809795e49e5867ddb8aab56d1a91c0c052b370ff9b3ec68ff13c8676dfd63', 'd87443696c76800d402fefebd38b1bac2240f18b67be9d60701a33328bce825e', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-702b-b085-73c345d9ef2e', '019d33ab-f280-702b-b085-73c345d9ef1e', 8, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-702b-b085-73c345d9ef2b', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-702b-b085-73c345d9ef20', '019d33ab-f280-702b-b085-73c345d9ef2d', '127.0.0.1', 'Java-http-client/25.0.3', '20tiqqgievsve1omd3wzfgh8i', '{"credential_id":"019d33ab-f280-702b-b085-73c345d9ef2d","expires_at":null,"imported":false}', NULL, NULL, NULL, 'd87443696c76800d402fefebd38b1bac2240f18b67be9d60701a33328bce825e', '870ccb687b5173f8ca3f11a68e2befca27bfbe36f7b1de40f4d9954b16dcb0bf', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-702b-b085-73c345d9ef2f', '019d33ab-f280-702b-b085-73c345d9ef1e', 9, 1774688400000, 'token.issued', 'success', '019d33ab-f280-702b-b085-73c345d9ef2b', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-702b-b085-73c345d9ef2b', '019d33ab-f280-702b-b085-73c345d9ef2d', '127.0.0.1', 'Java-http-client/25.0.3', 'k61b64wy284w39x72g9xdv7z0', '{"scope":"resumes:read","kid":"rTAz9kMox5SWL4gevhjtlgyaIn6Zp1yf4C1s3iZpvSk","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, NULL, '870ccb687b5173f8ca3f11a68e2befca27bfbe36f7b1de40f4d9954b16dcb0bf', '7b680dc32280943399d0098141eee97001ae93e7ad171b93a8550e4f2b6f975a', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-702b-b085-73c345d9ef30', '019d33ab-f280-702b-b085-73c345d9ef1e', 10, 1774688400000, 'agent.deactivated_with_revocation', 'success', '019d33ab-f280-702b-b085-73c345d9ef2b', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-702b-b085-73c345d9ef20', NULL, '127.0.0.1', 'Java-http-client/25.0.3', 'qdq5wzc96tsw3f7st82k11d', '{"reason":"a drill","revoked_token_count":1}', NULL, NULL, NULL, '7b680dc32280943399d0098141eee97001ae93e7ad171b93a8550e4f2b6f975a', 'cef5e788913c83dcfdf1d8e1431a452b85d254df3cf023193928c9168cf79b3d', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-702b-b085-73c345d9ef32', '019d33ab-f280-702b-b085-73c345d9ef1e', 11, 1774688400000, 'api_key.created', 'success', '019d33ab-f280-702b-b085-73c345d9ef22', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-702b-b085-73c345d9ef20', '019d33ab-f280-702b-b085-73c345d9ef31', '127.0.0.1', 'Java-http-client/25.0.3', '293ym80c6hq0y1j9x88cej7lj7', '{"key_id":"019d33ab-f280-702b-b085-73c345d9ef31","rotates_itself":true}', NULL, NULL, NULL, 'cef5e788913c83dcfdf1d8e1431a452b85d254df3cf023193928c9168cf79b3d', '6781dedb715cc9bb985f3ae296e0f1eb7cc1692b0129734dd01b3de934021ba7', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-702b-b085-73c345d9ef34', '019d33ab-f280-702b-b085-73c345d9ef1e', 12, 1774688400000, 'agent.created', 'success', '019d33ab-f280-702b-b085-73c345d9ef33', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-702b-b085-73c345d9ef20', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '38sz4rqxrz0z1hregzgr85jnq', '{"name":"Planner","client_id":"019d33ab-f280-702b-b085-73c345d9ef33","agent_type":"custom","scopes":[]}', NULL, NULL, NULL, '6781dedb715cc9bb985f3ae296e0f1eb7cc1692b0129734dd01b3de934021ba7', '4bd717f4ae948a6685b73fddf555fa8b9afd176c362a36dd71c4c4bb4ec1773c', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-702b-b085-73c345d9ef36', '019d33ab-f280-702b-b085-73c345d9ef1e', 13, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-702b-b085-73c345d9ef33', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-702b-b085-73c345d9ef20', '019d33ab-f280-702b-b085-73c345d9ef35', '127.0.0.1', 'Java-http-client/25.0.3', '1dgm3wajet6g93rkqhmee42tni', '{"credential_id":"019d33ab-f280-702b-b085-73c345d9ef35","expires_at":null,"imported":false}', NULL, NULL, NULL, '4bd717f4ae948a6685b73fddf555fa8b9afd176c362a36dd71c4c4bb4ec1773c', '8cfc9d55da1e5cbb06cb57a4d6eee185a038329ca3983a89a7de0357cd7baafb', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-702b-b085-73c345d9ef38', '019d33ab-f280-702b-b085-73c345d9ef1e', 14, 1774688400000, 'resource.created', 'success', NULL, '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-702b-b085-73c345d9ef20', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '2i8te65cvgarm1ovst5bgjm7de', '{"resource_id":"019d33ab-f280-702b-b085-73c345d9ef37","uri":"https://mcp.example.com/mcp","name":"Example Files","scopes":["files.read"]}', NULL, NULL, NULL, '8cfc9d55da1e5cbb06cb57a4d6eee185a038329ca3983a89a7de0357cd7baafb', '380a2ace4ddd443521b1ed65022803aa5756981abeac72393806a4d9665fd490', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
DELETE FROM audit_checkpoints;
INSERT INTO audit_checkpoints (number, taken_at, heads, prev_hash, hash, signature, kid)
VALUES (1, 1774688400000, '[{"chainId":"019d33ab-f280-702b-b085-73c345d9ef1e","seq":14,"hash":"380a2ace4ddd443521b1ed65022803aa5756981abeac72393806a4d9665fd490","end":"closed"}]', '0000000000000000000000000000000000000000000000000000000000000000', '16cd24e1ee0a6cf7f173da1a5787384bff648d0a5846288fa97319b0e1c3ff7e', 'kH5e6BWLoiW9VjB5dHYYeEE2Uyk44oWfmbpNjmCDwZ6bZXiVeQUKSRybULjRdoo-jrfZvRhcCASX85ePZ5cTDg', 'oy59fVg6do1TTX7NigKTcAGuAXT5BIsbP0wAh1TLMLI');
DELETE FROM audit_anchors;
DELETE FROM audit_keys;
INSERT INTO audit_keys (kid, number, public_jwk, sealed_private, created_at)
VALUES ('oy59fVg6do1TTX7NigKTcAGuAXT5BIsbP0wAh1TLMLI', 1, '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"oy59fVg6do1TTX7NigKTcAGuAXT5BIsbP0wAh1TLMLI","x":"Bs5eY4iVA7YlCB_00ZoCjnntINhV7-wOq6bYckDuO9s","alg":"EdDSA"}', 'T28Tvg+/WedDi8oKHj23oKtwQppCFKw/mg809j6StR0tHHLa1CHRK6YQQVicVuvbQYPvfSWWqCYFImNUX7ZEPLLXGzpQGYIQY9Lz6A==', 1774688400000);
DELETE FROM audit_openings;
INSERT INTO audit_openings (chain_id, opened_at, seq, hash, kid, signature)
VALUES ('019d33ab-f280-702b-b085-73c345d9ef1e', 1774688400000, 0, '0000000000000000000000000000000000000000000000000000000000000000', 'oy59fVg6do1TTX7NigKTcAGuAXT5BIsbP0wAh1TLMLI', 'MSm-Cuq6lGv7ZhZb7fq-dH4_d0toWzOZjhWyHqCI4isQ4sx09rCdh8A31m-gNFRXu-42Baz6PKdcSamAGYZuDg');
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
VALUES ('webhook-tokens', '019d33ab-f280-702b-b085-73c345d9ef1e', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('usage-agent-days', '019d33ab-f280-702b-b085-73c345d9ef1e', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('usage-hours', '019d33ab-f280-702b-b085-73c345d9ef1e', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('scope-usage', '019d33ab-f280-702b-b085-73c345d9ef1e', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('webhooks', '019d33ab-f280-702b-b085-73c345d9ef1e', 14);
DELETE FROM revoked_tokens;
INSERT INTO revoked_tokens (jti, agent_id, generation, expires_at, revoked_at, thumbprint, key_generation, family_id)
VALUES ('019d33ab-f280-702b-b085-73c345d9ef28', '019d33ab-f280-702b-b085-73c345d9ef22', 1, 1774692000000, 1774688400000, NULL, NULL, '019d33ab-f280-702b-b085-73c345d9ef29');
DELETE FROM ended_keys;
DELETE FROM ended_signing_keys;
DELETE FROM revoked_families;
DELETE FROM token_counts;
DELETE FROM revocation_floor;
DELETE FROM one_time_uses;
DELETE FROM operator_keys;
INSERT INTO operator_keys (key_id, secret_hash, name, scopes, is_first, created_by, created_at, rotated_at, last_used_at, expires_at, revoked_at, quarantined_at, quarantine_reason, organization_id)
VALUES ('019d33ab-f280-702b-b085-73c345d9ef20', 'NuRuHcys1MQlY_wCrNv-ib03GLbzWsmZ_A57z5Zxm_g', 'first operator key', '*', 1, 'start', 1774688400000, NULL, 1774688400000, NULL, NULL, NULL, NULL, NULL);
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
INSERT INTO agents (agent_id, client_id, organization_id, team_id, name, description, email, agent_type, version, capabilities, owner, deployment_env, status, status_since, status_reason, scopes, grant_types, token_lifetime_seconds, token_signing_alg, metadata, expires_at, created_by, created_at, updated_at, generation, revision, search_text, dpop_jkt, dpop_jwk, key_generation, jwks, jwks_uri, fapi2, suspended_by, grantable_scopes, self_service, client_type, redirect_uris)
VALUES ('019d33ab-f280-702b-b085-73c345d9ef22', '019d33ab-f280-702b-b085-73c345d9ef22', '00000000-0000-7000-8000-000000000000', NULL, 'Courier', NULL, NULL, 'custom', NULL, '', 'logistics', NULL, 'active', NULL, NULL, 'parcels:read', 'client_credentials refresh_token', 3600, NULL, '{}', NULL, '019d33ab-f280-702b-b085-73c345d9ef20', 1774688400000, 1774688400000, 1, 3, 'courierlogistics', NULL, NULL, 0, NULL, NULL, 0, NULL, '', 'full', 'confidential', '');
INSERT INTO agents (agent_id, client_id, organization_id, team_id, name, description, email, agent_type, version, capabilities, owner, deployment_env, status, status_since, status_reason, scopes, grant_types, token_lifetime_seconds, token_signing_alg, metadata, expires_at, created_by, created_at, updated_at, generation, revision, search_text, dpop_jkt, dpop_jwk, key_generation, jwks, jwks_uri, fapi2, suspended_by, grantable_scopes, self_service, client_type, redirect_uris)
VALUES ('019d33ab-f280-702b-b085-73c345d9ef2b', '019d33ab-f280-702b-b085-73c345d9ef2b', '00000000-0000-7000-8000-000000000000', NULL, 'Resume screener', NULL, NULL, 'custom', NULL, '', NULL, NULL, 'suspended', 1774688400000, 'a drill', 'resumes:read', 'client_credentials', 3600, NULL, '{}', NULL, '019d33ab-f280-702b-b085-73c345d9ef20', 1774688400000, 1774688400000, 1774688400000, 3, 'resume screener', NULL, NULL, 0, NULL, NULL, 0, 'operator', '', 'full', 'confidential', '');
INSERT INTO agents (agent_id, client_id, organization_id, team_id, name, description, email, agent_type, version, capabilities, owner, deployment_env, status, status_since, status_reason, scopes, grant_types, token_lifetime_seconds, token_signing_alg, metadata, expires_at, created_by, created_at, updated_at, generation, revision, search_text, dpop_jkt, dpop_jwk, key_generation, jwks, jwks_uri, fapi2, suspended_by, grantable_scopes, self_service, client_type, redirect_uris)
VALUES ('019d33ab-f280-702b-b085-73c345d9ef33', '019d33ab-f280-702b-b085-73c345d9ef33', '00000000-0000-7000-8000-000000000000', NULL, 'Planner', NULL, 'planner@example.com', 'custom', NULL, '', NULL, NULL, 'active', NULL, NULL, '', 'client_credentials', 3600, NULL, '{}', NULL, '019d33ab-f280-702b-b085-73c345d9ef20', 1774688400000, 1774688400000, 1, 2, 'plannerplanner@example.com', NULL, NULL, 0, NULL, NULL, 0, NULL, '', 'full', 'confidential', '');
DELETE FROM agent_emails;
INSERT INTO agent_emails (organization_id, email, agent_id)
VALUES ('00000000-0000-7000-8000-000000000000', 'planner@example.com', '019d33ab-f280-702b-b085-73c345d9ef33');
DELETE FROM agent_counts;
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'active', '2', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', 'logistics', 'custom', 'active', '2', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'active', '2', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', 'logistics', 'custom', 'active', '2', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'active', 'b', 0);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'active', 'b', 0);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'suspended', 'b', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'suspended', 'b', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'active', '3', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'active', '3', 1);
DELETE FROM agent_meters;
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-702b-b085-73c345d9ef22', 3, 2, 0, 1774688400000, 1774688400000, 1);
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-702b-b085-73c345d9ef2b', 3, 1, 0, 1774688400000, 1774688400000, 1);
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-702b-b085-73c345d9ef33', 2, 0, 0, NULL, NULL, 0);
DELETE FROM agent_meters_settled;
INSERT INTO agent_meters_settled (id, number, chain_id, seq, next_seq)
VALUES (1, 1, '019d33ab-f280-702b-b085-73c345d9ef1e', 14, NULL);
DELETE FROM agent_scope_uses;
DELETE FROM credentials;
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-702b-b085-73c345d9ef24', '019d33ab-f280-702b-b085-73c345d9ef22', 'keyed', 'Bj7JEas17gNN56nKj-NOUrEr804GiuwqWRDL4s_4-t4', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-702b-b085-73c345d9ef2d', '019d33ab-f280-702b-b085-73c345d9ef2b', 'keyed', 'UinHUISmU3Bn2niFn5lnsXd5z5T-Zn56v-ptFo4eB6M', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-702b-b085-73c345d9ef35', '019d33ab-f280-702b-b085-73c345d9ef33', 'keyed', '2_s5aAmNyDFSMH0Tmq4DczQmq8D791K7GqK3aGmWJlE', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
DELETE FROM credential_rotations;
DELETE FROM known_secrets;
DELETE FROM api_keys;
INSERT INTO api_keys (key_id, agent_id, key_hash, rotation_hash, state, created_at, activated_at, replaces, last_used_at, ended_at, ended_by, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-702b-b085-73c345d9ef31', '019d33ab-f280-702b-b085-73c345d9ef22', 'c-7qeEV1BhsYfHaWJ5R0sJSj-MCK6Sbdw1lqYQxJyx0', 'NOY0fgnPPNoBefK-cQudH4Dfwc3wKZoFLAcU6GHZsIk', 'active', 1774688400000, 1774688400000, NULL, NULL, NULL, NULL, NULL, NULL);
DELETE FROM invites;
DELETE FROM registrations;
DELETE FROM unclaimed_registrations;
INSERT INTO unclaimed_registrations (is_only, unclaimed)
VALUES (1, 0);
DELETE FROM signing_keys;
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('CpQqnT1_Ltf3orI0dGOTL931u6gIViDFTdJF-NwsLnA', 'RS256', 'next', '{"kty":"RSA","e":"AQAB","use":"sig","kid":"CpQqnT1_Ltf3orI0dGOTL931u6gIViDFTdJF-NwsLnA","alg":"RS256","n":"jZfyd-3CpkTTWLBB8qLvb5ldKGV38Y5mAubC7iZ7eVT_aAdG61rIa_0SKjnAQ-0SU0J8KMLAu3w3d-3bMpuNsU4lY9aI_L1-GnuHTKAT5bx61mCXf-twpBvzZ3zY67NORLZDHuuMM2_Lpq7y3HDLH8lVwiZ1ZR0M6VAFBpIe5OmSuT6zmLkFHlcMg0dqFSav9VvCEcTD9vo9mFm6tjkhUiUhhzCzV4UDAaA7MauPnn42rOvYPZaGriL1kujJC9HOhUnGlJ18dPsKPQGHbX3YewYOXWiVj-eKIoEOE7d2waprWgokzvYe27vXWAP0bMMqQnsyhyzzXO8KGAXk3av2-w"}', 'rxvMFMxvoAT8apnyhcQKAc7uGd/WLJPKQBAmn+M7YBM2QI9w3vElnj7CRyjGsO4vk5zJJRAXY7PoXIr3V8WZe6vGiEC5V1DIhKmw4Kxw0u+esHSSJ3C9zXp77OLLco7Y7rYhTJSMRQJ+LV0hiRX/stoJtERTgOyFjC3+Z7QkCUu0QcYiwHYkylzVWQ2OpMttK5ywvf8KubN6t1oyMzQuoTe399n0PfzWBvmb+45XML9lJ+WumZ5gwHWD0smjJMrF5t1wif9TSRkntmIKhk13GFcA3F0IWOSeImeBKxBTEQdMSFx+GJPG/wotgUE8uC8bXLg3sH9llEXSjaqg3kK4HrDlDmpwMT5v2nzEdPshgIcMVhgD8IAEY+E6BxILpqLNj9gAw8yCUTQZNR6trHlAx+aHV8Uuny7cVO7VClybCeMZCzSYbzvizCI94Je1Cl2F52pJgCc0jNxsh7yYqlBdVxPc+ExZPElAvQBKOYhQxLcUi4hHihvFaC0HIGaY8XTD+ZtqWHhX6yKHUaHc7OX3esRQ6ZOXugBqr8gtERLttj2sPYHKMYSqkqXDm9befDnieDWUZ2Y9334gnGYoN0uTG65zPfibmf9i4cv75OWRjVHPxWnJWnOp/2GvH8p2vaYB7GP+fxJGXJU8iM9XYD0j3S3+8fFEUFfyuEjLMHsb9th+8P1T6h4HI4cZ0IK6wm8eeHnDdwxbrGaItrZF0kFKmgn/nUAHSxRZyTTRmkfDsWCh84Kmn8ORU03qsbAPztLgSgGSxi5uEbPhICFEnpsT/SwLwioFOFkLXjzl+ydo27E6YyhPUE2pFdUnM/nmC6XLy1KwplQHIEHXkDB0yr4aVcZ14rpClI518hta3P6sN/4BGBeuIfMLMPZzlaW5K2lm70TrI5xgeO3K5PCjcoT83BaWBYkLeWD/L0VrerQXrZCNOHebSrT0tijzuThMc+FrBDa8IyzoNzvRQ96pVKxqWiLtGl4zi3bGawE89iYXa9QDMWFyVjbhXTbFAStEZWs906tKOVV3l4rTKWGFVLK6D0Hatm+UaBe1ttaxE4wN+q9BdZe8AQpT4W2JFHBl0hUgCuYNGYmIVxME2p/9xdy4bLNtEnKdBhl5LuAZdr2Uxxfg9EdIRQy0rry3cZDAfmlGLvctpZZy1yIEvdxx5H4wahSDRY52YIHvMdX/gv2QQw1VGGUN6hajLeivQkyPGCIkZdTX9Kf3oLkSaywnHnGjLTtmjYDNcHTECr60bX+8RXE3Dp8hLt7++npivEjyf4HA4NxznidaHzukkHdKcOO/328ajbfyDBdgX1Xky5kPhTp3g147/k40qBLlSP5WqhQ6OdVXlYPavWxpzRggmo2lIImqaf0qSrwYft67cL6Eq/P98NDr9uDaot9xBC3AX9fVQLQhdWqYhzfdXMpBbETnCH8MhKp3cVUgSO1Fm3iHUvjeHBH0q28AJSQxstqg87OL9qrMKb2L+656jjqsw+tvilQHW1BPRp7Jg6HHVkHuT66o/BlvuwwpppvUFr+83w7CZffys6zXbPAsaXsXSInzEWqiu3GzssproMi1ZRn9Cz3ke4S7sxhW+El0aYelRGba/Rkt6TAkmhPGy6bVHZ1ZSWsX9IWG9/pvorxZhe9Zp07unDWAe8f5d0P9n9a4', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('rTAz9kMox5SWL4gevhjtlgyaIn6Zp1yf4C1s3iZpvSk', 'RS256', 'current', '{"kty":"RSA","e":"AQAB","use":"sig","kid":"rTAz9kMox5SWL4gevhjtlgyaIn6Zp1yf4C1s3iZpvSk","alg":"RS256","n":"z5yGgX_MXNBxoiv1HBOC0jCXyOcvKmpa_MOZBYoEHy_wZA-wRV_vCdPMitzvz5QS_eKlJnW6IMC-tb-9WGfEozVKeNQI1V6uPiFRl8roX8o2vmp12URpo6YTAACwF0zggmEL0x5yenOYfScLeGr8GdMS6dPXjkDe-QyFy4h_jpvHd6-rDm_a7atDrDu7Nix1lSPtkFKw2RFxeVDanjh_abSpgCNUltZXrRypkmVukp7nWOrtl3CE63vo_ZXLvhMhLbtwScAdczcfpYNJWEgzBUI_QWcCphkBNBzThkEeHlvwoXKm54ce11LjCW3Br4My7wIlwA8ZQmNQGd0VuJnWwQ"}', 'yPu0oswUQXBKcwE519FwHcdwa6yyrdXD08KQh2A+pY+IzudV3zwJt/UMfz248Qn1+35LrMUTMYthA4mnhM4MJqH53ePYBiWXGaYJ2vp4RFufkJzmyaGCWZk24snbm0SXTmFNpsc6/DaOrh5FECisfhGVTI5wWcmw1CXLiAZr8+CL0jehnLPJ7XBJzGsUYqgXKbAiQnBzfwVxyFG1oN1YQE6MumScwLZZOBNgVhSBL8HNxSWfh870Svxy+byvW777nWlZ2TW1RewnIta0igaKSInnuxRzscEPlJsLDZd2v351xfVicWsnkarDApBI3pzB92a0QngLJ5TRLi0DV2QJ3P9ooN0LNI2j9d8XWrU/iGR6QHOKRIqZTVXZUTCWND9lBNhY26mc4kyIb8qou3YQFz8oSPuIZ1/KpE8zixozylhJ+vI8dl+N0yq3QOojEmlLjwt1pInNU8dNzXZo5ll9OxCI8yNo4ghMGfXqoO/SY1s40t2rGR3jlWM4SV7dzRHOXjCPXzAS5QrXIaS+DBhC3M39XmRBsTTcSogSM8SH/cKADPWvzRsfnENMfqyTJ6ZJZ6wXFx0MtYNAk2D7ZQFyN8+z6g7iAXZcAyE0uUcizj5rIcba0ecmBGZZH19gdzkeiL/Y9gmFCnC6F77MURV0dDRC0V9iugCvBc1BIykrikW3bvI6us9Nntm2v06TMOKcp1hfkTVwudw6u7UXD88ragSo4kJZLn6/s/KoPQX/qmFwdmakSsOjiWT9BNQdVxDoMKZIsBlTe15RewD9SUnrRIrhNBVYkaAzRwpSFgsEaK+9+afX0fWjvS3kYh9i4lGT2bqsf5qQVHokSMN7Kzk4QD/Rp9Wq3GNVG5BT70winiGM18/ar9FxVjA4EDa5bijKDE6zzpPX1I6yrZqAJ2Q347vvFCs5e/SBxs6yGlVpkvTRbV/mEZQJa3yBT02TrQC6MtSrUCOOP9Sads11ESI7rQ3zTAZhIZWe58oA0QrOTTYE6r/+JeJRzL+9y5xKDAayDxHEnfNBSq4KdhlS3AE6VcO2vhOJoW65FnVV1KwxiydQBldnI2RVmXMk4fIjUEKRQfOZ0wqPUPp5OeNc0bxmVLbSmSyUEcWhQmcND7qi/sSNafImNJKqbFsAavvx9/gkZyUBmbcgBvtrSD1/8bMTsrOk4zYjvnfDH/J6Q08PYXm7G+LaHbYExlOmz+gagu6dky1oHUtO8tmTaphd/IaFTHtl5P8o1ywtQIk3Vb1wYfJD9HsKs+Rx7M7FCj7qsCVJwBP+io3ua82/jovAPfnXgtzapW1wlXE/ifaSE4kiMJA0S3zT/fsLSFi0MUVTyjyNkdkqeAjzIJHJx3daZO2UTSpWzMy+Z3MvoNmjjohmNQt3X8N1Va2qkTZT1AVUeDtzlWCVz92jXp27UNKO278dUQfljx6JWmk1N8TyoEpCPLA0Uqywp6rHggF9NC8cs7YlsU1nh6S03gTHClpou5yk13LATDCqWK6JNy+l2tXAqLulzmTrRz00S8NfHZbzvWe4MGGtPDxrxcVfyz2vihOMzFoxEmqO0HyEYfC/8CGDvRLBdP/UXTjoX4kHXllXWLSY5/9CuCSIN3XW+mUuqWCOZvml6g7zbQA5+Stv+Ko4OLHcKxkOQ+Nfa4NbDlNWGQ==', 1774688400000, 1774688400000, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('24N28UPoLo0jyQ3MbvR5xHja_BwQvHUUQIam2zKmfMs', 'ES256', 'next', '{"kty":"EC","use":"sig","crv":"P-256","kid":"24N28UPoLo0jyQ3MbvR5xHja_BwQvHUUQIam2zKmfMs","x":"gPtTJt5UNWIrpnPdUVYo1BrcFa4IDX8pOYVO2ODL3t8","y":"52Ajnp488iqg6uiklbEZvQShqQ8pTyhmM6ZXzM52gqM","alg":"ES256"}', 'ytcqL22/J6kvxh28SmGO1ybOy8GbeAljeKhtY8RIHd/bwK8MICy9+t9ntg03FVrSy6Q/+oYkPsTz7imJBA0GdS2gExWzyFS1mqneipao9UGOTEa+3ytoWq/mKAyjHWNhQh/2xtWDJXfa/SyAHxzKCiEdQxlvj+4m1i0B1mxQj6AKBkNTr7EMX19rVUk0flaAlM8YBbp9IIzNYxXjBbES8wVVjFZCgA==', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('lm448c6q8HCPiYfO85_ZqGJjzcWBZVX82E7icuFjzuE', 'ES256', 'current', '{"kty":"EC","use":"sig","crv":"P-256","kid":"lm448c6q8HCPiYfO85_ZqGJjzcWBZVX82E7icuFjzuE","x":"I0FBW_UXpwE1wXOaBh7WibUqg4tY75_0455w2hqxiZs","y":"1QZnDPH2qL4876XPfKByEOaTT0cHma8Xciu02RZQOr4","alg":"ES256"}', 'ko91stgj0XD+ey80l0xfH1lQBLNqkECoXqnMlDa1NyMg9s117yc+IFwdZ8NxoHf2X6MkSoIlAuHORi5gSnphYTB9NwkPPOHDzE5cemrvkJsQlnX2jipzaAC9qbDvcyN/Bi7MJiKdc+D3jK0SJwPG7VA6dPF9dDsaOpZ+Pg18SX2As/uiq1RH4fPgvXTiFdo+iLa9R32E+E3aUK56amPFG8o/xMQFbg==', 1774688400000, 1774688400000, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('1TiX-I3Zku0RPv3PQuRTil4fLL87Ag4DUJ2jXceJayM', 'EdDSA', 'next', '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"1TiX-I3Zku0RPv3PQuRTil4fLL87Ag4DUJ2jXceJayM","x":"M-N-EqwQE96HfHxVeSaSQOJnbX1bf7Y6mjH_dZ-Wr3I","alg":"EdDSA"}', 'u0Hx70IlJpp+06Y1VRohLWiXZjjHigWp6lcKiDPbIyZJtNsHtJu/YtH2fblzE4j808kwAG9gYUeO49KqbxKV34df2o/Tb19oTDvx3g==', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('zVD83_iD-XcMXROaoHnKTiWKrhQDg4kc-JdKB8bY8Vs', 'EdDSA', 'current', '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"zVD83_iD-XcMXROaoHnKTiWKrhQDg4kc-JdKB8bY8Vs","x":"VbgcIZ4Ww9KdfGMhSshjA2QBKe-ta3vRUwCFOflsMxM","alg":"EdDSA"}', 'hevLUYPPovpgkuFNNQQ03S+n+uQATymxAamL5sDTjX+Y3nVUNb5n2caiqO9nAHPDxYNqWG0KqrJtptvcVR2/hMlz9iZGoficBeoBfg==', 1774688400000, 1774688400000, NULL, NULL);
DELETE FROM master_key_check;
INSERT INTO master_key_check (id, value)
VALUES (1, 'M-9elrgCxjvmveuma9FLM2Z18NXcrunS3lpeoVqQdhQ');
DELETE FROM withdrawn_keys;
DELETE FROM refresh_families;
DELETE FROM token_families_carried;
INSERT INTO token_families_carried (id, since)
VALUES (1, 1774688400000);
DELETE FROM refresh_rotations;
DELETE FROM console_activity;
INSERT INTO console_activity (minute, node, counter, counted)
VALUES (1774688400000, '019d33ab-f280-702b-b085-73c345d9ef1f', 'issued', 3);
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
VALUES ('019d33ab-f280-702b-b085-73c345d9ef37', '00000000-0000-7000-8000-000000000000', 'https://mcp.example.com/mcp', 'Example Files', 3600, 0, 'members', 'active', 0, 1, 1774688400000, 1774688400000);
DELETE FROM resource_uris;
INSERT INTO resource_uris (comparison_form, resource_id, uri, position)
VALUES ('https://mcp.example.com/mcp', '019d33ab-f280-702b-b085-73c345d9ef37', 'https://mcp.example.com/mcp', 0);
DELETE FROM resource_scopes;
INSERT INTO resource_scopes (resource_id, name, position, title, description, risk, is_default, is_optional, implies)
VALUES ('019d33ab-f280-702b-b085-73c345d9ef37', 'files.read', 0, 'Read your files', '', 'low', 0, 0, '[]');
