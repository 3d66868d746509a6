package dev.signet.identity.registration;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Db;
import dev.signet.base.db.Tx;
import dev.signet.base.oauth.GrantType;
import dev.signet.base.paging.Paging;
import dev.signet.base.refusals.Refused;
import dev.signet.events.audit.Audit;
import dev.signet.identity.activity.IssuanceCounter;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.AgentStatus;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.agents.NewAgent;
import dev.signet.identity.agents.Profile;
import dev.signet.identity.apikeys.ApiKeySecrets;
import dev.signet.identity.apikeys.ApiKeys;
import dev.signet.identity.organizations.Organizations;
import dev.signet.identity.registration.Registration.State;
import dev.signet.identity.registration.RegistrationEvent.Reason;
import dev.signet.web.limits.AttemptLimit;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Agents that register themselves: admitted by the policy or by an operator, put into a separate
/// organization each, and later claimed by an operator or decommissioned.
///
/// An agent that an operator admits, by an invite or by the operator's own call, is claimed from
/// the start.
public final class Registrations {
  private static final String SCOPE = "agents:write";
  private static final int REAP_BATCH = 100;

  /// A newly registered agent with its secrets; this is the only time that they can be shown.
  record RegisteredAgent(Agent agent, ApiKeySecrets pair) {}

  /// The data that an agent registers with.
  record RegistrationRequest(UnaryOperator<Profile> edit, Optional<String> inviteToken) {
    @Override
    public String toString() {
      return "Wish[***]";
    }
  }

  private final Db db;
  private final Audit audit;
  private final Clock clock;
  private final Organizations organizations;
  private final Agents agents;
  private final IssuanceCounter issuances;
  private final ApiKeys keys;
  private final Invites invites;
  private final RegistrationSettings settings;
  private final MeterRegistry meters;
  private final AttemptLimit attempts;
  private final RegistrationStore store = new RegistrationStore();
  private final SecureRandom random = new SecureRandom();

  public Registrations(
      Db db,
      Audit audit,
      Clock clock,
      Organizations organizations,
      Agents agents,
      IssuanceCounter issuances,
      ApiKeys keys,
      Invites invites,
      RegistrationSettings settings,
      MeterRegistry meters) {
    this.db = db;
    this.audit = audit;
    this.clock = clock;
    this.organizations = organizations;
    this.agents = agents;
    this.issuances = issuances;
    this.keys = keys;
    this.invites = invites;
    this.settings = settings;
    this.meters = meters;
    this.attempts = new AttemptLimit(settings.maxPerHour(), Duration.ofHours(1), clock);
  }

  /// Counts an attempt to register, and checks that registration is open to this caller. The holder
  /// of a valid invite never has to wait because of other clients at its address.
  ///
  /// @throws Refused `TooManyRequests`, `ForbiddenWithCode`, or `InsufficientScope` for an operator
  ///   without the scope
  void recordAttempt(RequestContext from, Optional<String> inviteToken) {
    if (isOperator(from)) {
      return;
    }
    var wait =
        inviteToken.filter(invites::isUsable).isPresent()
            ? Optional.<AttemptLimit.RequiredWait>empty()
            : attempts.take(from.address());
    if (wait.isPresent()) {
      var refused = Refused.tooManyRequests(wait.get().delay(), "registrations");
      throw wait.get().isFirst()
          ? recordFailure(Reason.TOO_MANY_ATTEMPTS, Optional.empty(), from, refused)
          : countFailure(Reason.TOO_MANY_ATTEMPTS, refused);
    }
    if (settings.policy() == RegistrationPolicy.CLOSED) {
      var refused =
          from.caller() instanceof Caller.Operator operator && operator.isOfWholeServer()
              ? Refused.insufficientScope(SCOPE)
              : RegistrationRefusals.closed();
      throw recordFailure(Reason.CLOSED, Optional.empty(), from, refused);
    }
  }

  private static boolean isOperator(RequestContext from) {
    return from.caller() instanceof Caller.Operator operator
        && operator.isOfWholeServer()
        && operator.scopes().allows(SCOPE);
  }

