package dev.signet.console.parts;

import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refusal.FieldError;
import dev.signet.base.refusals.Refused;
import dev.signet.web.http.Form;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A form as somebody has filled it in, and what is wrong with it: so that nothing is lost when it
/// comes back.
///
/// @param problem what is wrong with it as a whole
public record FormState(
    Optional<Form> form, List<FieldError> faults, Optional<ErrorMessage> problem) {
  /// Nothing filled in yet.
  public static final FormState BLANK =
      new FormState(Optional.empty(), List.of(), Optional.empty());

  public FormState {
    faults = List.copyOf(faults);
  }

  public static FormState of(Form form) {
    return new FormState(Optional.of(form), List.of(), Optional.empty());
  }

  /// The same form, with what was said to it.
  public FormState withRefusal(Refused refused) {
    return refused.refusal() instanceof Refusal.Invalid(var told)
        ? new FormState(form, told, Optional.empty())
        : new FormState(form, List.of(), Optional.of(ErrorMessage.of(refused.refusal())));
  }

  /// The status to answer with, when it comes back.
  public int status() {
    return problem.map(ErrorMessage::status).orElse(422);
  }

  /// What stands in a field.
  public String value(String field) {
    return form.map(sent -> sent.all(field)).stream().flatMap(List::stream).findFirst().orElse("");
  }

  /// As [#value(String)], with something else where the form was not sent yet.
  public String value(String field, String blank) {
    return form.isEmpty() ? blank : value(field);
  }

  /// Whether a box with this value is ticked.
  public boolean isChecked(String field, String value) {
    return form.map(sent -> sent.all(field)).orElse(List.of()).contains(value);
  }

  /// A sentence on what is wrong with a field; null for nothing. Faults within a list count for the
  /// list.
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
