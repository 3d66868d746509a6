package dev.signet.http;

/// Answers a request, or throws a [dev.signet.refusal.Refused].
@FunctionalInterface
public interface Handler {
  Response handle(Request request);
}
