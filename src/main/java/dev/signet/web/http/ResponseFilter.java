package dev.signet.web.http;

/// Is asked about every answer, whatever came of the request, before it leaves. `http` asks; the
/// room that has something to add implements it. It does not throw.
@FunctionalInterface
public interface ResponseFilter {

  /// The answer, or the same with headers more.
  Response apply(Response answer, Request request);
}
