package dev.signet.console;

import dev.signet.base.json.Fields;
import dev.signet.base.refusals.Refused;
import dev.signet.base.text.Line;
import dev.signet.web.http.Form;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Asks before something is ended: says what will end, and offers to cancel.
///
/// @param title the question, such as `Revoke this credential?`
/// @param consequences a sentence each
/// @param action where the form is sent to
/// @param button what it does, in a word or two
/// @param cancel where to go instead
/// @param cancelSays what is there
/// @param form what was filled in, where a reason is asked for
record Sure(
    String title,
    List<String> consequences,
    String action,
    String button,
    String cancel,
    String cancelSays,
    boolean asksReason,
    Filled form) {
  private static final int MAX_REASON = 500;

  Sure {
    consequences = List.copyOf(consequences);
  }

  Sure(
      String title,
      List<String> consequences,
      String action,
      String button,
      String cancel,
      String cancelSays) {
    this(title, consequences, action, button, cancel, cancelSays, false, Filled.BLANK);
  }

  /// @param section null outside the navigation
  Page page(@Nullable Section section) {
    return new Page(title, section, "sure", this);
  }

  /// The reason that a form gives; empty when it gives none.
  ///
  /// @throws Refused `Invalid` when it is no single line, or too long
  static String reason(Form form) {
    var reason = form.one("reason").orElse("").strip();
    if (reason.length() > MAX_REASON || !Line.isPlain(reason)) {
      throw Refused.invalid(
          "reason", "must be at most " + MAX_REASON + " characters, and " + Fields.NOT_PLAIN);
    }
    return reason;
  }
}
