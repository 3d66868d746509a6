package dev.signet.identity.quotas;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.TenantScope;
import dev.signet.base.json.Json;
import dev.signet.base.json.JsonFields;
import dev.signet.base.refusals.Refused;
import dev.signet.identity.organizations.OrganizationRefusals;
import dev.signet.web.http.Access;
import dev.signet.web.http.PageQuery;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// HTTP routes for tiers and the tier of an organization.
final class TierRoutes {
  private static final int MAX_NAME = 64;
  private static final int MAX_LIMITS = 10_000;
  private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

  private final Tiers tiers;

  TierRoutes(Tiers tiers) {
    this.tiers = tiers;
  }

  void mount(Router router) {
    var all = "/api/v1/tiers";
    var one = all + "/{tier}";
    router.get(all, new Access.ServerOperator("organizations:read"), this::list);
    router.get(one, new Access.ServerOperator("organizations:read"), this::get);
    router.put(one, new Access.ServerOperator("organizations:write"), this::save);
    router.delete(one, new Access.ServerOperator("organizations:write"), this::delete);
    var either = new Access.ManagementWithEither("organizations:read", "analytics:read");
    router.get(all + "/status", either, this::ownStatus);
    var ofOrganization = "/api/v1/organizations/{organizationId}/tier";
    router.get(ofOrganization, either, this::status);
    router.put(ofOrganization, new Access.ServerOperator("organizations:write"), this::assign);
  }

  private record TierView(String name, ObjectNode limits, Instant createdAt, Instant updatedAt) {
    static TierView of(Tier tier) {
      return new TierView(tier.name(), tier.limits().toJson(), tier.createdAt(), tier.updatedAt());
    }
  }

  /// @param limits all that there are, `null` where the organization has none
  /// @param resetsAt when the limits of tokens are reset; `null`, as the use, where there is none
  private record StatusView(
      String organizationId,
      String tier,
      String enforcement,
      ObjectNode overrides,
      ObjectNode limits,
      ObjectNode usage,
      ObjectNode resetsAt) {

    static StatusView of(Tiers.TierStatus status) {
      var assignment = status.assignment();
      var limits = Json.object();
      for (var quota : Quota.values()) {
        var limit = assignment.limits().limit(quota);
        limits.put(
            quota.wire(),
            limit.isPresent()
                ? (Long) limit.getAsLong()
                : quota.isAlwaysLimited() ? (Long) quota.max() : null);
      }
      var usage = Json.object();
      status.usage().forEach((quota, used) -> usage.put(usageName(quota), used));
      var resetsAt = Json.object();
      for (var quota : Quota.OF_TOKENS) {
        var used = Optional.ofNullable(status.tokens().get(quota));
        usage.put(usageName(quota), used.map(TokenLimits.WindowUsage::used).orElse(null));
        resetsAt.put(quota.wire(), used.map(it -> Json.time(it.resetsAt())).orElse(null));
      }
      return new StatusView(
          assignment.organization().value(),
          assignment.tier(),
          assignment.enforcement().wire(),
          assignment.overrides().toJson(),
          limits,
          usage,
          resetsAt);
    }

    private static String usageName(Quota quota) {
      return switch (quota) {
        case MAX_AGENTS -> "agentCount";
        case MAX_CREDENTIALS_PER_AGENT -> "credentialCount";
        case MAX_OPERATOR_KEYS -> "operatorKeyCount";
        case MAX_WEBHOOKS -> "webhookCount";
        case MAX_MEMBERS -> "memberCount";
        case TOKENS_PER_MINUTE -> "tokensThisMinute";
        case TOKENS_PER_DAY -> "tokensToday";
        case TOKENS_PER_MONTH -> "tokensThisMonth";
      };
    }
  }

  private Response list(Request request) {
    request.allowOnlyQuery("page", "limit");
    return Response.json(200, tiers.list(PageQuery.of(request)).map(TierView::of));
  }

  private Response get(Request request) {
    request.allowOnlyQuery();
    return Response.json(200, TierView.of(tiers.require(request.pathParam("tier"))));
  }

  private Response save(Request request) {
    var name = request.pathParam("tier");
    if (name.length() > MAX_NAME || !NAME.matcher(name).matches()) {
      throw Refused.invalid(
          "tier", "must be at most 64 lower-case letters, digits and single hyphens");
    }
    var fields = request.fields();
    var limits = limits(fields, "limits");
    if (limits.isEmpty()) {
      fields.addMissing("limits");
    }
    fields.finish();
    var saved = tiers.save(name, limits.orElseThrow(), request.context());
    var view = TierView.of(saved.tier());
    return saved.isNew()
        ? Response.json(201, view).withHeader("Location", "/api/v1/tiers/" + name)
        : Response.json(200, view);
  }

  private Response delete(Request request) {
    request.allowOnlyQuery();
    tiers.delete(request.pathParam("tier"), request.context());
    return Response.empty(204);
  }

  private Response ownStatus(Request request) {
    request.allowOnlyQuery("organizationId");
    var scope = TenantScope.requireOrganization(request.caller());
    var asked = request.query().one("organizationId");
    var id =
        asked.isPresent()
            ? asked.flatMap(OrganizationId::parse).orElseThrow(OrganizationRefusals::notFound)
            : switch (scope) {
              case TenantScope.SingleOrganization(var own) -> own;
              case TenantScope.AllOrganizations() ->
                  throw Refused.invalid("organizationId", "is required for an operator of all");
            };
    return Response.json(200, StatusView.of(tiers.status(id, request.context())));
  }

  private Response status(Request request) {
    request.allowOnlyQuery();
    TenantScope.requireOrganization(request.caller());
    return Response.json(200, StatusView.of(tiers.status(id(request), request.context())));
  }

  private Response assign(Request request) {
    var id = id(request);
    var fields = request.fields();
    var tier = fields.singleLine("tier", MAX_NAME);
    if (tier.isEmpty()) {
      fields.addMissing("tier");
    }
    var overrides = limits(fields, "overrides").orElse(QuotaLimits.NONE);
    var enforcement = fields.oneOf("enforcement", Enforcement.class).orElse(Enforcement.HARD);
    fields.finish();
    var status = tiers.assign(id, tier.orElseThrow(), overrides, enforcement, request.context());
    return Response.json(200, StatusView.of(status));
  }

  /// The limits in a field; `null` says that there is none.
  private static Optional<QuotaLimits> limits(JsonFields fields, String field) {
    return fields
        .object(field, MAX_LIMITS)
        .map(object -> {
          var values = new EnumMap<Quota, OptionalLong>(Quota.class);
          object.forEachEntry((name, value) -> {
            var quota = Quota.parse(name);
            if (quota.isEmpty()) {
              fields.addError(field, "has an unknown limit; known are " + Quota.names());
            } else if (value.isNull()) {
              values.put(quota.get(), OptionalLong.empty());
            } else if (isWithinBounds(quota.get(), value)) {
              values.put(quota.get(), OptionalLong.of(value.longValue()));
            } else {
              fields.addError(
                  field,
                  "needs for "
                      + name
                      + " a whole number from "
                      + quota.get().min()
                      + " to "
                      + quota.get().max()
                      + ", or null");
            }
          });
          return new QuotaLimits(values);
        });
  }

  private static boolean isWithinBounds(Quota quota, JsonNode value) {
    return value.isIntegralNumber()
        && value.canConvertToLong()
        && value.longValue() >= quota.min()
        && value.longValue() <= quota.max();
  }

  private static OrganizationId id(Request request) {
    return OrganizationId.parse(request.pathParam("organizationId"))
        .orElseThrow(OrganizationRefusals::notFound);
  }
}
