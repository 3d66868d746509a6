package dev.signet.authorization.resources;

import dev.signet.authorization.resources.Resource.AllowedUsers;
import dev.signet.authorization.resources.ResourceStore.ScopeMatch;
import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.callers.TenantScope;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.db.NamedLocks;
import dev.signet.base.db.Tx;
import dev.signet.base.oauth.ResourceUri;
import dev.signet.base.oauth.Scopes;
import dev.signet.base.paging.Paging;
import dev.signet.base.refusals.Refused;
import dev.signet.base.time.ElapsedTime;
import dev.signet.events.audit.Audit;
import dev.signet.identity.organizations.Organizations;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The resources that tokens are for: registered, changed, deleted, and looked up by what a client
/// requests ([RFC 8707](https://www.rfc-editor.org/rfc/rfc8707)).
public final class ProtectedResources {
  /// How many resources an organization can have.
  static final int MAX_RESOURCES = 500;

  /// Held by transactions that change which URI belongs to which resource.
  private static final String REGISTRY_LOCK = "resources";

  private final Db db;
  private final Audit audit;
  private final Ids ids;
  private final Clock clock;
  private final Organizations organizations;
  private final ResourceStore store = new ResourceStore();
  private final NamedLocks locks;
  private final CurrentResources current;
  private ResourceDeletionListener deletions = ResourceDeletionListener.NONE;

  ProtectedResources(Db db, Audit audit, Ids ids, Clock clock, Organizations organizations) {
    this.db = db;
    this.audit = audit;
    this.ids = ids;
    this.clock = clock;
    this.organizations = organizations;
    this.locks = new NamedLocks(db.dialect());
    this.current = new CurrentResources(db, store, ElapsedTime.of(clock));
  }

  /// Sets what ends with a resource. To be called before the first request.
  public void onDeletion(ResourceDeletionListener listener) {
    this.deletions = listener;
  }

  /// What a resource is registered with.
  public record NewResource(ResourceUris uris, Resource.Settings settings, ResourceScopes scopes) {}

  /// Registers a resource.
  ///
  /// @throws Refused `NotFound` for an organization that does not exist or is not within the
  ///   caller's reach, `Conflict` when it is suspended or has the maximum number of resources, or
  ///   when another resource has one of the URIs
  public Resource create(
      Tx tx, OrganizationId organization, NewResource wanted, RequestContext by) {
    organizations.require(tx, organization, by);
    locks.lockExclusively(tx, REGISTRY_LOCK);
    var reach = new TenantScope.SingleOrganization(organization);
    if (store.count(tx.handle(), reach, MAX_RESOURCES) >= MAX_RESOURCES) {
      throw ResourceRefusals.tooMany(MAX_RESOURCES);
    }
    var now = clock.instant();
    var made =
        new Resource(
            new ResourceId(ids.next()),
            organization,
            wanted.uris(),
            wanted.settings(),
            wanted.scopes(),
            ResourceVersion.FIRST,
            now,
            now);
    requireUrisFree(tx, made);
    if (made.settings().isDefault()) {
      endDefaultOf(tx, organization, by);
    }
    store.add(tx, made);
    evictAfter(tx, made, made);
    audit.record(tx, new ResourceEvent.Created(made), by);
    return made;
  }

  /// Another resource must not have one of the URIs; one of another organization must not even have
  /// one that differs by a slash at the end, which clients may send for either.
  private void requireUrisFree(Tx tx, Resource resource) {
    var wanted = resource.uris().byForm();
    var similar = new HashSet<>(wanted.keySet());
    wanted.keySet().forEach(form -> ResourceUri.withOtherSlash(form).ifPresent(similar::add));
    var owners = store.owners(tx.handle(), similar);
    var others = store.findAll(tx.handle(), owners.values());
    wanted.forEach((form, uri) -> {
      if (isOfOther(owners.get(form), resource)
          || ResourceUri.withOtherSlash(form)
              .map(owners::get)
              .map(others::get)
              .filter(other -> !other.organization().equals(resource.organization()))
              .isPresent()) {
        throw ResourceRefusals.uriTaken(uri);
      }
    });
  }

