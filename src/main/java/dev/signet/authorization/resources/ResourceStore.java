package dev.signet.authorization.resources;

import dev.signet.authorization.resources.Resource.AllowedUsers;
import dev.signet.authorization.resources.ResourceScope.Risk;
import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.TenantScope;
import dev.signet.base.db.Tx;
import dev.signet.base.json.Json;
import dev.signet.base.oauth.ResourceUri;
import dev.signet.base.paging.Paging;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import tools.jackson.databind.JsonNode;

/// The SQL of resources, their URIs and their scopes.
final class ResourceStore {
  private static final String SELECT =
      """
      SELECT resource_id, organization_id, uri, name, token_lifetime, is_default, allowed_users,
        generation, revision, created_at, updated_at
      FROM resources WHERE status = 'active'
      """;

  /// Whether there is any resource.
  boolean hasAny(Handle handle) {
    return handle
        .createQuery("SELECT 1 FROM resources WHERE status = 'active' LIMIT 1")
        .mapTo(Long.class)
        .findOne()
        .isPresent();
  }

  Optional<Resource> find(Handle handle, ResourceId id) {
    return Optional.ofNullable(findAll(handle, List.of(id)).get(id));
  }

  Map<ResourceId, Resource> findAll(Handle handle, Collection<ResourceId> ids) {
    if (ids.isEmpty()) {
      return Map.of();
    }
    return byId(
        complete(
            handle,
            handle
                .createQuery(SELECT + " AND resource_id IN (<ids>)")
                .bindList("ids", ids.stream().map(ResourceId::value).distinct().toList())));
  }

  /// The resources that these comparison forms name. A form that none has names the one that has
  /// the form with one slash more or less at the end.
  Map<String, Resource> findByForms(Handle handle, Collection<String> forms) {
    if (forms.isEmpty()) {
      return Map.of();
    }
    var spellings = new HashMap<String, String>();
    for (var form : forms) {
      spellings.put(form, form);
      ResourceUri.withOtherSlash(form).ifPresent(other -> spellings.putIfAbsent(other, other));
    }
    var owners = owners(handle, spellings.keySet());
    var found = findAll(handle, owners.values());
    var named = new HashMap<String, Resource>();
    for (var form : forms) {
      Optional.ofNullable(owners.get(form))
          .or(() -> ResourceUri.withOtherSlash(form).map(owners::get))
          .map(found::get)
          .ifPresent(resource -> named.put(form, resource));
    }
    return named;
  }

  /// The resources that have URIs of these comparison forms.
  Map<String, ResourceId> owners(Handle handle, Collection<String> forms) {
    var found = new HashMap<String, ResourceId>();
    if (!forms.isEmpty()) {
      handle
          .createQuery(
              """
              SELECT comparison_form, resource_id FROM resource_uris
              WHERE comparison_form IN (<forms>)
              """)
          .bindList("forms", List.copyOf(forms))
          .map((row, _) ->
              Map.entry(
                  row.getString("comparison_form"), new ResourceId(row.getString("resource_id"))))
          .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
    }
    return found;
  }

  /// The versions of those of the resources that are not deleted.
  Map<ResourceId, ResourceVersion> versions(Handle handle, Collection<ResourceId> ids) {
    var found = new HashMap<ResourceId, ResourceVersion>();
    if (!ids.isEmpty()) {
      handle
          .createQuery(
              """
              SELECT resource_id, generation, revision FROM resources
              WHERE status = 'active' AND resource_id IN (<ids>)
              """)
          .bindList("ids", ids.stream().map(ResourceId::value).distinct().toList())
          .map((row, _) -> Map.entry(new ResourceId(row.getString("resource_id")), version(row)))
          .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
    }
    return found;
  }

  /// A page of resources and one more, the newest first.
  List<Resource> list(Handle handle, TenantScope reach, Paging paging) {
    return complete(
        handle,
        handle
            .createQuery(
                SELECT
                    + """
                      AND resource_id < :before
                      AND (CAST(:reach AS TEXT) IS NULL OR organization_id = :reach)
                    ORDER BY resource_id DESC LIMIT :limit OFFSET :offset
                    """)
            .bind("before", paging.beforeId())
            .bind("reach", reach.organizationOrNull())
            .bind("limit", paging.limitPlusOne())
            .bind("offset", paging.offset()));
  }

  /// The number of resources, counted up to a limit.
  long count(Handle handle, TenantScope reach, int limit) {
    return handle
        .createQuery(
            """
            SELECT COUNT(*) FROM (
              SELECT 1 FROM resources
              WHERE status = 'active'
                AND (CAST(:reach AS TEXT) IS NULL OR organization_id = :reach)
              LIMIT :limit) AS counted
            """)
        .bind("reach", reach.organizationOrNull())
        .bind("limit", limit)
        .mapTo(Long.class)
        .one();
  }

