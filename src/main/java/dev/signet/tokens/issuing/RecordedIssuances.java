package dev.signet.tokens.issuing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.signet.base.json.Json;
import dev.signet.base.memory.CacheShare;
import dev.signet.base.memory.TextBytes;
import dev.signet.base.oauth.Scopes;
import dev.signet.delegation.DelegationId;
import dev.signet.events.audit.Audit;
import dev.signet.events.audit.IssuanceRecord;
import dev.signet.events.audit.TokenBinding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Compares tokens with the records of their issuance in the audit log. A token that was made with
/// a leaked signing key has no record, and one that reuses the `jti` of a real token differs from
/// that token's record.
///
/// Found records are cached, because an issuance is never undone; a token without a record is
/// looked up each time.
public final class RecordedIssuances {
  /// Memory of an issuance, besides its scopes and audiences.
  private static final int BYTES_EACH = 900;

  /// The record of an issuance.
  ///
  /// @param credential the id of the credential that it was issued for, if any
  /// @param testMaker the id of the user or operator key that created it as a test token
  /// @param subject the client id of the agent that an exchanged token is about, or the id of the
  ///   user that a token is about
  /// @param delegation the last one of the chain of an exchanged token
  /// @param mayAct the client id of the only agent that may exchange it
  record RecordedIssuance(
      String agentId,
      Instant expiresAt,
      long generation,
      Optional<String> family,
      Optional<TokenBinding> binding,
      Scopes scopes,
      List<String> audience,
      Optional<String> credential,
      Optional<String> testMaker,
      Optional<String> subject,
      Optional<String> delegation,
      Optional<String> mayAct,
      Optional<String> ancestors) {

    static RecordedIssuance of(String agentId, IssuanceRecord recorded) {
      var metadata = Json.parseOwn(recorded.metadata());
      return new RecordedIssuance(
          agentId,
          recorded.expiresAt(),
          recorded.generation(),
          recorded.family(),
          recorded.binding(),
          Scopes.parse(metadata.path("scope").asString("")).orElse(Scopes.NONE),
          texts(metadata.path("audience")),
          recorded.credential(),
          TokenEvent.isTest(metadata) ? Optional.of(recorded.actorId()) : Optional.empty(),
          metadata.path("subject").stringValueOpt(),
          metadata.path("delegation_id").stringValueOpt(),
          metadata.path("may_act").stringValueOpt(),
          recorded.ancestors());
    }

    private static List<String> texts(JsonNode array) {
      var texts = new ArrayList<String>();
      array.forEach(each -> texts.add(each.asString()));
      return List.copyOf(texts);
    }

    /// In bytes. A tenant chooses the scopes and the audiences, and how many there are.
    int weight() {
      return BYTES_EACH
          + TextBytes.of(scopes.values().stream())
          + TextBytes.of(audience.stream())
          + TextBytes.of(subject.stream())
          + TextBytes.of(delegation.stream())
          + TextBytes.of(mayAct.stream())
          + TextBytes.of(ancestors.stream());
    }

    /// Whether the token grants nothing that was not issued. It may have fewer scopes, because
    /// scopes that the agent has lost since are left out.
    ///
    /// @param of the refresh family that the token is treated as: under another family, or none, it
    ///   would not be revoked with its own
    boolean covers(AccessToken token, Optional<String> of) {
      return agentId.equals(token.agent().id().value())
          && expiresAt.equals(token.expiresAt())
          && generation == token.generation()
          && family.equals(of)
          && binding.equals(token.binding())
          && token.scopes().intersect(scopes).equals(token.scopes())
          && (audience.isEmpty() ? List.of(token.issuer()) : audience).equals(token.audience())
          && testMaker.isPresent() == token.isTest()
          && subject.equals(
              token
                  .exchangedFrom()
                  .map(ExchangedFrom::subject)
                  .or(() -> token.user().map(grant -> grant.user().value())))
          && delegation.equals(
              token.exchangedFrom().flatMap(ExchangedFrom::delegation).map(DelegationId::value))
          && mayAct.equals(token.exchangedFrom().flatMap(ExchangedFrom::mayAct))
          && ancestors.equals(
              token
                  .exchangedFrom()
                  .map(from -> String.join(" ", from.ancestry().toClaim(token.kid()))));
    }
  }

  private final Audit audit;
  private final Function<AccessToken, Optional<String>> family;
  private final Cache<String, RecordedIssuance> remembered =
      Caffeine.newBuilder()
          .maximumWeight(CacheShare.ISSUANCES.bytes())
          .weigher((String _, RecordedIssuance issuance) -> issuance.weight())
          .executor(Runnable::run)
          .build();

  /// @param family returns the refresh family that a token is treated as
  RecordedIssuances(Audit audit, Function<AccessToken, Optional<String>> family) {
    this.audit = audit;
    this.family = family;
  }

  /// Whether the token's issuance is recorded as it is.
  public boolean contains(AccessToken token) {
    return find(token).isPresent();
  }

  /// The token's issuance; empty when it is not recorded, or does not match the record.
  Optional<RecordedIssuance> find(AccessToken token) {
    @Nullable RecordedIssuance known = remembered.getIfPresent(token.id());
    if (known != null) {
      return Optional.of(known).filter(issuance -> issuance.covers(token, family.apply(token)));
    }
    var agentId = token.agent().id().value();
    var found =
        audit
            .issuance(agentId, token.id())
            .map(recorded -> RecordedIssuance.of(agentId, recorded))
            .filter(issuance -> issuance.covers(token, family.apply(token)));
    found.ifPresent(issuance -> remembered.put(token.id(), issuance));
    return found;
  }
}
