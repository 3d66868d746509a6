package dev.signet.delegation;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signet.base.callers.OrganizationId;
import dev.signet.base.db.Tx;
import dev.signet.base.refusals.Refused;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.AgentRefusals;
import dev.signet.identity.organizations.OrganizationRefusals;
import dev.signet.web.http.Access;
import dev.signet.web.http.PageQuery;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import dev.signet.web.idempotency.IdempotentRequests;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// HTTP routes for delegations. An agent sees those of its organization, lends its own rights, and
/// revokes what it lends or borrows.
final class DelegationRoutes {
  private static final String ALL = "/api/v1/delegations";
  private static final String ONE = ALL + "/{delegationId}";
  private static final Access READ = new Access.Management("delegations:read");
  private static final Access WRITE = new Access.Management("delegations:write");
  private static final int MAX_AGENT = 64;
  private static final int MAX_REASON = 500;
  private static final Set<String> STATUSES = Set.of("active", "revoked", "expired");

  private final Delegations delegations;
  private final IdempotentRequests once;
  private final Clock clock;
  private final String issuer;

  DelegationRoutes(Delegations delegations, IdempotentRequests once, Clock clock, String issuer) {
    this.delegations = delegations;
    this.once = once;
    this.clock = clock;
    this.issuer = issuer;
  }

  void mount(Router router) {
    router.post(ALL, WRITE, request -> once.execute(request, () -> create(request)));
    router.get(ALL, READ, this::list);
    router.get(ONE, READ, this::get);
    router.patch(ONE, WRITE, this::narrow);
    router.delete(ONE, WRITE, this::revoke);
    router.get(ONE + "/blast-radius", READ, this::previewRevocation);
    router.get("/api/v1/agents/{agentId}/blast-radius", READ, this::previewSuspension);
    router.get("/api/v1/tokens/{jti}/blast-radius", READ, this::previewTokenRevocation);
  }

  private Function<Tx, Response> create(Request request) {
    request.allowOnlyQuery();
    var by = request.context();
    var now = clock.instant();
    var fields = request.fields();
    var subject = fields.singleLine("subject", MAX_AGENT);
    var actor = fields.singleLine("actor", MAX_AGENT);
    if (subject.isEmpty()) {
      fields.addMissing("subject");
    }
    if (actor.isEmpty()) {
      fields.addMissing("actor");
    }
    var terms = new TermsFields(fields, now).create(fields, issuer, now);
    fields.finish();
    var lender = delegations.requireAgent(subject.orElseThrow(), by);
    var borrower = delegations.requireAgent(actor.orElseThrow(), by);
    if (lender.equals(borrower)) {
      throw Refused.invalid("actor", "must be another agent than the subject");
    }
    return tx -> {
      var made = delegations.create(tx, lender, borrower, terms.orElseThrow(), by);
      var view = DelegationView.of(made, now);
      return Response.json(201, view).withHeader("Location", ALL + "/" + view.delegationId());
    };
  }

  private Response list(Request request) {
    request.allowOnlyQuery(
        "subject", "actor", "status", "organizationId", "page", "limit", "after");
    var query = request.query();
    var status = query.one("status");
    if (status.filter(text -> !STATUSES.contains(text)).isPresent()) {
      throw Refused.invalid("status", "must be active, revoked or expired");
    }
    var filter =
        new DelegationFilter(
            agent(request, query.one("subject")),
            agent(request, query.one("actor")),
            organization(query.one("organizationId")),
            status,
            Optional.empty());
    var now = clock.instant();
    return Response.json(
        200,
        delegations
            .list(filter, PageQuery.byCursor(request), request.context())
            .map(listed -> DelegationView.of(listed, now)));
  }

  private Optional<AgentId> agent(Request request, Optional<String> text) {
    return text.map(id -> delegations.requireAgent(id, request.context()));
  }

  private static Optional<OrganizationId> organization(Optional<String> text) {
    return text.map(id -> OrganizationId.parse(id).orElseThrow(OrganizationRefusals::notFound));
  }

  private Response get(Request request) {
    request.allowOnlyQuery();
    return response(delegations.require(id(request), request.context()));
  }

  private Response narrow(Request request) {
    request.allowOnlyQuery();
    var id = id(request);
    var fields = request.fields();
    fields.refuseReadOnly(
        "delegationId",
        "subject",
        "actor",
        "organizationId",
        "status",
        "createdBy",
        "createdAt",
        "updatedAt");
    var terms = new TermsFields(fields, clock.instant());
    fields.finish();
    var narrowed = delegations.narrow(id, terms::applyTo, request.context());
    return Response.json(200, NarrowedDelegationView.of(narrowed, clock.instant()));
  }

  private Response revoke(Request request) {
    request.allowOnlyQuery();
    var id = id(request);
    var fields = request.optionalFields();
    var reason = fields.singleLine("reason", MAX_REASON).orElse("");
    fields.finish();
    var revoked = delegations.revoke(id, reason, request.context());
    return Response.json(200, RevokedDelegationView.of(revoked, clock.instant()));
  }

  /// What revoking or suspending something would end.
  ///
  /// @param counted false when there are too many tokens to count
  private record BlastRadiusView(
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long tokens,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long agentCount,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Long> byDepth,
      boolean counted) {

    static Response response(Optional<Descendants> ended) {
      return Response.json(
          200,
          new BlastRadiusView(
              ended.map(Descendants::tokens).orElse(null),
              ended.map(Descendants::agents).orElse(null),
              ended.map(Descendants::byDepth).orElse(null),
              ended.isPresent()));
    }
  }

  private Response previewRevocation(Request request) {
    request.allowOnlyQuery();
    return BlastRadiusView.response(delegations.previewRevocation(id(request), request.context()));
  }

  private Response previewSuspension(Request request) {
    request.allowOnlyQuery();
    var agent = AgentId.parse(request.pathParam("agentId")).orElseThrow(AgentRefusals::notFound);
    return BlastRadiusView.response(delegations.previewSuspension(agent, request.context()));
  }

  private Response previewTokenRevocation(Request request) {
    request.allowOnlyQuery();
    return BlastRadiusView.response(
        delegations.previewTokenRevocation(request.pathParam("jti"), request.context()));
  }

  private Response response(Delegations.ListedDelegation listed) {
    return Response.json(200, DelegationView.of(listed, clock.instant()));
  }

  private static DelegationId id(Request request) {
    return DelegationId.parse(request.pathParam("delegationId"))
        .orElseThrow(DelegationRefusals::notFound);
  }
}