  private static boolean isOfOther(@Nullable ResourceId owner, Resource resource) {
    return owner != null && !owner.equals(resource.id());
  }

  private void endDefaultOf(Tx tx, OrganizationId organization, RequestContext by) {
    store
        .defaultOf(tx.handle(), organization)
        .ifPresent(found -> {
          lockToChange(tx, found.id());
          var settings = found.settings();
          save(
              tx,
              found,
              found.with(
                  found.uris(),
                  new Resource.Settings(
                      settings.name(), settings.tokenLifetime(), false, settings.allowedUsers()),
                  clock.instant()),
              List.of("isDefault"),
              by);
        });
  }

  private void save(
      Tx tx, Resource before, Resource after, List<String> changed, RequestContext by) {
    store.save(tx, after);
    evictAfter(tx, before, after);
    audit.record(tx, new ResourceEvent.Updated(after, changed), by);
  }

  private void evictAfter(Tx tx, Resource before, Resource after) {
    var forms = new HashSet<>(before.uris().byForm().keySet());
    forms.addAll(after.uris().byForm().keySet());
    current.evictAfter(tx, after.id(), forms);
  }

  /// A requested change of a resource.
  ///
  /// @param edit of the settings
  /// @param aliases empty to leave them
  public record ResourceChange(
      UnaryOperator<Resource.Settings> edit, Optional<List<String>> aliases) {}

  /// Changes a resource. A change to what it already has changes nothing.
  ///
  /// @throws Refused `NotFound` when it does not exist or is not within the caller's reach,
  ///   `Conflict` when another resource has one of the aliases
  public Resource change(ResourceId id, ResourceChange change, RequestContext by) {
    return db.inTransaction(tx -> {
      var before = lock(tx, id, by);
      var settings = change.edit().apply(before.settings());
      var uris =
          change
              .aliases()
              .map(aliases -> new ResourceUris(before.uri(), aliases))
              .orElse(before.uris());
      var changed = changedFields(before, settings, uris);
      if (changed.isEmpty()) {
        return before;
      }
      var after = before.with(uris, settings, clock.instant());
      requireUrisFree(tx, after);
      if (settings.isDefault() && !before.settings().isDefault()) {
        endDefaultOf(tx, before.organization(), by);
      }
      save(tx, before, after, changed, by);
      return after;
    });
  }

  private static List<String> changedFields(
      Resource before, Resource.Settings settings, ResourceUris uris) {
    var old = before.settings();
    var changed = new ArrayList<String>();
    addIf(changed, "name", !old.name().equals(settings.name()));
    addIf(changed, "aliases", !before.uris().equals(uris));
    addIf(changed, "tokenLifetimeSeconds", !old.tokenLifetime().equals(settings.tokenLifetime()));
    addIf(changed, "isDefault", old.isDefault() != settings.isDefault());
    addIf(changed, "allowedUsers", old.allowedUsers() != settings.allowedUsers());
    return changed;
  }

  private static void addIf(List<String> names, String name, boolean isChanged) {
    if (isChanged) {
      names.add(name);
    }
  }

  /// Replaces all scopes of a resource.
  ///
  /// @throws Refused `NotFound` when it does not exist or is not within the caller's reach
  public Resource replaceScopes(ResourceId id, ResourceScopes scopes, RequestContext by) {
    return changeScopes(id, _ -> scopes, by);
  }

  /// Adds a scope, or puts it in the place of the one that has its name.
  ///
  /// @throws Refused `NotFound` as [#replaceScopes], `Invalid` when the scopes together are not
  ///   valid
  public Resource putScope(ResourceId id, ResourceScope scope, RequestContext by) {
    return changeScopes(
        id,
        before -> {
          var after = before.with(scope);
          ScopeRules.firstError(after)
              .ifPresent(error -> {
                throw Refused.invalid("name", error);
              });
          return after;
        },
        by);
  }

