package dev.signet.console.pages;

import java.util.List;

/// Programs that get a token with a new credential: they run as pasted, with nothing to install. A
/// test runs them.
public record TokenSamples(String issuer, String clientId, String secret) {

  /// @param file the file name, and how to run it
  record Sample(String id, String language, String file, String text) {}

  List<Sample> all() {
    return List.of(curl(), java(), python(), typescript());
  }

  private Sample curl() {
    return new Sample(
        "curl",
        "curl",
        "in a shell",
        """
        curl %s/oauth/token \\
          -d grant_type=client_credentials \\
          -d client_id=%s \\
          -d client_secret=%s\
        """
            .formatted(issuer, clientId, secret));
  }

  private Sample java() {
    return new Sample(
        "java",
        "Java",
        "Token.java, run with: java Token.java (25 or later)",
        """
        import java.net.URI;
        import java.net.http.HttpClient;
        import java.net.http.HttpRequest;
        import java.net.http.HttpResponse;

        void main() throws Exception {
          var request =
              HttpRequest.newBuilder(URI.create("%s/oauth/token"))
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          "grant_type=client_credentials"
                              + "&client_id=%s"
                              + "&client_secret=%s"))
                  .build();
          try (var client = HttpClient.newHttpClient()) {
            IO.println(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
          }
        }\
        """
            .formatted(issuer, clientId, secret));
  }

  private Sample python() {
    return new Sample(
        "python",
        "Python",
        "get_token.py, run with: python3 get_token.py",
        """
        import json
        from urllib.parse import urlencode
        from urllib.request import urlopen

        form = {
            "grant_type": "client_credentials",
            "client_id": "%s",
            "client_secret": "%s",
        }
        with urlopen("%s/oauth/token", urlencode(form).encode()) as answer:
            print(json.load(answer)["access_token"])\
        """
            .formatted(clientId, secret, issuer));
  }

  private Sample typescript() {
    return new Sample(
        "typescript",
        "TypeScript",
        "token.mts, run with: node token.mts (23.6 or later)",
        """
        const answer: Response = await fetch("%s/oauth/token", {
          method: "POST",
          body: new URLSearchParams({
            grant_type: "client_credentials",
            client_id: "%s",
            client_secret: "%s",
          }),
        });
        console.log((await answer.json()).access_token);\
        """
            .formatted(issuer, clientId, secret));
  }
}
