package dev.signet.authorization.resources;

import dev.signet.base.oauth.ResourceUri;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The URIs of a resource.
///
/// @param registered as the operator spelled it
/// @param aliases other URIs that clients use for it
public record ResourceUris(String registered, List<String> aliases) {

  public ResourceUris {
    aliases = List.copyOf(aliases);
  }

  /// The `aud` of a token: the registered URI. For an origin without a path both spellings, with
  /// and without the slash, because clients and servers disagree on it.
  List<String> audience() {
    var path = URI.create(registered).getRawPath();
    if (path.isEmpty()) {
      return List.of(registered, registered + "/");
    }
    return path.equals("/")
        ? List.of(registered, registered.substring(0, registered.length() - 1))
        : List.of(registered);
  }

  /// Each URI by its comparison form, the registered one first.
  Map<String, String> byForm() {
    var found = new LinkedHashMap<String, String>();
    var all = new ArrayList<>(List.of(registered));
    all.addAll(aliases);
    for (var uri : all) {
      found.putIfAbsent(ResourceUri.comparisonForm(uri).orElseThrow(), uri);
    }
    return found;
  }
}