  /// Removes a scope. New and refreshed tokens do not have it any more.
  ///
  /// @throws Refused `NotFound` as [#replaceScopes], and when the resource has no such scope,
  ///   `Conflict` when another scope implies it
  public Resource removeScope(ResourceId id, String name, RequestContext by) {
    return changeScopes(
        id,
        before -> {
          if (before.find(name).isEmpty()) {
            throw ResourceRefusals.scopeNotFound();
          }
          before.all().stream()
              .filter(scope -> !scope.name().equals(name) && scope.implies().contains(name))
              .findFirst()
              .ifPresent(scope -> {
                throw ResourceRefusals.scopeImplied(scope.name());
              });
          return before.without(name);
        },
        by);
  }

  private Resource changeScopes(
      ResourceId id, UnaryOperator<ResourceScopes> edit, RequestContext by) {
    return db.inTransaction(tx -> {
      var before = lock(tx, id, by);
      var scopes = edit.apply(before.scopes());
      if (scopes.equals(before.scopes())) {
        return before;
      }
      var after = before.with(scopes, clock.instant());
      store.saveScopes(tx, after);
      evictAfter(tx, before, after);
      audit.record(tx, new ResourceEvent.ScopesChanged(after, before.scopes()), by);
      return after;
    });
  }

  /// Deletes a resource. Its id is never used again: a resource that is registered with the same
  /// URI later is another one.
  ///
  /// @throws Refused `NotFound` when it does not exist or is not within the caller's reach
  public void delete(ResourceId id, RequestContext by) {
    db.inTransaction(tx -> {
      var resource = lock(tx, id, by);
      delete(tx, resource, by);
      return resource;
    });
    deletions.afterDeletion(id, by);
  }

  private void delete(Tx tx, Resource resource, RequestContext by) {
    store.saveDeletion(tx, resource.id(), clock.instant());
    deletions.onDeletion(tx, resource.id());
    evictAfter(tx, resource, resource);
    audit.record(tx, new ResourceEvent.Deleted(resource), by);
  }

  /// Deletes the resources of an organization that is being deleted.
  public void deleteAllOf(Tx tx, OrganizationId organization, RequestContext by) {
    locks.lockExclusively(tx, REGISTRY_LOCK);
    for (var resource : store.listOf(tx.handle(), organization)) {
      lockToChange(tx, resource.id());
      delete(tx, resource, by);
    }
  }

  /// A resource of the caller's reach. Until the transaction ends, no other one changes it, and
  /// those that issue tokens for it have ended.
  private Resource lock(Tx tx, ResourceId id, RequestContext by) {
    // Before anything is locked: a caller that may not see it neither waits for locks nor holds
    // them.
    requireWithinReach(store.find(tx.handle(), id), by);
    locks.lockExclusively(tx, REGISTRY_LOCK);
    lockToChange(tx, id);
    return requireWithinReach(store.find(tx.handle(), id), by);
  }

  private void lockToChange(Tx tx, ResourceId id) {
    locks.lockExclusively(tx, lockName(id));
  }

  private static String lockName(ResourceId id) {
    return "resource " + id.value();
  }

  private static Resource requireWithinReach(Optional<Resource> found, RequestContext by) {
    var reach = TenantScope.of(by.caller());
    return found
        .filter(resource -> reach.covers(resource.organization()))
        .orElseThrow(ResourceRefusals::notFound);
  }

  /// A resource that must exist.
  ///
  /// @throws Refused `NotFound` when it does not exist or is not within the caller's reach
  public Resource require(ResourceId id, RequestContext by) {
    return requireWithinReach(current.find(id), by);
  }

