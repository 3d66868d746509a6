DELETE FROM expiry_clock;
DELETE FROM stored_responses;
DELETE FROM audit_events;
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7504-99bd-58f8057f1c39', '019d33ab-f280-7504-99bd-58f8057f1c36', 1, 1774688400000, 'operator.key_created', 'success', NULL, NULL, 'system', 'start', NULL, '', '', '', '{"key_id":"019d33ab-f280-7504-99bd-58f8057f1c38","name":"first operator key","scopes":["*"]}', NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '29bd490c714684ae1c8438baffaff1d65a1861ba43792b27b1a66dc4b34d9df1', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7504-99bd-58f8057f1c3b', '019d33ab-f280-7504-99bd-58f8057f1c36', 2, 1774688400000, 'agent.created', 'success', '019d33ab-f280-7504-99bd-58f8057f1c3a', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7504-99bd-58f8057f1c38', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '1qapboob1wx5y1jzmrq4xl5euw', '{"name":"Courier","client_id":"019d33ab-f280-7504-99bd-58f8057f1c3a","agent_type":"custom","scopes":["parcels:read"]}', NULL, NULL, NULL, '29bd490c714684ae1c8438baffaff1d65a1861ba43792b27b1a66dc4b34d9df1', '8f0402ea77a5eb3243ce3d01b719b4e4240fbdf281d31fbefd24c6dfa1c6ec67', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7504-99bd-58f8057f1c3d', '019d33ab-f280-7504-99bd-58f8057f1c36', 3, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-7504-99bd-58f8057f1c3a', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7504-99bd-58f8057f1c38', '019d33ab-f280-7504-99bd-58f8057f1c3c', '127.0.0.1', 'Java-http-client/25.0.3', '34tj99fwvu3982b62uhdkw8mmn', '{"credential_id":"019d33ab-f280-7504-99bd-58f8057f1c3c","expires_at":null,"imported":false}', NULL, NULL, NULL, '8f0402ea77a5eb3243ce3d01b719b4e4240fbdf281d31fbefd24c6dfa1c6ec67', '5d2da3bda58d3ccfe36b51e679eec828bad8e846603bb487b0fe73bea086be5c', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7504-99bd-58f8057f1c3e', '019d33ab-f280-7504-99bd-58f8057f1c36', 4, 1774688400000, 'token.issued', 'success', '019d33ab-f280-7504-99bd-58f8057f1c3a', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-7504-99bd-58f8057f1c3a', '019d33ab-f280-7504-99bd-58f8057f1c3c', '127.0.0.1', 'Java-http-client/25.0.3', '3q8ltvlrwl095yk5amx6qei0w', '{"scope":"parcels:read","kid":"eSfWmBPFYH53d8mY37Tf0f1UxBqoESKNmCzNTPASfz4","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, '019d33ab-f280-7504-99bd-58f8057f1c3f', '5d2da3bda58d3ccfe36b51e679eec828bad8e846603bb487b0fe73bea086be5c', '2bf2ee8e27573c8d0dbd24441758e44399e9e67e0da7839c7b4138383cac52e8', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7504-99bd-58f8057f1c40', '019d33ab-f280-7504-99bd-58f8057f1c36', 5, 1774688400000, 'token.issued', 'success', '019d33ab-f280-7504-99bd-58f8057f1c3a', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-7504-99bd-58f8057f1c3a', '019d33ab-f280-7504-99bd-58f8057f1c3c', '127.0.0.1', 'Java-http-client/25.0.3', '1gpl2fzeo9pbb16bqt0cadycor', '{"scope":"parcels:read","kid":"eSfWmBPFYH53d8mY37Tf0f1UxBqoESKNmCzNTPASfz4","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, '019d33ab-f280-7504-99bd-58f8057f1c41', '2bf2ee8e27573c8d0dbd24441758e44399e9e67e0da7839c7b4138383cac52e8', '99e226bd2750611a8e1de3d5d9b3785d7a6fa0dd1edcd07cb80f531b057dac2a', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7504-99bd-58f8057f1c42', '019d33ab-f280-7504-99bd-58f8057f1c36', 6, 1774688400000, 'token.revoked', 'success', '019d33ab-f280-7504-99bd-58f8057f1c3a', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7504-99bd-58f8057f1c38', NULL, '127.0.0.1', 'Java-http-client/25.0.3', 'l5wplr02pzvr1xcn0qeeizzfj', '{"what":"access_token","id":"019d33ab-f280-7504-99bd-58f8057f1c40","revoked_token_count":1}', NULL, NULL, NULL, '99e226bd2750611a8e1de3d5d9b3785d7a6fa0dd1edcd07cb80f531b057dac2a', '23430cfbebfd22e35e2a99504d77e167a341a13fce4aa02996aeb63dedfc20aa', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7504-99bd-58f8057f1c44', '019d33ab-f280-7504-99bd-58f8057f1c36', 7, 1774688400000, 'agent.created', 'success', '019d33ab-f280-7504-99bd-58f8057f1c43', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7504-99bd-58f8057f1c38', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '1dvswrbeirl4e22glfceru6emh', '{"name":"Resume screener","client_id":"019d33ab-f280-7504-99bd-58f8057f1c43","agent_type":"custom","scopes":["resumes:read"]}', NULL, NULL, NULL, '23430cfbebfd22e35e2a99504d77e167a341a13fce4aa02996aeb63dedfc20aa', '091cad293b0723c9923aa8dbc967cca7d6074a7b8c8787d7d3ecbfb6a07da6d4', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7504-99bd-58f8057f1c46', '019d33ab-f280-7504-99bd-58f8057f1c36', 8, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-7504-99bd-58f8057f1c43', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7504-99bd-58f8057f1c38', '019d33ab-f280-7504-99bd-58f8057f1c45', '127.0.0.1', 'Java-http-client/25.0.3', '1d4cub2ooi01w3fdmm4ipppk63', '{"credential_id":"019d33ab-f280-7504-99bd-58f8057f1c45","expires_at":null,"imported":false}', NULL, NULL, NULL, '091cad293b0723c9923aa8dbc967cca7d6074a7b8c8787d7d3ecbfb6a07da6d4', '9773b809242fc84d44ed7950fb2b4d2984274d4ac3cf90ce1d2966f7f4899104', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7504-99bd-58f8057f1c47', '019d33ab-f280-7504-99bd-58f8057f1c36', 9, 1774688400000, 'token.issued', 'success', '019d33ab-f280-7504-99bd-58f8057f1c43', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-7504-99bd-58f8057f1c43', '019d33ab-f280-7504-99bd-58f8057f1c45', '127.0.0.1', 'Java-http-client/25.0.3', '1rmsmfmotmxpbx0w5ejmna3j9', '{"scope":"resumes:read","kid":"eSfWmBPFYH53d8mY37Tf0f1UxBqoESKNmCzNTPASfz4","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, NULL, '9773b809242fc84d44ed7950fb2b4d2984274d4ac3cf90ce1d2966f7f4899104', 'eedda0c4fd60031c90469bd2500c5f0b0ef9a9bc55bc03408d5aa8cb30e24216', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7504-99bd-58f8057f1c48', '019d33ab-f280-7504-99bd-58f8057f1c36', 10, 1774688400000, 'agent.deactivated_with_revocation', 'success', '019d33ab-f280-7504-99bd-58f8057f1c43', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7504-99bd-58f8057f1c38', NULL, '127.0.0.1', 'Java-http-client/25.0.3', 'ibwq0u370jsi2712u94icmh6i', '{"reason":"a drill","revoked_token_count":1}', NULL, NULL, NULL, 'eedda0c4fd60031c90469bd2500c5f0b0ef9a9bc55bc03408d5aa8cb30e24216', 'a6ec351ebc4dcaffdae47d1d6a7be4509a5624687ed686063dca4e01fd09ecb5', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7504-99bd-58f8057f1c4a', '019d33ab-f280-7504-99bd-58f8057f1c36', 11, 1774688400000, 'api_key.created', 'success', '019d33ab-f280-7504-99bd-58f8057f1c3a', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7504-99bd-58f8057f1c38', '019d33ab-f280-7504-99bd-58f8057f1c49', '127.0.0.1', 'Java-http-client/25.0.3', '2gcksi6ipc5ke28qogzwbkirc', '{"key_id":"019d33ab-f280-7504-99bd-58f8057f1c49","rotates_itself":true}', NULL, NULL, NULL, 'a6ec351ebc4dcaffdae47d1d6a7be4509a5624687ed686063dca4e01fd09ecb5', '0ddbc034617b5ba763ac423e45938544faec7fd60a732fff88e9d64736e2a419', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7504-99bd-58f8057f1c4c', '019d33ab-f280-7504-99bd-58f8057f1c36', 12, 1774688400000, 'agent.created', 'success', '019d33ab-f280-7504-99bd-58f8057f1c4b', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7504-99bd-58f8057f1c38', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '1lhzr6pp6ok923m8u81m8ruwmy', '{"name":"Planner","client_id":"019d33ab-f280-7504-99bd-58f8057f1c4b","agent_type":"custom","scopes":[]}', NULL, NULL, NULL, '0ddbc034617b5ba763ac423e45938544faec7fd60a732fff88e9d64736e2a419', '72c88584f713679d038feff7eed6f12c359853585de8d5859ffe18a80114b56a', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7504-99bd-58f8057f1c4e', '019d33ab-f280-7504-99bd-58f8057f1c36', 13, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-7504-99bd-58f8057f1c4b', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7504-99bd-58f8057f1c38', '019d33ab-f280-7504-99bd-58f8057f1c4d', '127.0.0.1', 'Java-http-client/25.0.3', 'fqncz7zohs6b32bxeiqxb6u1f', '{"credential_id":"019d33ab-f280-7504-99bd-58f8057f1c4d","expires_at":null,"imported":false}', NULL, NULL, NULL, '72c88584f713679d038feff7eed6f12c359853585de8d5859ffe18a80114b56a', '977d9f10aa65fb501fbef1cb41c1e9f9c85398f9f89d509c5b455af1ea4fa266', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7504-99bd-58f8057f1c50', '019d33ab-f280-7504-99bd-58f8057f1c36', 14, 1774688400000, 'resource.created', 'success', NULL, '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7504-99bd-58f8057f1c38', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '1liqfmde8skoq70dutlb87k4p', '{"resource_id":"019d33ab-f280-7504-99bd-58f8057f1c4f","uri":"https://mcp.example.com/mcp","name":"Example Files","scopes":["files.read"]}', NULL, NULL, NULL, '977d9f10aa65fb501fbef1cb41c1e9f9c85398f9f89d509c5b455af1ea4fa266', 'ae73e4e7967a571d9272c63fed4adaa43988670470c7e6f61df3d1cf590f5956', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
DELETE FROM audit_checkpoints;
INSERT INTO audit_checkpoints (number, taken_at, heads, prev_hash, hash, signature, kid)
VALUES (1, 1774688400000, '[{"chainId":"019d33ab-f280-7504-99bd-58f8057f1c36","seq":14,"hash":"ae73e4e7967a571d9272c63fed4adaa43988670470c7e6f61df3d1cf590f5956","end":"closed"}]', '0000000000000000000000000000000000000000000000000000000000000000', '97ec6dac068dd714a4aa0fe3eb74a2aa15386238b22bb4487c04f865b29f88ea', 'KeqTEGXY6FFEmy1MK31GwKJbFvz4sdnrAef9nr4YTMRqd6-HJeNCo4jBniZj612SsWdhRNwtJxW8-gG_jLsCBg', 'TbVeeKgf_1kcK0-WA3yOLGvynDbMP8aFuHz04E4fgZ8');
DELETE FROM audit_anchors;
DELETE FROM audit_keys;
INSERT INTO audit_keys (kid, number, public_jwk, sealed_private, created_at)
VALUES ('TbVeeKgf_1kcK0-WA3yOLGvynDbMP8aFuHz04E4fgZ8', 1, '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"TbVeeKgf_1kcK0-WA3yOLGvynDbMP8aFuHz04E4fgZ8","x":"0FQX0RqYYfXxc1rTaVyjpM08bmmqIdCgStKYePtPn9w","alg":"EdDSA"}', 'zychca1U6R4OvtZ4GS4vnhalixHlOPLPafQKsOR/53SnYHPDb1lg5uDhXMjSwJfex+JO/7dPzc0pVB+PuY/koN267PV+oym0FWTLXA==', 1774688400000);
DELETE FROM audit_openings;
INSERT INTO audit_openings (chain_id, opened_at, seq, hash, kid, signature)
VALUES ('019d33ab-f280-7504-99bd-58f8057f1c36', 1774688400000, 0, '0000000000000000000000000000000000000000000000000000000000000000', 'TbVeeKgf_1kcK0-WA3yOLGvynDbMP8aFuHz04E4fgZ8', 'oAtXQqTqRA6kR57l_Q4iLoRemYSrP8r8Uv4ZXYQfm-nnmpMpwMZQGZxglss-OrgGrRVsccGqBDy5fW0TZkdfBw');
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
VALUES ('webhook-tokens', '019d33ab-f280-7504-99bd-58f8057f1c36', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('webhooks', '019d33ab-f280-7504-99bd-58f8057f1c36', 11);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('usage-hours', '019d33ab-f280-7504-99bd-58f8057f1c36', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('scope-usage', '019d33ab-f280-7504-99bd-58f8057f1c36', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('usage-agent-days', '019d33ab-f280-7504-99bd-58f8057f1c36', 1);
DELETE FROM revoked_tokens;
INSERT INTO revoked_tokens (jti, agent_id, generation, expires_at, revoked_at, thumbprint, key_generation, family_id)
VALUES ('019d33ab-f280-7504-99bd-58f8057f1c40', '019d33ab-f280-7504-99bd-58f8057f1c3a', 1, 1774692000000, 1774688400000, NULL, NULL, '019d33ab-f280-7504-99bd-58f8057f1c41');
DELETE FROM ended_keys;
DELETE FROM ended_signing_keys;
DELETE FROM revoked_families;
DELETE FROM token_counts;
DELETE FROM revocation_floor;
DELETE FROM one_time_uses;
DELETE FROM operator_keys;
INSERT INTO operator_keys (key_id, secret_hash, name, scopes, is_first, created_by, created_at, rotated_at, last_used_at, expires_at, revoked_at, quarantined_at, quarantine_reason, organization_id)
VALUES ('019d33ab-f280-7504-99bd-58f8057f1c38', 'KU1SgXfFmcQo1eZvHBkGvU2aVv5ADS_Ifl78O9XCvPo', 'first operator key', '*', 1, 'start', 1774688400000, NULL, 1774688400000, NULL, NULL, NULL, NULL, NULL);
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
VALUES ('019d33ab-f280-7504-99bd-58f8057f1c3a', 'agent', '019d33ab-f280-7504-99bd-58f8057f1c3a', '00000000-0000-7000-8000-000000000000', NULL, 'Courier', NULL, NULL, 'custom', NULL, '', 'logistics', NULL, 'active', NULL, NULL, 'parcels:read', 'client_credentials refresh_token', 3600, NULL, '{}', NULL, '019d33ab-f280-7504-99bd-58f8057f1c38', 1774688400000, 1774688400000, 1, 3, 'courierlogistics', NULL, NULL, 0, NULL, NULL, 0, NULL, '', 'full', 'confidential', '');
INSERT INTO agents (agent_id, kind, client_id, organization_id, team_id, name, description, email, agent_type, version, capabilities, owner, deployment_env, status, status_since, status_reason, scopes, grant_types, token_lifetime_seconds, token_signing_alg, metadata, expires_at, created_by, created_at, updated_at, generation, revision, search_text, dpop_jkt, dpop_jwk, key_generation, jwks, jwks_uri, fapi2, suspended_by, grantable_scopes, self_service, client_type, redirect_uris)
VALUES ('019d33ab-f280-7504-99bd-58f8057f1c43', 'agent', '019d33ab-f280-7504-99bd-58f8057f1c43', '00000000-0000-7000-8000-000000000000', NULL, 'Resume screener', NULL, NULL, 'custom', NULL, '', NULL, NULL, 'suspended', 1774688400000, 'a drill', 'resumes:read', 'client_credentials', 3600, NULL, '{}', NULL, '019d33ab-f280-7504-99bd-58f8057f1c38', 1774688400000, 1774688400000, 1774688400000, 3, 'resume screener', NULL, NULL, 0, NULL, NULL, 0, 'operator', '', 'full', 'confidential', '');
INSERT INTO agents (agent_id, kind, client_id, organization_id, team_id, name, description, email, agent_type, version, capabilities, owner, deployment_env, status, status_since, status_reason, scopes, grant_types, token_lifetime_seconds, token_signing_alg, metadata, expires_at, created_by, created_at, updated_at, generation, revision, search_text, dpop_jkt, dpop_jwk, key_generation, jwks, jwks_uri, fapi2, suspended_by, grantable_scopes, self_service, client_type, redirect_uris)
VALUES ('019d33ab-f280-7504-99bd-58f8057f1c4b', 'agent', '019d33ab-f280-7504-99bd-58f8057f1c4b', '00000000-0000-7000-8000-000000000000', NULL, 'Planner', NULL, 'planner@example.com', 'custom', NULL, '', NULL, NULL, 'active', NULL, NULL, '', 'client_credentials', 3600, NULL, '{}', NULL, '019d33ab-f280-7504-99bd-58f8057f1c38', 1774688400000, 1774688400000, 1, 2, 'plannerplanner@example.com', NULL, NULL, 0, NULL, NULL, 0, NULL, '', 'full', 'confidential', '');
DELETE FROM agent_emails;
INSERT INTO agent_emails (organization_id, email, agent_id)
VALUES ('00000000-0000-7000-8000-000000000000', 'planner@example.com', '019d33ab-f280-7504-99bd-58f8057f1c4b');
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
VALUES ('', '', 'custom', 'active', '3', 0);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'active', '3', 0);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'suspended', '3', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'suspended', '3', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'active', 'b', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'active', 'b', 1);
DELETE FROM agent_meters;
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-7504-99bd-58f8057f1c3a', 3, 2, 0, 1774688400000, 1774688400000, 1);
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-7504-99bd-58f8057f1c43', 3, 1, 0, 1774688400000, 1774688400000, 1);
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-7504-99bd-58f8057f1c4b', 2, 0, 0, NULL, NULL, 0);
DELETE FROM agent_meters_settled;
INSERT INTO agent_meters_settled (id, number, chain_id, seq, next_seq)
VALUES (1, 1, '019d33ab-f280-7504-99bd-58f8057f1c36', 14, NULL);
DELETE FROM agent_scope_uses;
DELETE FROM credentials;
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-7504-99bd-58f8057f1c3c', '019d33ab-f280-7504-99bd-58f8057f1c3a', 'keyed', 'jIWjkn0fnwpKtProOfi6xu5its1ZTojD6pYUWlL0to0', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-7504-99bd-58f8057f1c45', '019d33ab-f280-7504-99bd-58f8057f1c43', 'keyed', 'a48ArtXhDS0PwPyKx0GZetyh5eUp1-V3WBzdPmcHTS8', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-7504-99bd-58f8057f1c4d', '019d33ab-f280-7504-99bd-58f8057f1c4b', 'keyed', 'sZ4jHWMgplCSSVK2eqBrBG3uJrnRsq4Iih8wf7-RXqo', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
DELETE FROM credential_rotations;
DELETE FROM known_secrets;
DELETE FROM api_keys;
INSERT INTO api_keys (key_id, agent_id, key_hash, rotation_hash, state, created_at, activated_at, replaces, last_used_at, ended_at, ended_by, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-7504-99bd-58f8057f1c49', '019d33ab-f280-7504-99bd-58f8057f1c3a', 'eQr6XOVEQNGLkQp5QzkKWi48Cex74OFHLhHJdF3dFSI', 'goHmGd3dOegveRVO_5WxNzBEkvtP3c0BoT3-NrxdxZE', 'active', 1774688400000, 1774688400000, NULL, NULL, NULL, NULL, NULL, NULL);
DELETE FROM invites;
DELETE FROM registrations;
DELETE FROM unclaimed_registrations;
INSERT INTO unclaimed_registrations (is_only, unclaimed)
VALUES (1, 0);
DELETE FROM signing_keys;
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('k3Ysca6D1CbQfKLb0FVDCqLnycCEnl7MxQuYf4td1ik', 'RS256', 'next', '{"kty":"RSA","e":"AQAB","use":"sig","kid":"k3Ysca6D1CbQfKLb0FVDCqLnycCEnl7MxQuYf4td1ik","alg":"RS256","n":"qf4LuCmAIJxMIqg9DjV5_X7dFU0S1IJm0O9mX2d7Q0_Ft3tJy6aiqWziQZtFs5ngNthmRLOBQaeTmg5hW-6jjgeNkJ8lbGA5mTtbfysGYVsibjPM7bKgbUE9xXND0IFzgfz7heej9HO4ih-WW5Sd9f1ocv6nQ5a2VWph949wR8TppVjUt5cs4dLu-esv_U8djI39Re56nGO17qx-6roovf3Dqtuf5l4tTjHPUu6kr3nK1F8c0arM_cpect5SzRn-KK26FhTrqEUmGXhi7x8BEcF7WS4kMkVtX7PAgcv-IkbO4zp_9DNvviyNriBtrNG20pXFyPG0KyCwkM7KZjF6qw"}', 'D6N0XbFAxrMDRgWOSHb2KkU30c68lFj7i6c/ERERp1o0LUlWuDgJlLgimHyXWsdD62Q5PEramSFLZWTNR+2/K5AGKp27dlMXVP75ZhkKMwRlShPA8xTqjtMjthC19YSLTeje1OkH8ulRJfwvrrytghJuuKhEtNBUpoTzP1CJToli5AFlsuCWp74/OrnNXGM74zHN3LR79q6wgXtyKacs37ldC+19ZwyT2xv0qDbVnKXKNGKWcB8G3rKRX4TRmw/GPI41eIr3fcQl6fZiqRqMFxYue3/EHd0PlTK37rFYJV/PGegzvv1euS7UzcGeReHkpP3cg0D/Mdd9ol8L8XE1a/PQj/QsY5CF2VqmDEIptO6fWCn/1zuvt9ukKIDeswFmTHgFS4B1awJ77/NJLYgXZdhn+Mh/VfD9e0MfR+0L6Z+jhGtdMEIfR4fdrCTOHn1rga/U+k5vgjeJlVn5uEB38/h7dMr19skB3EQEvFW1r43YZ+i5QFLR/jzhZ2ZPWz6hch4XUFEyw47cbKZzapLzwkWUjYYwjabNw5Dll+5+tgbQ8KL3Vgu2hnMi6Lgm3LYWgsb3oQMtJEoq+h9bwszwm1HgzLCyHMvqb4F+xJAbi8pwSL0AuAm3tISQVIEeiXRD3WBXtcVVroGKWf/K6T+lpBVorUuLZ6V1Jdsd8+JyZCoaL7ArvB4K5u/39gBLBPGhyjXpU/dRM4kn8wqQljt2dmmZ9uYA84rnIEXLl7Lcbi57GHeRvlO8VwQKEI3G4+O0Z9Y+5U7tBCBsH8OIRMZc/Mcv2QEngtXEWj+fPrqqdQ3jyNDVsavRAUysg36XtRyvT3LKQReOKbWJ2TVkvTcldBNkWCwBrKASKs8KjxMlG+kIaFV4gPrIv3l77HcX7rbPLixFtURps8mN9qDfDX4R101Tjx01X3Z/y5Z1pmT2PZDHDYe2Vl453eZWY1nUi1TFi7IWTqH4u82HVSqrVkS7N1QYAeWJqbY/2tnl4ZApTbPnNxbRfsZlQXy94HCOIy7YMu0eAXu18SLvOSUAVui+Luamjp7NelzkE7rn8BsGf/HoMnVhFcvw5Vm/cQ3yo7xUb2a9cjVdX4K0Xw+56igdEfrUXOctwtmtjsQJKZsqUl1y0NNg+4pEVPMYSl0Xi9i9d76awjFYxWVZGIpQ8oGEfaZnMFr4FyqWddz0wItXAdQlAzxTC+Mc0gKzER6PoMMlQ8453aFi59HrUEFZyYSpbQN/T8EZFxJHDMWxjQxVOuvm1ic4QCzISZFJwbOtTZ3TWpIKUYhR1e7/Y92Rj+UjGOZnAXTtVM4VHexml496lfCXCfPETdyOzhWxSTZgH3N8N3SaLUWZGeUNrG6QTo3sfkSVzGcc+kpTGbTcDTHLyvD1HUAKb0LJPFzlCnrcnDuJ6/U9yjdVeTnalIyY/1ZFEY9zm5Ua1srbLZPhti0ngeawX+vCsQu9n1kvnFVR1tgpbUbnGJ0a28HJgKkLTZXHHOUAP/yRGCEoEEihC0xwTjs4d0+1T0GbAqDfPmhL4Hm+Uijf4MyAQdWCBk/BQ5BunGbru3gvK4/sPwrl4G3dRa5og7PfILX5UXO4r4T0Q8RpFEcBjQcywmszDTjD6SP5J3KIEYkXYcxHMSnxsLvcNsRots1dpaPbZl5FFuBn', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('eSfWmBPFYH53d8mY37Tf0f1UxBqoESKNmCzNTPASfz4', 'RS256', 'current', '{"kty":"RSA","e":"AQAB","use":"sig","kid":"eSfWmBPFYH53d8mY37Tf0f1UxBqoESKNmCzNTPASfz4","alg":"RS256","n":"oiDVkN3tTkhsMYlEV4sUieD2-VL73WpP7mCLEkE7hlRrFBWMcXixfHt7NMObptFmtc9wWdGR4IBsMf9zHUvz4ANbirVRnzUsDjrZHWb7M6xiRTG8FtHO_mjIXIRSISQ7s0-QvZy1n4suc7dUFT7MFsOhbuCkJhN0oXv4bH_P59bMsZbtJpmFtx4tmjdLdilXO4-fd4i153OzFD7qYw33H2MrytactNQBfY6QkkkI_Zn4r9-MLEbKWt1Z1p56ul7XlZYfOAseG9mRizYny0hHNe2S14De9ikiI-m2bU8-5b4JMmn8AQzgPJuyQ8MSeGa5EjgrXecIYzKDk2nERhGP3Q"}', 'xC3eKCqKWpVaFXBvnUzLm2X2rLDS5pub8uTJqcE/Qbqsao6DMVAq5lk+rZsdukWHxDnqklLzfsunwAEt/jcFoqhwhY+wze8FyZsqXXJNPB8kpA7U1mUgQMvsSOUSb8dTqyYB4vOEr06ChfCYSQZb4f8i7Jgsg7hOk1BUi8wpViOmgotYLE8VxAizckAiXuRxKv05DmLys/AzwALptgvjHvcyf6pgyGKpr4zrKzPV1Z35s0aVINzLVCxFIZAmePcj4GZomn6VADSfMs8T/xhBxfTlJkmkPWsRN3T+a0m5w+shA00hCfVuhmi7KFF2szMBUBMLvjRrrUbeymDWCLOLgPMoILAMWX0SuMnqtGtasC5uviC8zNKjE7m3Hz7Oj/K2kiV5Z6cfqgpnipD1stoqUb+/OZYCUrBghBLC0KzTTYgnhNiCPZvkhhWDclu3JwTbOpL60GXK/IinP/WurF/0f9IpOMxBmoxrW1DwtTSp9jV/te12BzevtFKOUdHYoMf/VNRMqFuEXCJES7sfJF1qw+4DikRYyhRW6kgP/0CyeHhho4qZAZDI2QYTVdFGx8pAVVCO+R6TV9SHzKc/QA7nD7Ih8RyQc1FTx5G5xGFrTn7hD+jwvOgus20G7XfsmCknT/rRokBwgZDOk6w0zGS8eemfP+VArFu5Gs/HPlEwrafVUhy71N/83yGsvzcSo91XioABqoqjcHzQ4kf60T5TWMFiIu657jLceImfU0MpFH/uMZYmfpb9E5HbvgkByM1BIeDRtA2q0HRT5bBYav9yR7GLk1/HPZerbCBESm4dT5dWbrChhMAz8whV7oJdyYa0LeBXT9YSP8qjIq10PLNFQqk+/hDuiikEYZqm0EzgL5NEi4qFcTKU6Z28tZ+5nf6k3+x4M08ResMdu0exKMqJ9/ohBptbPmfJr2lPtxLECblf24KL6N3/Y4b48T/YKmUDGcdfba+xba20vlOpdPhiWdxa1lj0esO0p7x3wE50omU5ywqJ4/oZ+XJMblf4eBSxu7hZJs44tSiLt9eKVRY7T5gyaUVcpJGbLIhpUSLyy/fbrVDBb7Pt5YodNtqvV+oy5ZszDK29AOXtJ2rRb4wDwjwVRwwOdIn7z1k+rGP5e3BXmqwgV1HVetzi9JcuhERC4KAvu5UjbNg33uRAGPshARWy+c1mjvULd6j3qDj0reByigI8Gm+P5vj5bkSLtiwb05zuBa0wpCowVvwzS8YsXl1G0buAP3TsfBhsub6Thj5uuOwDW8GtGM6o29ZqwV3QI6C7tQsJqFGf2XMNt3ogblwtawKaT1JF07L4tQBIs3oFUAE21cP2E5OuHm0x+hEEK6rk+PLbifo6TldOKQ9vHZSeoqOa7d8ep+t3ZDXzYYK6PNcxw7bPx921QuxOe/ZY1A4mg/BqjR5Iir0IWFiiPPcpNJyU+1qz4umYA5yX6eY9CRPbyeqMexcaAwdf9rjfAxB2kIKk6t7yOBVxVkRsdIPulrKfP9cP7yLlDer/qahzdkCAiaF2AA6ShJSm8WOCSl+6T8TbeaYgFr1QPoCVuk4h+Nc33zDg6wnlkuQSzy0wX8dl9J3dteRMEixW4JG7WYgULRPBDMAZlKWdBlDl8vFktOpWp7Z5aV+DxYcl9PmlVpRcFl98SoBsWmA=', 1774688400000, 1774688400000, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('73bu94TMsc6f-gj7rOm1d1T__AJFsTTk_x5Khlumrfc', 'ES256', 'next', '{"kty":"EC","use":"sig","crv":"P-256","kid":"73bu94TMsc6f-gj7rOm1d1T__AJFsTTk_x5Khlumrfc","x":"Jn7oE8X9-OhpbKPfaOHpR8NJ3blvXKJmLyoZn1jzBVY","y":"QZ7I5NxlQ6bPvP6PjAdsYSno-pQSgup1sV1S2k7UupU","alg":"ES256"}', 'm86h9SoqZGkxJqtMvFkyVo6NXmj3xbVXKZUlUNsazeXyTPDPSAAdngXS/jWu1cVXSq9Yxgo6AC7KXslITfEgETKpDjbGWo83YHfqwQV54O3NZZ9TrH/Vra377AUe9kRQ4443+o21zgfbaxa7liwq6u6OBMJXEz4BMXqeq3zkJ7hp3A7KTtTZCJk1jMMdoXOJpYHoRU2EpbF6S/lTkxBUGvpKQiEQdw==', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('Nx28H8IDeKDfFJZqLUA4CDBFhIm52O-Oblg2g6nSGm0', 'ES256', 'current', '{"kty":"EC","use":"sig","crv":"P-256","kid":"Nx28H8IDeKDfFJZqLUA4CDBFhIm52O-Oblg2g6nSGm0","x":"h4nmveqCfckMb8MoCN2TmwZRSTk0DqJrbBEhtMUCP24","y":"9Iytcz1UQ-YtK0iInjQYc7dvgGlOfItc0OeNuopV9YI","alg":"ES256"}', 'EHN5jDMk7q+eNwoQ9gx3hPnel8RjbNVX5xNVBsak3yJrVxbSKdkvmvDJ/AC1L2pQQr69wHek2cHslnEhSn6i4I278M8mOsQ7BiNyPIQc/X3R4rfb1UzY96QYMmQdSj4Y2xTPGf3xBDLv1dI1hjIu4R5HO+1pnWF5Eaz7gZVgUXinNBh6Xbc9h8YJ7rKV+bfBd9u1A7dfjIQ8g1oYzvVz9hkem9u1JA==', 1774688400000, 1774688400000, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('Y3aIdhsi92GqGISAGxqqTv_82lnS5XnXJFgR61vfUu8', 'EdDSA', 'next', '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"Y3aIdhsi92GqGISAGxqqTv_82lnS5XnXJFgR61vfUu8","x":"hFBLPByaU6Rxrpp3i_JZ3XOgxH2i1mfL7drYNJEIAxc","alg":"EdDSA"}', 'GBe0cyuwQPnpb1o4VocNXLQjl1nXrLx8WehfQedwzVDD066EYYxYyyCWQRHrBfwKO2uAFAFe9athZ+aH3akA1ZqTEHj8UCCeHqXJAA==', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('kIvFdqXccZt5xTKnMPTeO7bIKK-OP-EeJpADf9eWpCU', 'EdDSA', 'current', '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"kIvFdqXccZt5xTKnMPTeO7bIKK-OP-EeJpADf9eWpCU","x":"763XPA1aqq-rIJyvlP3n2IfBjU2j7YG4Ld4T_U4A5Ak","alg":"EdDSA"}', 'hftnsGPv/eerxVc9KS2DKFIlssRcwMCsSV9zl9ELrRb7kl6GOLPTiqYa2TUqK06Ie78tdc42NkH5l6fSUaW8NljJge29IlrtyeGbQw==', 1774688400000, 1774688400000, NULL, NULL);
DELETE FROM master_key_check;
INSERT INTO master_key_check (id, value)
VALUES (1, 'kh9e2mwjCnhhw5dHjOfTQeblqfU3fGyKE17lh_0i_N0');
DELETE FROM withdrawn_keys;
DELETE FROM refresh_families;
DELETE FROM token_families_carried;
INSERT INTO token_families_carried (id, since)
VALUES (1, 1774688400000);
DELETE FROM refresh_rotations;
DELETE FROM console_activity;
INSERT INTO console_activity (minute, node, counter, counted)
VALUES (1774688400000, '019d33ab-f280-7504-99bd-58f8057f1c37', 'issued', 3);
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
VALUES ('019d33ab-f280-7504-99bd-58f8057f1c4f', '00000000-0000-7000-8000-000000000000', 'https://mcp.example.com/mcp', 'Example Files', 3600, 0, 'members', 'active', 0, 1, 1774688400000, 1774688400000);
DELETE FROM resource_uris;
INSERT INTO resource_uris (comparison_form, resource_id, uri, position)
VALUES ('https://mcp.example.com/mcp', '019d33ab-f280-7504-99bd-58f8057f1c4f', 'https://mcp.example.com/mcp', 0);
DELETE FROM resource_scopes;
INSERT INTO resource_scopes (resource_id, name, position, title, description, risk, is_default, is_optional, implies)
VALUES ('019d33ab-f280-7504-99bd-58f8057f1c4f', 'files.read', 0, 'Read your files', '', 'low', 0, 0, '[]');
