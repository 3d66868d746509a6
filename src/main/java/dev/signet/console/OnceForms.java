package dev.signet.console;

import dev.signet.base.db.Tx;
import dev.signet.base.refusals.Refused;
import dev.signet.web.http.Form;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.idempotency.Once;
import java.util.UUID;
import java.util.function.Function;

/// Forms whose answer has a secret in it. Each carries a name of its own in the field `once`:
/// however often it is sent within ten minutes (a double click, a reload, an answer that was lost),
/// it does its work once, and the same page is shown again.
final class OnceForms {
  private static final String FIELD = "once";

  private final Once once;

  OnceForms(Once once) {
    this.once = once;
  }

  static String newName() {
    return UUID.randomUUID().toString();
  }

  /// @param begin reads the form, does what no transaction should wait for, and gives the work
  /// @param again shows the form again, with what is wrong with it
  Response answer(
      Request request,
      Function<Form, Function<Tx, Response>> begin,
      Function<Filled, Response> again) {
    var form = request.form();
    try {
      return once.answer(
          request.with(Once.HEADER, form.one(FIELD).orElseGet(OnceForms::newName)),
          () -> begin.apply(form));
    } catch (Refused refused) {
      return again.apply(Filled.with(form).refused(refused));
    }
  }
}
