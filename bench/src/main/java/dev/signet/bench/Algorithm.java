package dev.signet.bench;

/// The signature algorithm of an agent's tokens.
enum Algorithm {
  RS256,
  ES256
}