  /// All resources of an organization, by id.
  List<Resource> listOf(Handle handle, OrganizationId organization) {
    return complete(
        handle,
        handle
            .createQuery(SELECT + " AND organization_id = :organization ORDER BY resource_id")
            .bind("organization", organization.value()));
  }

  Optional<Resource> defaultOf(Handle handle, OrganizationId organization) {
    return complete(
            handle,
            handle
                .createQuery(SELECT + " AND organization_id = :organization AND is_default = 1")
                .bind("organization", organization.value()))
        .stream()
        .findFirst();
  }

  /// A resource that has some of the scopes that were searched for.
  ///
  /// @param hasAll whether it has all of them that any of the searched resources has
  record ScopeMatch(ResourceId id, boolean hasAll) {}

  /// The two resources that have most of the scopes.
  ///
  /// @param organizations whose resources are searched; empty for those that everyone may use
  List<ScopeMatch> withScopes(
      Handle handle, Collection<String> scopes, Collection<OrganizationId> organizations) {
    var within =
        organizations.isEmpty()
            ? " AND allowed_users = 'everyone'"
            : " AND organization_id IN (<organizations>)";
    var query =
        handle
            .createQuery(
                """
                SELECT resource_id, COUNT(*) AS matches, (
                    SELECT COUNT(DISTINCT resource_scopes.name) FROM resource_scopes
                    JOIN resources USING (resource_id)
                    WHERE resource_scopes.name IN (<scopes>) AND status = 'active'
                """
                    + within
                    + """
                    ) AS known
                    FROM resource_scopes JOIN resources USING (resource_id)
                    WHERE resource_scopes.name IN (<scopes>) AND status = 'active'
                    """
                    + within
                    + " GROUP BY resource_id ORDER BY matches DESC LIMIT 2")
            .bindList("scopes", List.copyOf(scopes));
    if (!organizations.isEmpty()) {
      query.bindList("organizations", organizations.stream().map(OrganizationId::value).toList());
    }
    return query
        .map((row, _) ->
            new ScopeMatch(
                new ResourceId(row.getString("resource_id")),
                row.getLong("matches") == row.getLong("known")))
        .list();
  }

  void add(Tx tx, Resource resource) {
    tx.update(
            """
            INSERT INTO resources (
              resource_id, organization_id, uri, name, token_lifetime, is_default, allowed_users,
              status, generation, revision, created_at, updated_at)
            VALUES (
              :id, :organization, :uri, :name, :lifetime, :default, :users, 'active', :generation,
              :revision, :createdAt, :updatedAt)
            """)
        .bind("organization", resource.organization().value())
        .bind("uri", resource.uri())
        .bind("createdAt", resource.createdAt().toEpochMilli())
        .bindMap(changeable(resource))
        .execute();
    insertUris(tx, resource);
    insertScopes(tx, resource);
  }

  private static Map<String, Object> changeable(Resource resource) {
    var settings = resource.settings();
    return Map.of(
        "id", resource.id().value(),
        "name", settings.name(),
        "lifetime", settings.tokenLifetime().toSeconds(),
        "default", flag(settings.isDefault()),
        "users", settings.allowedUsers().wire(),
        "generation", resource.version().generation(),
        "revision", resource.version().revision(),
        "updatedAt", resource.updatedAt().toEpochMilli());
  }

  private static long flag(boolean value) {
    return value ? 1 : 0;
  }

  /// Saves what can be changed of a resource, apart from its scopes.
  void save(Tx tx, Resource resource) {
    saveRow(tx, resource);
    delete(tx, "DELETE FROM resource_uris WHERE resource_id = :id", resource.id());
    insertUris(tx, resource);
  }

  void saveScopes(Tx tx, Resource resource) {
    saveRow(tx, resource);
    delete(tx, "DELETE FROM resource_scopes WHERE resource_id = :id", resource.id());
    insertScopes(tx, resource);
  }

  private static void saveRow(Tx tx, Resource resource) {
    tx.update(
            """
            UPDATE resources SET
              name = :name, token_lifetime = :lifetime, is_default = :default,
              allowed_users = :users, generation = :generation, revision = :revision,
              updated_at = :updatedAt
            WHERE resource_id = :id
            """)
        .bindMap(changeable(resource))
        .execute();
  }

  private static void delete(Tx tx, String statement, ResourceId id) {
    tx.update(statement).bind("id", id.value()).execute();
  }

  private static void insertUris(Tx tx, Resource resource) {
    var position = 0;
    for (var entry : resource.uris().byForm().entrySet()) {
      tx.update(
              """
              INSERT INTO resource_uris (comparison_form, resource_id, uri, position)
              VALUES (:form, :id, :uri, :position)
              """)
          .bind("form", entry.getKey())
          .bind("id", resource.id().value())
          .bind("uri", entry.getValue())
          .bind("position", position++)
          .execute();
    }
  }

