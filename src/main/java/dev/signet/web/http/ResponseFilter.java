package dev.signet.web.http;

/// Is called for every response, including refusals, before it is sent. Declared here; the room
/// that adds headers implements it. It must not throw.
@FunctionalInterface
public interface ResponseFilter {

  /// The response, unchanged or with headers added.
  Response apply(Response answer, Request request);
}