  /// A page of the resources within the caller's reach, the newest first.
  public Paging.Page<Resource> list(Paging paging, RequestContext by) {
    var reach = TenantScope.of(by.caller());
    return db.readLongRunning(handle ->
        paging.of(
            store.list(handle, reach, paging),
            () -> store.count(handle, reach, Paging.MAX_COUNTED),
            resource -> resource.id().value()));
  }

  /// The resource with this id, including changes that other nodes committed before this call.
  public Optional<Resource> findById(ResourceId id) {
    return current.find(id);
  }

  /// The resource that a client requests, including changes that other nodes committed before this
  /// call. Scheme and host are compared without case, the default port may be left out, and so may
  /// the path `/`; one slash more or less at the end is forgiven unless it is another resource.
  ///
  /// @param requested the value of the parameter `resource`
  public Optional<Resource> find(String requested) {
    return ResourceUri.comparisonForm(requested).flatMap(current::findByForm);
  }

  /// The resource of a request that names none: the one that all requested scopes belong to, or
  /// else the default one. Scopes that no resource has are not considered. Resources that everyone
  /// may use count if none of the user's organizations has any of the scopes.
  ///
  /// @param organizations those that the user is a member of
  public Optional<Resource> infer(Scopes requested, Set<OrganizationId> organizations) {
    return db.read(handle -> {
      var scopes = new LinkedHashSet<>(requested.values());
      scopes.removeAll(ScopeRules.OPENID_SCOPES);
      if (!scopes.isEmpty()) {
        var matches =
            organizations.isEmpty()
                ? List.<ScopeMatch>of()
                : store.withScopes(handle, scopes, organizations);
        if (matches.isEmpty()) {
          matches = store.withScopes(handle, scopes, Set.of());
        }
        var complete = matches.stream().filter(ScopeMatch::hasAll).toList();
        if (complete.size() == 1) {
          return store.find(handle, complete.getFirst().id());
        }
      }
      var defaults =
          organizations.stream()
              .flatMap(organization -> store.defaultOf(handle, organization).stream())
              .toList();
      return defaults.size() == 1
          ? Optional.of(defaults.getFirst())
          : store
              .defaultOf(handle, OrganizationId.DEFAULT)
              .filter(found -> mayUse(found, organizations));
    });
  }

  /// Whether a user may allow clients to use a resource.
  ///
  /// @param organizations those that the user is a member of
  public static boolean mayUse(Resource resource, Set<OrganizationId> organizations) {
    return resource.settings().allowedUsers() == AllowedUsers.EVERYONE
        || organizations.contains(resource.organization());
  }

  /// The audience of an agent's own token: a requested resource that is registered is named as it
  /// was registered, any other as it was requested. As long as no resource is registered, this
  /// makes no query.
  public List<String> audience(List<String> requested) {
    if (requested.isEmpty() || !current.mayHaveAny()) {
      return requested;
    }
    var audience = new LinkedHashSet<String>();
    for (var uri : requested) {
      find(uri).map(Resource::audience).ifPresentOrElse(audience::addAll, () -> audience.add(uri));
    }
    return List.copyOf(audience);
  }

  /// The versions under which a transaction may issue tokens for resources: until it ends, none of
  /// these resources changes. This never waits. To be called before the transaction locks any row.
  ///
  /// @return without resources that are deleted or are being changed now
  public Map<ResourceId, ResourceVersion> lockForIssuing(Tx tx, Collection<ResourceId> resources) {
    if (resources.isEmpty()) {
      return Map.of();
    }
    var byName =
        resources.stream()
            .distinct()
            .collect(Collectors.toMap(ProtectedResources::lockName, id -> id));
    var locked =
        locks.tryLockShared(tx, byName.keySet()).stream()
            .map(name -> Objects.requireNonNull(byName.get(name)))
            .toList();
    return store.versions(tx.handle(), locked);
  }

  /// Forgets what is cached: the database has lost committed changes.
  public void evictAll() {
    current.evictAll();
  }
}
