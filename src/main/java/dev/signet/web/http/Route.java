package dev.signet.web.http;

/// One route: who may call it, how it refuses, and how long a body it accepts.
///
/// @param pattern such as `/api/v1/agents/{id}`
/// @param maxBody in bytes
public record Route(
    String method,
    String pattern,
    Access access,
    ErrorFormat errorFormat,
    int maxBody,
    Handler handler) {}
