package dev.signet.console.parts;

import dev.signet.web.http.ConsoleSession;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What stands around a page, the same for all.
///
/// @param section that is being looked at; null outside the navigation
/// @param session null where nobody has to be signed in
/// @param path of the page, to come back to
public record PageFrame(
    String title,
    @Nullable Section section,
    @Nullable ConsoleSession session,
    String requestId,
    String path,
    Assets assets,
    TimeFormat times) {

  /// The sections that whoever is signed in may see.
  public List<Section> sections() {
    return session == null
        ? List.of()
        : List.of(Section.values()).stream()
            .filter(one -> session.caller().scopes().allows(one.scope()))
            .toList();
  }

  /// Whether whoever is signed in may do what needs this scope: what he may not is not offered.
  public boolean may(String scope) {
    return session != null && session.caller().scopes().allows(scope);
  }

  /// What every form of this session has to carry.
  public String formToken() {
    return session == null ? "" : session.formToken();
  }

  public @Nullable String notice() {
    return session == null ? null : session.notice().orElse(null);
  }
}
