package dev.signet.identity.users;

import dev.signet.identity.operatorkeys.OperatorKeyId;
import java.time.Instant;
import java.util.Optional;

/// A stay in the console as it is stored.
///
/// @param who it is
/// @param seenAt up to a minute late
/// @param provedAt when it was last proved who this is
/// @param endsAt whatever happens until then
/// @param notice what the next page is to say, once
public record Stay(
    String id,
    Who who,
    String address,
    String userAgent,
    Instant createdAt,
    Instant seenAt,
    Instant provedAt,
    Instant endsAt,
    Optional<String> notice) {

  /// Whether it still does, as far as time goes.
  boolean lasts(Instant now) {
    return endsAt.isAfter(now) && seenAt.plus(Stays.IDLE).isAfter(now);
  }

  /// Who signed in.
  public sealed interface Who {}

  public record ByPerson(PersonId person) implements Who {}

  /// By an operator key: the stay may do what the key may, and ends with it.
  public record ByKey(OperatorKeyId key) implements Who {}
}
