-- Passkeys of people: public keys, whose private halves their devices keep.
CREATE TABLE passkeys (
  passkey_id TEXT NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES people (person_id),
  name TEXT NOT NULL,
  -- What the device calls it, in base64url.
  credential_id TEXT NOT NULL UNIQUE,
  -- Key and kind of device as WebAuthn's attested credential data, in base64url.
  credential_data TEXT NOT NULL,
  -- How often the device says it was used; 0 for ever where devices share it.
  sign_count BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  last_used_at BIGINT
);

CREATE INDEX passkeys_by_person ON passkeys (person_id);
