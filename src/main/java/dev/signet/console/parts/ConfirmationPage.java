package dev.signet.console.parts;

import dev.signet.base.json.JsonFields;
import dev.signet.base.refusals.Refused;
import dev.signet.base.text.SingleLine;
import dev.signet.web.http.Form;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Asks before something is ended: says what will end, and offers to cancel.
///
/// @param title the question, such as `Revoke this credential?`
/// @param consequences a sentence each
/// @param action where the form is sent to
/// @param button what it does, in a word or two
/// @param cancelPath where to go instead
/// @param cancelLabel what is there
/// @param form what was filled in, where a reason is asked for
public record ConfirmationPage(
    String title,
    List<String> consequences,
    String action,
    String button,
    String cancelPath,
    String cancelLabel,
    boolean asksReason,
    FormState form) {
  private static final int MAX_REASON = 500;

  public ConfirmationPage {
    consequences = List.copyOf(consequences);
  }

  public ConfirmationPage(
      String title,
      List<String> consequences,
      String action,
      String button,
      String cancel,
      String cancelSays) {
    this(title, consequences, action, button, cancel, cancelSays, false, FormState.BLANK);
  }

  /// @param section null outside the navigation
  public Page page(@Nullable Section section) {
    return new Page(title, section, "pages/confirmation", this);
  }

  /// The reason that a form gives; empty when it gives none.
  ///
  /// @throws Refused `Invalid` when it is no single line, or too long
  public static String reason(Form form) {
    var reason = form.one("reason").orElse("").strip();
    if (reason.length() > MAX_REASON || !SingleLine.isValid(reason)) {
      throw Refused.invalid(
          "reason",
          "must be at most " + MAX_REASON + " characters, and " + JsonFields.NOT_SINGLE_LINE);
    }
    return reason;
  }
}
