DELETE FROM expiry_clock;
DELETE FROM stored_responses;
DELETE FROM audit_events;
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-71d1-82f0-2bf84231abbb', '019d33ab-f280-71d1-82f0-2bf84231abb8', 1, 1774688400000, 'operator.key_created', 'success', NULL, NULL, 'system', 'start', NULL, '', '', '', '{"key_id":"019d33ab-f280-71d1-82f0-2bf84231abba","name":"first operator key","scopes":["*"]}', NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', 'ed23cf7fa6f8d88de132d96cd5186b749035e40b8c97985daf642ea6531b8b71', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-71d1-82f0-2bf84231abbd', '019d33ab-f280-71d1-82f0-2bf84231abb8', 2, 1774688400000, 'agent.created', 'success', '019d33ab-f280-71d1-82f0-2bf84231abbc', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-71d1-82f0-2bf84231abba', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '2lw29jl8yuw1ofknis9ziyt98', '{"name":"Courier","client_id":"019d33ab-f280-71d1-82f0-2bf84231abbc","agent_type":"custom","scopes":["parcels:read"]}', NULL, NULL, NULL, 'ed23cf7fa6f8d88de132d96cd5186b749035e40b8c97985daf642ea6531b8b71', '128c18a65eb4c1584085d99738d01788ccef2b9fcf7029ff520c65514323cfcb', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-71d1-82f0-2bf84231abbf', '019d33ab-f280-71d1-82f0-2bf84231abb8', 3, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-71d1-82f0-2bf84231abbc', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-71d1-82f0-2bf84231abba', '019d33ab-f280-71d1-82f0-2bf84231abbe', '127.0.0.1', 'Java-http-client/25.0.3', '16n7e9x72v24n3kmdx3jzdhiqo', '{"credential_id":"019d33ab-f280-71d1-82f0-2bf84231abbe","expires_at":null,"imported":false}', NULL, NULL, NULL, '128c18a65eb4c1584085d99738d01788ccef2b9fcf7029ff520c65514323cfcb', '82cb06298922ab10e0ca743341de37494de24f46ffd48b38e13859bedea618e3', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-71d1-82f0-2bf84231abc0', '019d33ab-f280-71d1-82f0-2bf84231abb8', 4, 1774688400000, 'token.issued', 'success', '019d33ab-f280-71d1-82f0-2bf84231abbc', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-71d1-82f0-2bf84231abbc', '019d33ab-f280-71d1-82f0-2bf84231abbe', '127.0.0.1', 'Java-http-client/25.0.3', '3mfzlivwo7sntx2a7shybo5pf', '{"scope":"parcels:read","kid":"wO3toT1E6fMWOLgeiBUrzSHdDY3UdFokDmuZsiVrYFc","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, '019d33ab-f280-71d1-82f0-2bf84231abc1', '82cb06298922ab10e0ca743341de37494de24f46ffd48b38e13859bedea618e3', '206a56a81158a3a360bd2979b9483a3c2060d1ee8b6ba656deb78806cfde0f32', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-71d1-82f0-2bf84231abc2', '019d33ab-f280-71d1-82f0-2bf84231abb8', 5, 1774688400000, 'token.issued', 'success', '019d33ab-f280-71d1-82f0-2bf84231abbc', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-71d1-82f0-2bf84231abbc', '019d33ab-f280-71d1-82f0-2bf84231abbe', '127.0.0.1', 'Java-http-client/25.0.3', '16iermhp6w44720wbclbjy0zo2', '{"scope":"parcels:read","kid":"wO3toT1E6fMWOLgeiBUrzSHdDY3UdFokDmuZsiVrYFc","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, '019d33ab-f280-71d1-82f0-2bf84231abc3', '206a56a81158a3a360bd2979b9483a3c2060d1ee8b6ba656deb78806cfde0f32', 'af86a694e65e53010c07d3ea78ca95dcdd1591384d36504a7fae744d602cdde5', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-71d1-82f0-2bf84231abc4', '019d33ab-f280-71d1-82f0-2bf84231abb8', 6, 1774688400000, 'token.revoked', 'success', '019d33ab-f280-71d1-82f0-2bf84231abbc', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-71d1-82f0-2bf84231abba', NULL, '127.0.0.1', 'Java-http-client/25.0.3', 'paj3v570n7yf3au7asasp1ws6', '{"what":"access_token","id":"019d33ab-f280-71d1-82f0-2bf84231abc2","revoked_token_count":1}', NULL, NULL, NULL, 'af86a694e65e53010c07d3ea78ca95dcdd1591384d36504a7fae744d602cdde5', '5217617c9b5f2d26404452703d13282ff5e935ae76ba0a761d524af2c2099026', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-71d1-82f0-2bf84231abc6', '019d33ab-f280-71d1-82f0-2bf84231abb8', 7, 1774688400000, 'agent.created', 'success', '019d33ab-f280-71d1-82f0-2bf84231abc5', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-71d1-82f0-2bf84231abba', NULL, '127.0.0.1', 'Java-http-client/25.0.3', 'iorn0rt9le4x3j8hbpl7awbgw', '{"name":"Resume screener","client_id":"019d33ab-f280-71d1-82f0-2bf84231abc5","agent_type":"custom","scopes":["resumes:read"]}', NULL, NULL, NULL, '5217617c9b5f2d26404452703d13282ff5e935ae76ba0a761d524af2c2099026', 'a53473dab552688750d31dc10db1fc8400887bd11d1104d6c13c024b9de0f4e3', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-71d1-82f0-2bf84231abc8', '019d33ab-f280-71d1-82f0-2bf84231abb8', 8, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-71d1-82f0-2bf84231abc5', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-71d1-82f0-2bf84231abba', '019d33ab-f280-71d1-82f0-2bf84231abc7', '127.0.0.1', 'Java-http-client/25.0.3', '2909rwkjlyu4yb9x9xp4zqop7', '{"credential_id":"019d33ab-f280-71d1-82f0-2bf84231abc7","expires_at":null,"imported":false}', NULL, NULL, NULL, 'a53473dab552688750d31dc10db1fc8400887bd11d1104d6c13c024b9de0f4e3', '7c9fbee74be2e4835c66a9c40a0887507a035c2d3509f0b7e7d799a576f0fcbc', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-71d1-82f0-2bf84231abc9', '019d33ab-f280-71d1-82f0-2bf84231abb8', 9, 1774688400000, 'token.issued', 'success', '019d33ab-f280-71d1-82f0-2bf84231abc5', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-71d1-82f0-2bf84231abc5', '019d33ab-f280-71d1-82f0-2bf84231abc7', '127.0.0.1', 'Java-http-client/25.0.3', '1km3pc514mfhi1321yoce9e682', '{"scope":"resumes:read","kid":"wO3toT1E6fMWOLgeiBUrzSHdDY3UdFokDmuZsiVrYFc","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, NULL, '7c9fbee74be2e4835c66a9c40a0887507a035c2d3509f0b7e7d799a576f0fcbc', '487028c489f1ab7fc7b05241791244721d2f67e830635e3988740ad71f7f34ef', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-71d1-82f0-2bf84231abca', '019d33ab-f280-71d1-82f0-2bf84231abb8', 10, 1774688400000, 'agent.deactivated_with_revocation', 'success', '019d33ab-f280-71d1-82f0-2bf84231abc5', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-71d1-82f0-2bf84231abba', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '8neqagfpzvbu1fu4ellvavnkf', '{"reason":"a drill","revoked_token_count":1}', NULL, NULL, NULL, '487028c489f1ab7fc7b05241791244721d2f67e830635e3988740ad71f7f34ef', '83d24bcbe6e3278e07f00ba9376c404c5912f85aef4567fe020ff95eea851d5e', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-71d1-82f0-2bf84231abcc', '019d33ab-f280-71d1-82f0-2bf84231abb8', 11, 1774688400000, 'api_key.created', 'success', '019d33ab-f280-71d1-82f0-2bf84231abbc', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-71d1-82f0-2bf84231abba', '019d33ab-f280-71d1-82f0-2bf84231abcb', '127.0.0.1', 'Java-http-client/25.0.3', '2t4nr6770nff93lp17sb6f002o', '{"key_id":"019d33ab-f280-71d1-82f0-2bf84231abcb","rotates_itself":true}', NULL, NULL, NULL, '83d24bcbe6e3278e07f00ba9376c404c5912f85aef4567fe020ff95eea851d5e', '5e4e94396d0613094f22ed2068d1a2101a038a789842e4f9a170e94392c5f1d3', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-71d1-82f0-2bf84231abce', '019d33ab-f280-71d1-82f0-2bf84231abb8', 12, 1774688400000, 'agent.created', 'success', '019d33ab-f280-71d1-82f0-2bf84231abcd', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-71d1-82f0-2bf84231abba', NULL, '127.0.0.1', 'Java-http-client/25.0.3', 'u7zmn6hs1rlt34opn3hydsv20', '{"name":"Planner","client_id":"019d33ab-f280-71d1-82f0-2bf84231abcd","agent_type":"custom","scopes":[]}', NULL, NULL, NULL, '5e4e94396d0613094f22ed2068d1a2101a038a789842e4f9a170e94392c5f1d3', '4e16a41e5a082a3d8adc1c65a84f1bf76701086e59665c73edfbbf8f8c256e03', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-71d1-82f0-2bf84231abd0', '019d33ab-f280-71d1-82f0-2bf84231abb8', 13, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-71d1-82f0-2bf84231abcd', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-71d1-82f0-2bf84231abba', '019d33ab-f280-71d1-82f0-2bf84231abcf', '127.0.0.1', 'Java-http-client/25.0.3', '37mhqea3ha30us9axovkjcs0', '{"credential_id":"019d33ab-f280-71d1-82f0-2bf84231abcf","expires_at":null,"imported":false}', NULL, NULL, NULL, '4e16a41e5a082a3d8adc1c65a84f1bf76701086e59665c73edfbbf8f8c256e03', 'd256c50450c5db476f9fe17e10cd476e2d7b14a404092455ed8ff1cbb40f2784', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-71d1-82f0-2bf84231abd2', '019d33ab-f280-71d1-82f0-2bf84231abb8', 14, 1774688400000, 'resource.created', 'success', NULL, '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-71d1-82f0-2bf84231abba', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '3808ycshv4ty313z8srrjpalta', '{"resource_id":"019d33ab-f280-71d1-82f0-2bf84231abd1","uri":"https://mcp.example.com/mcp","name":"Example Files","scopes":["files.read"]}', NULL, NULL, NULL, 'd256c50450c5db476f9fe17e10cd476e2d7b14a404092455ed8ff1cbb40f2784', '7a55e5f20e925499330f1ef7b62d8d0b7fbc54ad0f2e1a96c0bcbbd1319caefe', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
DELETE FROM audit_checkpoints;
INSERT INTO audit_checkpoints (number, taken_at, heads, prev_hash, hash, signature, kid)
VALUES (1, 1774688400000, '[{"chainId":"019d33ab-f280-71d1-82f0-2bf84231abb8","seq":14,"hash":"7a55e5f20e925499330f1ef7b62d8d0b7fbc54ad0f2e1a96c0bcbbd1319caefe","end":"closed"}]', '0000000000000000000000000000000000000000000000000000000000000000', '31778a662c4770da955164c9fd00e7832e110ef0a2819b547463a2a977b4322c', 'bJ5sQP2Rybp26_B__U8bPXAmJeE8KWyWTtnsWZz_eK8lSEFsPi8k6bb1dsKGTzznr_MtZTApByN27H-lb7iYAA', 'HEmnLguDvk9ELNSPCGOf75oZjXBl75Tt-0bSMvu1_GA');
DELETE FROM audit_anchors;
DELETE FROM audit_keys;
INSERT INTO audit_keys (kid, number, public_jwk, sealed_private, created_at)
VALUES ('HEmnLguDvk9ELNSPCGOf75oZjXBl75Tt-0bSMvu1_GA', 1, '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"HEmnLguDvk9ELNSPCGOf75oZjXBl75Tt-0bSMvu1_GA","x":"DMdNEKclsFESO3glaJeFU5js-yAmdy-oNJIpIRCxgnI","alg":"EdDSA"}', 'RBHzOi2CQMJXROZdIbgRSslAjdCUPRy8njDzYU0/I1QNRyZc0Was1Ek166ZNra38QyFqNwtwWw6+jzQdm1NEfiUexJM/gSeVQ+x0Jg==', 1774688400000);
DELETE FROM audit_openings;
INSERT INTO audit_openings (chain_id, opened_at, seq, hash, kid, signature)
VALUES ('019d33ab-f280-71d1-82f0-2bf84231abb8', 1774688400000, 0, '0000000000000000000000000000000000000000000000000000000000000000', 'HEmnLguDvk9ELNSPCGOf75oZjXBl75Tt-0bSMvu1_GA', 'COQSHz1b0Q-g61M8juczbkJbcOfNU0XSrz3wiAqxwB_twcM5Y2QPYPfiyjq60f_Co7kkiLORZkunU7gIT-29BA');
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
VALUES ('webhook-tokens', '019d33ab-f280-71d1-82f0-2bf84231abb8', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('scope-usage', '019d33ab-f280-71d1-82f0-2bf84231abb8', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('usage-agent-days', '019d33ab-f280-71d1-82f0-2bf84231abb8', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('webhooks', '019d33ab-f280-71d1-82f0-2bf84231abb8', 14);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('usage-hours', '019d33ab-f280-71d1-82f0-2bf84231abb8', 1);
DELETE FROM revoked_tokens;
INSERT INTO revoked_tokens (jti, agent_id, generation, expires_at, revoked_at, thumbprint, key_generation, family_id)
VALUES ('019d33ab-f280-71d1-82f0-2bf84231abc2', '019d33ab-f280-71d1-82f0-2bf84231abbc', 1, 1774692000000, 1774688400000, NULL, NULL, '019d33ab-f280-71d1-82f0-2bf84231abc3');
DELETE FROM ended_keys;
DELETE FROM ended_signing_keys;
DELETE FROM revoked_families;
DELETE FROM token_counts;
DELETE FROM revocation_floor;
DELETE FROM one_time_uses;
DELETE FROM operator_keys;
INSERT INTO operator_keys (key_id, secret_hash, name, scopes, is_first, created_by, created_at, rotated_at, last_used_at, expires_at, revoked_at, quarantined_at, quarantine_reason, organization_id)
VALUES ('019d33ab-f280-71d1-82f0-2bf84231abba', 'PtzEoggpsswc2X6hTEG9N84eAr5KISLFkV5Ukth6juI', 'first operator key', '*', 1, 'start', 1774688400000, NULL, 1774688400000, NULL, NULL, NULL, NULL, NULL);
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
VALUES ('019d33ab-f280-71d1-82f0-2bf84231abbc', 'agent', '019d33ab-f280-71d1-82f0-2bf84231abbc', '00000000-0000-7000-8000-000000000000', NULL, 'Courier', NULL, NULL, 'custom', NULL, '', 'logistics', NULL, 'active', NULL, NULL, 'parcels:read', 'client_credentials refresh_token', 3600, NULL, '{}', NULL, '019d33ab-f280-71d1-82f0-2bf84231abba', 1774688400000, 1774688400000, 1, 3, 'courierlogistics', NULL, NULL, 0, NULL, NULL, 0, NULL, '', 'full', 'confidential', '');
INSERT INTO agents (agent_id, kind, client_id, organization_id, team_id, name, description, email, agent_type, version, capabilities, owner, deployment_env, status, status_since, status_reason, scopes, grant_types, token_lifetime_seconds, token_signing_alg, metadata, expires_at, created_by, created_at, updated_at, generation, revision, search_text, dpop_jkt, dpop_jwk, key_generation, jwks, jwks_uri, fapi2, suspended_by, grantable_scopes, self_service, client_type, redirect_uris)
VALUES ('019d33ab-f280-71d1-82f0-2bf84231abc5', 'agent', '019d33ab-f280-71d1-82f0-2bf84231abc5', '00000000-0000-7000-8000-000000000000', NULL, 'Resume screener', NULL, NULL, 'custom', NULL, '', NULL, NULL, 'suspended', 1774688400000, 'a drill', 'resumes:read', 'client_credentials', 3600, NULL, '{}', NULL, '019d33ab-f280-71d1-82f0-2bf84231abba', 1774688400000, 1774688400000, 1774688400000, 3, 'resume screener', NULL, NULL, 0, NULL, NULL, 0, 'operator', '', 'full', 'confidential', '');
INSERT INTO agents (agent_id, kind, client_id, organization_id, team_id, name, description, email, agent_type, version, capabilities, owner, deployment_env, status, status_since, status_reason, scopes, grant_types, token_lifetime_seconds, token_signing_alg, metadata, expires_at, created_by, created_at, updated_at, generation, revision, search_text, dpop_jkt, dpop_jwk, key_generation, jwks, jwks_uri, fapi2, suspended_by, grantable_scopes, self_service, client_type, redirect_uris)
VALUES ('019d33ab-f280-71d1-82f0-2bf84231abcd', 'agent', '019d33ab-f280-71d1-82f0-2bf84231abcd', '00000000-0000-7000-8000-000000000000', NULL, 'Planner', NULL, 'planner@example.com', 'custom', NULL, '', NULL, NULL, 'active', NULL, NULL, '', 'client_credentials', 3600, NULL, '{}', NULL, '019d33ab-f280-71d1-82f0-2bf84231abba', 1774688400000, 1774688400000, 1, 2, 'plannerplanner@example.com', NULL, NULL, 0, NULL, NULL, 0, NULL, '', 'full', 'confidential', '');
DELETE FROM agent_emails;
INSERT INTO agent_emails (organization_id, email, agent_id)
VALUES ('00000000-0000-7000-8000-000000000000', 'planner@example.com', '019d33ab-f280-71d1-82f0-2bf84231abcd');
DELETE FROM agent_counts;
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'active', 'c', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', 'logistics', 'custom', 'active', 'c', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'active', 'c', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', 'logistics', 'custom', 'active', 'c', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'active', '5', 0);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'active', '5', 0);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'suspended', '5', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'suspended', '5', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'active', 'd', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'active', 'd', 1);
DELETE FROM agent_meters;
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-71d1-82f0-2bf84231abbc', 3, 2, 0, 1774688400000, 1774688400000, 1);
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-71d1-82f0-2bf84231abc5', 3, 1, 0, 1774688400000, 1774688400000, 1);
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-71d1-82f0-2bf84231abcd', 2, 0, 0, NULL, NULL, 0);
DELETE FROM agent_meters_settled;
INSERT INTO agent_meters_settled (id, number, chain_id, seq, next_seq)
VALUES (1, 1, '019d33ab-f280-71d1-82f0-2bf84231abb8', 14, NULL);
DELETE FROM agent_scope_uses;
DELETE FROM credentials;
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-71d1-82f0-2bf84231abbe', '019d33ab-f280-71d1-82f0-2bf84231abbc', 'keyed', 'XOyrwreH32oCmaDUfdNfMAjCtA9zUyX9VHTdc9BSLSA', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-71d1-82f0-2bf84231abc7', '019d33ab-f280-71d1-82f0-2bf84231abc5', 'keyed', 'QYnMFRGmG-e4FpYqYsR7KS8tAcMY8eSsCZuhFehdl2E', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-71d1-82f0-2bf84231abcf', '019d33ab-f280-71d1-82f0-2bf84231abcd', 'keyed', 'wse6tcq7Plk8YtNh6bjl0BluuXIOhFBrNkg_6RCZdXY', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
DELETE FROM credential_rotations;
DELETE FROM known_secrets;
DELETE FROM api_keys;
INSERT INTO api_keys (key_id, agent_id, key_hash, rotation_hash, state, created_at, activated_at, replaces, last_used_at, ended_at, ended_by, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-71d1-82f0-2bf84231abcb', '019d33ab-f280-71d1-82f0-2bf84231abbc', 'NTD3I-X9SzZV4yzMHxsHHuB8LIS0s8XnaoFtnGsJjMg', 'IrxbEfcRtHug1hDCHva0e9SBfiwoSj2x_HLFX52Himc', 'active', 1774688400000, 1774688400000, NULL, NULL, NULL, NULL, NULL, NULL);
DELETE FROM invites;
DELETE FROM registrations;
DELETE FROM unclaimed_registrations;
INSERT INTO unclaimed_registrations (is_only, unclaimed)
VALUES (1, 0);
DELETE FROM signing_keys;
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('jljyXfXw5hGz36Oh4DjHGOsxPZFv1nVpe61u4cibfI0', 'RS256', 'next', '{"kty":"RSA","e":"AQAB","use":"sig","kid":"jljyXfXw5hGz36Oh4DjHGOsxPZFv1nVpe61u4cibfI0","alg":"RS256","n":"rmFeltKGSCuBjC23YSS0LAka124s8ZojMhiagwslGUGfU_-cpAOn6B4qHAvUez4wc64BtlFlZh1EuYIN69Ss_UwN14OVgm1W1OJObt7nTFWV629u7Bmcr4_DOt9u0JcdhTrZfSSRhFQ6qOLAHg8f9JPXXKGxhsB5evcFOS3FIr7YMyRn4WAgjdLaNm_Keh3FGe2GjbOtVdQ6uw8jWxxTFEXwroHKhN3_gxz1Ymx_yhZK6k4fiNXFaWCt_WwgmtGbat5vt8QFidluCeuny_xg8MxoIQi_461Kg5ySUs47xBh1gJhL0bo03ifTksvooor0efRn1szODub9uF2DM8w2TQ"}', 'IOLkeiuVuW5VOmBSIixqcKNBtQT7qHQgkZ/MPVfm5uzdLr9DLK4faFqvIxgk1bbV4KsefTh5fSjUfLpgGJfZxch6ALjfc4aOqmN+h7HdmNtCL0t6OdCw9dWBwsMNSK59nmxP6FOtNpe36ADLp7aHLAA4aeL7nimjVp8b5HuZLNYPxkOf2NahFi/MMrPzRUnQovVQ5THrBC7xpdxqWHh3k/cQxsgN8XHAwwj5VnGWdzQOmoLjtnrvZ0WazUhRQhv2NMJf5DD2OphtFQbFTIuf2HZ6VcmWGoT7lq1U8cdkceWy3DFcoFIhZ7OuFRRUbpzCRRYRmAG7cTb67y9CoSGe3fQxkQ688OjQEgA1pTJ40JbLIhGjRbcGEKsTaJpweEw53Rtn28f/APUBdYordpS+ovM1la8JmEctaDMlQmvPgTWp0Q2t4pYnjwCahpd7W+FbZ+YA2jEkuZCwPNS9g72zgU1MC6oO036UcsrnFZnqUdA3TPOkvWyhngJVU7AZtDWBVmRvdNyc086Jyxf0vbF1u+A0Ot2Ehs3GlohwpZHJkfpLPq58zqOYoCo2L36ZbZfGENiSp8J78vgC6AmSACwyYq+CHyRPpYMIvB2pVz17QyCgf1JWoTAVtliw+flW7jybevG4Uv50jbJQ/f3xPfbrQwS6FU7DcGHU/zVX0Kk+5BUTAOj8K78o8fS2ifzaXiQCeyCFbH7XebREhehp/qZpqnAsqvDUWJWVVndOKYRz9Nj0VBTvjSH3b4J9p/8c2GbMpS0c53vLTiKWxIWRozGc6dU9PoyputhkwEmaR2fWHHuXZ7/+FydIQpSK3uvchUDoCKWwu7Y9RwbTeNl576j6ASo/Nq7lcwqH8Xs0JqIcS/SUdE9q1aQHkKAEq0ON1VzJks16YQR626bKncUNaMBIXNAhA9uMo1rht8VlVHsvPCygwXEbsxLbobEoMO76XQOKxowLdOIrBlgrC4lj4BR+IxdLLDB2RgZbunbFythdcdiUAlndhhr1kRrQQMFTr7MRmG6VOPS55BRGqOEkJPO74o+9AerlfdyegS4AGNA/qXdkBUTwa4Sj5YEZqqot7vXGktQqARcSTnwmXnPYsTJJ6PcPhuBIZn9CBYJ3s8gzyzsdrjaOsy/puwpsTbSPyDcGf8Hmp3O/a1NZUCjehvLKbfeJI3YSBZLEZ9gNK2W4NDSsqE+JBenNWV/hhSfFp2a+/LGKbuZU7zIN/EQJYOCLB20uQnr3AeIwWwuw02AmQG8Yc+VlNTOFJikMcgQzWDga6fTJSlnXS6IqQ7giFv/W6+HMAAutMuEbTlucWFFZgxEUkdEWZmxGuXpi65TM4KBcsiH8sESe9eFq9f42C0wjsuyDqQSohp913VgxWlGfet0Milpxem4Jen/j0ZKiMfg5s2WE4pA8Rk3BjTgQNQXibUrBO+TINwfvWUt82po3aOcUQlrRNnPoYa1JsrfbuhRfuNPOPLqiiRMpiPLUlv8SzmOCkoms30apow+G3624dwGFtQCv9Jixk7GoQdlaAS2O51AViZ9soKjF56uwgxdYPrtYUE6CJUq/FPphqCqGelNr+oKATiTDgdq3qLN/Zgo5u+vxHGFH/HMfzqtYzmkG19sYh41tUWqclxZfZ50dfHv+qNmoOyGGALr1iLgbaw==', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('wO3toT1E6fMWOLgeiBUrzSHdDY3UdFokDmuZsiVrYFc', 'RS256', 'current', '{"kty":"RSA","e":"AQAB","use":"sig","kid":"wO3toT1E6fMWOLgeiBUrzSHdDY3UdFokDmuZsiVrYFc","alg":"RS256","n":"kKlmkS2zhUekKxoxGfPrg2cM8SKHhUAaKOa0r4lq2yaFch6KJauVFPQfTIyYC93M5NER88ymj8tfeNW7al_ATyuPnrlG7L7K7BLwudRzB7M7qt4fmb7e2HZYi5kgcp5gzzodbKhxBgEOJEw3DYE6D9yrCA5kxjSJ8ZtlWZzTu3SQ04_B82zSBJUYFsJkW5JRFf5-j5dEYLJVWu_F8Obj3M_XahSO7-UgkrxcaOXSgq9l7zcDP3D4cszNe3cC_nM-S8AuedD3s1Fq6OZRRclAmPzt_3xYydIJy_SG_YL48Z6Gb8oqGgg2a7XnRTowgg16DRo8K5ehUX5pJc0WCPWuNQ"}', 'efvvkmVCpDkqiTgncpek3nTPid/g/hX5SQhDQVkZwClJN987Jz53xdyV+eJEMx0rRfAGzX8HRQaSVKBce7hkOLHIU2EBhQFt1OmfhnPVUb4eRquTXR6zMzY36oYn82kXizuV0EINFkgijA4EMwbcN6+50vTI2K+2ZiyhOgF0gvbZqHSmsls1qS2ac/zCmLQQu9bds8/bdMmbOgUkkC8Jjy40ARBj1otH6bCkVY5FQtXCG1CKqQ3+rhzWeDXHpHWCOTDWU+9iNb+pJFdT2ZUw/KUJfcfehn1KL0mQISbcQnwGHhZ6kScKgduVEzz1jENZgdRZBP4j82k3Rk56gUAVi62oi5AHvGXZhAh/qmvcFtpdDdSLVbKpRFmwsjO+oPwj7SLX3DXNrceistacBVpW8u4b6na8XDH8fz3PiVQxoW22Ap/pE23U8D8ECfC2gntIxnf0Awla+neXl4+OrPiuJAC56LvKJ7GcPeUxv0WrSyPnLckHMsudPPEkzIRvt/eUQcADo6/wdGevWhbp4OT7xEqsUhay8bpN874v0e1nJHqhOQdKXBCvgJ2v+lTDuLU39ONx3vgbg6vtuioh0TmWuLk9xvGMl74rZkQXC0Oe6vcBlqbLfsnbTw4NEO+uQBYJexaPAVnE2nrjnVDBkevx4hw4XuMm3fk0EAsCtWN7GbDxoiT64UYBzvHE07dEmCQmlFpWTaDPo6SachvZt4icSdH5phrSvLQNxQD4uaCVrI8DJdqk+GEJYpHOLX9ptnHFhp20mWRfIAIpJjeuO6hD2r1YKJxaoELhxBwThm2PzZr4MXzzEVmLPVElVBFzUvWc0jxf/1JSTzuJGFlyy6HaDhOPYk9SnRX7+EY61afQt/aGe7Qgl3JSKE6rEjtwZIoLZtqZxGMhHpESMorjc2ry6AmPQEABLD5gY8ssc3lnBnumRZfuOa0ubL4BixAXi007anxKArG6x++nkDqXN/ArvPGG6ur0ZY3uZOAd5asQ5w8krY/CibCxNXQyvrpjKyQh69BfLQckh6dLfUhBPeeQNv7JQNUUPopWGUaLWOA9jesI5fqjWBuDkRVTvZqPA+lZAh9bWmXUKIEU7wShVzpHO3xRrKSLRs9orAIFB2xfsMoxQYr5MEeqx5ZVMsY6aM+7wE15fC7jxvw0iVAux7ZiiV8dd85u4PLyBGInAxnLJDoHMU+ifldIyXXtizSzoTDTqm2XOfcq04WpSLKBAJnIcS3kO4twtc6BcMrfXjprNqCtvoTCfcbDwM4KbdW7w1dKCZ0V3IyciwdN6dkPiG40IOKhIJESdpyXzT1Vvnf3ER6FZiGH9ASMzUZiD/nfYF6pMhQH3bg8IeLj22iMmWZkMB88gFhXiS1sEdwKAOaxzoOENZeTzRyUxfc6ZBXr0w2DN6tdVZBzE7HEg2QkQ/LkBto7fujOFn6aR6QCBQ+KfkjFakySA3WFy7aHXN6RFJGzKHiqIvymiyx2biOsKoP+qSjxRsLQENwbZYkJvSwiCCmUOTI8rVPDpWy3L+FpoZpI5LPR3BkX52Hxdc7um5+B0P90AFLtpno0ezXmmO2wOdbF/RXoauzfWlyjRAIjL/Szw0UQE4+i9WN2xx6BfXf8TR4cGW55aA2bkw5inRwR3GUkEZ/LBkgj8X5gyp1Tsg==', 1774688400000, 1774688400000, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('qZeCgfIfnbXIAcL4l7WMZSmCx35Anx0PgH4F6cpkLzw', 'ES256', 'next', '{"kty":"EC","use":"sig","crv":"P-256","kid":"qZeCgfIfnbXIAcL4l7WMZSmCx35Anx0PgH4F6cpkLzw","x":"WsnHtdYZiaugCpWyD1Xv9H6xq12ylC6y2e93qo8QuQ8","y":"ufdp7_O2KBLXvoQaPKiadND8JBEoa0ryzRb0UKSZi4c","alg":"ES256"}', 'tl484Z+hcNPjhtmpeyp9y8XG5b4TZcvc0CF8CIt0Jh2P4fxpRGssuAyKFSqrxI16eY0dyrs+WBRSEiZwmL2HNx4v6/JFYdDWyZxbQcFWeWWzO1fKnDdGFy5+M0D+Ol8WnLcATp1a3dmyl3UplIrkvckTZHNsU7ES97gBVHDLKARfHB2hByHpRvITQsQB353zGIliFYDVVdP1Zsq1h1SFFmARQXdSZg==', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('SpKxXCd8i163bvccnJcFu7mYHu6kV_S2b9c3KZau3co', 'ES256', 'current', '{"kty":"EC","use":"sig","crv":"P-256","kid":"SpKxXCd8i163bvccnJcFu7mYHu6kV_S2b9c3KZau3co","x":"YpSlm9phnl4l-JjSyq869CjxlgEBmrln8JzBvpYF3DA","y":"acWhUboQhONBcRKkHj4IBj0JcAi8PjiP4m3VAyTAIag","alg":"ES256"}', 'dmNmvCkQliBXNV7E/vTJjPjxq50Z9jzZF7Mfs/r+QWPYQRz9jheC6MoVqXNEzSflcu1dauTN9j4hsoL0x4gzDJYWZp0mKZfFEAD5swkCG7ZWoiCDz9dPv9bWRloIxNlsgLs3uzu6lfLPz+J1IezjBVvHolSPk2twGzeOD8YbAv+a9cX4xbsGyIwKtejhbPY5/poZmddnY7jr0h2r3PTnYuClW6pycw==', 1774688400000, 1774688400000, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('HG1VxpxLZZq0rQhaIFf6E19tyWpqrtKGu-DGp_FdTaQ', 'EdDSA', 'next', '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"HG1VxpxLZZq0rQhaIFf6E19tyWpqrtKGu-DGp_FdTaQ","x":"zWq9Ze7lV5RxneLcx5Qw6EfTNieZGhxce0LtweYXn48","alg":"EdDSA"}', 'av+vnp4WY6kziYAIRBPqQMa5Ah9afePYS1CHUYrukMQ+ecinNHghIwDjrre4DRR11fbjds79yG+yMDhZV+We/FQdEnPTDa4/h7dXrA==', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('kWXeAThxQLg-6k3VOs669HdvNZZcjQdImXsCMTbUWhI', 'EdDSA', 'current', '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"kWXeAThxQLg-6k3VOs669HdvNZZcjQdImXsCMTbUWhI","x":"9fNDMsuinDLOiEUDTse0MyyL_zvM9CIzWtn-vXEVSUA","alg":"EdDSA"}', 'vfh3rN8KA6IZvCJjm9+CKApTTD2yYQEQWBo1upjk+z1gDWyqc6Rqp+zVN5pFcYwMNvLRzipZ3XWVv9cUVkBmMzUv2hcfbZ1tczWKnw==', 1774688400000, 1774688400000, NULL, NULL);
DELETE FROM master_key_check;
INSERT INTO master_key_check (id, value)
VALUES (1, 'FtbwiyRWVnPCr3eYP9W4QKZHzhnpbpG0N-Xk2MCnkO4');
DELETE FROM withdrawn_keys;
DELETE FROM refresh_families;
DELETE FROM token_families_carried;
INSERT INTO token_families_carried (id, since)
VALUES (1, 1774688400000);
DELETE FROM refresh_rotations;
DELETE FROM console_activity;
INSERT INTO console_activity (minute, node, counter, counted)
VALUES (1774688400000, '019d33ab-f280-71d1-82f0-2bf84231abb9', 'issued', 3);
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
VALUES ('019d33ab-f280-71d1-82f0-2bf84231abd1', '00000000-0000-7000-8000-000000000000', 'https://mcp.example.com/mcp', 'Example Files', 3600, 0, 'members', 'active', 0, 1, 1774688400000, 1774688400000);
DELETE FROM resource_uris;
INSERT INTO resource_uris (comparison_form, resource_id, uri, position)
VALUES ('https://mcp.example.com/mcp', '019d33ab-f280-71d1-82f0-2bf84231abd1', 'https://mcp.example.com/mcp', 0);
DELETE FROM resource_scopes;
INSERT INTO resource_scopes (resource_id, name, position, title, description, risk, is_default, is_optional, implies)
VALUES ('019d33ab-f280-71d1-82f0-2bf84231abd1', 'files.read', 0, 'Read your files', '', 'low', 0, 0, '[]');
DELETE FROM consents;
DELETE FROM consent_connections;
