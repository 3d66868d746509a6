package dev.signet.console.pages;

/// A setting as this server follows it.
///
/// @param flag `--token-alg`
/// @param variable `SIGNET_TOKEN_ALG`
/// @param value in words; of a secret only whether there is one
/// @param source where it came from, in words
/// @param isDefault whether nobody has set it
/// @param description what it is for, with code between backticks
public record EffectiveSetting(
    String flag,
    String variable,
    String value,
    String source,
    boolean isDefault,
    String description) {}
