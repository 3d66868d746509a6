package dev.signet.console.parts;

import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refusal.FieldError;
import dev.signet.base.refusals.Refused;
import dev.signet.web.http.Form;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The submitted values of a form and their errors, so that a refused form is shown again with
/// everything that was typed.
///
/// @param problem the error of the form as a whole
public record FormState(
    Optional<Form> form, List<FieldError> faults, Optional<ErrorMessage> problem) {
  /// A form that has not been sent yet.
  public static final FormState BLANK =
      new FormState(Optional.empty(), List.of(), Optional.empty());

  public FormState {
    faults = List.copyOf(faults);
  }

  public static FormState of(Form form) {
    return new FormState(Optional.of(form), List.of(), Optional.empty());
  }

  /// The same form with the errors of a refusal.
  public FormState withRefusal(Refused refused) {
    return refused.refusal() instanceof Refusal.Invalid(var told)
        ? new FormState(form, told, Optional.empty())
        : new FormState(form, List.of(), Optional.of(ErrorMessage.of(refused.refusal())));
  }

  /// The HTTP status of the page that shows the form again.
  public int status() {
    return problem.map(ErrorMessage::status).orElse(422);
  }

  /// The submitted value of a field.
  public String value(String field) {
    return form.map(sent -> sent.all(field)).stream().flatMap(List::stream).findFirst().orElse("");
  }

  /// The submitted value of a field, or a default if the form has not been sent yet.
  public String value(String field, String blank) {
    return form.isEmpty() ? blank : value(field);
  }

  /// Whether the checkbox with this value is ticked.
  public boolean isChecked(String field, String value) {
    return form.map(sent -> sent.all(field)).orElse(List.of()).contains(value);
  }

  /// The error of a field as a sentence; null if the field is valid. Errors of list elements count
  /// as errors of the list.
  public @Nullable String fault(String field) {
    return faults.stream()
        .filter(fault -> fault.field().equals(field) || fault.field().startsWith(field + "["))
        .map(fault -> sentence(fault.message()))
        .findFirst()
        .orElse(null);
  }

  public @Nullable ErrorMessage problemOrNull() {
    return problem.orElse(null);
  }

  private static String sentence(String message) {
    return "This " + message + ".";
  }
}
