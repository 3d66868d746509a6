DELETE FROM expiry_clock;
DELETE FROM stored_responses;
DELETE FROM audit_events;
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-73c7-b3ee-34da52e4feeb', '019d33ab-f280-73c7-b3ee-34da52e4fee8', 1, 1774688400000, 'operator.key_created', 'success', NULL, NULL, 'system', 'start', NULL, '', '', '', '{"key_id":"019d33ab-f280-73c7-b3ee-34da52e4feea","name":"first operator key","scopes":["*"]}', NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '1ddaf27f2cc59ede54c1c06556871befa3624b0269eccbfd8e68ef78cd36f2e5', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-73c7-b3ee-34da52e4feed', '019d33ab-f280-73c7-b3ee-34da52e4fee8', 2, 1774688400000, 'agent.created', 'success', '019d33ab-f280-73c7-b3ee-34da52e4feec', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-73c7-b3ee-34da52e4feea', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '3b1dda50pambp117rj2web1ts2', '{"name":"Courier","client_id":"019d33ab-f280-73c7-b3ee-34da52e4feec","agent_type":"custom","scopes":["parcels:read"]}', NULL, NULL, NULL, '1ddaf27f2cc59ede54c1c06556871befa3624b0269eccbfd8e68ef78cd36f2e5', 'd4f32818a3db63853aee87435fa181ef7d8a61b54abf57afc807139cc6c33218', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-73c7-b3ee-34da52e4feef', '019d33ab-f280-73c7-b3ee-34da52e4fee8', 3, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-73c7-b3ee-34da52e4feec', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-73c7-b3ee-34da52e4feea', '019d33ab-f280-73c7-b3ee-34da52e4feee', '127.0.0.1', 'Java-http-client/25.0.3', 'n6ginnugxear2oe3jfpqfr2dt', '{"credential_id":"019d33ab-f280-73c7-b3ee-34da52e4feee","expires_at":null,"imported":false}', NULL, NULL, NULL, 'd4f32818a3db63853aee87435fa181ef7d8a61b54abf57afc807139cc6c33218', '6faf18c4a4a8f8ac0c822d9bd2272e0075fd0b33b2b88a6396ad9b2af5a020a9', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-73c7-b3ee-34da52e4fef0', '019d33ab-f280-73c7-b3ee-34da52e4fee8', 4, 1774688400000, 'token.issued', 'success', '019d33ab-f280-73c7-b3ee-34da52e4feec', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-73c7-b3ee-34da52e4feec', '019d33ab-f280-73c7-b3ee-34da52e4feee', '127.0.0.1', 'Java-http-client/25.0.3', '3lmotyoyzqeyi2pb5ed3sovf7r', '{"scope":"parcels:read","kid":"ZRNBOQ6qBmE5u_rfLNgSHbF2sVXuqz0oHKHQwa_peT8","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, '019d33ab-f280-73c7-b3ee-34da52e4fef1', '6faf18c4a4a8f8ac0c822d9bd2272e0075fd0b33b2b88a6396ad9b2af5a020a9', '019ff9777876d1ab8ecd0123226cb9419b56b255098535121522ab6a9b67d8a2', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-73c7-b3ee-34da52e4fef2', '019d33ab-f280-73c7-b3ee-34da52e4fee8', 5, 1774688400000, 'token.issued', 'success', '019d33ab-f280-73c7-b3ee-34da52e4feec', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-73c7-b3ee-34da52e4feec', '019d33ab-f280-73c7-b3ee-34da52e4feee', '127.0.0.1', 'Java-http-client/25.0.3', 'h19unit1gamb1qhdt6lfmjgoa', '{"scope":"parcels:read","kid":"ZRNBOQ6qBmE5u_rfLNgSHbF2sVXuqz0oHKHQwa_peT8","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, '019d33ab-f280-73c7-b3ee-34da52e4fef3', '019ff9777876d1ab8ecd0123226cb9419b56b255098535121522ab6a9b67d8a2', '323f43a8a8da9afb5497b3f3b093bb89fe863411f04306ddd453e67bacda9c97', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-73c7-b3ee-34da52e4fef4', '019d33ab-f280-73c7-b3ee-34da52e4fee8', 6, 1774688400000, 'token.revoked', 'success', '019d33ab-f280-73c7-b3ee-34da52e4feec', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-73c7-b3ee-34da52e4feea', NULL, '127.0.0.1', 'Java-http-client/25.0.3', 'ypf8wsozx4133ke9o0b63vm7v', '{"what":"access_token","id":"019d33ab-f280-73c7-b3ee-34da52e4fef2","revoked_token_count":1}', NULL, NULL, NULL, '323f43a8a8da9afb5497b3f3b093bb89fe863411f04306ddd453e67bacda9c97', '51bac8fca0844a5c879e8058168f294f8ba35dfab79ef2dd18258f129b4eae8a', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-73c7-b3ee-34da52e4fef6', '019d33ab-f280-73c7-b3ee-34da52e4fee8', 7, 1774688400000, 'agent.created', 'success', '019d33ab-f280-73c7-b3ee-34da52e4fef5', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-73c7-b3ee-34da52e4feea', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '8jlw7jsh1aqt394a6iy1khjlx', '{"name":"Resume screener","client_id":"019d33ab-f280-73c7-b3ee-34da52e4fef5","agent_type":"custom","scopes":["resumes:read"]}', NULL, NULL, NULL, '51bac8fca0844a5c879e8058168f294f8ba35dfab79ef2dd18258f129b4eae8a', 'a57e39c9e30d7c97fce3adef5001006e76d048d52dcac437abf1ceca80e8f245', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-73c7-b3ee-34da52e4fef8', '019d33ab-f280-73c7-b3ee-34da52e4fee8', 8, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-73c7-b3ee-34da52e4fef5', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-73c7-b3ee-34da52e4feea', '019d33ab-f280-73c7-b3ee-34da52e4fef7', '127.0.0.1', 'Java-http-client/25.0.3', '147094kwn1qurzo9u0x8e0jiy', '{"credential_id":"019d33ab-f280-73c7-b3ee-34da52e4fef7","expires_at":null,"imported":false}', NULL, NULL, NULL, 'a57e39c9e30d7c97fce3adef5001006e76d048d52dcac437abf1ceca80e8f245', '3d429e11422de4e0066008ec8427b866f5a72ea931099a7952e096a5ba79a53a', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-73c7-b3ee-34da52e4fef9', '019d33ab-f280-73c7-b3ee-34da52e4fee8', 9, 1774688400000, 'token.issued', 'success', '019d33ab-f280-73c7-b3ee-34da52e4fef5', '00000000-0000-7000-8000-000000000000', 'agent', '019d33ab-f280-73c7-b3ee-34da52e4fef5', '019d33ab-f280-73c7-b3ee-34da52e4fef7', '127.0.0.1', 'Java-http-client/25.0.3', '2maazxgvm6l5q2te5ookb7ntpv', '{"scope":"resumes:read","kid":"ZRNBOQ6qBmE5u_rfLNgSHbF2sVXuqz0oHKHQwa_peT8","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}', 1774692000000, 1, NULL, '3d429e11422de4e0066008ec8427b866f5a72ea931099a7952e096a5ba79a53a', '763d28ce8c506f6bc0c1c1cf3f52ee749f78f46d0c5d6bf496682605dfd8f078', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-73c7-b3ee-34da52e4fefa', '019d33ab-f280-73c7-b3ee-34da52e4fee8', 10, 1774688400000, 'agent.deactivated_with_revocation', 'success', '019d33ab-f280-73c7-b3ee-34da52e4fef5', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-73c7-b3ee-34da52e4feea', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '3i7hki0hqkoe91irtqf4wu03fm', '{"reason":"a drill","revoked_token_count":1}', NULL, NULL, NULL, '763d28ce8c506f6bc0c1c1cf3f52ee749f78f46d0c5d6bf496682605dfd8f078', '02058218cf0371ee62a725ceadd7491377771acc65c956a78b624139e7b03337', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-73c7-b3ee-34da52e4fefc', '019d33ab-f280-73c7-b3ee-34da52e4fee8', 11, 1774688400000, 'api_key.created', 'success', '019d33ab-f280-73c7-b3ee-34da52e4feec', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-73c7-b3ee-34da52e4feea', '019d33ab-f280-73c7-b3ee-34da52e4fefb', '127.0.0.1', 'Java-http-client/25.0.3', '1ownk6o8lmcju1q6kcfzx81fjk', '{"key_id":"019d33ab-f280-73c7-b3ee-34da52e4fefb","rotates_itself":true}', NULL, NULL, NULL, '02058218cf0371ee62a725ceadd7491377771acc65c956a78b624139e7b03337', '43aa9795114173ef85da7ad9862bb161dc98cd98caa6c93fe45ef5e28479b534', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-73c7-b3ee-34da52e4fefe', '019d33ab-f280-73c7-b3ee-34da52e4fee8', 12, 1774688400000, 'agent.created', 'success', '019d33ab-f280-73c7-b3ee-34da52e4fefd', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-73c7-b3ee-34da52e4feea', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '3vopfamtpn8bdiklomjua7ltg', '{"name":"Planner","client_id":"019d33ab-f280-73c7-b3ee-34da52e4fefd","agent_type":"custom","scopes":[]}', NULL, NULL, NULL, '43aa9795114173ef85da7ad9862bb161dc98cd98caa6c93fe45ef5e28479b534', '0dc106e1b936d5269281fad70b0b9842b20c9c307b0eb636f5a15b0954311841', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-73c7-b3ee-34da52e4ff00', '019d33ab-f280-73c7-b3ee-34da52e4fee8', 13, 1774688400000, 'credential.generated', 'success', '019d33ab-f280-73c7-b3ee-34da52e4fefd', '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-73c7-b3ee-34da52e4feea', '019d33ab-f280-73c7-b3ee-34da52e4feff', '127.0.0.1', 'Java-http-client/25.0.3', '1y2d4hg1lic0s2q655o9ispmcd', '{"credential_id":"019d33ab-f280-73c7-b3ee-34da52e4feff","expires_at":null,"imported":false}', NULL, NULL, NULL, '0dc106e1b936d5269281fad70b0b9842b20c9c307b0eb636f5a15b0954311841', '1d161861969b2dce91803bb2bcbc1cabeb1c40915fe56e6236f8733db5b18d07', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_events (event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id, actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id, metadata, token_expires_at, token_generation, token_family, prev_hash, hash, token_thumbprint, token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token, token_actor_token, token_delegation, token_ancestors)
VALUES ('019d33ab-f280-73c7-b3ee-34da52e4ff02', '019d33ab-f280-73c7-b3ee-34da52e4fee8', 14, 1774688400000, 'resource.created', 'success', NULL, '00000000-0000-7000-8000-000000000000', 'operator', '019d33ab-f280-73c7-b3ee-34da52e4feea', NULL, '127.0.0.1', 'Java-http-client/25.0.3', '244fz74nzv30a1cq9hlb27u2bv', '{"resource_id":"019d33ab-f280-73c7-b3ee-34da52e4ff01","uri":"https://mcp.example.com/mcp","name":"Example Files","scopes":["files.read"]}', NULL, NULL, NULL, '1d161861969b2dce91803bb2bcbc1cabeb1c40915fe56e6236f8733db5b18d07', 'b03deec45dca14bd73c153e00371a64382b21c25cb07525fe640cdc79d8b9e95', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
DELETE FROM audit_checkpoints;
INSERT INTO audit_checkpoints (number, taken_at, heads, prev_hash, hash, signature, kid)
VALUES (1, 1774688400000, '[{"chainId":"019d33ab-f280-73c7-b3ee-34da52e4fee8","seq":14,"hash":"b03deec45dca14bd73c153e00371a64382b21c25cb07525fe640cdc79d8b9e95","end":"closed"}]', '0000000000000000000000000000000000000000000000000000000000000000', 'ca0aff6b750c08348fa36083118077bf5682bee92dda5ffd7b1d6f768fb571c0', 'guJcx6vfK1uhqaPF-K1FzYZZ4kPJAfeqQY8QNx3zjA7iBxgW81I6twc1UqA_eu9WWU_lfX3-MhDNpo3HCaH3BA', 'JddyoqgXkVxjHvg9Na0Yk_vfcp1oj9wMyZe4AZDdkXY');
DELETE FROM audit_anchors;
DELETE FROM audit_keys;
INSERT INTO audit_keys (kid, number, public_jwk, sealed_private, created_at)
VALUES ('JddyoqgXkVxjHvg9Na0Yk_vfcp1oj9wMyZe4AZDdkXY', 1, '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"JddyoqgXkVxjHvg9Na0Yk_vfcp1oj9wMyZe4AZDdkXY","x":"GzUZlr6PxSmUkN1fenpsPZhCBHDy4SIP7mkvzGPNUB4","alg":"EdDSA"}', 'Hu3eujS/bns/tQg53ejbrDCIkrOXqoWoSWOtb3O2hGqUp7ZdJO6q7D0Gn9ss5j8nZviLohwFciHbmjaFN2zqDdPCpQrlpkTxFhHfjw==', 1774688400000);
DELETE FROM audit_openings;
INSERT INTO audit_openings (chain_id, opened_at, seq, hash, kid, signature)
VALUES ('019d33ab-f280-73c7-b3ee-34da52e4fee8', 1774688400000, 0, '0000000000000000000000000000000000000000000000000000000000000000', 'JddyoqgXkVxjHvg9Na0Yk_vfcp1oj9wMyZe4AZDdkXY', 'KiVV1_Qaga8GeACgUe3WytYNxRuRKnct1avFKZJHPv5XrCcB7GFukbDIEx7aXdw9bUuPa9QBozt5Qik3JeCMDQ');
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
VALUES ('usage-agent-days', '019d33ab-f280-73c7-b3ee-34da52e4fee8', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('scope-usage', '019d33ab-f280-73c7-b3ee-34da52e4fee8', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('usage-hours', '019d33ab-f280-73c7-b3ee-34da52e4fee8', 1);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('webhooks', '019d33ab-f280-73c7-b3ee-34da52e4fee8', 14);
INSERT INTO follower_positions (follower, chain_id, seq)
VALUES ('webhook-tokens', '019d33ab-f280-73c7-b3ee-34da52e4fee8', 1);
DELETE FROM revoked_tokens;
INSERT INTO revoked_tokens (jti, agent_id, generation, expires_at, revoked_at, thumbprint, key_generation, family_id)
VALUES ('019d33ab-f280-73c7-b3ee-34da52e4fef2', '019d33ab-f280-73c7-b3ee-34da52e4feec', 1, 1774692000000, 1774688400000, NULL, NULL, '019d33ab-f280-73c7-b3ee-34da52e4fef3');
DELETE FROM ended_keys;
DELETE FROM ended_signing_keys;
DELETE FROM revoked_families;
DELETE FROM token_counts;
DELETE FROM revocation_floor;
DELETE FROM one_time_uses;
DELETE FROM operator_keys;
INSERT INTO operator_keys (key_id, secret_hash, name, scopes, is_first, created_by, created_at, rotated_at, last_used_at, expires_at, revoked_at, quarantined_at, quarantine_reason, organization_id)
VALUES ('019d33ab-f280-73c7-b3ee-34da52e4feea', 'xnCoSk-pIGXtEt40bLamJFrHGmQCwrsmoS2ronLaTGw', 'first operator key', '*', 1, 'start', 1774688400000, NULL, 1774688400000, NULL, NULL, NULL, NULL, NULL);
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
VALUES ('019d33ab-f280-73c7-b3ee-34da52e4feec', 'agent', '019d33ab-f280-73c7-b3ee-34da52e4feec', '00000000-0000-7000-8000-000000000000', NULL, 'Courier', NULL, NULL, 'custom', NULL, '', 'logistics', NULL, 'active', NULL, NULL, 'parcels:read', 'client_credentials refresh_token', 3600, NULL, '{}', NULL, '019d33ab-f280-73c7-b3ee-34da52e4feea', 1774688400000, 1774688400000, 1, 3, 'courierlogistics', NULL, NULL, 0, NULL, NULL, 0, NULL, '', 'full', 'confidential', '');
INSERT INTO agents (agent_id, kind, client_id, organization_id, team_id, name, description, email, agent_type, version, capabilities, owner, deployment_env, status, status_since, status_reason, scopes, grant_types, token_lifetime_seconds, token_signing_alg, metadata, expires_at, created_by, created_at, updated_at, generation, revision, search_text, dpop_jkt, dpop_jwk, key_generation, jwks, jwks_uri, fapi2, suspended_by, grantable_scopes, self_service, client_type, redirect_uris)
VALUES ('019d33ab-f280-73c7-b3ee-34da52e4fef5', 'agent', '019d33ab-f280-73c7-b3ee-34da52e4fef5', '00000000-0000-7000-8000-000000000000', NULL, 'Resume screener', NULL, NULL, 'custom', NULL, '', NULL, NULL, 'suspended', 1774688400000, 'a drill', 'resumes:read', 'client_credentials', 3600, NULL, '{}', NULL, '019d33ab-f280-73c7-b3ee-34da52e4feea', 1774688400000, 1774688400000, 1774688400000, 3, 'resume screener', NULL, NULL, 0, NULL, NULL, 0, 'operator', '', 'full', 'confidential', '');
INSERT INTO agents (agent_id, kind, client_id, organization_id, team_id, name, description, email, agent_type, version, capabilities, owner, deployment_env, status, status_since, status_reason, scopes, grant_types, token_lifetime_seconds, token_signing_alg, metadata, expires_at, created_by, created_at, updated_at, generation, revision, search_text, dpop_jkt, dpop_jwk, key_generation, jwks, jwks_uri, fapi2, suspended_by, grantable_scopes, self_service, client_type, redirect_uris)
VALUES ('019d33ab-f280-73c7-b3ee-34da52e4fefd', 'agent', '019d33ab-f280-73c7-b3ee-34da52e4fefd', '00000000-0000-7000-8000-000000000000', NULL, 'Planner', NULL, 'planner@example.com', 'custom', NULL, '', NULL, NULL, 'active', NULL, NULL, '', 'client_credentials', 3600, NULL, '{}', NULL, '019d33ab-f280-73c7-b3ee-34da52e4feea', 1774688400000, 1774688400000, 1, 2, 'plannerplanner@example.com', NULL, NULL, 0, NULL, NULL, 0, NULL, '', 'full', 'confidential', '');
DELETE FROM agent_emails;
INSERT INTO agent_emails (organization_id, email, agent_id)
VALUES ('00000000-0000-7000-8000-000000000000', 'planner@example.com', '019d33ab-f280-73c7-b3ee-34da52e4fefd');
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
VALUES ('019d33ab-f280-73c7-b3ee-34da52e4feec', 3, 2, 0, 1774688400000, 1774688400000, 1);
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-73c7-b3ee-34da52e4fef5', 3, 1, 0, 1774688400000, 1774688400000, 1);
INSERT INTO agent_meters (agent_id, revision, token_count, refresh_count, last_token_issued_at, last_activity_at, settled)
VALUES ('019d33ab-f280-73c7-b3ee-34da52e4fefd', 2, 0, 0, NULL, NULL, 0);
DELETE FROM agent_meters_settled;
INSERT INTO agent_meters_settled (id, number, chain_id, seq, next_seq)
VALUES (1, 1, '019d33ab-f280-73c7-b3ee-34da52e4fee8', 14, NULL);
DELETE FROM agent_scope_uses;
DELETE FROM credentials;
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-73c7-b3ee-34da52e4feee', '019d33ab-f280-73c7-b3ee-34da52e4feec', 'keyed', 'QiV920aetaAvZaQfsx37loYQWrINckSRnKLo33ymFsk', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-73c7-b3ee-34da52e4fef7', '019d33ab-f280-73c7-b3ee-34da52e4fef5', 'keyed', 'BXesZpefLT0YqC3PnbkDex7jufEWjg2AHnSVRnQhZmg', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
INSERT INTO credentials (credential_id, agent_id, hash_kind, hash, replaced_hash_kind, replaced_hash, replaced_until, created_at, expires_at, revoked_at, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-73c7-b3ee-34da52e4feff', '019d33ab-f280-73c7-b3ee-34da52e4fefd', 'keyed', 'RyRLSPqu7LAQPVrwfDtVmP666z0aami3OzjF3urtEsM', NULL, NULL, NULL, 1774688400000, NULL, NULL, NULL, NULL);
DELETE FROM credential_rotations;
DELETE FROM known_secrets;
DELETE FROM api_keys;
INSERT INTO api_keys (key_id, agent_id, key_hash, rotation_hash, state, created_at, activated_at, replaces, last_used_at, ended_at, ended_by, quarantined_at, quarantine_reason)
VALUES ('019d33ab-f280-73c7-b3ee-34da52e4fefb', '019d33ab-f280-73c7-b3ee-34da52e4feec', 'vfeC16R6yKB3oViAPB05QONBVl37KMwDQPxPJENC0mk', 'DBm-omgotKB4kih-EVqMl3-N7jJkZAh-5UKIkROEcGo', 'active', 1774688400000, 1774688400000, NULL, NULL, NULL, NULL, NULL, NULL);
DELETE FROM invites;
DELETE FROM registrations;
DELETE FROM unclaimed_registrations;
INSERT INTO unclaimed_registrations (is_only, unclaimed)
VALUES (1, 0);
DELETE FROM signing_keys;
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('tdO8AjqDKkdGRYhKsKNm1qxXXtBIvruzMsN7oymWvlM', 'RS256', 'next', '{"kty":"RSA","e":"AQAB","use":"sig","kid":"tdO8AjqDKkdGRYhKsKNm1qxXXtBIvruzMsN7oymWvlM","alg":"RS256","n":"n6dDYFMXCKrZYdFQyf4ck-kXSC25qS8OS28BWxtrjPCS33eOh0WBslyzoiXPiG0tZa-VpfZSgGWL27Jd8gyCCoS9bOIIsS0bpDbsyjFjLiwWixwtos3ApL_yG3lm_s-7iZr7TNIud9LGzGIxg0E1b0BWm9rA9VXrrozmFRrt91HQMWB6Yghriec0mjzmdJBgBjqUnJUE7KdoLiuukDpzpLZ2AOm0XhPOrpk2yM3w2KVWR8wxja4rfGfr1EvyuT5CHy8X_y2uJdzfjvqXMUGclo04sw5KiIW84VHGsu8zMzVzQuQ_TNumCJmS7ulIGl0oxDS7R5VotN4zswLOEHgdrw"}', 'naxk2v36Vr6QPDstoe+kaZhMq1LqfE1BxeYcWq4HUfzVQXTyGIJh8aIKbzK7twmFxQCe2zijX/P6XPGYGe8Sy14NHk7b7+ZpVlswmsIgEAcktj/Aw+jblf4uF6weND5SWk1X7jgk2ySh9ZuU4wZmYdiJtO3tPCuP9zX8VjUc/0dbvtoedL2Jah/+M0uZMuCA2Ba5LPluTLh1YMwNpsAL8ftIxod9bAEGjjasL9mIAR9vTcPf2rF5xsUhQyQTfFgqSw2wQB/pJZMU1jRQaLB8Rl7D0sOH2vP4DgmCe4PDhlL9Sh9rp/csq9ylYj1odREDj1Aup35E//c/yNiEBJOAUiCarnoPTubN+Q9rhJpdzfeA8G/7PlQ6XSon4R4QTQJksBJFougoveophJIy4oRzxpZoQlve1YCgFwgdJ1dKviz/sUiZCOsHdjJ1GK12E9U/ZD/LCFwSnH3tzct/GyYTp3E6HgWMCwBcBxdtmHRfzT91mLImP5gTrWZAoEC41IXjcAP3VthvMD6VHljaMNT94qELNiblkkpRw+g/hT+w/SgiPZSZ0HPd8E9qE6kAeeEMuV8AP4sv6C+K9lr7roG1OaLQVdyG3C1u8recVEKc5OadY3IKY6Gbk4M2fBDGkkwoEGgchokNxq0wDScIQznPHRG1/Kw/0sFRM42cK0va+HJbWu93tg4h56F9xE8EZfsxPukHCq62OOTHoAeuYWopEkBdhxJRpkUM5Wz5lsmXIsqnaATEiSMtVR0E2aS7L8sYJgaaNskNBcbErjLBmRY8LOsZeMk/ehmHM6i5b0qPMt36MfS+ah4bNJerzqBULM7ZmIoIu1wh0mRWKRNv3/KQhw+iWptQA15RU3qqBTDUZDDQlIJq415eFKDDga9o4uVau8a3RRfJS6aVogQbcJT11YmpUEVPAAymeFU7BPMvExgooO+i/un/apQHUy0xWNhDbcnxy7QHcgroCRw6gmX7NOLpnsVkbtmMlqZju0JdsZGwiR7/DeoUVpdnSIw+HCq3HBDck8/GSlGwPavGdH/sNSsPp5A+1E+ja5/b33F5/Cy6lI8eG8BS/V53cKuJKqM9FXyzNKofLfCqj5prJisFyOWUTMsNp4dHyuyxs0yhFcW/EPtAtmW+CvZxq44mXNgrudB+3YOmQNIeZr6+VvC9DpNSTnvOyF0qppG9ZIWwmCz8L5t+Wvzjvey+sjL/E8+8jrrkVioz/qufqD/HE9Xjg0E8mwH09ox3JCZomWf/Ode64PfG7w9HWITLqMu+sH3Yv50pvlnBbDeB5AOtDpFzkx1rAqZoT6uIOdxbFDoTca8v4/KTPDPpL7e/ibXEXr6+a2OB2d9c8stgk/16zb7kksulN/ZSwxXNvCM8msiWQ/YqTEtB04iZvatMWea8YnANOgUBNUFUfh6IvoiKMgVfJUNrnkJCJXDKX1lKtoiKpDnbdJkYzDntwgSwjW4J8DDPMACIcp7AyCZlLoUIhcXd6NAjUJPDz3x7BzdqxhEmALOjOR/26Imn3XC9gUJsaPtuYb6XB1KyPRJdU4MD9j060kFoWkcowf1sBWvrFFQ3gir4YWP59nyjiXvGGNpp7ZWmzTcOyAHd71PzFZnc6M4qCpQI7DVX5Noid9Ei1xtOPHnNi4/6YDCP4xD+TRtMVcQ=', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('ZRNBOQ6qBmE5u_rfLNgSHbF2sVXuqz0oHKHQwa_peT8', 'RS256', 'current', '{"kty":"RSA","e":"AQAB","use":"sig","kid":"ZRNBOQ6qBmE5u_rfLNgSHbF2sVXuqz0oHKHQwa_peT8","alg":"RS256","n":"6hBvQhkIdWJIJ5TPdhBqpnOUgS6phgwLeGtJCEPtvFCfLYXyGmzkx1Mreu2MJBIFYRTpvysxy1N6j-UD3Hd23alKCoS58X4v1bFF18KYEuDJ5EWMmXTbnoJbqEmRYwjs1l99b3xBc66HpDAdFEJZmOugzaFmMS5OeouZn7o0cELkSr-x6bfwyYLeqOJLqKYv0xfKsnWSLVJWfIcMjnRQUGPorTH0cD5jbTL8fxG7BaXAvyGZiZ7HWM-RgzDOqVZJ4AoI8ebS1SmH7r1G8A-UHCXlG8L2hVGDG55XmhUy2Yk4aaFZBEApXlJd88fc4gOHi9nGF4MS4dEtf6VrkN0k-Q"}', 'U/KGzuU2/1QRa2qSZNNB4TmZsFesMEppd5huDjJwHWcvudJccVgT75LVhhOUc7N/CDO4HKmEFYM2KNG/EQ/Ue2h9hSPakrrZ/vhqcYWq36PiHCA1KrMOHr9maD0sAD/69bIjJwTYihBtECgeR68tNDIU8kATs37SAQPzdL9AOdUEtor8Oca0DyEJWLMeUEbuPyUWP9qGzkDs26uZccqVyqtHJGy6MtfhZcsElAfyg7LVBbI2GpvZJnZbb8naJrQnPrXLI77gq/l9ybZRJURdT59dfEuwlsBf33t2mvpm9ffzb29liXB8HT67JVqRpFJVZur4z9MChsS30+QuYTFwOKGe5aB9jqLdQlpcWFB6u9hvp4J81jXcT/OXDjfUpVSCOgt4Qn7wv1U7Y3Y1lvCUtbSSNuoofK9SR9sODiFCp8od0gOEb4qsc1YBIeUuzgKCpPKsK9srwhDOl8kCNGbdX7nNgWv6LauDR5iZDXrNWYVloaW/hgPJhM0da7tZrRdo3yS8jj+VYAwm+6qgAtkpsMfzfdx0HtyBtylFjJJb+C7Mxq4uU4yB+bIOsTSuMv6zQyjHvuOnfZ2qJV6UQMIiovzQ7/10iisHdwjg+HINEggHrHC46gwfD7KsqNrxQIhaqJWSfZHKRuXbd5tGLxzZVOOt2pTAU9N1tDPGt7RVlOtsBeeVI75lzwkS9TywS77kaSXj8E+vDP9/HxRQduxGEiu7y8V/L9dOy6Gi/M2nsSGqZr7uCgrYXXyg1HCCYJl3foIaW68GNuADSDaVWe8fKtAwLE1R+Eoy5p4fX+0m2JwotF692ggILjMlsncqTLLquMvBdYhbpQpasDjHu06S7vMAvIVKsepF8YqWuM3kdn9s45rXmDTu8ou7GqIV+Q12oK3l+9l9xiQUF7ocXqFxK0VESQXJvTpnIPRAotDodIZeGf7niUzw67/HXLxfsd6EsMDNWOkSVlaUK6gVQyLSlrBHCxuA7YYjjZ+umFyLXoPxGNyl39RS9aquMm8tee9METbKHFxctCbAiZSLi8VUoUcIPUpw0ICRMTUxW3NLXEsW1OG4WivLm82IgWOuni9C97F12x9lD83I4cxeWYglehbnQbPAhGEy/pyAw9k4+Di5E61zwj3uGZtwEtUKstyPuu0UzxAfEGRFkiduFXTGvV0FEvj82WtmTrybJicD4GZzjqMRT44Nv6+PrAmzOe86mKKl3JT2YR3SCqPmoO5Y83w8pF4UgQT4r6P5dXvWFFiy7ynt8OG3korGU+48K0hudvhKCAN6AKKY1XlRtSfYQjoJULofhxpDmPEkgfHTkSB/REoGIUSHfljnfKHmR1zL1tdmsAMtfhH43JoYU3l+hEjbNjMczjaT/SUKFCllgMX5yWKS9XrdKOsLZTpCmEJK8fjdiI9FlswyGcoyQC+IcglASgIk36dD/wu/HWODtY5pgzZRiExzbS5thgRv4mmvtp5hVOGQ0QGsCxNPBLanYe63es5YCf9jTHH9veDUT68pT81zLDYC7UGFIwxb6mMvhwhwo7pXWDfHKdVbSSVzUsOouPyBzdzw6lpP3B8GEIzLU5dFCFJnBVnV1EgB5kWJgZuHEj04kbwcMi8q9on16Td1TdG7anxdBuMUvC7myDIbT4zbQzxwmF7pAlCqu0E=', 1774688400000, 1774688400000, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('MnvBX6UMJ1Zpsy993oLvbw1HeFXVuZtNE8wf2a4zb74', 'ES256', 'next', '{"kty":"EC","use":"sig","crv":"P-256","kid":"MnvBX6UMJ1Zpsy993oLvbw1HeFXVuZtNE8wf2a4zb74","x":"R4olqlqMA511EjWW3trIpd9NAYg73iWFLaXLdsunziY","y":"RCxG7J5t2qOTUzBD7nAhfSid58wwFg8bwENbqxLc4lQ","alg":"ES256"}', 'aC/19A+wbM60KRj/OUwxl+0QSJ/7oCA/piNfrOm8qlX4mAWD9KFHIvjO5siPiWrKgj66Jnyob8nhziDyOoxAgOrpQy2/ysY15uTFO6RaSLs25dRX2aZvIKnii2f4logrR0ZWbxqAkuu+BTMXXInIy0qHP8BHtMLVa6l9zurdyuM25RxYcK6iSr1/J5191ESTIKt9P1nv5zaDb++ZjpjBptyTA6c8zg==', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('M5qRuiXdEBXn8jT-Br1QACmOYnISn4KykMAYM1lUCo4', 'ES256', 'current', '{"kty":"EC","use":"sig","crv":"P-256","kid":"M5qRuiXdEBXn8jT-Br1QACmOYnISn4KykMAYM1lUCo4","x":"V7MNlKrgcK6bWQbQH1C9g98ZISPo_GfGOxyeAbGIEic","y":"R_Y1oqQnP9FtT4XcqdxJoZNJTWwbssHpmKq0uCmz0tE","alg":"ES256"}', 'Ze7JikrhJyEOBu1NQvtYOBl/Riep22cIAQprB5TJPE7FFiBLmkEhB2zhKJK+LMLj0uoVZXqvQgj8IftL57j8FcwUldM+5v/COlsEPJw3C1VXlWW/xhsNXwOYb3HtIYwwQ/Vxfn5iZlb/2/avmi7Cp9qW4K+FIRueUU39R6I89HVnAJXfpISog8jOkOPNfuLBnRV9SVrnTe+k2kjEjHDDy+ah9PqjAA==', 1774688400000, 1774688400000, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('ez9lx2LvVhzbYiaSOXIPKtin2lnV8rAbF1vVGWeO1_s', 'EdDSA', 'next', '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"ez9lx2LvVhzbYiaSOXIPKtin2lnV8rAbF1vVGWeO1_s","x":"hRnM2OsYNviKje9cr2FJJPEvlAbpg6SLnYcy7QzUUas","alg":"EdDSA"}', 'rVwS4QLqkeE38bAoK9sbB2s+AqSx1sp+GiCLM5Yuau0jlPJTmsp2wNPjlw6gqVf8wyUMONZNuydBgWDEXcrz878kZUihkXNJi7KIuQ==', 1774688400000, NULL, NULL, NULL);
INSERT INTO signing_keys (kid, alg, state, public_jwk, sealed_private, created_at, activated_at, retired_at, gone_at)
VALUES ('f-4wLNIt3Y-QPzPotZqZYL48IS7haDiLKa7KlShV-EM', 'EdDSA', 'current', '{"kty":"OKP","use":"sig","crv":"Ed25519","kid":"f-4wLNIt3Y-QPzPotZqZYL48IS7haDiLKa7KlShV-EM","x":"-wR4ihklncofSyXRfkC0dDwQRZkGTjqnreNcHkZ0044","alg":"EdDSA"}', 'E/ouWWSojNNuMONGwkEWNmtZs/MJewruDBSET01MvcoSYRsAPNpMvQvaOTLq71wTe1a4QVsBcb9U8TwUDGfB3IrhAf22PfjaRV/Bpg==', 1774688400000, 1774688400000, NULL, NULL);
DELETE FROM master_key_check;
INSERT INTO master_key_check (id, value)
VALUES (1, '26GyhXdJOjfD5wKQoa6XWKPUyPCwy5TiyW1vc-uT3hA');
DELETE FROM withdrawn_keys;
DELETE FROM refresh_families;
DELETE FROM token_families_carried;
INSERT INTO token_families_carried (id, since)
VALUES (1, 1774688400000);
DELETE FROM refresh_rotations;
DELETE FROM console_activity;
INSERT INTO console_activity (minute, node, counter, counted)
VALUES (1774688400000, '019d33ab-f280-73c7-b3ee-34da52e4fee9', 'issued', 3);
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
VALUES ('019d33ab-f280-73c7-b3ee-34da52e4ff01', '00000000-0000-7000-8000-000000000000', 'https://mcp.example.com/mcp', 'Example Files', 3600, 0, 'members', 'active', 0, 1, 1774688400000, 1774688400000);
DELETE FROM resource_uris;
INSERT INTO resource_uris (comparison_form, resource_id, uri, position)
VALUES ('https://mcp.example.com/mcp', '019d33ab-f280-73c7-b3ee-34da52e4ff01', 'https://mcp.example.com/mcp', 0);
DELETE FROM resource_scopes;
INSERT INTO resource_scopes (resource_id, name, position, title, description, risk, is_default, is_optional, implies)
VALUES ('019d33ab-f280-73c7-b3ee-34da52e4ff01', 'files.read', 0, 'Read your files', '', 'low', 0, 0, '[]');
DELETE FROM consents;
DELETE FROM consent_connections;
DELETE FROM app_documents;
DELETE FROM app_approvals;
