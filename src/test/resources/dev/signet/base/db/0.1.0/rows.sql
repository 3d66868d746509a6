DELETE FROM expiry_clock;
DELETE FROM stored_responses;
DELETE FROM audit_events;
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-712d-96b7-5d76f39ab332', '019d33ab-f280-712d-96b7-5d76f39ab32f', 1, 1774688400000, 'operator.key_created', 'success', NULL, NULL, 'system', 'start', NULL, '', '', '', '{"key_id":"019d33ab-f280-712d-96b7-5d76f39ab331","name":"first operator key","scopes":["*"]}', NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', 'fd37ac57b12dc6a99bb7e8de23902b79e306736a9e59343711def16253086c0b', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-712d-96b7-5d76f39ab334', '019d33ab-f280-712d-96b7-5d76f39ab32f', 2, 1774688400000, 'agent.created', 'success', '019d33ab-f280-712d-96b7-5d76f39ab333', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-712d-96b7-5d76f39ab331', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '32efceu3z4aiw1q7x5jvgcipj5', '{"name":"Courier","client_id":"019d33ab-f280-712d-96b7-5d76f39ab333","agent_type":"custom","scopes":["parcels:read"]}', NULL, NULL, NULL, 'fd37ac57b12dc6a99bb7e8de23902b79e306736a9e59343711def16253086c0b', '434e3283a43e927a0dd136da883227153ec9a8f58f4c6aedc5e9cb13bc1fc5f0', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-712d-96b7-5d76f39ab336', '019d33ab-f280-712d-96b7-5d76f39ab32f', 3, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-712d-96b7-5d76f39ab333', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-712d-96b7-5d76f39ab331', '019d33ab-f280-712d-96b7-5d76f39ab335', '127.0.0.1', 'Java-http-client/25.0.3', '2wpztmiih7e6b1flvc8lsx941j', '{"credential_id":"019d33ab-f280-712d-96b7-5d76f39ab335","expires_at":null,"imported":false}', NULL, NULL, NULL, '434e3283a43e927a0dd136da883227153ec9a8f58f4c6aedc5e9cb13bc1fc5f0', 'da2e2c3c30a7db4a1673576b705e6c17346f55d92d8a6edfc06c6a27e4bd4e72', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-712d-96b7-5d76f39ab337', '019d33ab-f280-712d-96b7-5d76f39ab32f', 4, 1774688400000, 'token.issued', 'success', '019d33ab-f280-712d-96b7-5d76f39ab333', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-712d-96b7-5d76f39ab333', '019d33ab-f280-712d-96b7-5d76f39ab335', '127.0.0.1', 'Java-http-client/25.0.3', '5mg5bdearfaq24oz6krfvueq4', '{"scope":"parcels:read","kid":"jfGQ_cE87V67_WOkBVeeZyRuxKAKO3biIey1UjhbWZA","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, '019d33ab-f280-712d-96b7-5d76f39ab337', 'da2e2c3c30a7db4a1673576b705e6c17346f55d92d8a6edfc06c6a27e4bd4e72', '694c77bc3bd346f637a1f43558b5634a665e8e2ca045a5dca55bb86de64318cb', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-712d-96b7-5d76f39ab338', '019d33ab-f280-712d-96b7-5d76f39ab32f', 5, 1774688400000, 'token.issued', 'success', '019d33ab-f280-712d-96b7-5d76f39ab333', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-712d-96b7-5d76f39ab333', '019d33ab-f280-712d-96b7-5d76f39ab335', '127.0.0.1', 'Java-http-client/25.0.3', '3cpr08zhkebdh1j5h1slemf0zo', '{"scope":"parcels:read","kid":"jfGQ_cE87V67_WOkBVeeZyRuxKAKO3biIey1UjhbWZA","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, '019d33ab-f280-712d-96b7-5d76f39ab338', '694c77bc3bd346f637a1f43558b5634a665e8e2ca045a5dca55bb86de64318cb', 'c903e02eab8579828f55515401106d9dc94fe95627053986d6ee0dc8e8815f4b', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-712d-96b7-5d76f39ab339', '019d33ab-f280-712d-96b7-5d76f39ab32f', 6, 1774688400000, 'token.revoked', 'success', '019d33ab-f280-712d-96b7-5d76f39ab333', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-712d-96b7-5d76f39ab331', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '5588n63x2qd813h2aoijwm98i', '{"what":"access_token","id":"019d33ab-f280-712d-96b7-5d76f39ab338","revoked_token_count":1}', NULL, NULL, NULL, 'c903e02eab8579828f55515401106d9dc94fe95627053986d6ee0dc8e8815f4b', '25f8b5c231c064e454c81144e0696a80febe66029012d72cdf95c0eec106f091', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-712d-96b7-5d76f39ab33b', '019d33ab-f280-712d-96b7-5d76f39ab32f', 7, 1774688400000, 'agent.created', 'success', '019d33ab-f280-712d-96b7-5d76f39ab33a', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-712d-96b7-5d76f39ab331', NULL, '127.0.0.1', 'Java-http-client/25.0.3', 'b8xsr8p5o901opfb84r9xx05', '{"name":"Resume screener","client_id":"019d33ab-f280-712d-96b7-5d76f39ab33a","agent_type":"custom","scopes":["resumes:read"]}', NULL, NULL, NULL, '25f8b5c231c064e454c81144e0696a80febe66029012d72cdf95c0eec106f091', 'a50e378cd3d8424fd1ab41ac5f337dc345f2660afb38beb030ba9156c40d8592', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-712d-96b7-5d76f39ab33d', '019d33ab-f280-712d-96b7-5d76f39ab32f', 8, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-712d-96b7-5d76f39ab33a', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-712d-96b7-5d76f39ab331', '019d33ab-f280-712d-96b7-5d76f39ab33c', '127.0.0.1', 'Java-http-client/25.0.3', '34hy08zbxrv5gw34h9m995o56', '{"credential_id":"019d33ab-f280-712d-96b7-5d76f39ab33c","expires_at":null,"imported":false}', NULL, NULL, NULL, 'a50e378cd3d8424fd1ab41ac5f337dc345f2660afb38beb030ba9156c40d8592', 'd374418e6356a9b48a8b6f63ccab67901346a9eca7969ee52f49e04346a3fc59', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-712d-96b7-5d76f39ab33e', '019d33ab-f280-712d-96b7-5d76f39ab32f', 9, 1774688400000, 'token.issued', 'success', '019d33ab-f280-712d-96b7-5d76f39ab33a', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-712d-96b7-5d76f39ab33a', '019d33ab-f280-712d-96b7-5d76f39ab33c', '127.0.0.1', 'Java-http-client/25.0.3', 'vx19nh6857g51urfj4l62zv4t', '{"scope":"resumes:read","kid":"jfGQ_cE87V67_WOkBVeeZyRuxKAKO3biIey1UjhbWZA","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, NULL, 'd374418e6356a9b48a8b6f63ccab67901346a9eca7969ee52f49e04346a3fc59', 'a5c9244767b31c1b84092df4079a57138e563d7217724fb93fa8a6fad41a802e', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-712d-96b7-5d76f39ab33f', '019d33ab-f280-712d-96b7-5d76f39ab32f', 10, 1774688400000, 'agent.deactivated_with_revocation', 'success', '019d33ab-f280-712d-96b7-5d76f39ab33a', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-712d-96b7-5d76f39ab331', NULL, '127.0.0.1', 'Java-http-client/25.0.3', 'm02ouc6i4ok1iqiiqt8i25zu', '{"reason":"a drill","revoked_token_count":1}', NULL, NULL, NULL, 'a5c9244767b31c1b84092df4079a57138e563d7217724fb93fa8a6fad41a802e', '3ffb0ebdc0a41e29fe4129a2e8551c205a89891abe8c56631dc3a326461b090e', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-712d-96b7-5d76f39ab341', '019d33ab-f280-712d-96b7-5d76f39ab32f', 11, 1774688400000, 'api_key.created', 'success', '019d33ab-f280-712d-96b7-5d76f39ab333', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-712d-96b7-5d76f39ab331', '019d33ab-f280-712d-96b7-5d76f39ab340', '127.0.0.1', 'Java-http-client/25.0.3', 'eow6nticcp3q3uwgeqy2iddch', '{"key_id":"019d33ab-f280-712d-96b7-5d76f39ab340","rotates_itself":true}', NULL, NULL, NULL, '3ffb0ebdc0a41e29fe4129a2e8551c205a89891abe8c56631dc3a326461b090e', 'fc3485cbe0f06e5511ec9dee6f516e2afe2998275098008052063b00270b607c', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-712d-96b7-5d76f39ab343', '019d33ab-f280-712d-96b7-5d76f39ab32f', 12, 1774688400000, 'agent.created', 'success', '019d33ab-f280-712d-96b7-5d76f39ab342', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-712d-96b7-5d76f39ab331', NULL, '127.0.0.1', 'Java-http-client/25.0.3', 'wsu24tevcvem3ev8oxbpxz5ve', '{"name":"Planner","client_id":"019d33ab-f280-712d-96b7-5d76f39ab342","agent_type":"custom","scopes":[]}', NULL, NULL, NULL, 'fc3485cbe0f06e5511ec9dee6f516e2afe2998275098008052063b00270b607c', '4360a283889beaa92f7189bd93b821e06678489e328d4c16e7988c86e340679c', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-712d-96b7-5d76f39ab345', '019d33ab-f280-712d-96b7-5d76f39ab32f', 13, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-712d-96b7-5d76f39ab342', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-712d-96b7-5d76f39ab331', '019d33ab-f280-712d-96b7-5d76f39ab344', '127.0.0.1', 'Java-http-client/25.0.3', '2vtrd82o50tt31x0yz4ddehg9a', '{"credential_id":"019d33ab-f280-712d-96b7-5d76f39ab344","expires_at":null,"imported":false}', NULL, NULL, NULL, '4360a283889beaa92f7189bd93b821e06678489e328d4c16e7988c86e340679c', 'aa763a8c63874d00c49c6793fc95907d6c4d695a69941472e80fb870c48b148f', NULL, NULL, NULL, NULL);
DELETE FROM audit_checkpoints;
INSERT INTO audit_checkpoints (number, taken_at, heads, prev_hash, hash, signature, kid)
VALUES (1, 1774688400000, '[{"chainId":"019d33ab-f280-712d-96b7-5d76f39ab32f","seq":13,"hash":"aa763a8c63874d00c49c6793fc95907d6c4d695a69941472e80fb870c48b148f","end":"closed"}]', '0000000000000000000000000000000000000000000000000000000000000000', '9c347d6f453f69a13440ba6d513b251466e33a56322e7a5d6a6801727fb71de3', 'xXpSHpcENUuxw53S4rnz6L8b0-bW8Myn42hWy4z6wmBoRVHNkhQc0OHQVCgw3_DZLVC7Sggv8pj1y8ViUdF-Cw', 'Umgmppfnzi7JRprm4AhIoS68OerM5t2AoImhxQxlrFU');
DELETE FROM audit_anchors;
DELETE FROM audit_keys;
INSERT INTO audit_keys (kid, number, public_jwk, sealed_private, created_at)
VALUES ('Umgmppfnzi7JRprm4AhIoS68OerM5t2AoImhxQxlrFU', 1, '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"Umgmppfnzi7JRprm4AhIoS68OerM5t2AoImhxQxlrFU","x":"MXsN1szRBRbdPOaqJTLrS3gl8hJJ8FyY0xIBG4e6Wa8","alg":"EdDSA"}', 'w2L4uMRdWsJ4lQvNSnWTFNampnKXgKoi7XWRu7xX/QyFEIuYE8SmSCL1zXHGcqDHC7/FvDS1RhAq8w+Fw4VjGFGGc4eJvlLBKYmsWQ==', 1774688400000);
DELETE FROM audit_openings;
INSERT INTO audit_openings (chain_id, opened_at, seq, hash, kid, signature)
VALUES ('019d33ab-f280-712d-96b7-5d76f39ab32f', 1774688400000, 0, '0000000000000000000000000000000000000000000000000000000000000000', 'Umgmppfnzi7JRprm4AhIoS68OerM5t2AoImhxQxlrFU', '6RgeLIYk6mTVZxXGftrqkI-RF72LcKHE7wQemO5BCuQ3AjyISPdX4ppc8MBuMZj3THm4hW8uti_4EobXSxB0Bg');
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
VALUES ('usage-hours', '019d33ab-f280-712d-96b7-5d76f39ab32f', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('webhook-tokens', '019d33ab-f280-712d-96b7-5d76f39ab32f', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('usage-agent-days', '019d33ab-f280-712d-96b7-5d76f39ab32f', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('scope-usage', '019d33ab-f280-712d-96b7-5d76f39ab32f', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('webhooks', '019d33ab-f280-712d-96b7-5d76f39ab32f', 13);
DELETE FROM revoked_tokens;
INSERT INTO revoked_tokens (jti, agent_id, generation, expires_at, revoked_at, thumbprint, key_generation, family_id)
VALUES ('019d33ab-f280-712d-96b7-5d76f39ab338', '019d33ab-f280-712d-96b7-5d76f39ab333', 1, 1774692000000, 1774688400000, NULL, NULL, '019d33ab-f280-712d-96b7-5d76f39ab338');
DELETE FROM ended_keys;
DELETE FROM ended_signing_keys;
DELETE FROM revoked_families;
DELETE FROM token_counts;
DELETE FROM revocation_floor;
DELETE FROM one_time_uses;
DELETE FROM operator_keys;
INSERT INTO operator_keys (key_id, secret_hash, name, scopes, is_first, created_by, created_at, rotated_at, last_used_at, expires_at, revoked_at, quarantined_at, quarantine_reason, organization_id)
VALUES ('019d33ab-f280-712d-96b7-5d76f39ab331', '5IODlPH1jj7mHoB2ZgSNaTo--cOhHheOcYedCfc7DjY', 'first operator key', '*', 1, 'start', 1774688400000, NULL, 1774688400000, NULL, NULL, NULL, NULL, NULL);
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
VALUES ('019d33ab-f280-712d-96b7-5d76f39ab333', '019d33ab-f280-712d-96b7-5d76f39ab333', '00000000-0000-7000-8000-000000000000', NULL, 'Courier', NULL, NULL, 'custom', NULL, '', 'logistics', NULL, 'active', NULL, NULL, 'parcels:read', 'client_credentials refresh_token', 3600, NULL, '{}', NULL, '019d33ab-f280-712d-96b7-5d76f39ab331', 1774688400000, 1774688400000, 1, 3, 'courierlogistics', NULL, NULL, 0, NULL, NULL, 0, NULL, '', 'full');
INSERT INTO agents (agent_id, client_id, organization_id, team_id, name, description, email, agent_type, version, capabilities, owner, deployment_env, status, status_since, status_reason, scopes, grant_types, token_lifetime_seconds, token_signing_alg, metadata, expires_at, created_by, created_at, updated_at, generation, revision, search_text, dpop_jkt, dpop_jwk, key_generation, jwks, jwks_uri, fapi2, suspended_by, grantable_scopes, self_service)
VALUES ('019d33ab-f280-712d-96b7-5d76f39ab33a', '019d33ab-f280-712d-96b7-5d76f39ab33a', '00000000-0000-7000-8000-000000000000', NULL, 'Resume screener', NULL, NULL, 'custom', NULL, '', NULL, NULL, 'suspended', 1774688400000, 'a drill', 'resumes:read', 'client_credentials', 3600, NULL, '{}', NULL, '019d33ab-f280-712d-96b7-5d76f39ab331', 1774688400000, 1774688400000, 1774688400000, 3, 'resume screener', NULL, NULL, 0, NULL, NULL, 0, 'operator', '', 'full');
INSERT INTO agents (agent_id, client_id, organization_id, team_id, name, description, email, agent_type, version, capabilities, owner, deployment_env, status, status_since, status_reason, scopes, grant_types, token_lifetime_seconds, token_signing_alg, metadata, expires_at, created_by, created_at, updated_at, generation, revision, search_text, dpop_jkt, dpop_jwk, key_generation, jwks, jwks_uri, fapi2, suspended_by, grantable_scopes, self_service)
VALUES ('019d33ab-f280-712d-96b7-5d76f39ab342', '019d33ab-f280-712d-96b7-5d76f39ab342', '00000000-0000-7000-8000-000000000000', NULL, 'Planner', NULL, 'planner@example.com', 'custom', NULL, '', NULL, NULL, 'active', NULL, NULL, '', 'client_credentials', 3600, NULL, '{}', NULL, '019d33ab-f280-712d-96b7-5d76f39ab331', 1774688400000, 1774688400000, 1, 2, 'plannerplanner@example.com', NULL, NULL, 0, NULL, NULL, 0, NULL, '', 'full');
DELETE FROM agent_emails;
INSERT INTO agent_emails (organization_id, email, agent_id)
VALUES ('00000000-0000-7000-8000-000000000000', 'planner@example.com', '019d33ab-f280-712d-96b7-5d76f39ab342');
DELETE FROM agent_counts;
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'active', '3', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', 'logistics', 'custom', 'active', '3', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'active', '3', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', 'logistics', 'custom', 'active', '3', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'active', 'a', 0);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'active', 'a', 0);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'suspended', 'a', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'suspended', 'a', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'active', '2', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'active', '2', 1);
DELETE FROM agent_meters;
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-712d-96b7-5d76f39ab333', 3, 2, 0, 1774688400000, 1774688400000, 1);
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-712d-96b7-5d76f39ab33a', 3, 1, 0, 1774688400000, 1774688400000, 1);
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-712d-96b7-5d76f39ab342', 2, 0, 0, NULL, NULL, 0);
DELETE FROM agent_meters_settled;
INSERT INTO agent_meters_settled (id, number, chain_id, seq, next_seq)
VALUES (1, 1, '019d33ab-f280-712d-96b7-5d76f39ab32f', 13, NULL);
DELETE FROM agent_scope_uses;
DELETE FROM credentials;
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-712d-96b7-5d76f39ab335', '019d33ab-f280-712d-96b7-5d76f39ab333', 'keyed', 'yBsursTVO3L7HvBPIKEkUz_qul87nNOMpcog1SsiPKo', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-712d-96b7-5d76f39ab33c', '019d33ab-f280-712d-96b7-5d76f39ab33a', 'keyed', 'tGbfXYrjTxKg3Ht0Ngui-Hf4gax9EraVOty9Xbvgp6M', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-712d-96b7-5d76f39ab344', '019d33ab-f280-712d-96b7-5d76f39ab342', 'keyed', 'Fk9263mq64s2cEiNnU1sOI20Cz5qJzUH7jBvCns58TA', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
DELETE FROM credential_rotations;
DELETE FROM known_secrets;
DELETE FROM api_keys;
INSERT INTO api_keys (key_id, agent_id, key_hash, rotation_hash, state, created_at, activated_at, replaces, last_used_at, ended_at, ended_by, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-712d-96b7-5d76f39ab340', '019d33ab-f280-712d-96b7-5d76f39ab333', 'VpbGV3ScFljEkiZrRILHkb60IRGisBO_6jo8jR8DVBI', 'E33i3OuwgkMYJlg3MrXprWQ21sHfus_QAyQuJKL8CmM', 'active', 1774688400000, 1774688400000, NULL, NULL, NULL, NULL, NULL, NULL);
DELETE FROM invites;
DELETE FROM registrations;
DELETE FROM unclaimed_registrations;
INSERT INTO unclaimed_registrations (is_only, unclaimed)
VALUES (1, 0);
DELETE FROM signing_keys;
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('HAXxUl0zwMQtQKss0HV5Mc70H9LZHA9uEwxfaNzwiw4', 'RS256', 'next', '{"kty":"RSA","e":"AQAB","use":"sig","kid":"HAXxUl0zwMQtQKss0HV5Mc70H9LZHA9uEwxfaNzwiw4","alg":"RS256","n":"oGI_YTjoUkZF8Rev0GuVm4nFdi_D_bPT9uzddo8CTTezFqgaNG-W9I-IN41nKv4UlIZJeUR_skMoLy-MchOTh1PHrg0MYvq8HpuHoVegsNnXwkK3Xk1Do8mcVT_JYZLXyPjzAgFPvLcjcsZVW8C6wQMXCie_jCuex-LJT8UQb33mobSiSW8AtbnKDAu9pz84Yvss4MuWs3AD-FCg-p5V3pebSyZ_rfTEKMxpG6Z9e10aEz7BIgqw4MxmJKKq_5SqTD5-1AG0Gy3C1NN8WUQpBR1vEgLcKYQixb4kyuQZHbGorSJ9dS4dIpzVib7hRdhPz0fDf5TnAntJfavb-VLeOQ"}', 'F9uoI8etI18JCbXfnhyCi0ibF9vEgkcETNp5IKRGybqk5okd0x6tkN4X3Fr1XplH9moertFBPOZx5dVEhADu6+bkijkIoLVHsxqHY9s7jPhai3h1GnpPN47LKMCT4ucZXddLkUFY2O2qTK4Nq8r4tjkNmLdPSDvr4r19JosgXrPb2aPd6dUMIYhTX6LXiGCPLjGiQ8CN3KgqGxVt/cP8ulJqvvAMNVYTKkiOuIlxo9o0UfT+U+Xw98BmXxTXHn3WaKsNZToTwtINUROmCNA3ntVD71aq9EIEtTlY3mmqKkMiwsQGZ4cJC6/C3LAeg2HDzA2E8jFRyRJdicmE+Pn/H+930CrvMFwm9miLZcRlsFHwoTGANwfEo7RRK7MWEEfeL5lsp4cAbWEB6bsMhls8AvKKlrnihteyw3pU5Mp5HDfS5WDkmcKu5sxK3E4BMnQP4Uw2fMkxUhlm6B8JSBFU4fRJbKbhFedJdKISn4Zyp2nnvHq6yt0Yn4PxYHvY3USI8XWIXUsNaZx6MA1xMyYBjiCtU7JJ87+vmqXcrJZJwqVAcV1N7xmO74R/MOmZd4T04bMWf0d0FOC9fhjLth5trDe0BH9pxt8QAAjqyWk2ujimgSs/pQRfckelH8J2MgNQTGZf6S8J/Am8lRGg7Der8X2hSMB3HW7U+Vht1cdXMH1iduyKIkhLEZxD7wdbcJVJ4KNYgfDHvQ676tiLCOLKW6y9JBU3a2zVGL4q3Oajcd7oizRSwPVwnLs4s0oUfQ19v8zFUIqvR4epY+1oBKR1GpVaKS9vieIT76koRwQNUGMh3E794Jh5slrUCOLSKjE5qcVBN+g9RuBWe/8vX9wS2A5o0xYD/0JT+ze7OL4G8JIKTy1l4xquXUDdvBdqURlI01Jsj2jwP+vudW7FBGui9A+/b4j5lwEvraOyQFOY3YE90fG8QCbPdrqK31piAoSE0jPCtDkF71S7Erwxf5uU/ffbke8+oZZtLqxZjOAZcjTrlNOYzD8h7NhiD8iW2DEfdY9GWYm0FF42hSLcT2zMW2WQQko5OD8rv3PQL77SR/BzhYCcVmxq4xWGgd1n3Koq5wbsde1RTUrBRPKC8UQGCYnCzwNr7Qy4TmCOUj7Uo+XgfjRuZvthp9BIsPPqKDDr2HCl0ossedu6+Gy0U2yWBckF0gZywkD2gHlkLMS+ovhBETX6o5cOz3UXNgLHaPC/WD9Gi+PrqpNRzveU7mXcyirer095w5+7EIv3xzL80bQk/74CihNHbcimPDPbMyBLp6yAvnqN0B0os3PflkGjg3i+Nz3SnKKj8scq1SxjOnn8V8+rZaC6elk4I6LwHACczqunsOYTpiNPU1+oUz6Sg8E2tuBa1q95KSGVlUE8jkx1ggfT7PTru6Wxa5bKI/FiIO+rexFA2ogl4w6w7UnTBlI2W6ANy34oGYicWi0ft2jIDqbPr1AQIGHDRzj3MYUQgmixurwQ7bEpAtPOkFkke6Z+NT+WhIuqbwnsIbZ2Md2cQI9AbJeWBUOdG2UZr49h7NzB5xHeG0hiuTs9YA8FIwwRPHvrWgTsBivXO70aY59i6D5359B7pcHQSjzKnOy5TF5PQ+sB++OrA4mDBOgV118RZxgFcy1mqgHI7q5EsMv/roj7p4li3RvRxiRg', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('jfGQ_cE87V67_WOkBVeeZyRuxKAKO3biIey1UjhbWZA', 'RS256', 'current', '{"kty":"RSA","e":"AQAB","use":"sig","kid":"jfGQ_cE87V67_WOkBVeeZyRuxKAKO3biIey1UjhbWZA","alg":"RS256","n":"oIb709Uli4mQ2b8kUB_f0uh45_shxgEdi8a9Qu2RY0XvlKgeWI1Dh9ykkEYdH9eqrNc5AoINbh-__rgdqE9SFqiM7-CQH0dky3PAqOOBXdxbe9E3zZVCLkwARdLi1ba6O-RGq98l_CBTwwoj7mAhDymffddsx_m9GDSY_OtHHc4wmyXO-I7I0lCf75X024Ph8I9FdOLesna3Lo537YHWMf2Ag_nDnsfBhmeGCg9d011aofndYGAIKS9ecPlxkGumtxr7N6nXHCBLlcbyLwWi9kxJongBf97GNa7S44o6P6M6AaPzBzucs6j8fMPVJ7XHQUu3XzeqtqmrGk-XsDmrcw"}', 'BqsOka1TtSgSkxdTDfnlYD9Ep6YAolRliTLcp+MAfrSgfkTKe+rqRyimQBCdTF8RaVYY5Tqxujxkx7lWVWkeQ2MyHV2T1n1e0XzUKEg3PDa2YKy458AfHUW3TM2Pg6uV5XMl4Tq93LEbSfygxLbMmJT7PpGr9eHjG1bOBslQetmeLzLIGb38hFFGjRXYIw2iD1BDZE2BJ3QmeZWe1BBVHbTM8c5yZxF+Ml90meGEGnlTisILOuAu7hqT4reIOPNfj7MwxdhRux7S7YxZay+/iQ/YgFxCM3eWKOkAZuddOc0Nfcc0RGeOp4SvLr9cKRFpZ/BAdOcXyZ9tAB3s/d/bgMI2squaITBderwJDyflS+MJgRIRcRfnuFvM83rjDEfSo/6p8AZmQNI59Z++WoQPptjgzrq/E3QGf91vulAtswbQe1owDJoorRdXYgiip1kLsRkHkagrgcj2GCk11n0MdH1yjKRYYlsc2/waytfrzkT5VNCPAqjPRCHn1SaIkUKyJ9wiZKP5oo4Uaz0h1VIKpoFqqxeT4UkfftcwHRkqBZmbIvjlWWODOc8Lgw0hRsd8xQmGhzxZ7Ysn1277yg02oGO1ErfvHK2cB3Hf1d1ji66e0lXpjCUovnTjwijZGWYhmFWUZAyOBW1fDUN+DlcSWY3dcHVnHLrgVxEfJ4cDF1oPeOA5wko+052mj1bwt7LAHXiPh8TNBrTY87HojHVoCkKz9XMljIk9xG6HbDMgUFxXdzqExEEf0rhl8hzlpSh1PBTvLpsSDyyUqq8or84252SWqCcRp/2succzjbBQuZ3lF6Smk532zEfepsPYxnt6gFxQk1ODQxDvHUQvckVgTztIIjb+nb09wmISQhxlxLIDMVmNHVMH3rj8ts+ObZChqxfUje2sN0G1hf9liGtuRgG05THCVv4+Y2y+AAlavfX+5fAAMmDINCqRkt2/DR1Lm4rzVo1qXscvzWpFYDx5NeiTrbADiRJKeqtxvu3gyfAC8XVxXBdk0OPKTlYB22SWU5FdqbNEav2Xohsff5I4fgI+zJmbT+2pBTxLTWJ8CFVCG7/iACD9EN9RvdqZ8wwUVhieUJqMtAFxTmTMhmhouz6I3TXtXjAZtlBMGJV6dUbryjpmHdbExC9l2UsncBTu+YWIAJzSh4gMxp9x1yTQMfVbAqDJCdl+d8YOz9OJQ28oeumyqSvRC4hDntdontK4yfDq2sCYgpCs104UtrZTWsmQ9oCZyIhGTCtqQ93Ps1sOm2a5O58+21pGszyGQR9jwSK8CiSzK2k3emio+G4wmdiesv42vjSdJ2n+MlMvLd9q+AI/lEAeLTnEbyiEQl3wrLxwcMogKT54terMeNBk3C7KCkM9FMhrBguiZAhjeXr+cR7usdEOfjKII4eZFUjrRmZ0xDpFthL2oX0bIjilHsUNgWjgIOG94Mhg4bgbTDFi+GQc4w8RLjJ2eGMAYgro6n7OChI18C5G2a+OoKtIN9LnRS5owU53OGKOByUI5yrxGE0Q30Z6UQi6Voxk+NBN23hbranVGM+Tk92pIyoiol+mI5e+9uYOXQKpO4L5FnOzwFyoymM1Q0fLHyDNcCR8lJR8UnV3uU0uSGWF8v7JocEHHRyGESRQWO4CDZmke1HJrVZEEQdHeKG+HzU=', 1774688400000, 1774688400000, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('Y-WCJVI9jsZ6TKKTxyuG2NGkfODYptcT2mV9hnVa10Q', 'ES256', 'next', '{"kty":"EC","use":"sig","crv":"P-256","kid":"Y-WCJVI9jsZ6TKKTxyuG2NGkfODYptcT2mV9hnVa10Q","x":"n5tUNre9CmLtH9kLoeKMH2jfnVHMRkWGaMn7uY9j0UA","y":"I-ZeLGZkBnhzcWvxKsJkbAbmTwKmEQnElBIa39o8ymA","alg":"ES256"}', 'C3OEBVEQbqxUbbQPkNKErtDCY3OOj41sZuWB8AG4iaMSUYuSzZNiuZpZHmEOBYuPXIBpaGqSZpsvL5JMdyvDJ87+xklOq4Ip+2O/I5AQ/9DIhUOxO9s3aqhUsVeqHwd1vF9clXOv4349YJEU2tSu5W/FafxhOiA2u6/Voe7G/B/Xwlfvr3gF12DxhLUUfdGircZq6RGx88Fln9YPEGo+C0uiWbvmlQ==', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('MZaV4xhFlAh2sCrJ0st6Ngd-fml_0cYP8hsY2PIGKE0', 'ES256', 'current', '{"kty":"EC","use":"sig","crv":"P-256","kid":"MZaV4xhFlAh2sCrJ0st6Ngd-fml_0cYP8hsY2PIGKE0","x":"dCds5HJ5iOJ5WqQ0fCz-FjrWJGNaB3PiXRRCe5EKmWU","y":"NgG_Yvf6gXSTympN_eAQLq26Y4rXRY2HHaS7Jz9Cz6s","alg":"ES256"}', '/3WTVBvxuVAOQfemPlo3Yn/5DvtPzdELNfLGjgDc1sh5ztEzNQV7ZMv7lcMZDT4AXW2WpLLFQvhaZ0iAOIMjNU45klaRNT2OSlrfyv2BjbKzsLPv+bxxrHc402UQE7w8OaeebXJ6lHrRUfGvlf/5ELB6gTI5x5+4OiaIA1j7XZ3obVH5j6642NggGkGKjscOomw0ElVXjV9XPhVQZENDHQjK2AYwZw==', 1774688400000, 1774688400000, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('uTazP_KxJlMRMzwIkmqq_MopJSo1O-xXJJcWCQ7HUeQ', 'EdDSA', 'next', '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"uTazP_KxJlMRMzwIkmqq_MopJSo1O-xXJJcWCQ7HUeQ","x":"X80_VZlt0vSqg6MZlj7KivSHrpRSNpGNNen0ugBDivM","alg":"EdDSA"}', 'mpx/tPiCx92VwkuOyAyf520pPib5t1X/bQsT1SuQp1GVY+pfGs0RvDeU/KaJG3uT2Ju7LLpLCF4HU29lPxYQTNxJRYwG+I6DdXBJpw==', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('psDYKdVF0LpE0-ke8Zj29YtBXfFENpifl45ykD9kBUk', 'EdDSA', 'current', '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"psDYKdVF0LpE0-ke8Zj29YtBXfFENpifl45ykD9kBUk","x":"sxh5nyPUQiI-QE5LKCV1nBT6jtE8-NYDVCMmZZE1v9Y","alg":"EdDSA"}', 'diHqiQWWGgBUreW1XgFvKfz41UejNw24ck4UxLqxYp0CJq68JNxuIZUkibI1hkLvbaOmtAvelXS2aY6nkJGNEevlmdcflW8NBmLk6w==', 1774688400000, 1774688400000, NULL, NULL);
DELETE FROM master_key_check;
INSERT INTO master_key_check (id, value)
VALUES (1, 'FYQEFDA85jGcnuhOHnHmLWR819gT0LXHuv6N2xmwd1M');
DELETE FROM withdrawn_keys;
DELETE FROM refresh_families;
DELETE FROM token_families_carried;
INSERT INTO token_families_carried (id, since)
VALUES (1, 1774688400000);
DELETE FROM refresh_rotations;
DELETE FROM console_activity;
INSERT INTO console_activity (minute, node, counter, counted)
VALUES (1774688400000, '019d33ab-f280-712d-96b7-5d76f39ab330', 'issued', 3);
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
