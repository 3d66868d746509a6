package dev.signet.console.parts;

import dev.signet.base.json.JsonFields;
import dev.signet.base.refusals.Refused;
import dev.signet.base.text.SingleLine;
import dev.signet.web.http.Form;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Asks before something is revoked, ended or removed: lists the consequences and offers to cancel.
///
/// @param title the question, such as `Revoke this credential?`
/// @param consequences one sentence each
/// @param action the path that the form is sent to
/// @param button its label, a word or two
/// @param cancelPath the page to go back to
/// @param cancelLabel the name of that page
/// @param form the values filled in, if the page asks for a reason
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

  /// The page to be shown.
  ///
  /// @param section null for a page outside the navigation
  public Page page(@Nullable Section section) {
    return new Page(title, section, "pages/confirmation", this);
  }

  /// The reason in a form; empty if there is none.
  ///
  /// @throws Refused `Invalid` when it is not a single line, or too long
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
