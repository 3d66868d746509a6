package dev.signet.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Sends single requests to a server, to prepare a load or to check responses.
final class BenchHttpClient {
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /// Posts a form.
  JsonNode post(URI url, String form) {
    return JSON.readTree(
        send(
            HttpRequest.newBuilder(url)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build()));
  }

  JsonNode get(URI url) {
    return JSON.readTree(send(HttpRequest.newBuilder(url).build()));
  }

  /// The body of a 2xx response.
  String send(HttpRequest request) {
    try {
      var answer = http.send(request, BodyHandlers.ofString());
      if (answer.statusCode() / 100 != 2) {
        throw new BenchFailure(
            request.uri() + " answers " + answer.statusCode() + ": " + answer.body());
      }
      return answer.body();
    } catch (IOException e) {
      throw new BenchFailure(request.uri() + " does not respond: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailure("interrupted");
    }
  }

  /// Sends a form and returns the cookie of the response.
  ///
  /// @return the cookie, as it is sent back
  String cookie(HttpRequest request) {
    try {
      var answer = http.send(request, BodyHandlers.discarding());
      return answer
          .headers()
          .firstValue("Set-Cookie")
          .map(cookie -> cookie.split(";", 2)[0])
          .orElseThrow(() ->
              new BenchFailure(
                  request.uri() + " answers " + answer.statusCode() + " and no cookie"));
    } catch (IOException e) {
      throw new BenchFailure(request.uri() + " does not respond: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailure("interrupted");
    }
  }

  boolean isOk(URI url) {
    return isOk(HttpRequest.newBuilder(url).build());
  }

  boolean isOk(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailure("interrupted");
    }
  }
}
