DELETE FROM expiry_clock;
DELETE FROM stored_responses;
DELETE FROM audit_events;
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7263-b27b-033c0d73facc', '019d33ab-f280-7263-b27b-033c0d73fac9', 1, 1774688400000, 'operator.key_created', 'success', NULL, NULL, 'system', 'start', NULL, '', '', '', '{"key_id":"019d33ab-f280-7263-b27b-033c0d73facb","name":"first operator key","scopes":["*"]}', NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '5f4fe35046c3d87fa6406ac1d438fa2ed45e8e07db4949658cefd4bd0d0525ab', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7263-b27b-033c0d73face', '019d33ab-f280-7263-b27b-033c0d73fac9', 2, 1774688400000, 'agent.created', 'success', '019d33ab-f280-7263-b27b-033c0d73facd', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7263-b27b-033c0d73facb', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '2kqi4wdqhi9wi21h6euzw3la5c', '{"name":"Courier","client_id":"019d33ab-f280-7263-b27b-033c0d73facd","agent_type":"custom","scopes":["parcels:read"]}', NULL, NULL, NULL, '5f4fe35046c3d87fa6406ac1d438fa2ed45e8e07db4949658cefd4bd0d0525ab', '70b813422b171e148d55c77b0cf7d129fc80235ed15ef3730d48478b4b5818f2', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7263-b27b-033c0d73fad0', '019d33ab-f280-7263-b27b-033c0d73fac9', 3, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-7263-b27b-033c0d73facd', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7263-b27b-033c0d73facb', '019d33ab-f280-7263-b27b-033c0d73facf', '127.0.0.1', 'Java-http-client/25.0.3', '2w76gg101vv3434xbnlva0b6jm', '{"credential_id":"019d33ab-f280-7263-b27b-033c0d73facf","expires_at":null,"imported":false}', NULL, NULL, NULL, '70b813422b171e148d55c77b0cf7d129fc80235ed15ef3730d48478b4b5818f2', '9efa8d90d76e493cc766f5598088093d68aad8ef5ddd9e5af691cd2066055c38', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7263-b27b-033c0d73fad1', '019d33ab-f280-7263-b27b-033c0d73fac9', 4, 1774688400000, 'token.issued', 'success', '019d33ab-f280-7263-b27b-033c0d73facd', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-7263-b27b-033c0d73facd', '019d33ab-f280-7263-b27b-033c0d73facf', '127.0.0.1', 'Java-http-client/25.0.3', '26p29fd217i7j1c316c6st5i0h', '{"scope":"parcels:read","kid":"BCtEZT3frhHn2HaBJjEiZNyMfYmgNAf3xNpaPcr1DtQ","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, '019d33ab-f280-7263-b27b-033c0d73fad2', '9efa8d90d76e493cc766f5598088093d68aad8ef5ddd9e5af691cd2066055c38', '3932275fa356b4c81ea3df397aa8182608935a4940e30e1fb13a8cec3dc7ab87', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7263-b27b-033c0d73fad3', '019d33ab-f280-7263-b27b-033c0d73fac9', 5, 1774688400000, 'token.issued', 'success', '019d33ab-f280-7263-b27b-033c0d73facd', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-7263-b27b-033c0d73facd', '019d33ab-f280-7263-b27b-033c0d73facf', '127.0.0.1', 'Java-http-client/25.0.3', '3ubw3g8moktiw1y6gf1il5i832', '{"scope":"parcels:read","kid":"BCtEZT3frhHn2HaBJjEiZNyMfYmgNAf3xNpaPcr1DtQ","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, '019d33ab-f280-7263-b27b-033c0d73fad4', '3932275fa356b4c81ea3df397aa8182608935a4940e30e1fb13a8cec3dc7ab87', 'bf95e910cb879aaf103986398808d5f8cc4f27223cf70e4c637af1145c5498c3', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7263-b27b-033c0d73fad5', '019d33ab-f280-7263-b27b-033c0d73fac9', 6, 1774688400000, 'token.revoked', 'success', '019d33ab-f280-7263-b27b-033c0d73facd', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7263-b27b-033c0d73facb', NULL, '127.0.0.1', 'Java-http-client/25.0.3', 'dzd4x2gwvzknl1rrcupvb3gs', '{"what":"access_token","id":"019d33ab-f280-7263-b27b-033c0d73fad3","revoked_token_count":1}', NULL, NULL, NULL, 'bf95e910cb879aaf103986398808d5f8cc4f27223cf70e4c637af1145c5498c3', '9e02a0a63aef204dd485f5858a44000b34ef917e466a8d921fa11c20fec0bd1b', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7263-b27b-033c0d73fad7', '019d33ab-f280-7263-b27b-033c0d73fac9', 7, 1774688400000, 'agent.created', 'success', '019d33ab-f280-7263-b27b-033c0d73fad6', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7263-b27b-033c0d73facb', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '25okeosff6drh2sjf4dcawccy1', '{"name":"Resume screener","client_id":"019d33ab-f280-7263-b27b-033c0d73fad6","agent_type":"custom","scopes":["resumes:read"]}', NULL, NULL, NULL, '9e02a0a63aef204dd485f5858a44000b34ef917e466a8d921fa11c20fec0bd1b', 'e1fc844d6446793c9d2e0abffece112d77191f5f5b1b1072eb10c80bc3465ba8', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7263-b27b-033c0d73fad9', '019d33ab-f280-7263-b27b-033c0d73fac9', 8, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-7263-b27b-033c0d73fad6', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7263-b27b-033c0d73facb', '019d33ab-f280-7263-b27b-033c0d73fad8', '127.0.0.1', 'Java-http-client/25.0.3', '2yzbzkh3w7bfq32iw0a6jywutd', '{"credential_id":"019d33ab-f280-7263-b27b-033c0d73fad8","expires_at":null,"imported":false}', NULL, NULL, NULL, 'e1fc844d6446793c9d2e0abffece112d77191f5f5b1b1072eb10c80bc3465ba8', '4489c8fa43e41ad46161f3e93efcf79fb73c7133c4f52581e618dd41d5a944c1', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7263-b27b-033c0d73fada', '019d33ab-f280-7263-b27b-033c0d73fac9', 9, 1774688400000, 'token.issued', 'success', '019d33ab-f280-7263-b27b-033c0d73fad6', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-7263-b27b-033c0d73fad6', '019d33ab-f280-7263-b27b-033c0d73fad8', '127.0.0.1', 'Java-http-client/25.0.3', 'w8jhectogy0a1xmzqpsk0jal5', '{"scope":"resumes:read","kid":"BCtEZT3frhHn2HaBJjEiZNyMfYmgNAf3xNpaPcr1DtQ","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, NULL, '4489c8fa43e41ad46161f3e93efcf79fb73c7133c4f52581e618dd41d5a944c1', '9e3e8b75cf8d1bf5e8fe49d9a140f601cb67548c248addcb52bca05a6c24f291', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7263-b27b-033c0d73fadb', '019d33ab-f280-7263-b27b-033c0d73fac9', 10, 1774688400000, 'agent.deactivated_with_revocation', 'success', '019d33ab-f280-7263-b27b-033c0d73fad6', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7263-b27b-033c0d73facb', NULL, '127.0.0.1', 'Java-http-client/25.0.3', 'h6ojum92dntpxptklnls2b3d', '{"reason":"a drill","revoked_token_count":1}', NULL, NULL, NULL, '9e3e8b75cf8d1bf5e8fe49d9a140f601cb67548c248addcb52bca05a6c24f291', 'dd5aed321de7f9543b63489f0b78a613e4608612a23ebd79e2c1cf0083b782ab', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7263-b27b-033c0d73fadd', '019d33ab-f280-7263-b27b-033c0d73fac9', 11, 1774688400000, 'api_key.created', 'success', '019d33ab-f280-7263-b27b-033c0d73facd', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7263-b27b-033c0d73facb', '019d33ab-f280-7263-b27b-033c0d73fadc', '127.0.0.1', 'Java-http-client/25.0.3', '136dcb2aumek13i70oqlhtqznq', '{"key_id":"019d33ab-f280-7263-b27b-033c0d73fadc","rotates_itself":true}', NULL, NULL, NULL, 'dd5aed321de7f9543b63489f0b78a613e4608612a23ebd79e2c1cf0083b782ab', '5d38d717e023e9f172106769e69cc92cb009b061ca61c9f7122322bd0a6ee421', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7263-b27b-033c0d73fadf', '019d33ab-f280-7263-b27b-033c0d73fac9', 12, 1774688400000, 'agent.created', 'success', '019d33ab-f280-7263-b27b-033c0d73fade', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7263-b27b-033c0d73facb', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '3hq39ev4f6gbz314igwbzobx9c', '{"name":"Planner","client_id":"019d33ab-f280-7263-b27b-033c0d73fade","agent_type":"custom","scopes":[]}', NULL, NULL, NULL, '5d38d717e023e9f172106769e69cc92cb009b061ca61c9f7122322bd0a6ee421', 'fcc797c80140a356838a8319520bc58c46d4fb98d8d9b032c42e4245a2c714b0', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7263-b27b-033c0d73fae1', '019d33ab-f280-7263-b27b-033c0d73fac9', 13, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-7263-b27b-033c0d73fade', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7263-b27b-033c0d73facb', '019d33ab-f280-7263-b27b-033c0d73fae0', '127.0.0.1', 'Java-http-client/25.0.3', '3tpj2gpfjrqad1blxk1ff93eok', '{"credential_id":"019d33ab-f280-7263-b27b-033c0d73fae0","expires_at":null,"imported":false}', NULL, NULL, NULL, 'fcc797c80140a356838a8319520bc58c46d4fb98d8d9b032c42e4245a2c714b0', 'a108bd71d3eec9b1321572eda75ca91c69f32530584c47dce69ecd3df43fbeb3', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-7263-b27b-033c0d73fae3', '019d33ab-f280-7263-b27b-033c0d73fac9', 14, 1774688400000, 'resource.created', 'success', NULL, '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7263-b27b-033c0d73facb', NULL, '127.0.0.1', 'Java-http-client/25.0.3', 'm35unwmulct216njfolwxh6li', '{"resource_id":"019d33ab-f280-7263-b27b-033c0d73fae2","uri":"https://mcp.example.com/mcp","name":"Example Files","scopes":["files.read"]}', NULL, NULL, NULL, 'a108bd71d3eec9b1321572eda75ca91c69f32530584c47dce69ecd3df43fbeb3', '56e83e0f13f9697fe735c4d03da5bca122707867a1f422a6b262f994a6275ff6', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
DELETE FROM audit_checkpoints;
INSERT INTO audit_checkpoints (number, taken_at, heads, prev_hash, hash, signature, kid)
VALUES (1, 1774688400000, '[{"chainId":"019d33ab-f280-7263-b27b-033c0d73fac9","seq":14,"hash":"56e83e0f13f9697fe735c4d03da5bca122707867a1f422a6b262f994a6275ff6","end":"closed"}]', '0000000000000000000000000000000000000000000000000000000000000000', 'aae6120663dec33fa204dcecb31738c7a9572e1b35bd09c9db2e8f8dd01f1a9b', 'eHKtvnSF_MAtK-N1uHka_Kp8yQtsToY1qfBofwFA2sym0eReN8JBvexFLOpFOYvHYD7NzYfxg50hNVPwT8L-Cw', 'ZtetoQkpikesR40wo26xtFY_b-pjF_wZPYvVx7GROVE');
DELETE FROM audit_anchors;
DELETE FROM audit_keys;
INSERT INTO audit_keys (kid, number, public_jwk, sealed_private, created_at)
VALUES ('ZtetoQkpikesR40wo26xtFY_b-pjF_wZPYvVx7GROVE', 1, '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"ZtetoQkpikesR40wo26xtFY_b-pjF_wZPYvVx7GROVE","x":"bvob7Sreyw5vrE2Ofd4rO1NvdZ537uwJDJ5vFD1mV14","alg":"EdDSA"}', '/a57602j8dFRerHxOTRpa/Hs/S9GmTGrLEygDxilj/iiXTz5Vw8Gslm5w3TIPcDAbfKyVHz4FSyKG3kVEDpmKda5UyRtKbtbdh0LMA==', 1774688400000);
DELETE FROM audit_openings;
INSERT INTO audit_openings (chain_id, opened_at, seq, hash, kid, signature)
VALUES ('019d33ab-f280-7263-b27b-033c0d73fac9', 1774688400000, 0, '0000000000000000000000000000000000000000000000000000000000000000', 'ZtetoQkpikesR40wo26xtFY_b-pjF_wZPYvVx7GROVE', 'MMMK7yqvK8krTGuoK5am0AQ3B0xUe37aNSUS0nHGXXJX_0IuRcPnA1ilsR0h1UTUS2zD5kMk1Y46hztvFFiQAw');
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
VALUES ('scope-usage', '019d33ab-f280-7263-b27b-033c0d73fac9', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('usage-hours', '019d33ab-f280-7263-b27b-033c0d73fac9', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('usage-agent-days', '019d33ab-f280-7263-b27b-033c0d73fac9', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('webhook-tokens', '019d33ab-f280-7263-b27b-033c0d73fac9', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('webhooks', '019d33ab-f280-7263-b27b-033c0d73fac9', 14);
DELETE FROM revoked_tokens;
INSERT INTO revoked_tokens (jti, agent_id, generation, expires_at, revoked_at, thumbprint, key_generation, family_id)
VALUES ('019d33ab-f280-7263-b27b-033c0d73fad3', '019d33ab-f280-7263-b27b-033c0d73facd', 1, 1774692000000, 1774688400000, NULL, NULL, '019d33ab-f280-7263-b27b-033c0d73fad4');
DELETE FROM ended_keys;
DELETE FROM ended_signing_keys;
DELETE FROM revoked_families;
DELETE FROM token_counts;
DELETE FROM revocation_floor;
DELETE FROM one_time_uses;
DELETE FROM operator_keys;
INSERT INTO operator_keys (key_id, secret_hash, name, scopes, is_first, created_by, created_at, rotated_at, last_used_at, expires_at, revoked_at, quarantined_at, quarantine_reason, organization_id)
VALUES ('019d33ab-f280-7263-b27b-033c0d73facb', 'P86Vk_YSjsQ06ZSIrXYdG-rJ2mZR38b_OtAkk6J-eHs', 'first operator key', '*', 1, 'start', 1774688400000, NULL, 1774688400000, NULL, NULL, NULL, NULL, NULL);
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
VALUES ('019d33ab-f280-7263-b27b-033c0d73facd', 'agent', '019d33ab-f280-7263-b27b-033c0d73facd', '00000000-0000-7000-8000-000000000000', NULL, 'Courier', NULL, NULL, 'custom', NULL, '', 'logistics', NULL, 'active', NULL, NULL, 'parcels:read', 'client_credentials refresh_token', 3600, NULL, '{}', NULL, '019d33ab-f280-7263-b27b-033c0d73facb', 1774688400000, 1774688400000, 1, 3, 'courierlogistics', NULL, NULL, 0, NULL, NULL, 0, NULL, '', 'full', 'confidential', '');
INSERT INTO agents (agent_id, kind, client_id, organization_id, team_id, name, description, email, agent_type, version, capabilities, owner, deployment_env, status, status_since, status_reason, scopes, grant_types, token_lifetime_seconds, token_signing_alg, metadata, expires_at, created_by, created_at, updated_at, generation, revision, search_text, dpop_jkt, dpop_jwk, key_generation, jwks, jwks_uri, fapi2, suspended_by, grantable_scopes, self_service, client_type, redirect_uris)
VALUES ('019d33ab-f280-7263-b27b-033c0d73fad6', 'agent', '019d33ab-f280-7263-b27b-033c0d73fad6', '00000000-0000-7000-8000-000000000000', NULL, 'Resume screener', NULL, NULL, 'custom', NULL, '', NULL, NULL, 'suspended', 1774688400000, 'a drill', 'resumes:read', 'client_credentials', 3600, NULL, '{}', NULL, '019d33ab-f280-7263-b27b-033c0d73facb', 1774688400000, 1774688400000, 1774688400000, 3, 'resume screener', NULL, NULL, 0, NULL, NULL, 0, 'operator', '', 'full', 'confidential', '');
INSERT INTO agents (agent_id, kind, client_id, organization_id, team_id, name, description, email, agent_type, version, capabilities, owner, deployment_env, status, status_since, status_reason, scopes, grant_types, token_lifetime_seconds, token_signing_alg, metadata, expires_at, created_by, created_at, updated_at, generation, revision, search_text, dpop_jkt, dpop_jwk, key_generation, jwks, jwks_uri, fapi2, suspended_by, grantable_scopes, self_service, client_type, redirect_uris)
VALUES ('019d33ab-f280-7263-b27b-033c0d73fade', 'agent', '019d33ab-f280-7263-b27b-033c0d73fade', '00000000-0000-7000-8000-000000000000', NULL, 'Planner', NULL, 'planner@example.com', 'custom', NULL, '', NULL, NULL, 'active', NULL, NULL, '', 'client_credentials', 3600, NULL, '{}', NULL, '019d33ab-f280-7263-b27b-033c0d73facb', 1774688400000, 1774688400000, 1, 2, 'plannerplanner@example.com', NULL, NULL, 0, NULL, NULL, 0, NULL, '', 'full', 'confidential', '');
DELETE FROM agent_emails;
INSERT INTO agent_emails (organization_id, email, agent_id)
VALUES ('00000000-0000-7000-8000-000000000000', 'planner@example.com', '019d33ab-f280-7263-b27b-033c0d73fade');
DELETE FROM agent_counts;
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'active', 'd', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', 'logistics', 'custom', 'active', 'd', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'active', 'd', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', 'logistics', 'custom', 'active', 'd', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'active', '6', 0);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'active', '6', 0);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'suspended', '6', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'suspended', '6', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'active', 'e', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'active', 'e', 1);
DELETE FROM agent_meters;
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-7263-b27b-033c0d73facd', 3, 2, 0, 1774688400000, 1774688400000, 1);
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-7263-b27b-033c0d73fad6', 3, 1, 0, 1774688400000, 1774688400000, 1);
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-7263-b27b-033c0d73fade', 2, 0, 0, NULL, NULL, 0);
DELETE FROM agent_meters_settled;
INSERT INTO agent_meters_settled (id, number, chain_id, seq, next_seq)
VALUES (1, 1, '019d33ab-f280-7263-b27b-033c0d73fac9', 14, NULL);
DELETE FROM agent_scope_uses;
DELETE FROM credentials;
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-7263-b27b-033c0d73facf', '019d33ab-f280-7263-b27b-033c0d73facd', 'keyed', '1BRF_RiHOQcl5LdLag4Ml5Ty785TeUansteTZn3vT5Y', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-7263-b27b-033c0d73fad8', '019d33ab-f280-7263-b27b-033c0d73fad6', 'keyed', 'GZJ8fSSrm9UDDj8spi8EYyIHdtuLpJchWM1PIXdrvWI', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-7263-b27b-033c0d73fae0', '019d33ab-f280-7263-b27b-033c0d73fade', 'keyed', 'lKaQg_oThf7bJG_wBr3pG3jGoGr0807Zi6EUW8a4waw', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
DELETE FROM credential_rotations;
DELETE FROM known_secrets;
DELETE FROM api_keys;
INSERT INTO api_keys (key_id, agent_id, key_hash, rotation_hash, state, created_at, activated_at, replaces, last_used_at, ended_at, ended_by, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-7263-b27b-033c0d73fadc', '019d33ab-f280-7263-b27b-033c0d73facd', 'QKVlXvx_k5oHyLf4GixVWIaoGztJ3NXJzogQgj2P81Y', 'xpay1HbGf7FDlrudP-G9vO0bjDVq7zYz3H5ATb5e-wY', 'active', 1774688400000, 1774688400000, NULL, NULL, NULL, NULL, NULL, NULL);
DELETE FROM invites;
DELETE FROM registrations;
DELETE FROM unclaimed_registrations;
INSERT INTO unclaimed_registrations (is_only, unclaimed)
VALUES (1, 0);
DELETE FROM signing_keys;
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('WFYd0xtKX8aZ_naqYShHQi5CVCpcetZ_WEGll_CDE8M', 'RS256', 'next', '{"kty":"RSA","e":"AQAB","use":"sig","kid":"WFYd0xtKX8aZ_naqYShHQi5CVCpcetZ_WEGll_CDE8M","alg":"RS256","n":"nsUQaJqoaZ0jQMUm9Z2EX3_FyphE_vhjceo9ziseRjBvjYft16szOQc_i7jVpA399WRwrhwdPB0hFIfbJZdAtAmGkvUkaqNOSiSNfyNsK9TgoIvIIG46awFKYC7s_HUgVkgH3a_pjIp3ySgOzn3BO7sAAs-nXOHf4rc7TdxukcvEUqM-XDo-zQVWXTBnZYWwk6D0zh-gWlb0A6E6ZOiHvusGmitatlWLNEr4zG8UprLSt_NleqLVrnv-KWgKKD5dekbCWzQ_-s80iuurqJLgWamMIIVZc9yrBKgVBKusc5e7P8Qik_eTMv67Tblh7OtI7PjZJ5ooHP2rgWr4rIWV5Q"}', 'ENxyX4DCovm9c9rhMeEQEpDHSe7aPXON4ol55KQwmiAhrztnIPpIgd8JrRL4Tj5oJuwkQ/vvqzapwZAS8gqwjbTCHs6GEkqHJMK3X0dUIbSjSFYBfpOod4nUSIKnJc1EnchVH0oiU2EbXV+oo4ClZC+dRW/0gcGcu0ufRc7vmpbwa7AOW14haL/Do3IWAzrBBrHpSmzsnhGFJKNvE3a1yPwVxxTQu9XAAVmaG6VOTeVw4EflomKllEiaox11BF7jUYztVDuz7gpJpSnjpIFj8Tfir3/iyE1cpM8vX6zkeVpx6r/E3sQqiVhgySNxoH+cQ/BmgnR9cbCArtL2bltKdf3ea7pdnLq3mj1CmK/sTs4zmZVHs0Zpm3PJ4BXQidT2W08c2Rq7rx/4FoL4XD0IWNdirtAW8YdXqSRFqRoRLrOxDU1FF+DP6TdyRM+yyZNgSHg00QEKFm2GsF2av7agscWzUbYRC75f4J1k1QBbbHWkHe/H9rb4D05md3eogZrxZJ66cUXiHhgX/6YcV/768POpOIkxTULr28fBIap2p5NTzugkYFIpCSR3gIx1aVzHpzOGiT5fTt057uRf4YZ6t/gNGxC6HfmNFuXpmLeWxzbAizZC2wt4JNqL2sXuYrWCL2fSinfB+wiyOiKzhyNcChEbVnjF7haRCbIX7A2DKCjCPkrkwO8Tv7PC9VFvg1BIAm2iABA7FoN0i9DQh3ey0DxJWLAWFV754FIjHnGWwl3GdwqtAjcOWq+H7IkWSfrKHhVgCF9QzZ0Zpfa/jouDpwEBBSH9ZWiKufyAiBdG3wzvxlk5hPEbcrctsVOEKD/RMJeGdZFNGfCi8jAzdy47cvhQ9ggWYDzmXJs4vrvRV6KKO6FOn7Fcg1+ncsT1rbaAV7/tTHsjFnJanQfxdwxRqglLnLID2DmJBKn3lC0XCdG0MF4FRTpFyi7X+/ldJRB1AjhlGj+u2R2C5kprLPgN9gE3FB79CtyfSx8i9Va9tFrexIz6/YF+nKK5rqzbuyfKhaKekyJQ63mvD4WmMDvQimq1Tostg7Z1dG8HlK9jat5fgmt8J3ldjRkHiNCvYNJKRAfcegKcfAB0N3OynJ/zaZ5xjwp5h4kUZ90w5MTGzQP4As3iaiH/+RTTSbyLOpI5YHAMEG6uOLwJH4I5rbFwKdHyKuG2FlMeRTWSFYT3UXhY79Kq4FYLJfN/0YXLG7/lAHvEW7mQRvyEmdaKulMTep34z+DyzbYMxuyAv/j5mspLcMMN7uKlZps855UcDNYaN/qirmGjsd+60PB0y+cQze773nS/jH3qzIsnh1hcrdfNb0oem48bjgAiMTkMp9P0rzMGbTBgYAZWPMDsvmECsaAnSuhih8XECiBw5fkuRzvUspIlI4qkWY4reRkHV254Jmt+wR7fxsWre1dRG/su34vyUSm2sBH1jw1Ow1HYikVTaI9Yq+wWwhp+nwCXmn1Y94XoiycQn2g/+701dqhqJC6PsVmnRReJ/frkSFLVCd5hG6HduCFh6+Cee9e/LAyzNmx2dlm6vzT1YNeHvFUgzFjlrW/tX4tbSmyNkZ6ZsWYYhvsfrafVCeXdHkKoX9GQ+O/wZn+90Pa3YzFxapia9gj1g0ONa080mUa+Mx5w6CRFIWwN8+r26ipjT7HVuQ==', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('BCtEZT3frhHn2HaBJjEiZNyMfYmgNAf3xNpaPcr1DtQ', 'RS256', 'current', '{"kty":"RSA","e":"AQAB","use":"sig","kid":"BCtEZT3frhHn2HaBJjEiZNyMfYmgNAf3xNpaPcr1DtQ","alg":"RS256","n":"l2T-Hy1LfY60-PUdmv6xVjo8JBt7l_SG8VnhtVcOx7RNP8slKKCWxADAN0fTjedk9kzZ1DMRV6MqA13pAAMxAbwx-qOIAY_0EaBSy4K_L0LgKrMP7OCQ85PE8JooOKXeP6o5vkElU9Ngg0VUqT1pKH9p8QlW8z_bFOR0p0fdvGYPyVDfUJKRfL_Xc4WbhlxSdw_AdSTmMbcUdGbt9IhzuYU07Bfp9px7ggrkN6cH-uc8kpDThxAWqlDVOGwwxUJhlNmx3AwLz-E1AA2_1zue8tdROwiOkXAIg6lqM-uS0qQEP9Oqa6y1ZU5uEwEe7Qgg_Xv9dqmKyKeyLLlJ700JtQ"}', 'QfzYpmO4WmNJcagDi6WO0VvMs3GFyhpefZRSvpmcp1fX1F+M0jYep2M6qAMUp6/u2ul3maD+q1ZnNJWTacsH2oqHILq2Fv7mfJVlqsdG9rlwm9FSg1eFWGeGkUiDNcRntuXv/pf7y56g2DFfdXM4o2UddHMdX+bQ1KwQySASxy53/Al64YADryY4BIFpcMOrVcUkkPNczaN0co+kXQqPplIsHJM1acruTyYCRDOWFEpVAa72U0IRHk6N7QjBAL3kraFlaCV/pyq5uN12von1k4AvDCyh194iaGlJKk6e4X1iD+3Vubj6/lFlJ0w5/FJDAilx5E43svgrzCr3ks+DBbLB1aOO+71ILfAoYBQO+yiH+2/85UGrAIDBRpqGmMa2kG23kbtRUAk/wf7UiwXIOxTjZHmE/VPAWIw3CXz0B073jGXnZW82QcVDvscBcPcAHbYMdgfAozxf2imTLYmQFis2tqsESHsAQ5XiCXAjE9D323JCNNRak8YWPQaRpOwpN9UxKlLCnbnRIsIUpVBUfl6NO0vOdLUktnTsFh4T+DrWS1WkubWmYmzLRAsUP76dDbWvT9CCRu+D8esftDHzyeTjPcf9F2uuy//TlyI4b4FbbzDaCqtOh6z2PS6hQaXFEn2qAuGPMLdlHDq5X7BxU1nAooOJ2tYmsShT9YOXjym/ecHc0DirfRtXXyDDbOyKB3Trj63N0rJSyVx3f3A4R/mr9EQs6wfiaZc+riFJy1sks2QvE+gQG7Pnr1VKdLNMkag2GvQ8hhonjhjqDoMLX3CLYo44LmtGxTTcn9jyLjpHzSrWOS8lchg0t8Bgppfxoew0rb3Qjw16yCARMn/I2itr90tYYr6ij/54MnxhKd1AS6Zbt638XICcZmOjtKmmDw09SindzsBu2ssQrIiB+NT3OZzmPU8kL87t8X/4t9a31ctBeNf/UWatFB2roSbV8yNFJ9aRQ1PxnJbGxju3oFFkoOQgfCErGlJ3gUmRbCYKm1Rw9MTeAnHK8DWsE1UZyM+D/WgpQSebUftkNtzjVUb5+Efv5xAR6M2Qwy+SgrDNChmp14Bx81suk9mrOKluKjfE/p6Aeh57lI/UD13cP4yC6alReBlqHn+zlFnE9FTncCY8Io4WQ6+vroPYyqTnOv0PJQA0MuxoJxETC9WOd26KTNAdJTfiGFcVOXI+F9R4LIDaaBYYrd7jST9NpKMndIU0ZLFGuncGJ/UL1YvOc+8FpWW55IJE/G2vJ/UrpFbs9s3ch41HgS259DrGUiAcXok0eYKfDI2U7PIFM5igWPPQ1gkFbb3if++9jlsCsPlXjd9gxGLg3e0oSR7K1nMZvs8zVuy8+ZrwRJw7lD3R6qBGo7c7qvq3LXwm2Q6c0om8TBsHrL1lmkJ791uMmQ7s/A/iHOJ+mYGuGQAft+WSZnrs/g9TkXkG42NxD3sMEoZIuw4N7EgJ5SwbNMcnlYokD/ZcRrkjuZRn310Dx0zW1wRjnVHWLQCEmsjSod0irZjV+sujob9XT2lUk5trbIEqB4SZXqoMtNztHjI5jwLGsO/Y9a734MoGQ7Jyppme5PYU7Jf9o95Xyn3FVGaMAmnphpl4+N7cJFJp3XJmH2Wopi1aMIXGICA8EAcoDQ7T4wUQvwzdmFdOumRGO+I=', 1774688400000, 1774688400000, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('HtlKj6o6fRMVC4v8eCzL-Hs708QGNNVmnsFLbqG5rbk', 'ES256', 'next', '{"kty":"EC","use":"sig","crv":"P-256","kid":"HtlKj6o6fRMVC4v8eCzL-Hs708QGNNVmnsFLbqG5rbk","x":"mX_2LLoQidbSOHT_nuy1WybnkFPPZ27BmqG7oc4FQQ0","y":"JS46HExTIy8lLK78ZtNZVIX8AoqV2D-TyXuNz5x6NDI","alg":"ES256"}', 'MWVUC+ma5t2lJ4n0qtG+YjpEzH/08AQaRawf58zwz4lQ8PgxjSfrY73qfIDUGxIcBWnMRzdWJB6khJDB5B8+DwT2zJ70bxLMOEo7CGPNTOgPdvrrhKoV+LO5H0QYt31JYUR0MMpYj6IXWrQDgv8iyUaZzLbbEqdRRiFTLO9T85QWz4VBXqqVRfRhWJcLLn8e8XeNyvJbSWSGOV5Wj6CIdbOuYtxEuA==', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('-RUd1GdgAEYozIWV5Ry3Hp94NDjYcsuXYOT8CHczi3E', 'ES256', 'current', '{"kty":"EC","use":"sig","crv":"P-256","kid":"-RUd1GdgAEYozIWV5Ry3Hp94NDjYcsuXYOT8CHczi3E","x":"ksnr6AD77vZhenrlYzkKk0wqSb8_SxBv-Dwj9x2dSFc","y":"LQ7TnmiqDZcuOqa_o1T7sPIT3QBHxt02ptnZ5pT5cVI","alg":"ES256"}', 'kABQAvIhUka7zJFu4GI6l/Nh76agDA6arqyV4lx2EJ/0PmkL5QNtKtd8UBkZCh/rA+FHT18F6z5Q4WpgI5SGRAQatdd6Zln67QGBrmDxMgH0ioB0pm4UxSUe7ZZxry/NsyNX8R4Dgvwv/paBTY7gMCPxjhQ+gfi0gLHv7TiFw1opY0F5uxIjdqX15pzLjGeXBW2qn8a8q2xx1ZI3kD2Q1pKLV2R0Vg==', 1774688400000, 1774688400000, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('QBLQl03M7NqyYdfreReIekeu-K_Nh3puXwbFl56sDyA', 'EdDSA', 'next', '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"QBLQl03M7NqyYdfreReIekeu-K_Nh3puXwbFl56sDyA","x":"2M6vSYMCtHyk_RRiFxyySO4S5ttOqookmrSgmP7BBwk","alg":"EdDSA"}', 'hzd8M7seyLiZqixcnDeDW58Yh9FCpZNbjuiAzn2JCyrvvpwY/DffUpFwj9wndIjR7EttnaIu2tfBMgEUMqAalgN+p/xySJDGhSmzCQ==', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('peBgJ_zkS_oKfPvuFm4S_Sz1bgh-vNhdY9h0DNKe1ys', 'EdDSA', 'current', '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"peBgJ_zkS_oKfPvuFm4S_Sz1bgh-vNhdY9h0DNKe1ys","x":"w5vWi355a9av1zj1qFbk1dP5Z_YjgQeqkA_8SDHClBU","alg":"EdDSA"}', 'RCqIR/pcMJHkKFB92BR6H/nGhB52ztxYqcKiQ+To64at5Ehqigtv5JBzv2rnBn53YanUsX4Hk40l4mgv3L9l7ZixbVDqWN7VMRVfyQ==', 1774688400000, 1774688400000, NULL, NULL);
DELETE FROM master_key_check;
INSERT INTO master_key_check (id, value)
VALUES (1, 'FN5Se3t2P0xmY-e2Nsn1i0SESn-x_iIw7TMnLxBcV0k');
DELETE FROM withdrawn_keys;
DELETE FROM refresh_families;
DELETE FROM token_families_carried;
INSERT INTO token_families_carried (id, since)
VALUES (1, 1774688400000);
DELETE FROM refresh_rotations;
DELETE FROM console_activity;
INSERT INTO console_activity (minute, node, counter, counted)
VALUES (1774688400000, '019d33ab-f280-7263-b27b-033c0d73faca', 'issued', 3);
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
VALUES ('019d33ab-f280-7263-b27b-033c0d73fae2', '00000000-0000-7000-8000-000000000000', 'https://mcp.example.com/mcp', 'Example Files', 3600, 0, 'members', 'active', 0, 1, 1774688400000, 1774688400000);
DELETE FROM resource_uris;
INSERT INTO resource_uris (comparison_form, resource_id, uri, position)
VALUES ('https://mcp.example.com/mcp', '019d33ab-f280-7263-b27b-033c0d73fae2', 'https://mcp.example.com/mcp', 0);
DELETE FROM resource_scopes;
INSERT INTO resource_scopes (resource_id, name, position, title, description, risk, is_default, is_optional, implies)
VALUES ('019d33ab-f280-7263-b27b-033c0d73fae2', 'files.read', 0, 'Read your files', '', 'low', 0, 0, '[]');
DELETE FROM consents;
DELETE FROM consent_connections;
