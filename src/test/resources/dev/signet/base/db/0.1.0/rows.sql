DELETE FROM expiry_clock;
DELETE FROM stored_responses;
DELETE FROM audit_events;
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-77a6-a44f-8d9cbef4a261', '019d33ab-f280-77a6-a44f-8d9cbef4a25e', 1, 1774688400000, 'operator.key_created', 'success', NULL, NULL, 'system', 'start', NULL, '', '', '', '{"key_id":"019d33ab-f280-77a6-a44f-8d9cbef4a260","name":"first operator key","scopes":["*"]}', NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '48775cdcf742d98da9c5f6c022a27fb82e2ec164b3e54d051eabec3d3cca240c', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-77a6-a44f-8d9cbef4a263', '019d33ab-f280-77a6-a44f-8d9cbef4a25e', 2, 1774688400000, 'agent.created', 'success', '019d33ab-f280-77a6-a44f-8d9cbef4a262', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-77a6-a44f-8d9cbef4a260', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '2ry1f7945z5fi3m0t55hwa4bwm', '{"name":"Courier","client_id":"019d33ab-f280-77a6-a44f-8d9cbef4a262","agent_type":"custom","scopes":["parcels:read"]}', NULL, NULL, NULL, '48775cdcf742d98da9c5f6c022a27fb82e2ec164b3e54d051eabec3d3cca240c', '094b7227e26affd2c756f109ca1dd000fbd17974da8d30b64262fa1cfec7fd79', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-77a6-a44f-8d9cbef4a265', '019d33ab-f280-77a6-a44f-8d9cbef4a25e', 3, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-77a6-a44f-8d9cbef4a262', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-77a6-a44f-8d9cbef4a260', '019d33ab-f280-77a6-a44f-8d9cbef4a264', '127.0.0.1', 'Java-http-client/25.0.3', 'xcvsu8cibg5u1eju0951kjuio', '{"credential_id":"019d33ab-f280-77a6-a44f-8d9cbef4a264","expires_at":null,"imported":false}', NULL, NULL, NULL, '094b7227e26affd2c756f109ca1dd000fbd17974da8d30b64262fa1cfec7fd79', 'fcb3d1f37331a67cecfe5bd2c89e8b07984206a4df803f3beef04abf9b5ef2a9', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-77a6-a44f-8d9cbef4a266', '019d33ab-f280-77a6-a44f-8d9cbef4a25e', 4, 1774688400000, 'token.issued', 'success', '019d33ab-f280-77a6-a44f-8d9cbef4a262', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-77a6-a44f-8d9cbef4a262', '019d33ab-f280-77a6-a44f-8d9cbef4a264', '127.0.0.1', 'Java-http-client/25.0.3', '1sciljgd6q9771n7n3uak5v7q2', '{"scope":"parcels:read","kid":"i90NXRPdDKA97UTk3wYFOOXL4o5PJDsKtBUkesBToo8","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, '019d33ab-f280-77a6-a44f-8d9cbef4a267', 'fcb3d1f37331a67cecfe5bd2c89e8b07984206a4df803f3beef04abf9b5ef2a9', 'b05dc17181bb1b9e6d20a696e5f03859e3d10fc11068ca4ea13b8e930ac6f7c1', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-77a6-a44f-8d9cbef4a268', '019d33ab-f280-77a6-a44f-8d9cbef4a25e', 5, 1774688400000, 'token.issued', 'success', '019d33ab-f280-77a6-a44f-8d9cbef4a262', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-77a6-a44f-8d9cbef4a262', '019d33ab-f280-77a6-a44f-8d9cbef4a264', '127.0.0.1', 'Java-http-client/25.0.3', '1zcbkdj589an01b10rih1v5a97', '{"scope":"parcels:read","kid":"i90NXRPdDKA97UTk3wYFOOXL4o5PJDsKtBUkesBToo8","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, '019d33ab-f280-77a6-a44f-8d9cbef4a269', 'b05dc17181bb1b9e6d20a696e5f03859e3d10fc11068ca4ea13b8e930ac6f7c1', 'bbf08ed2ceb57a2be43dd2012ed13baf38bec2df5286ba5e7928d02f125b3885', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-77a6-a44f-8d9cbef4a26a', '019d33ab-f280-77a6-a44f-8d9cbef4a25e', 6, 1774688400000, 'token.revoked', 'success', '019d33ab-f280-77a6-a44f-8d9cbef4a262', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-77a6-a44f-8d9cbef4a260', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '3rs56x5rnrkrp3fzv4onz2f8hi', '{"what":"access_token","id":"019d33ab-f280-77a6-a44f-8d9cbef4a268","revoked_token_count":1}', NULL, NULL, NULL, 'bbf08ed2ceb57a2be43dd2012ed13baf38bec2df5286ba5e7928d02f125b3885', '2e83d95027dc0d65627d2dfb8811a86afeac3c5c6104a81d59718f3cb85be1a3', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-77a6-a44f-8d9cbef4a26c', '019d33ab-f280-77a6-a44f-8d9cbef4a25e', 7, 1774688400000, 'agent.created', 'success', '019d33ab-f280-77a6-a44f-8d9cbef4a26b', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-77a6-a44f-8d9cbef4a260', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '2s3e77frzaabu3c0qjj7gp53q', '{"name":"Resume screener","client_id":"019d33ab-f280-77a6-a44f-8d9cbef4a26b","agent_type":"custom","scopes":["resumes:read"]}', NULL, NULL, NULL, '2e83d95027dc0d65627d2dfb8811a86afeac3c5c6104a81d59718f3cb85be1a3', 'f68b53f6be4255e659ff1c64be341410659b463b27e8906c17531345cebc9ea5', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-77a6-a44f-8d9cbef4a26e', '019d33ab-f280-77a6-a44f-8d9cbef4a25e', 8, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-77a6-a44f-8d9cbef4a26b', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-77a6-a44f-8d9cbef4a260', '019d33ab-f280-77a6-a44f-8d9cbef4a26d', '127.0.0.1', 'Java-http-client/25.0.3', 'i1p0o0hym2s63010mt22ed4dh', '{"credential_id":"019d33ab-f280-77a6-a44f-8d9cbef4a26d","expires_at":null,"imported":false}', NULL, NULL, NULL, 'f68b53f6be4255e659ff1c64be341410659b463b27e8906c17531345cebc9ea5', '8ff2359800ffcf7a0728b84225f6f079dbe82bc399c63cba7797e55190c95bce', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-77a6-a44f-8d9cbef4a26f', '019d33ab-f280-77a6-a44f-8d9cbef4a25e', 9, 1774688400000, 'token.issued', 'success', '019d33ab-f280-77a6-a44f-8d9cbef4a26b', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-77a6-a44f-8d9cbef4a26b', '019d33ab-f280-77a6-a44f-8d9cbef4a26d', '127.0.0.1', 'Java-http-client/25.0.3', 'e18zugmri70fxj12l8invd40', '{"scope":"resumes:read","kid":"i90NXRPdDKA97UTk3wYFOOXL4o5PJDsKtBUkesBToo8","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, NULL, '8ff2359800ffcf7a0728b84225f6f079dbe82bc399c63cba7797e55190c95bce', '326af966380a7e6e591b1924be2ac6ecad6fee21527a8323eaf1c1f9c02c6580', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-77a6-a44f-8d9cbef4a270', '019d33ab-f280-77a6-a44f-8d9cbef4a25e', 10, 1774688400000, 'agent.deactivated_with_revocation', 'success', '019d33ab-f280-77a6-a44f-8d9cbef4a26b', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-77a6-a44f-8d9cbef4a260', NULL, '127.0.0.1', 'Java-http-client/25.0.3', 'tj6ua7750fwy75in085tmalq', '{"reason":"a drill","revoked_token_count":1}', NULL, NULL, NULL, '326af966380a7e6e591b1924be2ac6ecad6fee21527a8323eaf1c1f9c02c6580', '7221d94511559f94ec1e18d96e32cf6997dd64ac85a8b914fd77bbc7bab7d636', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-77a6-a44f-8d9cbef4a272', '019d33ab-f280-77a6-a44f-8d9cbef4a25e', 11, 1774688400000, 'api_key.created', 'success', '019d33ab-f280-77a6-a44f-8d9cbef4a262', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-77a6-a44f-8d9cbef4a260', '019d33ab-f280-77a6-a44f-8d9cbef4a271', '127.0.0.1', 'Java-http-client/25.0.3', '3pb7hpbsxcu5m1on2zf4i3pzen', '{"key_id":"019d33ab-f280-77a6-a44f-8d9cbef4a271","rotates_itself":true}', NULL, NULL, NULL, '7221d94511559f94ec1e18d96e32cf6997dd64ac85a8b914fd77bbc7bab7d636', '363e31365db06da1aa13e580ecb128ee71c9fe955f1c15f312b75d7e15518303', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-77a6-a44f-8d9cbef4a274', '019d33ab-f280-77a6-a44f-8d9cbef4a25e', 12, 1774688400000, 'agent.created', 'success', '019d33ab-f280-77a6-a44f-8d9cbef4a273', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-77a6-a44f-8d9cbef4a260', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '1ksqq9oo2l8jy2ancnuwh35uad', '{"name":"Planner","client_id":"019d33ab-f280-77a6-a44f-8d9cbef4a273","agent_type":"custom","scopes":[]}', NULL, NULL, NULL, '363e31365db06da1aa13e580ecb128ee71c9fe955f1c15f312b75d7e15518303', '259c1e9165ae82d754ab47a3b42e6779c99eff17c8a3c548ef7302877169e83c', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-77a6-a44f-8d9cbef4a276', '019d33ab-f280-77a6-a44f-8d9cbef4a25e', 13, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-77a6-a44f-8d9cbef4a273', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-77a6-a44f-8d9cbef4a260', '019d33ab-f280-77a6-a44f-8d9cbef4a275', '127.0.0.1', 'Java-http-client/25.0.3', '291zbt3hjce9j3hdrnhz2otq9m', '{"credential_id":"019d33ab-f280-77a6-a44f-8d9cbef4a275","expires_at":null,"imported":false}', NULL, NULL, NULL, '259c1e9165ae82d754ab47a3b42e6779c99eff17c8a3c548ef7302877169e83c', 'bdaf153a96a9491248aa6b4d0c4ae993bd8ba60d48fab86a2911144e77910b24', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-77a6-a44f-8d9cbef4a278', '019d33ab-f280-77a6-a44f-8d9cbef4a25e', 14, 1774688400000, 'resource.created', 'success', NULL, '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-77a6-a44f-8d9cbef4a260', NULL, '127.0.0.1', 'Java-http-client/25.0.3', 'uqoy0zucu2l83r0x1c3qfxruk', '{"resource_id":"019d33ab-f280-77a6-a44f-8d9cbef4a277","uri":"https://mcp.example.com/mcp","name":"Example Files","scopes":["files.read"]}', NULL, NULL, NULL, 'bdaf153a96a9491248aa6b4d0c4ae993bd8ba60d48fab86a2911144e77910b24', 'e64593dd17b3fc24b8a37a9223321b17683031cbd7c6a602dcea8329e2c5603c', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
DELETE FROM audit_checkpoints;
INSERT INTO audit_checkpoints (number, taken_at, heads, prev_hash, hash, signature, kid)
VALUES (1, 1774688400000, '[{"chainId":"019d33ab-f280-77a6-a44f-8d9cbef4a25e","seq":14,"hash":"e64593dd17b3fc24b8a37a9223321b17683031cbd7c6a602dcea8329e2c5603c","end":"closed"}]', '0000000000000000000000000000000000000000000000000000000000000000', '08bbf68f228880830991db4a84deee1ebea1c58e8401befeda1ec390d8b03f95', '2pMWL-CmTQQQQBPRLLaUJ1QFUu1iDMwvDQP4CzH3cVBYcSJe0PBx6B1guKKuP3LGMl17wpDUPeMsRMXUdkZnDA', 'e-AODcfibjLa7hGFpsoj1ZlXRKJTMKqLJNQR1LDSXhs');
DELETE FROM audit_anchors;
DELETE FROM audit_keys;
INSERT INTO audit_keys (kid, number, public_jwk, sealed_private, created_at)
VALUES ('e-AODcfibjLa7hGFpsoj1ZlXRKJTMKqLJNQR1LDSXhs', 1, '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"e-AODcfibjLa7hGFpsoj1ZlXRKJTMKqLJNQR1LDSXhs","x":"tKgo_cC38LUE7le7b0Tss_mFOc_vqupx8G20dFlg9ao","alg":"EdDSA"}', 'xvXXt3XPaNM1KPIDT2VskME3iAZ5QYmgeurThqRLT31OvUvLcVlYXYowv0PL410f+aefNOjzSO/r1IBxCizX0Y6acnO+3lXynh68/g==', 1774688400000);
DELETE FROM audit_openings;
INSERT INTO audit_openings (chain_id, opened_at, seq, hash, kid, signature)
VALUES ('019d33ab-f280-77a6-a44f-8d9cbef4a25e', 1774688400000, 0, '0000000000000000000000000000000000000000000000000000000000000000', 'e-AODcfibjLa7hGFpsoj1ZlXRKJTMKqLJNQR1LDSXhs', 'ApcBbH5MfcxVR1z4kPIVMLNkeQo5Vfj60Sq2UhiWew_EM6mHZOcerxh8RZGJLxkwIJ32HmY2Gb2-LhpWg198Dg');
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
VALUES ('scope-usage', '019d33ab-f280-77a6-a44f-8d9cbef4a25e', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('usage-agent-days', '019d33ab-f280-77a6-a44f-8d9cbef4a25e', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('webhook-tokens', '019d33ab-f280-77a6-a44f-8d9cbef4a25e', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('usage-hours', '019d33ab-f280-77a6-a44f-8d9cbef4a25e', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('webhooks', '019d33ab-f280-77a6-a44f-8d9cbef4a25e', 10);
DELETE FROM revoked_tokens;
INSERT INTO revoked_tokens (jti, agent_id, generation, expires_at, revoked_at, thumbprint, key_generation, family_id)
VALUES ('019d33ab-f280-77a6-a44f-8d9cbef4a268', '019d33ab-f280-77a6-a44f-8d9cbef4a262', 1, 1774692000000, 1774688400000, NULL, NULL, '019d33ab-f280-77a6-a44f-8d9cbef4a269');
DELETE FROM ended_keys;
DELETE FROM ended_signing_keys;
DELETE FROM revoked_families;
DELETE FROM token_counts;
DELETE FROM revocation_floor;
DELETE FROM one_time_uses;
DELETE FROM operator_keys;
INSERT INTO operator_keys (key_id, secret_hash, name, scopes, is_first, created_by, created_at, rotated_at, last_used_at, expires_at, revoked_at, quarantined_at, quarantine_reason, organization_id)
VALUES ('019d33ab-f280-77a6-a44f-8d9cbef4a260', 'ePRxoG5oESCpnRs0ZU6ekJofq6WScv5YLzln7JEtjEU', 'first operator key', '*', 1, 'start', 1774688400000, NULL, 1774688400000, NULL, NULL, NULL, NULL, NULL);
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
VALUES ('019d33ab-f280-77a6-a44f-8d9cbef4a262', 'agent', '019d33ab-f280-77a6-a44f-8d9cbef4a262', '00000000-0000-7000-8000-000000000000', NULL, 'Courier', NULL, NULL, 'custom', NULL, '', 'logistics', NULL, 'active', NULL, NULL, 'parcels:read', 'client_credentials refresh_token', 3600, NULL, '{}', NULL, '019d33ab-f280-77a6-a44f-8d9cbef4a260', 1774688400000, 1774688400000, 1, 3, 'courierlogistics', NULL, NULL, 0, NULL, NULL, 0, NULL, '', 'full', 'confidential', '');
INSERT INTO agents (agent_id, kind, client_id, organization_id, team_id, name, description, email, agent_type, version, capabilities, owner, deployment_env, status, status_since, status_reason, scopes, grant_types, token_lifetime_seconds, token_signing_alg, metadata, expires_at, created_by, created_at, updated_at, generation, revision, search_text, dpop_jkt, dpop_jwk, key_generation, jwks, jwks_uri, fapi2, suspended_by, grantable_scopes, self_service, client_type, redirect_uris)
VALUES ('019d33ab-f280-77a6-a44f-8d9cbef4a26b', 'agent', '019d33ab-f280-77a6-a44f-8d9cbef4a26b', '00000000-0000-7000-8000-000000000000', NULL, 'Resume screener', NULL, NULL, 'custom', NULL, '', NULL, NULL, 'suspended', 1774688400000, 'a drill', 'resumes:read', 'client_credentials', 3600, NULL, '{}', NULL, '019d33ab-f280-77a6-a44f-8d9cbef4a260', 1774688400000, 1774688400000, 1774688400000, 3, 'resume screener', NULL, NULL, 0, NULL, NULL, 0, 'operator', '', 'full', 'confidential', '');
INSERT INTO agents (agent_id, kind, client_id, organization_id, team_id, name, description, email, agent_type, version, capabilities, owner, deployment_env, status, status_since, status_reason, scopes, grant_types, token_lifetime_seconds, token_signing_alg, metadata, expires_at, created_by, created_at, updated_at, generation, revision, search_text, dpop_jkt, dpop_jwk, key_generation, jwks, jwks_uri, fapi2, suspended_by, grantable_scopes, self_service, client_type, redirect_uris)
VALUES ('019d33ab-f280-77a6-a44f-8d9cbef4a273', 'agent', '019d33ab-f280-77a6-a44f-8d9cbef4a273', '00000000-0000-7000-8000-000000000000', NULL, 'Planner', NULL, 'planner@example.com', 'custom', NULL, '', NULL, NULL, 'active', NULL, NULL, '', 'client_credentials', 3600, NULL, '{}', NULL, '019d33ab-f280-77a6-a44f-8d9cbef4a260', 1774688400000, 1774688400000, 1, 2, 'plannerplanner@example.com', NULL, NULL, 0, NULL, NULL, 0, NULL, '', 'full', 'confidential', '');
DELETE FROM agent_emails;
INSERT INTO agent_emails (organization_id, email, agent_id)
VALUES ('00000000-0000-7000-8000-000000000000', 'planner@example.com', '019d33ab-f280-77a6-a44f-8d9cbef4a273');
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
VALUES ('019d33ab-f280-77a6-a44f-8d9cbef4a262', 3, 2, 0, 1774688400000, 1774688400000, 1);
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-77a6-a44f-8d9cbef4a26b', 3, 1, 0, 1774688400000, 1774688400000, 1);
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-77a6-a44f-8d9cbef4a273', 2, 0, 0, NULL, NULL, 0);
DELETE FROM agent_meters_settled;
INSERT INTO agent_meters_settled (id, number, chain_id, seq, next_seq)
VALUES (1, 1, '019d33ab-f280-77a6-a44f-8d9cbef4a25e', 14, NULL);
DELETE FROM agent_scope_uses;
DELETE FROM credentials;
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-77a6-a44f-8d9cbef4a264', '019d33ab-f280-77a6-a44f-8d9cbef4a262', 'keyed', 'ul479xcdnRlYZDdi_aQIp5wppcyafkk4Uluk6M-zfoc', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-77a6-a44f-8d9cbef4a26d', '019d33ab-f280-77a6-a44f-8d9cbef4a26b', 'keyed', 'QCqt3Yzw4tq9dCnqGyJyQobGlZXNC1ccQQBtLmFJdrM', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-77a6-a44f-8d9cbef4a275', '019d33ab-f280-77a6-a44f-8d9cbef4a273', 'keyed', 'MYmvrMdzZgYO_RMp-xqtXpEIhbsR7PkOtUhLPTOHAvw', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
DELETE FROM credential_rotations;
DELETE FROM known_secrets;
DELETE FROM api_keys;
INSERT INTO api_keys (key_id, agent_id, key_hash, rotation_hash, state, created_at, activated_at, replaces, last_used_at, ended_at, ended_by, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-77a6-a44f-8d9cbef4a271', '019d33ab-f280-77a6-a44f-8d9cbef4a262', 'WeFZFfyfPBSuRefEioM6TSL5Q8-iKMHDu5Aa7FyGIVc', 'gpFXNFl4yQGki8KYghc9xGBUgAApkKPE1fswubyNaU4', 'active', 1774688400000, 1774688400000, NULL, NULL, NULL, NULL, NULL, NULL);
DELETE FROM invites;
DELETE FROM registrations;
DELETE FROM unclaimed_registrations;
INSERT INTO unclaimed_registrations (is_only, unclaimed)
VALUES (1, 0);
DELETE FROM signing_keys;
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('nQoLPlBPc9Chp8yZZ_JiCNShbmJFrxVzuNeV1s3BERw', 'RS256', 'next', '{"kty":"RSA","e":"AQAB","use":"sig","kid":"nQoLPlBPc9Chp8yZZ_JiCNShbmJFrxVzuNeV1s3BERw","alg":"RS256","n":"sdGi4tDmXwDaeOw2kFVedo4C3Cy2WN_j4w2hrA5j1-LQsSH_razSaTxkuRYojKTdd63BrE5_lLKuCZwGP5LLIT3u_pfIY2_O6yffbOKRAIux4cPkpoVy_M15zdCVNCwlTQBx5W8VAw4_D9yoxS_eSA84JQkt-ZGydvqjsE7RZQ0VVdJUThS5rdWC_N0BY2feqmPujbJ3JHB1aXODBDS9-kmVAC61qUqxlZKq3aDEpJSlTd4GQ9OqwEffbWvJxXo4vwoIpjwmZfcruy7eIfbteufGNmyIpmf9i2w1Wow9bDU6HIXF4PzwCuMLYl9lgvaI33GI1sX4kyrqJayCF0FNPQ"}', 'i9mrAGbUx5AF4vWscbBaaeqDze4Cmmq1dug6xjedXhc0GVQRRXAueGpQ7476SsuFdfMGGJHEQQ99lL1QB7FfORHU1zN5DwWZnr+yVNQrZl1LepMdjNMHrIR9FcvgZYBBJ4tgKvQfwBTSzPfdqZwjmUV6VAiNKD30t0JZYKenkeVv/F0jadDiVNGf5TtmlmUrbA8pe4NQvh00ghw4PqbSO72phSH23V7MhMyFCQzQzbkd6LLF64jI8chdAqHJ8rXAKjrYi6Di1VeiU3NJmQQF26fiFaTJQAhGvPudqUytM0kXSGLisTETLyngTBYU3bJXe4sij8iYWyXg7EgMz095388Hoj4X6BKZ7fJKyvK0qGvWeDRkU04EIRXEGy+Obk4K4e/lRyHR3OXRsHlx8QZu5V/jgYdW+v7e57PwgO3GN4aheK8z5+d6qyTvecKuCwo7Z6gNWOV+938BguPANStvOiePCcqCrh9WkYlq1aBW2cO+GWxJClZewadVlwLGJR1rXG2eBbT+qv1Ylbxg+T69V4cY3GfmPbCscasCR48OkMpsdm3/mvZdJkad5kOONQuh8/AR9MAvRVs55oUmUs1+V4T+dC9VJErJHmUbqgjlIewj6TaJdiATseiEHvkxJZpM0lBNkt8EgL9oYBhl3bZYLp46DhrN6YqHduAk6DUhGVLl7uqm8IJSpDfkJDLiVu8l+ThYk6bnhQUqnocKNjt6V5Ge2+shZne2uTrkHfI3tJ4/TC9wpqKy8EvGo35LjUDrefCvpnVb8D0PvZFItmWYoR90SNYDGWg27AnB07JHm4IFsW7vuJFXf5VCBCU0G2U6twvIGkMjSBOXqUyXV8T34RxfunFeYCLzZu/Vt+z3DtOLj4bOmG4HE+jU8MCc6yoI6LtKdAVEBw6ZIB/Gg39VBSLgBaHa/5RpvQ6XK5214FJ+qRvG/3iYDUa2ogsLj7laNBrPmm4kQTzllEdHoeHI6mGR26dVrX4zOHQhMUTdmBPd2L9KAXCxFx1ZhA0pqqWK2/vxj9F8VjsCV+wSgLMEIlegK3XMoLBdPfjQsQ5vyp/Euc66HvJ/46U2oyRRVm/FhWoBSnsRB23cNyZWNnXESGaNeaCxdM2d2XkCpZVEgqQ3gbmfNqbVG1yDxOIaTsgq910c/E6UhV4aTZbQNUhMevv/SPMgJozKfAmDGKJtlu7u1sXVtkSw07M+M+WoEDFeCIL6DmrJEiivZ4t6e2WltFnGatSziW5CsPWj6H7FLTQa8qESTIQnp4cC29RmPxy9uGrh7tzAW1Vg/UdMVzh+lNCcq0R7OQMr16gEoOI4FvMg0b07nNoy2Q6cp6tZkOUoTzhLkpMCC4F2vD0E8ekATdJmw34ahwZ/X4DtxVMQhVc3DLRfn9EzKvO1lRtltTD5Z8t1985MHvfFZSPS2umpFAVGZS/d/CYbIzlO69+2QQOwzUnaZfTxPHlVwd9a2584v80cO689M8NkIUgukACKx1MV+kVgZ8tnmPJAUai4Y5+rtyvJuzTfpp1bIBV8KJmz9O0pCLlTfnzUAAujFkbnAxXpaSP8Figrrt63ZVpT4xo4fkk+IWKK9AhcZIODbhh1dTeLGvzwKNZq9uh/ulolh+TNyiZjL/hV+NVdJYlXqGMt2ZCKopFqt20FLNqgNw==', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('i90NXRPdDKA97UTk3wYFOOXL4o5PJDsKtBUkesBToo8', 'RS256', 'current', '{"kty":"RSA","e":"AQAB","use":"sig","kid":"i90NXRPdDKA97UTk3wYFOOXL4o5PJDsKtBUkesBToo8","alg":"RS256","n":"sjNNAxk8efS_ePbP8HZv3bKA-Ejd20uGZ3JAWBEC5Nk_XRGkQbFlfxjm6uLp4NA8E2pCk6n4S--Bh68GSnR0rYO7qAyQ5z4dJbN-PvtptKKzM1RG71paegsShRDc06nPtsVxU15hrpcpE7SJFPF1gX261kIPI4pZVwrLjGVUKzKw9fshS-g0GllTk1TJJU1-esc7DbEFjwNFV_oJmbgzYvIWL0De2eCwv4gANphTeIGMkDD_f1p3o2dJZatltvpHPY_3iUDIysRIZ1CtT2kTqEp5Dh6VFzNAdqorZRqkWdjUMsw-aFt0Q7D-hA6PGeI3E8t9XpaQoKsx41iGp7-w9Q"}', 'zBOgww/JKrJDIdmblLOQSFlSIM1bi/3M8mIV1YWwo6jGIIdcZadXN9y5b03DfK/5oMFlknk5nxUcJVazxoQqBQFDeJrZpwU4DrUjdRiDscRXTXOf95BeR17ksXLMiJxC8tjx5/ypCcjWpWrKoxVaJlRLWriVjB7Nf1xKwllB5ZMK3rNBj0ki1wW1ZLf7DetERfOqfm9ikRs1WhMPkl/+68U1GaGdGoUP9ayHxK6nOneVykXYTjRdYMHZlpygIaVpQ8TInPH8khtIjVVJSLBR49PUoKtgoQhBzZmavWTWcf4eIHGM0pi7LbP7nHFtmOCzElhCSMohV9uCCoqGTEmoyjswiNXCWo3/PT4vJRao1oLdotdERulMzV4/m0VRWELWulktRhO3jhe9ozdyBu2xFBCxzu+4aM2LBfDFR1uaE0xKbTd0HrwvmzgBfBgX3BlFyTT+6KnsFJXCgWJ9yMYDKQv59N5v9JuXbpOt76ifpwc7jOhlCCl/3BT54vyBhfPV/VLB6z5lWRTDkrRA0F+YqfulPBII2nqjJvObyGN/qCFo5DEHa7Uh9qBtqjTwjq4o9EMMlCfchDHg+EQdHQrwCGGVC5YV/hlLbxTsgLKtw9bev1ot3aBZCJXeC8e8Lb2edz4vQ83x1L1EdrPQeTlh6RVhap5f/yY1nj2yZgcgdLpITbxg6JaO/2UN9cpyC/NBoEr0nWrTwjpkDFZ7bYB9vH5BMdepg89nEYtTDQSKBWMhTDfrlijXvVfDU1WO3zoiiMYbnbd8Z4/IYEkuu/LvcBbtgGI7GDfKMEWL2YxoXA66dHzkHeiea7zfZ4YqTwqgOPy0zmbbgdrsGaPsRvIDH8io6UiA//3FKijHXMDT2+8ieIZMS8exZet3aYJseDaiaZESeMaoPMb446KaXson657E6DAoeYQMgOVz5kXnuAD7KKbybIsegtCd44tsoOUaFl7zhPG2HL05NbT9smnbH3sQMaw+hOiO5i8bNMZExWe5gSB84TxzJ7YWJs9fUzcXP5xsTXuBAPkZLxxSBSUOpAJqxzuv3X+ylX1WsD12gmUA1CT04i+LSmQgdYUfPKpTqKmLIrbCmHyI7RnwaLJBLv25E3xPoeai3fVjcVVALe4Ry44ze9Z+lA99IsXS258aoutmTRHVtaSek3zvxvyQ+nwgPw8RdfGk4+HEYFbW3/j2XcYnCTpyXOBIaY/yqt6Sor+m6+5Ab0sxurgEm+zl27X1eLMrsKLCxtLjEfLZyn83pDbleC4wNUai7CPXwMGzsmmpXDZqMJIbYD8ub1QdIvvX/4XRbR8QGBiAb+lhHHVS2oRI6Eg2rKex9Cg052v+ExD87Y7zZC8hrq26QUN57c7B5yGZw9tLfKh2/pNcEK4QupIZZNflJT3ZNTLbthgC/QkWPapLwcCJRdTC//DBZ+F7O6eIlOkS+otfpynWdGCdIzKGfJ8XL+WY23HRrJE30kdxJ6Y/GeMdBqk9SDv2C70rjgCiFPCh9Q+OUlSd6169vi2k4vlqxSCjOUsHUwuH35vheZBuPqUlt/yGlyE/M9re0i2NHC2d1gmrPZMAKx2yKGXwwXfQw1OwA3uOgheYgyyqPvkV0Gzs546AEUr+KeLXIIvmKS5L9jNLs0GvQrr2PB7t4JiGoVPlmg4=', 1774688400000, 1774688400000, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('Ihj1gEAuc8pUeSUxjrDJmIBQcHEFVz5scitY9VEkLBE', 'ES256', 'next', '{"kty":"EC","use":"sig","crv":"P-256","kid":"Ihj1gEAuc8pUeSUxjrDJmIBQcHEFVz5scitY9VEkLBE","x":"zAIryRxWwEu8kfwXbqedu9gguWOMOtSlE9yAlV6uyHs","y":"xomeOEECfI4ZXGYsMQ92WtF01WNxMi3zRFo0Sg4E-GA","alg":"ES256"}', 'uYNwm3IIbwITitVKkdzz8FETi+LKgAFhk3LbASGgIfGLZVMwNDF1q2YfroKCTSo4at3BJAxvL2Og5l8fRHBq0ShCgBdHdxBocWjv5ha9E/dirPUvdZAfv0n00tT2aDH1qUYNfs9Gcubqo0DajvQgxq06/2mNdmRGCjWat36CnD7L1U1tYOxooXWtKtMy7QzA+BH9sG6Q4zrmJ+aaBHT5hwDwCSL+bQ==', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('S5K2Po3xI16kV-tXbX7uzTsw24KrPFG9PWZBw74EQqA', 'ES256', 'current', '{"kty":"EC","use":"sig","crv":"P-256","kid":"S5K2Po3xI16kV-tXbX7uzTsw24KrPFG9PWZBw74EQqA","x":"VEnHZ9SWbj0OuuhT1kRn55DtzbspQg4QxVAMiTiwRQk","y":"PsKlJqORKoUHsQ80oFyNyT9LbOyezZFnaLr97BeXuPs","alg":"ES256"}', '0SxxMMaaw7hhdLpPml1aohF09dGmZNsHaHiWlsZoKU4OdIMtQm6R/7cky7ADXa4E7PZILQLspEZ+oquut2ePpYRSf6r5KzuLgLbgJ3eYGqV5lApr2g/3iVc7RRr+qSr4r1Wo4JvlQpRxuFKdHQHfiT3Kywxi+2B6LPt1T1K8fQyOAakJs4B8i8RzMkLiEW8Sl+UXZGlsYq7tup1b1jaToJNmjzP+3A==', 1774688400000, 1774688400000, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('xaowRELQX2zRkeSU1Z-_dtzYaf971UPF0zmp3gmjq4o', 'EdDSA', 'next', '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"xaowRELQX2zRkeSU1Z-_dtzYaf971UPF0zmp3gmjq4o","x":"apRK4y2uUKbVwpdCAzDsd-gn-fpPDRhCC-42XRUS21Y","alg":"EdDSA"}', 'VjzyBfBafSNr5JIqa+mAwFIQw1n7NDTT1Onk0nKBgcmO1/LsFjsyzq7U3nLsY+LMA1+Hl/8xZ08lwUkdVrNHCbfYkhlYy20Rl/iynw==', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('zsL1fM6tmZqzJC0UJ4cXiY6bABvElVexcKfIvJEGZ0k', 'EdDSA', 'current', '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"zsL1fM6tmZqzJC0UJ4cXiY6bABvElVexcKfIvJEGZ0k","x":"4R3UB1Q1flHaRwj7ceeMfXGjaymOsn-T77lYHHnL5_g","alg":"EdDSA"}', 'SJWSqE9ceg05+2J07M86/8KMC9acf2WmcSead+ZmBwJyXHRsg79ognvBKxHIHeisaFXHrPgOL9QpNufx52lFg8+Axw4Yep5jBX/a9g==', 1774688400000, 1774688400000, NULL, NULL);
DELETE FROM master_key_check;
INSERT INTO master_key_check (id, value)
VALUES (1, 'iZyTag9WDEE1D3NvHxtaD_sDRmwQHaZ1WNZ588aaI-I');
DELETE FROM withdrawn_keys;
DELETE FROM refresh_families;
DELETE FROM token_families_carried;
INSERT INTO token_families_carried (id, since)
VALUES (1, 1774688400000);
DELETE FROM refresh_rotations;
DELETE FROM console_activity;
INSERT INTO console_activity (minute, node, counter, counted)
VALUES (1774688400000, '019d33ab-f280-77a6-a44f-8d9cbef4a25f', 'issued', 3);
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
VALUES ('019d33ab-f280-77a6-a44f-8d9cbef4a277', '00000000-0000-7000-8000-000000000000', 'https://mcp.example.com/mcp', 'Example Files', 3600, 0, 'members', 'active', 0, 1, 1774688400000, 1774688400000);
DELETE FROM resource_uris;
INSERT INTO resource_uris (comparison_form, resource_id, uri, position)
VALUES ('https://mcp.example.com/mcp', '019d33ab-f280-77a6-a44f-8d9cbef4a277', 'https://mcp.example.com/mcp', 0);
DELETE FROM resource_scopes;
INSERT INTO resource_scopes (resource_id, name, position, title, description, risk, is_default, is_optional, implies)
VALUES ('019d33ab-f280-77a6-a44f-8d9cbef4a277', 'files.read', 0, 'Read your files', '', 'low', 0, 0, '[]');
DELETE FROM consents;
DELETE FROM consent_connections;
DELETE FROM app_documents;
DELETE FROM app_approvals;
