package dev.signet.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Builds client assertions, valid and invalid ones. Each change returns another builder; each
/// assertion without a given `jti` has a new one.
public final class AssertionBuilder {
  public static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final TestClientKey key;
  private final ObjectNode header;
  private final ObjectNode claims;
  private final boolean freshId;

  private AssertionBuilder(
      TestClientKey key, ObjectNode header, ObjectNode claims, boolean freshId) {
    this.key = key;
    this.header = header;
    this.claims = claims;
    this.freshId = freshId;
  }

  /// A right one: for a minute, from now by this clock.
  public static AssertionBuilder by(
      TestClientKey key, String client, String audience, Clock clock) {
    var now = clock.instant();
    var claims =
        JSON.createObjectNode()
            .put("iss", client)
            .put("sub", client)
            .put("aud", audience)
            .put("iat", now.getEpochSecond())
            .put("exp", now.plus(Duration.ofMinutes(1)).getEpochSecond());
    return new AssertionBuilder(key, JSON.createObjectNode().put("alg", key.alg()), claims, true);
  }

  public AssertionBuilder expiring(Instant time) {
    return claim("exp", time.getEpochSecond());
  }

  /// With this claim; `null` takes it away. Values may be whatever JSON knows.
  public AssertionBuilder claim(String name, @Nullable Object value) {
    return new AssertionBuilder(
        key, header, withMember(claims, name, value), freshId && !name.equals("jti"));
  }

  /// With this header member; `null` takes it away.
  public AssertionBuilder header(String name, @Nullable Object value) {
    return new AssertionBuilder(key, withMember(header, name, value), claims, freshId);
  }

  /// Signed by this key, whatever the header says.
  public AssertionBuilder signedBy(TestClientKey other) {
    return new AssertionBuilder(other, header, claims, freshId);
  }

  private static ObjectNode withMember(ObjectNode before, String name, @Nullable Object value) {
    var after = before.deepCopy();
    if (value == null) {
      after.remove(name);
    } else {
      after.set(name, JSON.valueToTree(value));
    }
    return after;
  }

  public String build() {
    return key.sign(header.toString(), claimsWithId().toString());
  }

  /// What it would say, as JSON.
  public String header() {
    return header.toString();
  }

  public String claims() {
    return claimsWithId().toString();
  }

  private ObjectNode claimsWithId() {
    return freshId ? claims.deepCopy().put("jti", UUID.randomUUID().toString()) : claims;
  }
}
