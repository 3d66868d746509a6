package dev.signet.web.http;

/// Answers a request, or throws a [dev.signet.base.refusals.Refused].
@FunctionalInterface
public interface Handler {
  Response handle(Request request);
}
