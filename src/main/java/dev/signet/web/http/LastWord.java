package dev.signet.web.http;

/// Is asked about every answer, whatever came of the request, before it leaves. `http` asks; the
/// room that has something to add implements it. It does not throw.
@FunctionalInterface
public interface LastWord {

  /// The answer, or the same with headers more.
  Response on(Response answer, Request request);
}
