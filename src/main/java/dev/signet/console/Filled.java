package dev.signet.console;

import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refusal.Fault;
import dev.signet.base.refusals.Refused;
import dev.signet.web.http.Form;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A form as somebody has filled it in, and what is wrong with it: so that nothing is lost when it
/// comes back.
///
/// @param problem what is wrong with it as a whole
record Filled(Optional<Form> form, List<Fault> faults, Optional<Sentence> problem) {
  /// Nothing filled in yet.
  static final Filled BLANK = new Filled(Optional.empty(), List.of(), Optional.empty());

  Filled {
    faults = List.copyOf(faults);
  }

  static Filled with(Form form) {
    return new Filled(Optional.of(form), List.of(), Optional.empty());
  }

  /// The same form, with what was said to it.
  Filled refused(Refused refused) {
    return refused.refusal() instanceof Refusal.Invalid(var told)
        ? new Filled(form, told, Optional.empty())
        : new Filled(form, List.of(), Optional.of(Sentence.of(refused.refusal())));
  }

  /// The status to answer with, when it comes back.
  int status() {
    return problem.map(Sentence::status).orElse(422);
  }

  /// What stands in a field.
  String value(String field) {
    return form.map(sent -> sent.all(field)).stream().flatMap(List::stream).findFirst().orElse("");
  }

  /// As [#value(String)], with something else where the form was not sent yet.
  String value(String field, String blank) {
    return form.isEmpty() ? blank : value(field);
  }

  /// Whether a box with this value is ticked.
  boolean has(String field, String value) {
    return form.map(sent -> sent.all(field)).orElse(List.of()).contains(value);
  }

  /// A sentence on what is wrong with a field; null for nothing. Faults within a list count for the
  /// list.
  @Nullable String fault(String field) {
    return faults.stream()
        .filter(fault -> fault.field().equals(field) || fault.field().startsWith(field + "["))
        .map(fault -> sentence(fault.message()))
        .findFirst()
        .orElse(null);
  }

  @Nullable Sentence wrong() {
    return problem.orElse(null);
  }

  private static String sentence(String message) {
    return "This " + message + ".";
  }
}
