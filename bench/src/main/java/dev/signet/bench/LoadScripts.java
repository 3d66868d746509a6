package dev.signet.bench;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/// The requests of the connections of a [LoadGenerator].
final class LoadScripts {
  private LoadScripts() {}

  /// The same requests repeatedly, or each once, shared by all connections. Some of the good
  /// responses are kept, to be checked after the measurement.
  static final class RepeatingScript implements IntFunction<LoadGenerator.LoadScript> {
    private static final int EACH = 97;
    private static final int MOST = 50;

    private final List<byte[]> requests;
    private final String mark;
    private final AtomicInteger next = new AtomicInteger();
    private final Map<Integer, String> kept = new ConcurrentHashMap<>();

    /// @param mark a text that the body of a good response contains
    RepeatingScript(URI url, List<BenchRequest> asks, String mark) {
      this.requests = asks.stream().map(ask -> ask.bytes(url)).toList();
      this.mark = mark;
    }

    /// The bodies of some responses, by the number of the request.
    Map<Integer, String> sampledResponses() {
      return kept;
    }

    @Override
    public LoadGenerator.LoadScript apply(int connection) {
      return new LoadGenerator.LoadScript() {
        private int number;

        @Override
        public byte[] next() {
          number = Math.floorMod(next.getAndIncrement(), requests.size());
          return requests.get(number);
        }

        @Override
        public boolean isGood(KeepAliveConnection.WireResponse answer) {
          var good = answer.status() == 200 && answer.body().contains(mark);
          if (good && number % EACH == 0 && kept.size() < MOST) {
            kept.put(number, answer.body());
          }
          return good;
        }
      };
    }
  }

  /// Each connection has a family of refresh tokens, and uses the latest one.
  static IntFunction<LoadGenerator.LoadScript> refreshing(URI url, List<BenchClient> clients) {
    var caller = new BenchHttpClient();
    return number -> {
      var client = clients.get(number % clients.size());
      var first = caller.post(url, client.tokenForm("")).get("refresh_token");
      if (first == null) {
        throw new BenchFailure("no refresh token in the response of " + url);
      }
      return new RefreshingScript(url, client.refreshFormBeforeToken(), first.stringValue());
    };
  }

  private static final class RefreshingScript implements LoadGenerator.LoadScript {
    private static final String MEMBER = "\"refresh_token\":\"";

    private final URI url;
    private final String before;
    private String token;

    RefreshingScript(URI url, String before, String token) {
      this.url = url;
      this.before = before;
      this.token = token;
    }

    @Override
    public byte[] next() {
      return BenchRequest.of(before + token).bytes(url);
    }

    @Override
    public boolean isGood(KeepAliveConnection.WireResponse answer) {
      var body = answer.body();
      var at = body.indexOf(MEMBER);
      if (answer.status() != 200 || at < 0 || !body.contains("\"access_token\":\"")) {
        return false;
      }
      var from = at + MEMBER.length();
      token = body.substring(from, body.indexOf('"', from));
      return true;
    }
  }
}
