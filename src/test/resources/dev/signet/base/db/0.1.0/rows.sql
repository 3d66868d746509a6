DELETE FROM expiry_clock;
DELETE FROM stored_responses;
DELETE FROM audit_events;
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-7152-b268-c5930772eba9', '019d33ab-f280-7152-b268-c5930772eba6', 1, 1774688400000, 'operator.key_created', 'success', NULL, NULL, 'system', 'start', NULL, '', '', '', '{"key_id":"019d33ab-f280-7152-b268-c5930772eba8","name":"first operator key","scopes":["*"]}', NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', 'ad8b7915f4c0644efd0b81bb958e4601b108f9d98e0b6addf7cf1fdcb10f9b6a', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-7152-b268-c5930772ebab', '019d33ab-f280-7152-b268-c5930772eba6', 2, 1774688400000, 'agent.created', 'success', '019d33ab-f280-7152-b268-c5930772ebaa', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7152-b268-c5930772eba8', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '3y7orcsm590u2isqu54ovv7hp', '{"name":"Courier","client_id":"019d33ab-f280-7152-b268-c5930772ebaa","agent_type":"custom","scopes":["parcels:read"]}', NULL, NULL, NULL, 'ad8b7915f4c0644efd0b81bb958e4601b108f9d98e0b6addf7cf1fdcb10f9b6a', '60f37342e8cbb1d4a034f8d3598a285ad3cb18db60130a352bcfa645ad63b7aa', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-7152-b268-c5930772ebad', '019d33ab-f280-7152-b268-c5930772eba6', 3, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-7152-b268-c5930772ebaa', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7152-b268-c5930772eba8', '019d33ab-f280-7152-b268-c5930772ebac', '127.0.0.1', 'Java-http-client/25.0.3', 'g5gyqtj211bj2ddkruc0ubsuv', '{"credential_id":"019d33ab-f280-7152-b268-c5930772ebac","expires_at":null,"imported":false}', NULL, NULL, NULL, '60f37342e8cbb1d4a034f8d3598a285ad3cb18db60130a352bcfa645ad63b7aa', '496240bdfecee2813ae6484af94f6e5589006c12629859574b16f9b225c4a7b9', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-7152-b268-c5930772ebae', '019d33ab-f280-7152-b268-c5930772eba6', 4, 1774688400000, 'token.issued', 'success', '019d33ab-f280-7152-b268-c5930772ebaa', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-7152-b268-c5930772ebaa', '019d33ab-f280-7152-b268-c5930772ebac', '127.0.0.1', 'Java-http-client/25.0.3', '14u3tn0digfqpc66vppv4697u', '{"scope":"parcels:read","kid":"MRYsV_oilvrfj7iq9wobva_ndaw6x5SALlispYhqHIA","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, '019d33ab-f280-7152-b268-c5930772ebae', '496240bdfecee2813ae6484af94f6e5589006c12629859574b16f9b225c4a7b9', '0749b72429b74a7566e75383cbfabdd0f70deb34def3049b07100e8efc58e7d6', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-7152-b268-c5930772ebaf', '019d33ab-f280-7152-b268-c5930772eba6', 5, 1774688400000, 'token.issued', 'success', '019d33ab-f280-7152-b268-c5930772ebaa', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-7152-b268-c5930772ebaa', '019d33ab-f280-7152-b268-c5930772ebac', '127.0.0.1', 'Java-http-client/25.0.3', '1bs1ni2x03qxh22dpxpda0f2rr', '{"scope":"parcels:read","kid":"MRYsV_oilvrfj7iq9wobva_ndaw6x5SALlispYhqHIA","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, '019d33ab-f280-7152-b268-c5930772ebaf', '0749b72429b74a7566e75383cbfabdd0f70deb34def3049b07100e8efc58e7d6', 'd6d54e10ca7aebf198f06899fc6126f73f3c294466c01c0e3f9e671f3ab585ae', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-7152-b268-c5930772ebb0', '019d33ab-f280-7152-b268-c5930772eba6', 6, 1774688400000, 'token.revoked', 'success', '019d33ab-f280-7152-b268-c5930772ebaa', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7152-b268-c5930772eba8', NULL, '127.0.0.1', 'Java-http-client/25.0.3', 'jv42sme4e31rzkoz0uzp6naz', '{"what":"access_token","id":"019d33ab-f280-7152-b268-c5930772ebaf","revoked_token_count":1}', NULL, NULL, NULL, 'd6d54e10ca7aebf198f06899fc6126f73f3c294466c01c0e3f9e671f3ab585ae', 'c25390c0001513be485982f5e35eec9d5fc04ed97d222a308c60e3b64c3a8824', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-7152-b268-c5930772ebb2', '019d33ab-f280-7152-b268-c5930772eba6', 7, 1774688400000, 'agent.created', 'success', '019d33ab-f280-7152-b268-c5930772ebb1', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7152-b268-c5930772eba8', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '1m5j6btf5cymj3jhh1t7d9x3b4', '{"name":"Resume screener","client_id":"019d33ab-f280-7152-b268-c5930772ebb1","agent_type":"custom","scopes":["resumes:read"]}', NULL, NULL, NULL, 'c25390c0001513be485982f5e35eec9d5fc04ed97d222a308c60e3b64c3a8824', 'edaabeaebd62515d1e50831fb3c24034416c39f1855fe81ba0c8ac1bf7023177', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-7152-b268-c5930772ebb4', '019d33ab-f280-7152-b268-c5930772eba6', 8, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-7152-b268-c5930772ebb1', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7152-b268-c5930772eba8', '019d33ab-f280-7152-b268-c5930772ebb3', '127.0.0.1', 'Java-http-client/25.0.3', '3r8gjsanajz201wpxb5rmp8ep9', '{"credential_id":"019d33ab-f280-7152-b268-c5930772ebb3","expires_at":null,"imported":false}', NULL, NULL, NULL, 'edaabeaebd62515d1e50831fb3c24034416c39f1855fe81ba0c8ac1bf7023177', '24006bc90e5ec07112a006785d2d5cb059d957e08e3cd656d458263bb3f1678f', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-7152-b268-c5930772ebb5', '019d33ab-f280-7152-b268-c5930772eba6', 9, 1774688400000, 'token.issued', 'success', '019d33ab-f280-7152-b268-c5930772ebb1', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-7152-b268-c5930772ebb1', '019d33ab-f280-7152-b268-c5930772ebb3', '127.0.0.1', 'Java-http-client/25.0.3', '27mfevp876yux1rxezslj4gh3x', '{"scope":"resumes:read","kid":"MRYsV_oilvrfj7iq9wobva_ndaw6x5SALlispYhqHIA","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, NULL, '24006bc90e5ec07112a006785d2d5cb059d957e08e3cd656d458263bb3f1678f', '589ba189971e237c774fed6906e036dc096eb07cfe699d227d523efe133bc7de', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-7152-b268-c5930772ebb6', '019d33ab-f280-7152-b268-c5930772eba6', 10, 1774688400000, 'agent.deactivated_with_revocation', 'success', '019d33ab-f280-7152-b268-c5930772ebb1', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7152-b268-c5930772eba8', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '1euxg9yr4gk5p2op3ygwuqycim', '{"reason":"a drill","revoked_token_count":1}', NULL, NULL, NULL, '589ba189971e237c774fed6906e036dc096eb07cfe699d227d523efe133bc7de', '1f6490997de6d6e8718f58c8584b5e1bd8706817b25d9611c12cb16f74c3fd7a', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-7152-b268-c5930772ebb8', '019d33ab-f280-7152-b268-c5930772eba6', 11, 1774688400000, 'api_key.created', 'success', '019d33ab-f280-7152-b268-c5930772ebaa', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7152-b268-c5930772eba8', '019d33ab-f280-7152-b268-c5930772ebb7', '127.0.0.1', 'Java-http-client/25.0.3', '230pgazys1e9dnyrmn2idpy2w', '{"key_id":"019d33ab-f280-7152-b268-c5930772ebb7","rotates_itself":true}', NULL, NULL, NULL, '1f6490997de6d6e8718f58c8584b5e1bd8706817b25d9611c12cb16f74c3fd7a', '99dba47cfad9c70a7e593c6b94f5811acb142e618b65631da6ea4e65fcd58930', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-7152-b268-c5930772ebba', '019d33ab-f280-7152-b268-c5930772eba6', 12, 1774688400000, 'agent.created', 'success', '019d33ab-f280-7152-b268-c5930772ebb9', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7152-b268-c5930772eba8', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '1j90pftnnotld3evbaxjl4u4it', '{"name":"Planner","client_id":"019d33ab-f280-7152-b268-c5930772ebb9","agent_type":"custom","scopes":[]}', NULL, NULL, NULL, '99dba47cfad9c70a7e593c6b94f5811acb142e618b65631da6ea4e65fcd58930', '2c0e392d925082bfc12d36b5ef5b89cae0ac9fd5bb571817f63b5fab286f5fe6', NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker)
VALUES ('019d33ab-f280-7152-b268-c5930772ebbc', '019d33ab-f280-7152-b268-c5930772eba6', 13, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-7152-b268-c5930772ebb9', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-7152-b268-c5930772eba8', '019d33ab-f280-7152-b268-c5930772ebbb', '127.0.0.1', 'Java-http-client/25.0.3', '3cfrhlg69kplj3nmyi51ubq46a', '{"credential_id":"019d33ab-f280-7152-b268-c5930772ebbb","expires_at":null,"imported":false}', NULL, NULL, NULL, '2c0e392d925082bfc12d36b5ef5b89cae0ac9fd5bb571817f63b5fab286f5fe6', '243c1437e7daa3167d99574cb7eb9fbf45ea5574811c2da11ffa32b024cc46af', NULL, NULL, NULL, NULL);
DELETE FROM audit_checkpoints;
INSERT INTO audit_checkpoints (number, taken_at, heads, prev_hash, hash, signature, kid)
VALUES (1, 1774688400000, '[{"chainId":"019d33ab-f280-7152-b268-c5930772eba6","seq":13,"hash":"243c1437e7daa3167d99574cb7eb9fbf45ea5574811c2da11ffa32b024cc46af","end":"closed"}]', '0000000000000000000000000000000000000000000000000000000000000000', '4a7286f70dc314b437a2b6e3927daf27ccd284a7847ba981dd810dde8144206c', 'eXjnqhbD7gdatKFM6IZL4-GDxRJ4Hl6RtfL3_w8Nh_rpY-lDTl_159NPZ76nf3dH4nSuptOcmZbfk5e2miyRBg', 'JdJUQCQGv4eNS9YImoW5bBhtD9efMPlItfBPc1K2rRY');
DELETE FROM audit_anchors;
DELETE FROM audit_keys;
INSERT INTO audit_keys (kid, number, public_jwk, sealed_private, created_at)
VALUES ('JdJUQCQGv4eNS9YImoW5bBhtD9efMPlItfBPc1K2rRY', 1, '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"JdJUQCQGv4eNS9YImoW5bBhtD9efMPlItfBPc1K2rRY","x":"3UnVbqsif71M6ak6v40C8zFiLVYD7jLgI0IW1kVNz24","alg":"EdDSA"}', 'TSVzDXJMIBYKsqXqoAq5iV7JKbzJGcIMHoVTXIKTl4ejW3zSeKLv7fzREP+zU62qzwEtzBIgr4U5+xF792PYTMNUqZNTvcdmzwyOiQ==', 1774688400000);
DELETE FROM audit_openings;
INSERT INTO audit_openings (chain_id, opened_at, seq, hash, kid, signature)
VALUES ('019d33ab-f280-7152-b268-c5930772eba6', 1774688400000, 0, '0000000000000000000000000000000000000000000000000000000000000000', 'JdJUQCQGv4eNS9YImoW5bBhtD9efMPlItfBPc1K2rRY', 'BCeg_IxcKu2WSEsVpjqZrm9oJLddU5h356wBOK85zg2uI3pfmiHz6I87L9ZotZZZshcHaCvCCPjmKE-_sUPtDA');
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
VALUES ('webhook-tokens', '019d33ab-f280-7152-b268-c5930772eba6', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('usage-hours', '019d33ab-f280-7152-b268-c5930772eba6', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('scope-usage', '019d33ab-f280-7152-b268-c5930772eba6', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('usage-agent-days', '019d33ab-f280-7152-b268-c5930772eba6', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('webhooks', '019d33ab-f280-7152-b268-c5930772eba6', 13);
DELETE FROM revoked_tokens;
INSERT INTO revoked_tokens (jti, agent_id, generation, expires_at, revoked_at, thumbprint, key_generation, family_id)
VALUES ('019d33ab-f280-7152-b268-c5930772ebaf', '019d33ab-f280-7152-b268-c5930772ebaa', 1, 1774692000000, 1774688400000, NULL, NULL, '019d33ab-f280-7152-b268-c5930772ebaf');
DELETE FROM ended_keys;
DELETE FROM ended_signing_keys;
DELETE FROM revoked_families;
DELETE FROM token_counts;
DELETE FROM revocation_floor;
DELETE FROM one_time_uses;
DELETE FROM operator_keys;
INSERT INTO operator_keys (key_id, secret_hash, name, scopes, is_first, created_by, created_at, rotated_at, last_used_at, expires_at, revoked_at, quarantined_at, quarantine_reason, organization_id)
VALUES ('019d33ab-f280-7152-b268-c5930772eba8', 'E5acEHE19riPVcnVrcfaXUAMxrd4WbQa10ZOEJ_3JDw', 'first operator key', '*', 1, 'start', 1774688400000, NULL, 1774688400000, NULL, NULL, NULL, NULL, NULL);
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
VALUES ('019d33ab-f280-7152-b268-c5930772ebaa', '019d33ab-f280-7152-b268-c5930772ebaa', '00000000-0000-7000-8000-000000000000', NULL, 'Courier', NULL, NULL, 'custom', NULL, '', 'logistics', NULL, 'active', NULL, NULL, 'parcels:read', 'client_credentials refresh_token', 3600, NULL, '{}', NULL, '019d33ab-f280-7152-b268-c5930772eba8', 1774688400000, 1774688400000, 1, 3, 'courierlogistics', NULL, NULL, 0, NULL, NULL, 0, NULL, '', 'full');
INSERT INTO agents (agent_id, client_id, organization_id, team_id, name, description, email, agent_type, version, capabilities, owner, deployment_env, status, status_since, status_reason, scopes, grant_types, token_lifetime_seconds, token_signing_alg, metadata, expires_at, created_by, created_at, updated_at, generation, revision, search_text, dpop_jkt, dpop_jwk, key_generation, jwks, jwks_uri, fapi2, suspended_by, grantable_scopes, self_service)
VALUES ('019d33ab-f280-7152-b268-c5930772ebb1', '019d33ab-f280-7152-b268-c5930772ebb1', '00000000-0000-7000-8000-000000000000', NULL, 'Resume screener', NULL, NULL, 'custom', NULL, '', NULL, NULL, 'suspended', 1774688400000, 'a drill', 'resumes:read', 'client_credentials', 3600, NULL, '{}', NULL, '019d33ab-f280-7152-b268-c5930772eba8', 1774688400000, 1774688400000, 1774688400000, 3, 'resume screener', NULL, NULL, 0, NULL, NULL, 0, 'operator', '', 'full');
INSERT INTO agents (agent_id, client_id, organization_id, team_id, name, description, email, agent_type, version, capabilities, owner, deployment_env, status, status_since, status_reason, scopes, grant_types, token_lifetime_seconds, token_signing_alg, metadata, expires_at, created_by, created_at, updated_at, generation, revision, search_text, dpop_jkt, dpop_jwk, key_generation, jwks, jwks_uri, fapi2, suspended_by, grantable_scopes, self_service)
VALUES ('019d33ab-f280-7152-b268-c5930772ebb9', '019d33ab-f280-7152-b268-c5930772ebb9', '00000000-0000-7000-8000-000000000000', NULL, 'Planner', NULL, 'planner@example.com', 'custom', NULL, '', NULL, NULL, 'active', NULL, NULL, '', 'client_credentials', 3600, NULL, '{}', NULL, '019d33ab-f280-7152-b268-c5930772eba8', 1774688400000, 1774688400000, 1, 2, 'plannerplanner@example.com', NULL, NULL, 0, NULL, NULL, 0, NULL, '', 'full');
DELETE FROM agent_emails;
INSERT INTO agent_emails (organization_id, email, agent_id)
VALUES ('00000000-0000-7000-8000-000000000000', 'planner@example.com', '019d33ab-f280-7152-b268-c5930772ebb9');
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
VALUES ('', '', 'custom', 'active', '1', 0);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'active', '1', 0);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'suspended', '1', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'suspended', '1', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('', '', 'custom', 'active', '9', 1);
INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
VALUES ('00000000-0000-7000-8000-000000000000', '', 'custom', 'active', '9', 1);
DELETE FROM agent_meters;
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-7152-b268-c5930772ebaa', 3, 2, 0, 1774688400000, 1774688400000, 1);
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-7152-b268-c5930772ebb1', 3, 1, 0, 1774688400000, 1774688400000, 1);
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-7152-b268-c5930772ebb9', 2, 0, 0, NULL, NULL, 0);
DELETE FROM agent_meters_settled;
INSERT INTO agent_meters_settled (id, number, chain_id, seq, next_seq)
VALUES (1, 1, '019d33ab-f280-7152-b268-c5930772eba6', 13, NULL);
DELETE FROM agent_scope_uses;
DELETE FROM credentials;
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-7152-b268-c5930772ebac', '019d33ab-f280-7152-b268-c5930772ebaa', 'keyed', 'oT9iaOArQP3nbS9RUdJTHSnMYx9izv7Pr9j7m70bKxc', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-7152-b268-c5930772ebb3', '019d33ab-f280-7152-b268-c5930772ebb1', 'keyed', 'd9a1oD-b-DoXYPiAc29YQdaqQGRPGXWXx7ewur2KlPc', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-7152-b268-c5930772ebbb', '019d33ab-f280-7152-b268-c5930772ebb9', 'keyed', 'D9O5Vv4o9gI3gX7RVYDKUf6SxjROksBCjbJs3xsZR1E', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
DELETE FROM credential_rotations;
DELETE FROM known_secrets;
DELETE FROM api_keys;
INSERT INTO api_keys (key_id, agent_id, key_hash, rotation_hash, state, created_at, activated_at, replaces, last_used_at, ended_at, ended_by, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-7152-b268-c5930772ebb7', '019d33ab-f280-7152-b268-c5930772ebaa', 'Y9Wgqqd_4-4Fg9vRQryS0ooXPfAqdGVhEMXtfunslMc', 'VylwfdbIrGC4ca-KdlZdcd_yQO1EMW68AnikVGFYTwI', 'active', 1774688400000, 1774688400000, NULL, NULL, NULL, NULL, NULL, NULL);
DELETE FROM invites;
DELETE FROM registrations;
DELETE FROM unclaimed_registrations;
INSERT INTO unclaimed_registrations (is_only, unclaimed)
VALUES (1, 0);
DELETE FROM signing_keys;
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('5QB2G_m3JJfHFSIxzIOuZNIYtUGNdI4PFCLRKp6WHkY', 'RS256', 'next', '{"kty":"RSA","e":"AQAB","use":"sig","kid":"5QB2G_m3JJfHFSIxzIOuZNIYtUGNdI4PFCLRKp6WHkY","alg":"RS256","n":"mt3m5CFjr3B9qxqSWefvS6iRQMe29Fgpf6g_Kkz-02bg2C9UaYmSa-Lu97g7bBBAw9rEW6FPci3A2SgziTbjS4r69SWBaRetgFCW_IR-wubmWjnrCK4qBThXMmx9ZJu-d-YG7Vzv4rYcu4sRkp4Bk0obdgNf0x19BPsF6YVLTW8O2EcC7BTo62WEIrFu4wiyxCj-NsphCNq3_w272P6Qd2s1DEWPNOGum1Qy9cA5rFSzV3t1J07xgfM6ZlxX3o2d-HVI0QfaQ_Ulx0Z6qIC9xfA5_IdjGn2O891zwZUoa2-jwpQKBCsvzW_xUzDRVlFIdacJZnplmAdx4EUlgPRvBw"}', 'M+qAfr73dR8ti5EE7b6AqSzv3898dcR2fuGs7H0LAFkq7ZRlbU14whX0xRFWxXK/7UuM/LCpUw8gAW5u54HaXfh+JQn4cBnPQY2Z97OY/2UWUwwDoEY4Fh6dbc7iICLe0TbpwgoaxD6fWARihVOkmCb0dzbdf5cyZNEOKl54S2r36bNYO3Uh3+TMmFTj7zTSMDV5I5EbCwxxhw+tLhqspGjDOkW8XPSwwG3AbYr0cFgeb1CRzQ7FBinMp+AyTzY9VLCPMlkKwfdS6bV4AarZkkoC4ydrJMLcAIl6ZobX6UHKd2A22zYtB1JwT+ziegIqLWKE58RIfLunmy0YQQhyjHLRoOrDZQMgwclX/+y2VrAjaO3oR91LcWeX47SwyzWvQAywJj+qHQPb7fbDJwyi6pzvov82lhSx9eCR+1LhuiQ3v2euInT1ruEbD3501nByDs1DEcDHsqHVYaXgd0bpjMKFQ2VPmvcDmf7jfsGgu2nfc3UMsxnQNocYVat3fTsGLZP9H7s+99tPaWIKqLu/x+lPT6QMqoqC9058qldEcrtF8FkQmdJDUx8QY7PnkbDPrp281YahVz88rBSopCsAyCAuEmfWt26aW3RfOgRNgm4ynkbIynBHtGdiN1uZdWl0PXULWqdeEyqBsiBVzdMdq2cY7vVnDhXD8hWnX7GO/vI6lVZdjxulpf+hcKxsXhHML3mZRQXfE5S9ohDPhMWR99FZlWBq8Q9pcm2xziv/5CGCpivlQ6aqw2bsijj8kTSGxTzAhnXquyuxASHT6+LHhWKoxmU6y+f6gw6ePQRzpYVNV2sL2bNo1c8AVyYXLCOLR2qYN/MRaOuDmoVVrgMdOgutZQ0nyhz25xzkTpJYYCAt2V4p8uND79Au+2tlxXVruPofkLFJmCiXI4RzV3GBd80kdXOZVRZxNi6UbbVOAJMbDxC0fjO+BErP2HWmVLArKnt7jsgV/nz4vX+LExQwJv+xAGOxGK2HRp7zwAQmjvML1tPB+hbsXNYYP2MJ/1Yqz5etYduQHUXjpPciBKkt9M0FQSIkxApv2xdEsJ2IwkGJjGkVOhA8lLk3NBf0R1XbsZPGVTGwh701ZcSzAa7tj7prqgG+fTTSTx7X1s5VGgB7NKX0gmnIoVk0yTw1/YkiMJUFsUe+0rKDQVqOSCAf5op1CGFHGDNXBKbwkYtDE9jJZ4oJL1CCGIwY7xIV1lYQ3glC6PmFpdGFe0LlCtwLAS4r7SLD1tHsYrGC+fccTgTCjcMt9He52h4fOtTFilAvHQrkMJgPtukrZ5ohjDU2YrzOw97Hmtg/DncYeYEKML2t5FY8Bm/b65u+3k/0HXR55lXY6njQgm9F3pK5/vnucU8GJgcguXVdwibqSjtHzV8i8REwHNylhQEUYZyv1jDOnySs0imju1/DNt4NDPvmqlX8vkpRSpK7PiG7kV0ChZRsODQXIvQBWAwhQcInlnKmiN0Bb6E5uhAR1FqbvSWUGGrNCWJ1WYzel9WVXZB0UPWviAUJ3FQuwG3z6YwfVAv1HtjX5vXKSguZORUmvPloSuZsTnABcfNWD0cxxtlvpMyfIAKlpVLoUhZoM/ZJgDmMiL/O1sBbulRso/RviqXcnS6c4aKg9jOwMc1buy4yfkEvC2JmMwMv2szbD1YLMA==', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('MRYsV_oilvrfj7iq9wobva_ndaw6x5SALlispYhqHIA', 'RS256', 'current', '{"kty":"RSA","e":"AQAB","use":"sig","kid":"MRYsV_oilvrfj7iq9wobva_ndaw6x5SALlispYhqHIA","alg":"RS256","n":"uJBIOLTIWTy35yxoxNRK5TWamTupCab8Vys-aRNHTEFcqlb0DzZEOhi_-U2cQPvqFBn4vQVj45dRtu02NcSlffWEK912PlobSVlgg_IYnIFD-m7UDt76qJaNI7YrmKY6yS5kiSydlSKCU77w2wOJq1gGeTqxc6UU06SfRfxTkCXidIzekr5dfUxc5UDQ8lNl4dHDMOXp62q0OgO1DoTusmcnAjfq1s6pwSQYZCD_-yeuUpN7Mj2oKM4IB7pxrHROnDzvkWUL4wLWfStDzay6Q2mtW7Szm1g2Cbffx2Q4Wsw2yi9OkDEgJ-NYer8mxLzAfxabpCpmjaPX6MK_z2jEnQ"}', '6X13uZL+MdTa0uF0X2rzBnimi98w1TuM8xeTKrJQ8pbVhMteBAAuabuKm3pW4Evr61R/mmJFukBgITGL3GGv7f9Kl0QoKgZQNGaTkM/hbV0sd4d+YfVP0ZwgRwJ8bHAvI1MjH5r7MtLn7QeUVC6tjeytph0ji2b96eC3amJHU5BK3QQyXOE9d8Rx12kHxE4DZdv5RIYfyR7TQIgujrCv/2XcM44YJWKD6XLWZTbp9EBwT7hclYzvdvyLhb1dokhuCT6dYceB/Wo484Ykg+zkxSB/nFfkvVu6RztTGf5oEPgPpMafelAv80TidcvdA7AuqY7k0UVx0BP3iRtPwss3eZorvH7RTj8tPE7LXnq1L/kts6Pv5cYbCZMOXlX2Scic6OrDesZtSJMYaJai2I+E2VTcagmFXtrQSDt9SYn2Wxxo4xy/nKAvHbI1141kN9NkE6qisWtJe7a04k1I/DjA+KjKQhDSxsrsEW9FW3bb0dab3KwW7lZHWzKPoN+parVTEa8rkCbon7EWKH8W7AFtrz6XVRY1S05xD5Bq0rEMKuac1tr1V0b6r+ecnI5E7QH5cyKcbAkMSX3WQw5vDJE+Q5swRWqiteNEhQATTXkv7YolmKHXl/jxvInHVEUevBM/0t5+5ou6vkXQnHpPadXa+4lLx23RB1PYAMx4/Y0K8iaVupqS+qk3c74Ip00iaOKhGdSQuPXq7IYrsMQTPOwnuyhL8lGd6vUTTpyNm4J0/2gydpL5Z9zWKtNmS+jPKvJLpzB1M1nW6eMLTHxhnfuYZ2Wx1RbX+/6oTK7OkjJGaq8Xe9f1NFI8Thb1m7w81oV1QA0XoUbzTTWFf1+B36fXXspCcbcEfcsAw8+IUBaEPiF7kHDFw9NrQn4uMZvKKLvCQkV5KnQZ+Dhl57t+FQOKkOzIOCKCFvyQJOn8Mu46owx/hyW3qIOzSCDASpLx3+vfOHiGLkWHWTpLCkScsAoCa6bAzBqC3OORQ6wNsqwY4jNPfvU/TeK3CcrTLTLwwGq1llImCIfmFKm8T4O6qE6z52jS93sGYems03zWPeuqvGeictpn9Obo4edHaQqcirTfD4TdkGjcWTZuD5t1J7Ycym5AZ+cvQzRwv8XXiuMdqO99OzvxMZzWafi8Z+XY5qt4EW4z3LBh4Nq5I3nPvCnM058jNje+Z+6bFB+x3uzyEQrW2Q8zWRUlpV3t4zo92zPGIuKz5Qb4Ih/7upc+thShgtKoMOPMUNxMCdEAf8m/FlM2uZCGAdW7OUtDzx57JFM5pEdNtTQj9yxssTm0pXnY0wHhZM5tDH33Ru7n9jAds1eTLIbl6+gWQ2/zGlCiE6vHZ1mXHeILN1976WC5uHBbEnJEs96bQQl0cpdqcILZp5I8KWRG6wSEmcLf0HWnInsQBSOHazNPx8Dwajpqlgd/58e1yXnl38ZOgzHiec2896UIWMfg9ANb28A4CFgU2l1a+x2Zt7yw3wjRxRR+ma5PuaxtY8/k9fyc2VREpzKVBDVFPfdCM99sZJJghIbxT+BFY2bcKeUTQy8hbiMxBgEgPRXwFyIRsVCCtW4avOB8jXJbzPJzG3ecz8MPnk99PzcGjTwZ3eN17yc8VPCISjOFtm3AUPOFP1luaIUA3+FJWznQN+t0H0hrpIXkmVZ7', 1774688400000, 1774688400000, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('m27hdiun-b1C6qHVXSYL70lRwF61C-udgvmdXEWIfWA', 'ES256', 'next', '{"kty":"EC","use":"sig","crv":"P-256","kid":"m27hdiun-b1C6qHVXSYL70lRwF61C-udgvmdXEWIfWA","x":"hxfF5rnwvK8w6Hkn6ryqJLu9EsDN0lyKWadzZ-Wh9Uw","y":"EZ0WciXANwR2pgz1J2REQDC6JkO3y937U5CYUYbbmMg","alg":"ES256"}', 'snF29w4i4HtBXACLA2O0xm7UbNnvAU4LvhsZOSmyOGr61275/nIvpMNEgYJiAFFNKOixBpx1c3Ygj6iZTdL6EsBcM9DN9im7xRio7FuTC0pnIZK4XU1g/v0LUGiJ4ACzrzp61qAWDoBmgqR1WsRWj9lVy31+mmqhMqud2q3WgG/5vkU0puD58VdMVvMXq6COCeWAyGAiJg/nETP7FLX69QUx+9RGdw==', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('Q55uWgWi93lwEhg9ZwkZ1RBGTar2dt-A3DLsBKBWXZE', 'ES256', 'current', '{"kty":"EC","use":"sig","crv":"P-256","kid":"Q55uWgWi93lwEhg9ZwkZ1RBGTar2dt-A3DLsBKBWXZE","x":"kg7wKFnZ_OTXuPsm67t3VvIOB1jFayk6lqSsixbksJs","y":"Tden8uWgfp0zUkWQMyLnpLep1BAO3xYDFxj-EwnLavs","alg":"ES256"}', 'w41mia0Jlb7qhmJoRidS0v5Wl362AVkUNFH0r/tHc+ndWljKFXLLt5SnV0W8kR9w61Txw5YjLqpNLQsaooN8fDX9pQfDnQ3+eBPuzSB3te29s25XwNDKAJ/ZpL0UyGtqLRn9Dy+q0o11aPYyQqqxtjc/RLBo++KLcD9POIoWMBYnGWCLNIUgY/Ou6oz0W9/6ERRos2EV8Idu60xWoI2Hcu+k43gVuQ==', 1774688400000, 1774688400000, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('2VPqecupBVjzaAldA_sMiTHNcbXb5IE_Aax3TdsqJCM', 'EdDSA', 'next', '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"2VPqecupBVjzaAldA_sMiTHNcbXb5IE_Aax3TdsqJCM","x":"iFDDeM2Oln7QkNeGPnagDi_-CYWpcQH6R0sEPomynpI","alg":"EdDSA"}', 'uDingWPapSWE4gh/eKeLItVUOMe7YzLTc03P0125g6ePwI4rOnkhNDE8Iki4T2A1HqANo+ivjgsdkzGsd9MlybSmrOVDcBLA5/rDcw==', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('64tsMO3qZqbwA7Ikx5hFe1LMPkoAtusdA7h9Wk8t8mE', 'EdDSA', 'current', '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"64tsMO3qZqbwA7Ikx5hFe1LMPkoAtusdA7h9Wk8t8mE","x":"ygNrnQu3g8UZD53ryxraMaAclH-DLyzwCSgOlJuqE_0","alg":"EdDSA"}', 'Sa3nI0+GPK6MeGWzvOKxRRHEMK/rvqhwWnR3CEYTHjlaziqoUvU/1gPxwaZm7/LTFQX6ktvQuViNtTB90KqXEK64aiP+Rq5Imd3nCQ==', 1774688400000, 1774688400000, NULL, NULL);
DELETE FROM master_key_check;
INSERT INTO master_key_check (id, value)
VALUES (1, 'cqS3RhWsObw91rWg-AqMU0IzmOGLq_5YkRRzSf7qt7A');
DELETE FROM withdrawn_keys;
DELETE FROM refresh_families;
DELETE FROM token_families_carried;
INSERT INTO token_families_carried (id, since)
VALUES (1, 1774688400000);
DELETE FROM refresh_rotations;
DELETE FROM console_activity;
INSERT INTO console_activity (minute, node, counter, counted)
VALUES (1774688400000, '019d33ab-f280-7152-b268-c5930772eba7', 'issued', 3);
DELETE FROM webhooks;
DELETE FROM webhook_secrets;
DELETE FROM webhook_deliveries;
DELETE FROM webhook_replays;
DELETE FROM webhook_counts;
DELETE FROM webhook_bulk_changes;
DELETE FROM usage_hours;
DELETE FROM usage_days;
DELETE FROM usage_agent_days;
