DELETE FROM expiry_clock;
DELETE FROM stored_responses;
DELETE FROM audit_events;
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-75d8-8ca4-3d622244670c', '019d33ab-f280-75d8-8ca4-3d6222446709', 1, 1774688400000, 'operator.key_created', 'success', NULL, NULL, 'system', 'start', NULL, '', '', '', '{"key_id":"019d33ab-f280-75d8-8ca4-3d622244670b","name":"first operator key","scopes":["*"]}', NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '43886414be28655b453b3e1ead589bdfd124ba39401ba8a3d51e5a5c72905986', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-75d8-8ca4-3d622244670e', '019d33ab-f280-75d8-8ca4-3d6222446709', 2, 1774688400000, 'agent.created', 'success', '019d33ab-f280-75d8-8ca4-3d622244670d', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-75d8-8ca4-3d622244670b', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '1wq7p2taa5r301iwrfhs7uhta7', '{"name":"Courier","client_id":"019d33ab-f280-75d8-8ca4-3d622244670d","agent_type":"custom","scopes":["parcels:read"]}', NULL, NULL, NULL, '43886414be28655b453b3e1ead589bdfd124ba39401ba8a3d51e5a5c72905986', '4953e5734da9fdd47d5f38a28a9fef85da47c8c06194365b3081a9052baecbbc', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-75d8-8ca4-3d6222446710', '019d33ab-f280-75d8-8ca4-3d6222446709', 3, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-75d8-8ca4-3d622244670d', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-75d8-8ca4-3d622244670b', '019d33ab-f280-75d8-8ca4-3d622244670f', '127.0.0.1', 'Java-http-client/25.0.3', '2mngcfdzjlg82325el636ls1d2', '{"credential_id":"019d33ab-f280-75d8-8ca4-3d622244670f","expires_at":null,"imported":false}', NULL, NULL, NULL, '4953e5734da9fdd47d5f38a28a9fef85da47c8c06194365b3081a9052baecbbc', 'dd545c3a3dda10739d868b675b0d77662ee45e527f015c444b3284cf802b228f', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-75d8-8ca4-3d6222446711', '019d33ab-f280-75d8-8ca4-3d6222446709', 4, 1774688400000, 'token.issued', 'success', '019d33ab-f280-75d8-8ca4-3d622244670d', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-75d8-8ca4-3d622244670d', '019d33ab-f280-75d8-8ca4-3d622244670f', '127.0.0.1', 'Java-http-client/25.0.3', '104l2rl2gcpridul0rkt3egnm', '{"scope":"parcels:read","kid":"H6I3fktm3upptfuSnWjd4K3-PFYimZIUMgB5sRfgvB8","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, '019d33ab-f280-75d8-8ca4-3d6222446711', 'dd545c3a3dda10739d868b675b0d77662ee45e527f015c444b3284cf802b228f', '52d2ebe0c13b5e415f408fabd49c3880fd072470c19e963e4ef7c640c89807aa', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-75d8-8ca4-3d6222446712', '019d33ab-f280-75d8-8ca4-3d6222446709', 5, 1774688400000, 'token.issued', 'success', '019d33ab-f280-75d8-8ca4-3d622244670d', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-75d8-8ca4-3d622244670d', '019d33ab-f280-75d8-8ca4-3d622244670f', '127.0.0.1', 'Java-http-client/25.0.3', '1z0zrk0uum53d3t9yjvlql1ei4', '{"scope":"parcels:read","kid":"H6I3fktm3upptfuSnWjd4K3-PFYimZIUMgB5sRfgvB8","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, '019d33ab-f280-75d8-8ca4-3d6222446712', '52d2ebe0c13b5e415f408fabd49c3880fd072470c19e963e4ef7c640c89807aa', 'e06f026f9aaf49d95ff60e803cbddcad0f3714cb13914cc8b631bec30c0abe8b', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-75d8-8ca4-3d6222446713', '019d33ab-f280-75d8-8ca4-3d6222446709', 6, 1774688400000, 'token.revoked', 'success', '019d33ab-f280-75d8-8ca4-3d622244670d', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-75d8-8ca4-3d622244670b', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '5t4ruwimh8g23esdtfy79b2b1', '{"what":"access_token","id":"019d33ab-f280-75d8-8ca4-3d6222446712","revoked_token_count":1}', NULL, NULL, NULL, 'e06f026f9aaf49d95ff60e803cbddcad0f3714cb13914cc8b631bec30c0abe8b', 'fde3bfadf1592ef50ad69c7addc2faf55d373cae45aa888924fb6e04cca17391', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-75d8-8ca4-3d6222446715', '019d33ab-f280-75d8-8ca4-3d6222446709', 7, 1774688400000, 'agent.created', 'success', '019d33ab-f280-75d8-8ca4-3d6222446714', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-75d8-8ca4-3d622244670b', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '25rv64c1heugg1wo7jfnb868no', '{"name":"Resume screener","client_id":"019d33ab-f280-75d8-8ca4-3d6222446714","agent_type":"custom","scopes":["resumes:read"]}', NULL, NULL, NULL, 'fde3bfadf1592ef50ad69c7addc2faf55d373cae45aa888924fb6e04cca17391', 'd17cdbc5f75b71a25fc416a790be5469660e1be92119599b8805f0520e835e7b', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-75d8-8ca4-3d6222446717', '019d33ab-f280-75d8-8ca4-3d6222446709', 8, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-75d8-8ca4-3d6222446714', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-75d8-8ca4-3d622244670b', '019d33ab-f280-75d8-8ca4-3d6222446716', '127.0.0.1', 'Java-http-client/25.0.3', '1vudiuu6knvnu35yk8jssqesjw', '{"credential_id":"019d33ab-f280-75d8-8ca4-3d6222446716","expires_at":null,"imported":false}', NULL, NULL, NULL, 'd17cdbc5f75b71a25fc416a790be5469660e1be92119599b8805f0520e835e7b', '9d159de07f2975ce837910b9c22d3ad0ae936071c17da3b73a763720e795365f', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-75d8-8ca4-3d6222446718', '019d33ab-f280-75d8-8ca4-3d6222446709', 9, 1774688400000, 'token.issued', 'success', '019d33ab-f280-75d8-8ca4-3d6222446714', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-75d8-8ca4-3d6222446714', '019d33ab-f280-75d8-8ca4-3d6222446716', '127.0.0.1', 'Java-http-client/25.0.3', '3apne5wxbwiju1ci16x13ucoka', '{"scope":"resumes:read","kid":"H6I3fktm3upptfuSnWjd4K3-PFYimZIUMgB5sRfgvB8","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, NULL, '9d159de07f2975ce837910b9c22d3ad0ae936071c17da3b73a763720e795365f', '6712cc428da756dcf6206911d208d75e179963a78c8bea9e15fba5d98c41b998', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-75d8-8ca4-3d6222446719', '019d33ab-f280-75d8-8ca4-3d6222446709', 10, 1774688400000, 'agent.deactivated_with_revocation', 'success', '019d33ab-f280-75d8-8ca4-3d6222446714', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-75d8-8ca4-3d622244670b', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '3k2yuxbn42oxiqzee3zfh440c', '{"reason":"a drill","revoked_token_count":1}', NULL, NULL, NULL, '6712cc428da756dcf6206911d208d75e179963a78c8bea9e15fba5d98c41b998', '648d765a76fe48c14596e8ef05dd1598f2dcc7540f9730d8ce357c077d4ca86f', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-75d8-8ca4-3d622244671b', '019d33ab-f280-75d8-8ca4-3d6222446709', 11, 1774688400000, 'api_key.created', 'success', '019d33ab-f280-75d8-8ca4-3d622244670d', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-75d8-8ca4-3d622244670b', '019d33ab-f280-75d8-8ca4-3d622244671a', '127.0.0.1', 'Java-http-client/25.0.3', '3g3wt12adp1tlhrzj3rlvhmrk', '{"key_id":"019d33ab-f280-75d8-8ca4-3d622244671a","rotates_itself":true}', NULL, NULL, NULL, '648d765a76fe48c14596e8ef05dd1598f2dcc7540f9730d8ce357c077d4ca86f', '28ae31db0b53cf62dbf15963f71cd737c43dcdc6f0339d623fdfc4c34c1d5a9b', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-75d8-8ca4-3d622244671d', '019d33ab-f280-75d8-8ca4-3d6222446709', 12, 1774688400000, 'agent.created', 'success', '019d33ab-f280-75d8-8ca4-3d622244671c', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-75d8-8ca4-3d622244670b', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '1rm4dgtupbqre1i9qwqyy43p2h', '{"name":"Planner","client_id":"019d33ab-f280-75d8-8ca4-3d622244671c","agent_type":"custom","scopes":[]}', NULL, NULL, NULL, '28ae31db0b53cf62dbf15963f71cd737c43dcdc6f0339d623fdfc4c34c1d5a9b', '62b99ed18a1b400276349e3fd8095c22c9416bf15e9d12dbba1f1a430d634746', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-75d8-8ca4-3d622244671f', '019d33ab-f280-75d8-8ca4-3d6222446709', 13, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-75d8-8ca4-3d622244671c', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-75d8-8ca4-3d622244670b', '019d33ab-f280-75d8-8ca4-3d622244671e', '127.0.0.1', 'Java-http-client/25.0.3', 'ywwvoxilcn9r3i2zhvof48o21', '{"credential_id":"019d33ab-f280-75d8-8ca4-3d622244671e","expires_at":null,"imported":false}', NULL, NULL, NULL, '62b99ed18a1b400276349e3fd8095c22c9416bf15e9d12dbba1f1a430d634746', '85e693d903cd46f7ff56737848d181d3df916ff2374394662ab2ca481fcc1eb5', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
DELETE FROM audit_checkpoints;
INSERT INTO audit_checkpoints (number, taken_at, heads, prev_hash, hash, signature, kid)
VALUES (1, 1774688400000, '[{"chainId":"019d33ab-f280-75d8-8ca4-3d6222446709","seq":13,"hash":"85e693d903cd46f7ff56737848d181d3df916ff2374394662ab2ca481fcc1eb5","end":"closed"}]', '0000000000000000000000000000000000000000000000000000000000000000', '0370282f6092b2e9b4fc95350d2058f4e7cc134b7605fe55cd0009910060dcb2', '9uIKJXuzP3AInQqVDwLYgWGmiVnmKS1Oz1YRk4Fp7XM4LnlOU6OAM8z4RPhlMVA3pj1A6BBdScioOsBxi1fXAQ', 'Svilt-4-qsllvnjlYk4LUYbm-2pyukG63WmPCLUbsFk');
DELETE FROM audit_anchors;
DELETE FROM audit_keys;
INSERT INTO audit_keys (kid, number, public_jwk, sealed_private, created_at)
VALUES ('Svilt-4-qsllvnjlYk4LUYbm-2pyukG63WmPCLUbsFk', 1, '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"Svilt-4-qsllvnjlYk4LUYbm-2pyukG63WmPCLUbsFk","x":"P-tK9sRF16IMZKuXey5sYaAO1h9fMJbmxh98og-yPyE","alg":"EdDSA"}', 'MW6FRsbpl9xuLKMFp82Gjq8XlkRZkxk50z3qIW8xTie3xJ1b4eupAoEK8kdaiuof27JNyQeQkPy4tJlKWCHlVDlgLuUQoWpHUKCn/A==', 1774688400000);
DELETE FROM audit_openings;
INSERT INTO audit_openings (chain_id, opened_at, seq, hash, kid, signature)
VALUES ('019d33ab-f280-75d8-8ca4-3d6222446709', 1774688400000, 0, '0000000000000000000000000000000000000000000000000000000000000000', 'Svilt-4-qsllvnjlYk4LUYbm-2pyukG63WmPCLUbsFk', '2Ecf6QIeBbw2VWFBkrKy-NQDOvnJhrv3k8ct8WgHGqtUanbY_c6Pgv_mQUiPIGW5NYObDKDcnuf8GK2rRRyHBw');
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
VALUES ('scope-usage', '019d33ab-f280-75d8-8ca4-3d6222446709', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('webhook-tokens', '019d33ab-f280-75d8-8ca4-3d6222446709', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('usage-agent-days', '019d33ab-f280-75d8-8ca4-3d6222446709', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('webhooks', '019d33ab-f280-75d8-8ca4-3d6222446709', 13);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('usage-hours', '019d33ab-f280-75d8-8ca4-3d6222446709', 1);
DELETE FROM revoked_tokens;
INSERT INTO revoked_tokens (jti, agent_id, generation, expires_at, revoked_at, thumbprint, key_generation, family_id)
VALUES ('019d33ab-f280-75d8-8ca4-3d6222446712', '019d33ab-f280-75d8-8ca4-3d622244670d', 1, 1774692000000, 1774688400000, NULL, NULL, '019d33ab-f280-75d8-8ca4-3d6222446712');
DELETE FROM ended_keys;
DELETE FROM ended_signing_keys;
DELETE FROM revoked_families;
DELETE FROM token_counts;
DELETE FROM revocation_floor;
DELETE FROM one_time_uses;
DELETE FROM operator_keys;
INSERT INTO operator_keys (key_id, secret_hash, name, scopes, is_first, created_by, created_at, rotated_at, last_used_at, expires_at, revoked_at, quarantined_at, quarantine_reason, organization_id)
VALUES ('019d33ab-f280-75d8-8ca4-3d622244670b', 'EBOSjHlGOsbM1Cht7wOl5tIbp5-H8GB1nzB6oJvp7NU', 'first operator key', '*', 1, 'start', 1774688400000, NULL, 1774688400000, NULL, NULL, NULL, NULL, NULL);
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
VALUES ('019d33ab-f280-75d8-8ca4-3d622244670d', '019d33ab-f280-75d8-8ca4-3d622244670d', '00000000-0000-7000-8000-000000000000', NULL, 'Courier', NULL, NULL, 'custom', NULL, '', 'logistics', NULL, 'active', NULL, NULL, 'parcels:read', 'client_credentials refresh_token', 3600, NULL, '{}', NULL, '019d33ab-f280-75d8-8ca4-3d622244670b', 1774688400000, 1774688400000, 1, 3, 'courierlogistics', NULL, NULL, 0, NULL, NULL, 0, NULL, '', 'full');
INSERT INTO agents (agent_id, client_id, organization_id, team_id, name, description, email, agent_type, version, capabilities, owner, deployment_env, status, status_since, status_reason, scopes, grant_types, token_lifetime_seconds, token_signing_alg, metadata, expires_at, created_by, created_at, updated_at, generation, revision, search_text, dpop_jkt, dpop_jwk, key_generation, jwks, jwks_uri, fapi2, suspended_by, grantable_scopes, self_service)
VALUES ('019d33ab-f280-75d8-8ca4-3d6222446714', '019d33ab-f280-75d8-8ca4-3d6222446714', '00000000-0000-7000-8000-000000000000', NULL, 'Resume screener', NULL, NULL, 'custom', NULL, '', NULL, NULL, 'suspended', 1774688400000, 'a drill', 'resumes:read', 'client_credentials', 3600, NULL, '{}', NULL, '019d33ab-f280-75d8-8ca4-3d622244670b', 1774688400000, 1774688400000, 1774688400000, 3, 'resume screener', NULL, NULL, 0, NULL, NULL, 0, 'operator', '', 'full');
INSERT INTO agents (agent_id, client_id, organization_id, team_id, name, description, email, agent_type, version, capabilities, owner, deployment_env, status, status_since, status_reason, scopes, grant_types, token_lifetime_seconds, token_signing_alg, metadata, expires_at, created_by, created_at, updated_at, generation, revision, search_text, dpop_jkt, dpop_jwk, key_generation, jwks, jwks_uri, fapi2, suspended_by, grantable_scopes, self_service)
VALUES ('019d33ab-f280-75d8-8ca4-3d622244671c', '019d33ab-f280-75d8-8ca4-3d622244671c', '00000000-0000-7000-8000-000000000000', NULL, 'Planner', NULL, 'planner@example.com', 'custom', NULL, '', NULL, NULL, 'active', NULL, NULL, '', 'client_credentials', 3600, NULL, '{}', NULL, '019d33ab-f280-75d8-8ca4-3d622244670b', 1774688400000, 1774688400000, 1, 2, 'plannerplanner@example.com', NULL, NULL, 0, NULL, NULL, 0, NULL, '', 'full');
DELETE FROM agent_emails;
INSERT INTO agent_emails (organization_id, email, agent_id)
VALUES ('00000000-0000-7000-8000-000000000000', 'planner@example.com', '019d33ab-f280-75d8-8ca4-3d622244671c');
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
VALUES ('', '', 'custom', 'active', '4', 0);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'active', '4', 0);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'suspended', '4', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'suspended', '4', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'active', 'c', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'active', 'c', 1);
DELETE FROM agent_meters;
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-75d8-8ca4-3d622244670d', 3, 2, 0, 1774688400000, 1774688400000, 1);
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-75d8-8ca4-3d6222446714', 3, 1, 0, 1774688400000, 1774688400000, 1);
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-75d8-8ca4-3d622244671c', 2, 0, 0, NULL, NULL, 0);
DELETE FROM agent_meters_settled;
INSERT INTO agent_meters_settled (id, number, chain_id, seq, next_seq)
VALUES (1, 1, '019d33ab-f280-75d8-8ca4-3d6222446709', 13, NULL);
DELETE FROM agent_scope_uses;
DELETE FROM credentials;
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-75d8-8ca4-3d622244670f', '019d33ab-f280-75d8-8ca4-3d622244670d', 'keyed', 'i5U85btbEjuh68AGdtdMCwUpb9JRFdsrUCiG1PyvSgU', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-75d8-8ca4-3d6222446716', '019d33ab-f280-75d8-8ca4-3d6222446714', 'keyed', '2sObtGmFEIqVkTUKUPlGz4l4pZ_1E5uBrqvZrdmd3Cg', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-75d8-8ca4-3d622244671e', '019d33ab-f280-75d8-8ca4-3d622244671c', 'keyed', 'PVtdc1N654NpW-Pi7AFMWUDWHv0U41hAT8UEl-CkZeQ', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
DELETE FROM credential_rotations;
DELETE FROM known_secrets;
DELETE FROM api_keys;
INSERT INTO api_keys (key_id, agent_id, key_hash, rotation_hash, state, created_at, activated_at, replaces, last_used_at, ended_at, ended_by, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-75d8-8ca4-3d622244671a', '019d33ab-f280-75d8-8ca4-3d622244670d', 'YUo9a879bKTR4f-szLK0AkVMvj07JZAhrogXcBtu188', 'M7zEqMNM-TwCXeC8J9rCaF4aEunox_XbcoVWJaD_b5M', 'active', 1774688400000, 1774688400000, NULL, NULL, NULL, NULL, NULL, NULL);
DELETE FROM invites;
DELETE FROM registrations;
DELETE FROM unclaimed_registrations;
INSERT INTO unclaimed_registrations (is_only, unclaimed)
VALUES (1, 0);
DELETE FROM signing_keys;
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('41Nbkeh8FNWqDWM4w9yfmV_75Znb_uGSbEaNBxVETc8', 'RS256', 'next', '{"kty":"RSA","e":"AQAB","use":"sig","kid":"41Nbkeh8FNWqDWM4w9yfmV_75Znb_uGSbEaNBxVETc8","alg":"RS256","n":"qR0rKG2j4DXSyK5Fw-TOIOx_vknGsWtt_oL9aORtLcRKxozevlSmkpYnlb9_7VC8iSy7O3jXqgP4ziLlchonJRoZt9i9rNXPIru-gbsC9AGJs0CUDZjiXZW83xAyRTgEGqW8vRQiehh_TOTT-Q1DRdkAUHnrwZYFehrfy44JKdLTQSls6Odl4upBSQrht_oqnVMiu_OT6S9ld2y2YA0Y-uYetoG7q9Lj-QqOU3eGq0gkAe-EhG7Dd-JtWvto-4BCwrQVXxPnckESVWgL6g43Lr5nNRAgZUMYc9yjVLhYH3nnCrrmAcAWAFwpdCQgGUOyJnrtLnVf14tlgzDRmXWr2w"}', '33E3Wr9REzuZ7yuHS/UEk89zVgsVDR6+CwO1on6sGE9C+AMpjeA1NKYvQ0aVjihmtlVf1/nYApd9yrqLnUWz0IfTgUVHGIgWJ9+7eTjixwhGDA7Lt9p6hzbW/E5mb2OUoLJ6zHf2SxE+Oqv99yfb5gxwrHGrfg3CkKE3xXaq1XJHVomvJYG0LhKu10AHylRpRv0JKZHI/kPr3k0cDIkn5mAcQKUbySlxXKGiq2dmiZ2qaWzhe/SOw0Ip9Z6m1V4kM5I+9iPV/cWDzoN6L91RWWEKLN2XDV3RvwUuGdfNkco5SKJecw/dy314R7aiBiE2Pdqyh1y+ZhQftb7PWb3J3hNO1CZgNUSGi6x3HEnOaUbMLCBUdQeylxU4NNWYNMaT6dPcZWCachY508TnYIABul73mNLSFf+k/L4v8AdQK/ljWkv+3iFnt2+8w+6bdL23cM/7KBXnAS/SbDvB6RQzNFYtxbg8+DSMOLHpJpGRcQA2C9eXrJXdp4FRcF7eESA3rzHtO66ByPNYtb6Lv5WCUeMdGU3TxXjGUZXzWT5HFgdW9wAk91q5haEwAuSLlNQb+880tsc/45GbpeeJo/AI56zdce6aPcpOIgK4VMEujQd+TrGjpf7BAD3XymOdIMDOVe7UZxap1si+vX0rbI1GkS4FpDZDi7wFgjyxhV/3YCpTqdl8RclxZ3goHDminTLwfko9yvTNDOsZErgTn2YqWFfyPOg5YCre0KvEwZCHW1GKkITFI9gOmHZiHsmBOD2LxG5Y1I4iORsrjIhzRxoEwvNR443CMIRcL/FHWJ9cRu/ZQhyZa67Ok9lBNP7Fr65BcTkD6qMOB6JverKFhymfDO3ZZGCxnpbI+x3Xh5fk1dxn5H7o0/nNhu7cDK68ZUmocKrtOTGfVuY150lr9M0SFzohCI9RVOlc5R2QbFn5r5a46e75h1JliRGtc6xJzIfHU++rmYwTD4aJeDL68Ccl1gGyMCkQ8ZTvs4D+35ijoMGxASv51jPR8ojRyKqLCe6V/I2Ce2qLFNtB87hc1EIwJcq9vWmlDBC3BksGo2mJVb0+2Gos69b8UfFkh9ntrUmR4J8km0sUIXI5y2zo4brn1svDbOQZzFEDYFtm3bQ9ExPhxCABbESkZNVJ7kA3F/NGLy1FujSfDvH/0dk+B6Qq5wrphO2gvkfImib+q0ni6OXv+FepVIjexLqyJjxmecMijmf/I8cqf0DWtMNjO4s2dND9VVliRNa2EBijk/ZjAFP43Q6O38wEYWaZew5icdLEoJ1c1nbUeVqYfrucdAGF7Clfacvl/W+L570FiA3IWEl+xX+Vgl0ykylXciEh+lJSaqqtdWwsgAAOp2GbCuYZHAb3ZoLr8HTOkDjl7hkc9pz+noZm7YNx33qwrK0kzzkO1zoWpJLU1NuV01mHCc9yaCUiaOkcyII8PZTthkJAOZkh78q2935GaqoPI3kacdWP/JrbOYKeP08pWt6JiYe1CN3HF3E5A/nIVbNWOvxuhn0fLbJ1aPH8vEIs1n2D1KwJXk/E+JPEsDvZ3aikjdoKticP8Di+YInMjdipGievchwHqmgsO6EWsojpkCIoFEp5PM/4H3/XZxuySYcNSaWyrW8+ycphV7eqm+xmNLpexBDEM+CnrQIDlLpk7KDY', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('H6I3fktm3upptfuSnWjd4K3-PFYimZIUMgB5sRfgvB8', 'RS256', 'current', '{"kty":"RSA","e":"AQAB","use":"sig","kid":"H6I3fktm3upptfuSnWjd4K3-PFYimZIUMgB5sRfgvB8","alg":"RS256","n":"g2iCtFJdAnW3VvK1V53yb-m_aj108sIc1Ld00oe-Dn8Q0J1Rl2xw4_fWYeNfmdnz5A14Yfvc7yvlS3FnJaLTNmwx7RxHbDAAVqdzgJMoWy_cLdbGAS1HfDreZbJ8wKTlYlyOy7YmwJdNTcYDPyihCBPMzpUsAobGZG9FC1Xc2pZej4-RnD0fcUd1zhMkfjCeNnAY5KIKSxUSw1GWOkEyj4oXA5fDP5Unp9F6es3xJinzJqCx5efYgj_41ixZG0hKEKw9qbzYRg9f7tS54AXL-RY5O1SWdwr4GTMjANzAlcycFZvAhaBNC74_Kgx6QCP1MOZ8M2DWC4CmEuysoKwm6w"}', 'EvvCiRlz7EvatxBsTlfqg6Ok6jE2SFmwZXnLVQnuDQf8+OszNe8qYmtxIvMHKnzjpTuROiu+lhgBM6wsxaXP+5OlCL6ZToWJK2sFwXaPMhXDRllN5YlFdKIbg526iPAY/ZxLIzlHpv2rXfQZoKPkRUNcc1sda6Q3rE0Ge0OSMzfEznE4aXy6sc833Co1KM6vFM8Igr/l2D2BHGjTylOsNx1VeXLbVkZcK3lGfP/5gXX4MDEZkaRIibAhoLyOb5vGeFuMqoNXRpG6bVhoOc0PJ0MnFbGAnaOjox8Rh36R2P9afR+ZYMZUA/MCYgr52hF0yUR/sAOAf2Puu5TIshOjfX4G67IUaTu34ki4+pIXr/jWrS2+EEMBiUwBQwTfltwScaM4jfKZaC1YnZ/khlt57iEI6MhxHBplYuOlv6cfMfKmjpE/qwfXAw1hrngwK2I4EPlnoChQElzq++O5JVII2VJr+SV12AH1ktbIGZ5RkPoR7xbnw/FvoaGvXnrPagW4aOEBFl3tlokMMReH+p0uhQz2WqGYJNYdbDlsMRzD1KetK/O2Ev9Q1YcBbV/QcInKOGmnU90aknLQyCAPWDs3XSZrNsUrDTHNFup1wjZ4ati5zRm28z4WSTr+furLgB2lERAEgnlBoekwbQUYs+ftUJQri8YK76bVqt3l8SBgUado38+2Jtz5XZvOuP84l6UnwhAgIOT12+aoJM865JfeXLm2U6mfBL7zLMxE8vguIvsIacE3PUOpweleSJGsyTublpzAudoAOeAg6GWHBXRh0TkTMT5XSSbmg01j0GWMJ3bQUxZcC1+evbrCJx68U/Q3gCwvGc/Cy/VlJ2XNEHrac3/OWNk5gThoMMi68UEviwCLzufYQKK37cLSvA11PEdmM4OtfaxN8DI6LjysWKuYZo+EASBAy4ODCjvae5Inztuc9Mmsb5RjS3uwBDi0+buUMv/WqIPDQ0T+tQeRan2nsfY5fRcKe9o3erDZpkI1KKUBo2CjachPOVe4M/6wDKF0djmQL5t/5wZkl4u8uzut91Sh2E9rmGOPsvOh7cRJZlO/6cP7DzjkuP8NJlPWpjWTYo2TVX79CNGgMlnCZD3wZPw8HZ/GcN7VtaRc4qgjWWMnKv5+W1zZFeDlrN3WxMvWnLX4ik5ggBJFmG9316QX9/M82Pu45b0LJXrZztJKn1CskJnUVyCBpu0HspGO/VZUMHuT5bhQU9aZT/NkLuEnJJ1NDzRE6u+AAss7lydM2K6jkmt09k5+z7iI/bCUWIwuzdH7CmyVWuYxTSdnHyuOm6ZZbcZ/8NAfSNVKc4QwY7jrlUboSY6u1T5GWN/Lo2BqMpZYXLqf7nY3NGNwEfXnvTsR0gbTpYIh0uN/rr4nxcmdclvEQOCgEiLINl7wdBvINgasfJ6l9kdkMsfVyRc2zdikEs/SIaPrqfrZrE+O9h1UP22SG4hkrJ2DtwdyWUSUYjkVYrPKMZ1jnYYt9U8zSRbteCIYrch3tjdtf40R7I3OMgnzQdcv4Y7WiSgUZ6aTeBJuD9wfzo28ZvssLjJThPxGrQ5GLkA7vxCF0aO8ZVxBMkAFLPyhs92qT1O3XTNsBrgGvJRQx6KDdo/JU94Oz4zvGozS9mbRtXI3iFW2AI9zjFDeDI1qPQ/UXr9gqQ==', 1774688400000, 1774688400000, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('u942dlK_oapzQFnrwy92EPYuOW08NemICBIWKzlAzps', 'ES256', 'next', '{"kty":"EC","use":"sig","crv":"P-256","kid":"u942dlK_oapzQFnrwy92EPYuOW08NemICBIWKzlAzps","x":"jO-zWeMXTdGw7du_KDG5U4hzZRBVUvbPQgTouKzExxc","y":"Ukx6n0zQlmNezERnHUkK6dj-xdqNUrulbXi7rab5SKs","alg":"ES256"}', 'VEUqHvtfkqKBzHe5e1YIokCYWy0J0VX9H4wq45JK4wuBD7KH16n8QcDLgzsrRLGdB6WCungEDBH1TAw7bpsQ5ea+qcIQN3veb/rC2WkHOHfmo8OVEfuu3yxOSHQgT5KK56QezKXszB35+wGCUg4cnjVunLy52+xV5sOYw7e93YS1Z41gWutvkswyxnPOx0i5JBHxUeGQDSvy3RKpPlSJBDFA0M+9og==', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('JEThVtrYNuu-25irFtsaozLkhDQD1MuMFOaQRRLLLr4', 'ES256', 'current', '{"kty":"EC","use":"sig","crv":"P-256","kid":"JEThVtrYNuu-25irFtsaozLkhDQD1MuMFOaQRRLLLr4","x":"OmjFX4dcR4X0iItKd3_UPo_BdvWzo3-1KLfewZwzloQ","y":"tPEw81B5VBXHT4RXdqMgrduZ_7nuKrrU4J09fpGtYIc","alg":"ES256"}', 'fGmk8R5A6E1T6mT9Un9uJBR0AzJaNQIc4wB3r94QuI8b+zJhP8dDpp9nsBd5KMN9Z0NCrzk17NfqwNoq57v5LGPkZR5CvhK/yKJSOOULvzL8FUx8lPPtSWd+LAR+baorgdRURevabUyTyr4t2RRF2kQK+BkbFZYJF3m0rSBF93euBKS9lmDA2p/b6lnvy0eZTmadCRh4TTHSR/WtbNDTG22UZ/TceQ==', 1774688400000, 1774688400000, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('w6IyqQKLVMtYLXLAW2WEyuCXN_lUA_CkU596PxoS9UY', 'EdDSA', 'next', '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"w6IyqQKLVMtYLXLAW2WEyuCXN_lUA_CkU596PxoS9UY","x":"HVLXOY_bWUNKIoeFu1PEepoqCHQiBqDe38E8oJI7n5U","alg":"EdDSA"}', 'mEM1UJSCeUpnjOGaQl/soRj2AdO3ziA/QPm2Oi8hwQQqu/QfltPR1XxlaaVyNI+71iYYTX/sJ0tDdMank659UEwiii7wVAJgTAliPg==', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('pC57WJfIlDFiFu2UOEPJGhVl97fmBA1EOoklyLH6fso', 'EdDSA', 'current', '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"pC57WJfIlDFiFu2UOEPJGhVl97fmBA1EOoklyLH6fso","x":"r2jPR-ziRUUsPaPr3IMJk-JZhj-Op7FOEFxwP5MuoGc","alg":"EdDSA"}', 'UUlOLlSBQdceRp3vZFBIERS/iRETLbfnD3csLS+J2mVJNGts/wGonYs6ITDKWSC/IGkAILG5QwlHl/K8DetOGC+PvaRfIlwAWpEtVQ==', 1774688400000, 1774688400000, NULL, NULL);
DELETE FROM master_key_check;
INSERT INTO master_key_check (id, value)
VALUES (1, 'DIYZvN_5fSYPHT9McWUF5nLi8Cf8OFw5xJEh6b2LLzI');
DELETE FROM withdrawn_keys;
DELETE FROM refresh_families;
DELETE FROM token_families_carried;
INSERT INTO token_families_carried (id, since)
VALUES (1, 1774688400000);
DELETE FROM refresh_rotations;
DELETE FROM console_activity;
INSERT INTO console_activity (minute, node, counter, counted)
VALUES (1774688400000, '019d33ab-f280-75d8-8ca4-3d622244670a', 'issued', 3);
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