  /// Rolls the transaction back. The failure is recorded after that.
  static final class RegistrationFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final Reason reason;
    private final transient Optional<String> inviteToken;

    RegistrationFailedException(Reason reason, RegistrationRequest wish) {
      super(reason.wire(), null, false, false);
      this.reason = reason;
      this.inviteToken = wish.inviteToken();
    }
  }

  /// Registers an agent.
  ///
  /// @throws RegistrationFailedException to be recorded by [#recordFailure]
  RegisteredAgent register(
      Tx tx, RegistrationRequest wish, ApiKeySecrets pair, RequestContext from) {
    var invite = invite(tx, wish, from);
    var state = state(tx, wish, invite, from);
    // A registering agent has no rights yet, so the server acts for it from here on.
    var by = isOperator(from) ? from : from.withCaller(new Caller.Job("registration"));
    var profile =
        wish.edit()
            .apply(Profile.blank(EnumSet.of(GrantType.CLIENT_CREDENTIALS)))
            .withDefaultName("agent-" + hex(4));
    var organization = organization(tx, invite, profile.name(), by);
    var agent =
        agents.register(
            tx, new NewAgent(Optional.of(organization), profile, NewAgent.ClientIds.AGENT_ID), by);
    var registration =
        new Registration(
            agent.id(),
            organization,
            agent.name(),
            invite.map(Invite::id),
            agent.createdAt(),
            state);
    store.add(tx, registration);
    keys.issue(tx, agent.id(), pair, by);
    audit.record(tx, new RegistrationEvent.Registered(agent, registration), from);
    tx.afterCommit(() -> count("registered"));
    return new RegisteredAgent(agent, pair);
  }

  /// The invite that is used; empty when none is required and none was presented.
  private Optional<Invite> invite(Tx tx, RegistrationRequest wish, RequestContext from) {
    if (wish.inviteToken().isEmpty()) {
      if (settings.policy() == RegistrationPolicy.INVITE && !isOperator(from)) {
        throw new RegistrationFailedException(Reason.INVITE_REQUIRED, wish);
      }
      return Optional.empty();
    }
    var invite = invites.use(tx, wish.inviteToken().get());
    if (invite.isEmpty()) {
      throw new RegistrationFailedException(Reason.INVITE_INVALID, wish);
    }
    return invite;
  }

  private State state(
      Tx tx, RegistrationRequest wish, Optional<Invite> invite, RequestContext from) {
    if (invite.isPresent()) {
      return new State.Claimed(invite.get().createdBy(), clock.instant());
    }
    if (isOperator(from)) {
      return new State.Claimed(from.caller().id(), clock.instant());
    }
    if (!store.reserveUnclaimed(tx, settings.maxUnclaimed())) {
      throw new RegistrationFailedException(Reason.TOO_MANY_UNCLAIMED, wish);
    }
    return new State.Unclaimed();
  }

  private OrganizationId organization(
      Tx tx, Optional<Invite> invite, String name, RequestContext by) {
    return invite
        .flatMap(Invite::organization)
        .orElseGet(() -> organizations.create(tx, name, "self-" + hex(8), by).id());
  }

  private String hex(int count) {
    var bytes = new byte[count];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /// Records that a registration was refused, after its transaction was rolled back.
  Refused recordFailure(RegistrationFailedException not, RequestContext from) {
    var refused =
        switch (not.reason) {
          case INVITE_REQUIRED -> RegistrationRefusals.inviteRequired();
          case INVITE_INVALID -> RegistrationRefusals.inviteInvalid();
          case TOO_MANY_UNCLAIMED -> RegistrationRefusals.tooManyUnclaimed();
          case TOO_MANY_ATTEMPTS, CLOSED ->
              throw new IllegalArgumentException(not.reason + " is refused before the transaction");
        };
    var invite =
        not.reason == Reason.INVITE_INVALID
            ? not.inviteToken.flatMap(invites::findId)
            : Optional.<InviteId>empty();
    return recordFailure(not.reason, invite, from, refused);
  }

  private Refused recordFailure(
      Reason reason, Optional<InviteId> invite, RequestContext from, Refused refused) {
    audit.record(new RegistrationEvent.RegistrationFailed(reason, invite), from);
    return countFailure(reason, refused);
  }

  private Refused countFailure(Reason reason, Refused refused) {
    count(reason.wire());
    return refused;
  }

  private void count(String outcome) {
    Counter.builder("signet.registrations")
        .description("Agents that registered themselves, and refused attempts")
        .tag("outcome", outcome)
        .register(meters)
        .increment();
  }

  /// An operator claims an agent, and becomes responsible for it. Claiming it again applies only
  /// the edit.
  ///
  /// @throws Refused `NotFound` when the agent does not exist, `Conflict` when it did not register
  ///   itself or is decommissioned
  public Registration claim(AgentId id, UnaryOperator<Profile> edit, RequestContext by) {
    return db.inTransaction(tx -> {
      var agent = agents.lockToChange(tx, id, by);
      if (store.find(tx.handle(), id).isEmpty()) {
        throw RegistrationRefusals.notRegisteredItself();
      }
      agents.edit(tx, agent, edit, by);
      if (store.claim(tx, id, by.caller().id(), clock.instant())) {
        audit.record(tx, new RegistrationEvent.Claimed(agent), by);
      }
      return store.find(tx.handle(), id).orElseThrow();
    });
  }

  /// How an agent registered itself; empty for an agent that an operator registered.
  public Optional<Registration> find(AgentId id) {
    return db.read(handle -> store.find(handle, id));
  }

  /// A page of the registrations in a state, or of all if it is null; the newest first.
  public Paging.Page<Registration> list(@Nullable String state, Paging paging) {
    return db.readLongRunning(handle ->
        paging.of(
            store.page(handle, state, paging),
            () -> store.count(handle, state, Paging.MAX_COUNTED),
            registration -> registration.agent().value()));
  }

  /// Decommissions the unclaimed agents that registered long enough ago and were never used, or
  /// have been idle for too long. To be called periodically; several nodes may do it concurrently.
  ///
  /// @param now the reference time, which may differ from the wall clock
  public void reapUnused(Instant now) {
    var before = now.minus(settings.unusedTimeout());
    var idleSince = now.minus(settings.idleTimeout());
    var last = new AgentId("");
    List<AgentId> some;
    do {
      var after = last;
      some = db.read(handle -> store.unusedCandidates(handle, before, after, REAP_BATCH));
      for (var id : some) {
        reap(id, idleSince);
        last = id;
      }
    } while (some.size() == REAP_BATCH);
    do {
      some = db.read(handle -> store.idleCandidates(handle, idleSince, REAP_BATCH));
      some.forEach(id -> reap(id, idleSince));
    } while (some.size() == REAP_BATCH);
  }

  /// Decommissions an unclaimed agent, unless it has been used after `idleSince`. Each agent has a
  /// separate transaction, so that other callers do not wait for a hundred locks.
  private void reap(AgentId id, Instant idleSince) {
    var by = RequestContext.ofJob("registration");
    // Read outside of the transaction, which would otherwise hold two connections.
    var lastUse =
        Stream.concat(keys.lastUse(id).stream(), issuances.find(id).lastActivityAt().stream())
            .max(Comparator.naturalOrder())
            .filter(idleSince::isBefore);
    db.inTransaction(tx -> {
      var agent = agents.lockToRevoke(tx, id, by);
      var isUnclaimed = store.find(tx.handle(), id).filter(Registration::isUnclaimed).isPresent();
      if (lastUse.isPresent()) {
        store.saveLastUse(tx, id, lastUse.get());
      } else if (isUnclaimed && !(agent.status() instanceof AgentStatus.Decommissioned)) {
        agents.decommission(tx, agent, by);
        audit.record(tx, new RegistrationEvent.Reaped(agent), by);
      }
      return lastUse;
    });
  }
}
