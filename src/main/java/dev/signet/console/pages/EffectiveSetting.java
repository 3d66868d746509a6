package dev.signet.console.pages;

/// A setting with the value in force.
///
/// @param flag `--token-alg`
/// @param variable `SIGNET_TOKEN_ALG`
/// @param value the value as text; for a secret, only whether it is set
/// @param source the source of the value, in words
/// @param isDefault whether the value is the default
/// @param description its purpose, with code between backticks
public record EffectiveSetting(
    String flag,
    String variable,
    String value,
    String source,
    boolean isDefault,
    String description) {}
