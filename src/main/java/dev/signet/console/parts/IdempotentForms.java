package dev.signet.console.parts;

import dev.signet.base.db.Tx;
import dev.signet.base.refusals.Refused;
import dev.signet.web.http.Form;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.idempotency.IdempotentRequests;
import java.util.UUID;
import java.util.function.Function;

/// Forms whose response contains a secret. Each form has its own idempotency key in the field
/// `once`. If it is sent again within ten minutes (a double click, a reload, a lost response), its
/// work is not repeated, and the same page is shown again.
public final class IdempotentForms {
  private static final String FIELD = "once";

  private final IdempotentRequests requests;

  public IdempotentForms(IdempotentRequests once) {
    this.requests = once;
  }

  public static String newIdempotencyKey() {
    return UUID.randomUUID().toString();
  }

  /// Handles a submission of such a form.
  ///
  /// @param begin reads the form, does the slow work outside the transaction, and returns the work
  ///   to do inside it
  /// @param again shows the form again with its errors
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