  private static void insertScopes(Tx tx, Resource resource) {
    var position = 0;
    for (var scope : resource.scopes().all()) {
      tx.update(
              """
              INSERT INTO resource_scopes (
                resource_id, name, position, title, description, risk, is_default, is_optional,
                implies)
              VALUES (
                :id, :name, :position, :title, :description, :risk, :default, :optional, :implies)
              """)
          .bind("id", resource.id().value())
          .bind("name", scope.name())
          .bind("position", position++)
          .bind("title", scope.title())
          .bind("description", scope.description())
          .bind("risk", scope.risk().wire())
          .bind("default", flag(scope.isDefault()))
          .bind("optional", flag(scope.isOptional()))
          .bind("implies", Json.toText(scope.implies()))
          .execute();
    }
  }

  /// Deletes a resource permanently. Its row stays with a generation that no token has.
  void saveDeletion(Tx tx, ResourceId id, Instant now) {
    delete(tx, "DELETE FROM resource_uris WHERE resource_id = :id", id);
    delete(tx, "DELETE FROM resource_scopes WHERE resource_id = :id", id);
    tx.update(
            """
            UPDATE resources SET status = 'deleted', is_default = 0, generation = generation + 1,
              revision = revision + 1, updated_at = :now
            WHERE resource_id = :id
            """)
        .bind("id", id.value())
        .bind("now", now.toEpochMilli())
        .execute();
  }

  private static Map<ResourceId, Resource> byId(List<Resource> resources) {
    var found = new LinkedHashMap<ResourceId, Resource>();
    resources.forEach(resource -> found.put(resource.id(), resource));
    return found;
  }

  private record PositionedScope(ResourceId resource, ResourceScope scope) {}

  private record PositionedUri(ResourceId resource, String uri) {}

  /// Resources with their URIs and scopes, in the order of the query.
  private static List<Resource> complete(Handle handle, Query query) {
    var bare = query.map((row, _) -> resource(row)).list();
    if (bare.isEmpty()) {
      return List.of();
    }
    var ids = bare.stream().map(resource -> resource.id().value()).toList();
    var aliases = new HashMap<ResourceId, List<String>>();
    handle
        .createQuery(
            """
            SELECT resource_id, uri FROM resource_uris
            WHERE resource_id IN (<ids>) AND position > 0 ORDER BY resource_id, position
            """)
        .bindList("ids", ids)
        .map((row, _) ->
            new PositionedUri(new ResourceId(row.getString("resource_id")), row.getString("uri")))
        .forEach(found ->
            aliases.computeIfAbsent(found.resource(), _ -> new ArrayList<>()).add(found.uri()));
    var scopes = new HashMap<ResourceId, List<ResourceScope>>();
    handle
        .createQuery(
            """
            SELECT resource_id, name, title, description, risk, is_default, is_optional, implies
            FROM resource_scopes WHERE resource_id IN (<ids>) ORDER BY resource_id, position
            """)
        .bindList("ids", ids)
        .map((row, _) ->
            new PositionedScope(new ResourceId(row.getString("resource_id")), scope(row)))
        .forEach(found ->
            scopes.computeIfAbsent(found.resource(), _ -> new ArrayList<>()).add(found.scope()));
    return bare.stream()
        .map(resource ->
            new Resource(
                resource.id(),
                resource.organization(),
                new ResourceUris(
                    resource.uri(),
                    Objects.requireNonNullElse(aliases.get(resource.id()), List.of())),
                resource.settings(),
                new ResourceScopes(
                    Objects.requireNonNullElse(scopes.get(resource.id()), List.of())),
                resource.version(),
                resource.createdAt(),
                resource.updatedAt()))
        .toList();
  }

  private static Resource resource(ResultSet row) throws SQLException {
    return new Resource(
        new ResourceId(row.getString("resource_id")),
        new OrganizationId(row.getString("organization_id")),
        new ResourceUris(row.getString("uri"), List.of()),
        new Resource.Settings(
            row.getString("name"),
            Duration.ofSeconds(row.getLong("token_lifetime")),
            row.getLong("is_default") == 1,
            AllowedUsers.valueOf(row.getString("allowed_users").toUpperCase(Locale.ROOT))),
        ResourceScopes.NONE,
        version(row),
        Instant.ofEpochMilli(row.getLong("created_at")),
        Instant.ofEpochMilli(row.getLong("updated_at")));
  }

  private static ResourceVersion version(ResultSet row) throws SQLException {
    return new ResourceVersion(row.getLong("generation"), row.getLong("revision"));
  }

  private static ResourceScope scope(ResultSet row) throws SQLException {
    var implies = new ArrayList<String>();
    for (JsonNode name : Json.parseOwn(row.getString("implies"))) {
      implies.add(name.stringValue());
    }
    return new ResourceScope(
        row.getString("name"),
        row.getString("title"),
        row.getString("description"),
        Risk.valueOf(row.getString("risk").toUpperCase(Locale.ROOT)),
        row.getLong("is_default") == 1,
        row.getLong("is_optional") == 1,
        implies);
  }
}
