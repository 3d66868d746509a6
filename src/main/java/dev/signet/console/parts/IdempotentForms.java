package dev.signet.console.parts;

import dev.signet.base.db.Tx;
import dev.signet.base.refusals.Refused;
import dev.signet.web.http.Form;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.idempotency.IdempotentRequests;
import java.util.UUID;
import java.util.function.Function;

/// Forms whose answer has a secret in it. Each carries a name of its own in the field `once`:
/// however often it is sent within ten minutes (a double click, a reload, an answer that was lost),
/// it does its work once, and the same page is shown again.
public final class IdempotentForms {
  private static final String FIELD = "once";

  private final IdempotentRequests requests;

  public IdempotentForms(IdempotentRequests once) {
    this.requests = once;
  }

  public static String newIdempotencyKey() {
    return UUID.randomUUID().toString();
  }

  /// @param begin reads the form, does what no transaction should wait for, and gives the work
  /// @param again shows the form again, with what is wrong with it
  public Response handle(
      Request request,
      Function<Form, Function<Tx, Response>> begin,
      Function<FormState, Response> again) {
    var form = request.form();
    try {
      return requests.execute(
          request.withHeader(
              IdempotentRequests.HEADER,
              form.one(FIELD).orElseGet(IdempotentForms::newIdempotencyKey)),
          () -> begin.apply(form));
    } catch (Refused refused) {
      return again.apply(FormState.of(form).withRefusal(refused));
    }
  }
}
