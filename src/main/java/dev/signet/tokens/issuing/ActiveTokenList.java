package dev.signet.tokens.issuing;

import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Db;
import dev.signet.base.paging.Paging;
import dev.signet.events.audit.Audit;
import dev.signet.events.audit.SignedToken;
import dev.signet.events.audit.UnexpiredToken;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.Agents;
import dev.signet.tokens.signingkeys.WithdrawnKeyTokenCounter.RevokedTokens;
import dev.signet.validity.revocations.EndedTokens;
import dev.signet.validity.revocations.Revocations;
import dev.signet.validity.revocations.RevokedDpopKeys;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/// Lists and counts active tokens, from the events of their issuance and the revocations since.
public final class ActiveTokenList {
  private static final int ACTIVE_BATCH = 500;
  private static final int REVOKED_BATCH = 5_000;

  private final Db db;
  private final Audit audit;
  private final Clock clock;
  private final Agents agents;
  private final Revocations revocations;

  ActiveTokenList(Db db, Audit audit, Clock clock, Agents agents, Revocations revocations) {
    this.db = db;
    this.audit = audit;
    this.clock = clock;
    this.agents = agents;
    this.revocations = revocations;
  }

  /// A page of the active tokens of an agent, the newest first.
  public Paging.Page<UnexpiredToken> list(AgentId id, Paging paging, RequestContext by) {
    var agent = agents.require(id, by);
    if (!agent.mayGetTokens(clock.instant())) {
      return paging.of(List.of(), () -> 0, UnexpiredToken::id);
    }
    return db.readLongRunning(handle ->
        paging.of(
            list(handle, agent, paging), () -> countActiveOf(handle, agent), UnexpiredToken::id));
  }

  /// The tokens of a page, and one more. Individually revoked tokens lie between the others and are
  /// skipped.
  private List<UnexpiredToken> list(Handle handle, Agent agent, Paging paging) {
    var endedKeys = revocations.revokedDpopKeys(handle, agent.id().value());
    var signingKeys = revocations.revokedSigningKeys(handle);
    var active = new ArrayList<UnexpiredToken>();
    var before = paging.beforeId();
    var toPass = paging.offset();
    List<UnexpiredToken> some;
    do {
      some =
          audit.unexpiredTokens(
              handle, agent.id().value(), agent.generation(), before, ACTIVE_BATCH);
      var revoked =
          revocations.filterRevoked(
              handle,
              some.stream()
                  .flatMap(token -> Stream.concat(Stream.of(token.id()), token.family().stream()))
                  .collect(Collectors.toSet()));
      var endedWithOthers =
          revocations.filterEndedWithOthers(
              handle,
              some.stream().map(UnexpiredToken::id).toList(),
              new EndedTokens.None(),
              clock.instant());
      for (var token : some) {
        before = token.id();
        if (revoked.contains(token.id())
            || endedWithOthers.contains(token.id())
            || token.family().filter(revoked::contains).isPresent()
            || endedKeys.contains(token.binding())
            || token.isSignedBy(signingKeys)) {
          continue;
        }
        if (toPass > 0) {
          toPass--;
        } else if (active.size() < paging.limitPlusOne()) {
          active.add(token);
        }
      }
    } while (some.size() == ACTIVE_BATCH && active.size() < paging.limitPlusOne());
    return active;
  }

  private long countActiveOf(Handle handle, Agent agent) {
    var id = agent.id().value();
    var unexpired = audit.countUnexpiredTokens(handle, id, agent.generation(), Paging.MAX_COUNTED);
    return unexpired == Paging.MAX_COUNTED
        ? unexpired
        : revocations.countActive(handle, id, agent.generation());
  }

  /// How many active tokens were revoked when a signing key was withdrawn. It reads a single
  /// committed state, and takes long if many tokens were issued in the last day: call it on a
  /// separate thread, right after the withdrawal.
  ///
  /// @param at when it was withdrawn
  public RevokedTokens countRevokedWithSigningKey(String kid, Instant at) {
    var ended = new EndedTokens.OfSigningKey(kid);
    return db.readSnapshot(handle -> {
      var count = 0L;
      var after = Audit.FIRST_ID;
      List<SignedToken> some;
      do {
        some = audit.unexpiredTokensSignedBy(handle, kid, at, after, REVOKED_BATCH);
        if (!some.isEmpty()) {
          after = some.getLast().id();
          count += countActive(handle, some, ended, at);
        }
      } while (some.size() == REVOKED_BATCH);
      return new RevokedTokens(count, revocations.countBelow(handle, ended, at).orElseThrow());
    });
  }

  /// How many of these would be active if the key that signed them had not been withdrawn.
  private long countActive(Handle handle, List<SignedToken> some, EndedTokens ended, Instant at) {
    var ids = some.stream().map(token -> new AgentId(token.agentId())).distinct().toList();
    var found = agents.findAll(handle, ids);
    var revoked =
        revocations.filterRevoked(
            handle,
            some.stream()
                .flatMap(token -> Stream.concat(Stream.of(token.id()), token.family().stream()))
                .collect(Collectors.toSet()));
    var endedWithOthers =
        revocations.filterEndedWithOthers(
            handle, some.stream().map(SignedToken::id).toList(), ended, at);
    var endedKeys = new HashMap<String, RevokedDpopKeys>();
    return some.stream()
        .filter(token -> !endedWithOthers.contains(token.id()))
        .filter(token -> !revoked.contains(token.id()))
        .filter(token -> token.family().filter(revoked::contains).isEmpty())
        .filter(token ->
            Optional.ofNullable(found.get(new AgentId(token.agentId())))
                .filter(agent -> agent.mayGetTokens(at))
                .filter(agent -> agent.generation() == token.generation())
                .isPresent())
        .filter(token ->
            token.binding().isEmpty()
                || !endedKeys
                    .computeIfAbsent(token.agentId(), id -> revocations.revokedDpopKeys(handle, id))
                    .contains(token.binding()))
        .count();
  }
}
