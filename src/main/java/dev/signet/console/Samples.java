package dev.signet.console;

/// Lines that get a token with a credential that was just made: to be pasted as they are.
record Samples(String issuer, String clientId, String secret) {

  String curl() {
    return """
    curl %s/oauth/token \\
      -d grant_type=client_credentials \\
      -d client_id=%s \\
      -d client_secret=%s\
    """
        .formatted(issuer, clientId, secret);
  }
}
