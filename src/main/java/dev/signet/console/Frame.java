package dev.signet.console;

import dev.signet.web.http.Session;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What stands around a page, the same for all.
///
/// @param section that is being looked at; null outside the navigation
/// @param session null where nobody has to be signed in
/// @param path of the page, to come back to
record Frame(
    String title,
    @Nullable Section section,
    @Nullable Session session,
    String requestId,
    String path,
    Assets assets,
    Times times) {

  /// The sections that whoever is signed in may see.
  List<Section> sections() {
    return session == null
        ? List.of()
        : List.of(Section.values()).stream()
            .filter(one -> session.caller().scopes().allow(one.scope()))
            .toList();
  }

  /// Whether whoever is signed in may do what needs this scope: what he may not is not offered.
  boolean may(String scope) {
    return session != null && session.caller().scopes().allow(scope);
  }

  /// What every form of this session has to carry.
  String formToken() {
    return session == null ? "" : session.formToken();
  }

  @Nullable String notice() {
    return session == null ? null : session.notice().orElse(null);
  }
}
