package dev.signet.tokens.issuing;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The claims of an access token: the one place with their names. They are written by [Tokens],
/// read by [AccessToken], returned by introspection, described by the console, and listed in
/// `docs/tokens.md`, which a test compares with these.
public enum TokenClaim {
  ISS("Issuer"),
  SUB("Subject"),
  CLIENT_ID("Client id"),
  AGENT_ID("Agent id"),
  /// One string or a list of them ([RFC 7519
  /// §4.1.3](https://www.rfc-editor.org/rfc/rfc7519#section-4.1.3)).
  AUD("Audience"),
  /// Missing in a token without scopes.
  SCOPE("Scopes"),
  JTI("Token id"),
  IAT("Issued", true),
  EXP("Expires", true),
  /// Missing in tokens of the default organization.
  ORGANIZATION_ID("Organization"),
  TEAM_ID("Team"),
  /// The agent's generation, by which all its tokens can be revoked at once.
  GEN("Generation of the agent"),
  /// The generation of the agent's organization, by which all tokens of the organization can be
  /// revoked at once. Missing where the organization was never suspended; `gen` is not smaller.
  OGN("Generation of the organization"),
  /// The refresh token family, by which its access tokens can be revoked.
  FAM("Refresh token family"),
  /// The key that the token is bound to ([RFC 9449
  /// §6.1](https://www.rfc-editor.org/rfc/rfc9449#section-6.1)).
  CNF("Bound to the key"),
  /// The generation of the agent's registered key, by which the tokens of one key can be revoked.
  KGN("Generation of its key"),
  /// Marks test tokens; no other token has it.
  TEST("Test token"),
  /// The agents that act for the subject: the outermost acts now, those in it acted before it ([RFC
  /// 8693 §4.1](https://www.rfc-editor.org/rfc/rfc8693#section-4.1)).
  ACT("Acting agents"),
  /// The only agent that may exchange the token, to act by it ([RFC 8693
  /// §4.4](https://www.rfc-editor.org/rfc/rfc8693#section-4.4)).
  MAY_ACT("Agent that may exchange it"),
  /// The last delegation of the chain.
  DELEGATION_ID("Delegation"),
  /// The consent by which the client acts for the user that is the subject. Only such tokens have
  /// it.
  CONSENT_ID("Consent"),
  /// When the user authenticated ([OpenID Connect Core
  /// §2](https://openid.net/specs/openid-connect-core-1_0.html#IDToken)).
  AUTH_TIME("User authenticated", true),
  /// The tokens that it was exchanged from, see [dev.signet.delegation.Ancestry]. For this server
  /// only.
  ANC("Tokens it was exchanged from");

  private final String wire;
  private final String meaning;
  private final boolean isTime;

  TokenClaim(String meaning) {
    this(meaning, false);
  }

  TokenClaim(String meaning, boolean isTime) {
    this.wire = name().toLowerCase(Locale.ROOT);
    this.meaning = meaning;
    this.isTime = isTime;
  }

  /// The name in the token.
  public String wire() {
    return wire;
  }

  /// A short description for users of the console.
  public String meaning() {
    return meaning;
  }

  /// Whether the value is a time, in seconds since 1970.
  public boolean isTime() {
    return isTime;
  }

  /// The claim with this name; empty for a claim that this server does not issue.
  public static Optional<TokenClaim> named(String name) {
    return Arrays.stream(values()).filter(claim -> claim.wire().equals(name)).findFirst();
  }
}
