package dev.signet.console.pages;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signet.base.json.Json;
import dev.signet.base.refusals.Refused;
import dev.signet.tokens.issuing.TokenClaim;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The header and claims of a signed token, decoded without verification.
record DecodedToken(List<TokenMember> header, List<TokenMember> claims) {

  /// A member of the header or claims.
  ///
  /// @param meaning a description; empty for an unknown member
  /// @param value the value as JSON; a string without its quotes
  /// @param time the value as a time, if it is one
  record TokenMember(String name, String meaning, String value, Optional<Instant> time) {}

  /// Members of headers, and claims of tokens of other servers.
  private static final Map<String, String> OTHER_MEANINGS =
      Map.of("alg", "Signed with", "kid", "Key", "typ", "Type", "nbf", "Not before");

  private static final Set<String> OTHER_TIMES = Set.of("nbf", "auth_time");

  DecodedToken {
    header = List.copyOf(header);
    claims = List.copyOf(claims);
  }

  /// Empty if the text does not have the form of a signed token.
  static Optional<DecodedToken> of(String text) {
    var parts = text.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    return members(parts[0])
        .flatMap(header ->
            members(parts[1])
                .map(claims -> new DecodedToken(tokenMembers(header), tokenMembers(claims))));
  }

  private static Optional<ObjectNode> members(String part) {
    try {
      var json = new String(Base64.getUrlDecoder().decode(part), UTF_8);
      return Json.read(json) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
    } catch (IllegalArgumentException | Refused _) {
      return Optional.empty();
    }
  }

  private static List<TokenMember> tokenMembers(ObjectNode members) {
    return members.properties().stream()
        .map(member -> tokenMember(member.getKey(), member.getValue()))
        .toList();
  }

  private static TokenMember tokenMember(String name, JsonNode value) {
    var claim = TokenClaim.named(name);
    return new TokenMember(
        name,
        claim.map(TokenClaim::meaning).orElse(OTHER_MEANINGS.getOrDefault(name, "")),
        value.isString() ? value.stringValue() : value.toString(),
        claim.map(TokenClaim::isTime).orElse(OTHER_TIMES.contains(name))
            ? time(value)
            : Optional.empty());
  }

  private static Optional<Instant> time(JsonNode value) {
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      return Optional.empty();
    }
    try {
      var time = Instant.ofEpochSecond(value.longValue());
      return time.isBefore(Instant.parse("9999-12-31T23:59:59Z")) && time.isAfter(Instant.EPOCH)
          ? Optional.of(time)
          : Optional.empty();
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
