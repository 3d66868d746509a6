package dev.signet.console.parts;

import dev.signet.base.callers.ConsoleSession;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The data of the layout around each page.
///
/// @param section the current section; null for a page outside the navigation
/// @param session null for a page that needs no session
/// @param path the path of the page, used to return to it
public record PageFrame(
    String title,
    @Nullable Section section,
    @Nullable ConsoleSession session,
    String requestId,
    String path,
    Assets assets,
    TimeFormat times) {

  /// The area of the page.
  public PageArea area() {
    return PageArea.of(path.split("\\?", 2)[0]);
  }

  /// The sections that the signed-in user may see.
  public List<Section> sections() {
    return session == null
        ? List.of()
        : List.of(Section.values()).stream()
            .filter(one -> one.isShownTo(session.caller()))
            .toList();
  }

  /// Whether the signed-in user has this scope. Pages do not offer actions that the user may not
  /// take.
  public boolean may(String scope) {
    return session != null && session.caller().scopes().allows(scope);
  }

  /// As [#may], for what only users of the whole server may do.
  public boolean mayOnServer(String scope) {
    return may(scope) && session != null && session.caller().isOfWholeServer();
  }

  /// The token that each form of this session has to send.
  public String formToken() {
    return session == null ? "" : session.formToken();
  }

  /// What the page before this one has left to say; null if nothing.
  public @Nullable Notice notice() {
    return session == null ? null : session.notice().map(Notice::of).orElse(null);
  }
}
