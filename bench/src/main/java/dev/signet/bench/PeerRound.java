package dev.signet.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// One server's turn in one round: it is started, warmed up, loaded and stopped, while the other
/// servers are stopped.
final class PeerRound {
  private static final int WARM_CONNECTIONS = 32;
  private static final int SAMPLED = 10;
  private static final int MOST_CONNECTIONS = 128;
  private static final Duration AGAIN = Duration.ofSeconds(1);
  private static final Duration START = Duration.ofMinutes(2);

  /// More than any server reaches; the real rate is known once it has been loaded.
  private static final double MOST_A_SECOND = 20_000;

  private final BenchSettings settings;
  private final Peer peer;
  private final BenchCrypto crypto;
  private final WrkLoad wrk;
  private final BenchResources started;
  private final SideBySideResults findings;
  private final Set<Workload> works = EnumSet.noneOf(Workload.class);
  private final Map<Workload, Double> lengths = new EnumMap<>(Workload.class);
  private final Map<Workload, Double> peaks = new EnumMap<>(Workload.class);
  private Optional<BenchProcess> program = Optional.empty();
  private long loaded;

  PeerRound(
      BenchSettings settings,
      Peer peer,
      BenchCrypto crypto,
      WrkLoad wrk,
      BenchResources started,
      SideBySideResults findings) {
    this.settings = settings;
    this.peer = peer;
    this.crypto = crypto;
    this.wrk = wrk;
    this.started = started;
    this.findings = findings;
  }

  /// @throws BenchFailure when the server does not start, or ends
  void run() {
    try {
      var began = System.nanoTime();
      var process = peer.start();
      program = Optional.of(process);
      process.await(START, this::givesToken);
      var firstToken = Duration.ofNanos(System.nanoTime() - began);
      var rest = process.residentMebibytes();
      Stream.of(Workload.values())
          .filter(work -> settings.includes(work.name()))
          .filter(work -> peer.unsupportedReason(work).isEmpty())
          .forEach(works::add);
      forEachWorkload(this::checkResponses);
      forEachWorkload(this::warmUp);
      forEachWorkload(this::measure);
      forEachWorkload(this::measureAtHalfRate);
      findings.recordStart(peer, new SideBySideResults.StartResult(firstToken, rest, loaded));
    } finally {
      peer.stop();
    }
  }

  /// A server that fails at a workload is not asked for it again in this turn.
  private void forEachWorkload(RoundStep step) {
    for (var work : List.copyOf(works)) {
      try {
        step.take(work);
        loaded = Math.max(loaded, program.orElseThrow().residentMebibytes());
      } catch (BenchFailure failure) {
        if (started.isClosed()) {
          throw failure;
        }
        program.orElseThrow().requireRunning();
        works.remove(work);
        findings.recordFault(peer, "%s: %s".formatted(work.title(), failure.getMessage()));
      }
    }
  }

  @FunctionalInterface
  private interface RoundStep {
    void take(Workload work);
  }

  private boolean givesToken() {
    var client = peer.roster().es256().getFirst();
    try (var wire = new KeepAliveConnection(peer.endpoints().token())) {
      var answer =
          wire.send(
              BenchRequest.of(client.tokenForm(peer.extraTokenParameters()))
                  .bytes(peer.endpoints().token()));
      return answer.status() == 200 && answer.body().contains("\"access_token\":\"");
    } catch (IOException notYet) {
      return false;
    }
  }

  /// Checks that the responses are right, and determines their length.
  private void checkResponses(Workload work) {
    switch (work) {
      case RS256, ES256, ASSERTION -> checkTokens(work);
      case INTROSPECTION -> checkIntrospection();
      case REFRESH -> checkRefresh();
    }
  }

  private void checkTokens(Workload work) {
    var asks = requests(work, SAMPLED);
    var bodies =
        sendRequests(
            work, peer.endpoints().token(), asks.subList(0, Math.min(SAMPLED, asks.size())));
    var check = new TokenCheck(crypto, peer.endpoints().issuer(), peer.endpoints().jwks());
    for (var i = 0; i < bodies.size(); i++) {
      requireToken(check, work, i, bodies.get(i));
    }
  }

  /// @param number the number of the request with this response
  private void requireToken(TokenCheck check, Workload work, int number, String body) {
    var clients =
        switch (work) {
          case RS256 -> peer.roster().rs256();
          case ES256 -> peer.roster().es256();
          case ASSERTION -> peer.roster().keyed();
          case INTROSPECTION, REFRESH -> throw new IllegalArgumentException(work.title());
        };
    check.require(
        member(body, "access_token"),
        work == Workload.RS256 ? Algorithm.RS256 : Algorithm.ES256,
        clients.get(number % clients.size()));
  }

  private void checkIntrospection() {
    var asks = requests(Workload.INTROSPECTION, SAMPLED);
    var clients = peer.roster().es256();
    var bodies =
        sendRequests(
            Workload.INTROSPECTION,
            peer.endpoints().introspection(),
            asks.subList(0, Math.min(SAMPLED, asks.size())));
    for (var i = 0; i < bodies.size(); i++) {
      if (!bodies.get(i).contains("\"active\":true")
          || !bodies.get(i).contains(clients.get(i).id())) {
        throw new BenchFailure("an active token is introspected as " + bodies.get(i));
      }
    }
  }

  private void checkRefresh() {
    var check = new TokenCheck(crypto, peer.endpoints().issuer(), peer.endpoints().jwks());
    var caller = new BenchHttpClient();
    var client = peer.roster().refreshing().getFirst();
    var answer =
        caller.post(peer.endpoints().token(), client.tokenForm(peer.extraTokenParameters()));
    for (var i = 0; i < 3; i++) {
      var token = answer.path("refresh_token").asString("");
      answer = caller.post(peer.endpoints().token(), client.refreshFormBeforeToken() + token);
      check.require(answer.path("access_token").asString(""), Algorithm.ES256, client);
    }
  }

  private List<String> sendRequests(Workload work, URI url, List<BenchRequest> asks) {
    var bodies = new ArrayList<String>();
    var bytes = 0L;
    try (var wire = new KeepAliveConnection(url)) {
      for (var ask : asks) {
        var answer = wire.send(ask.bytes(url));
        if (answer.status() != 200) {
          throw new BenchFailure("answers " + answer.status() + ": " + answer.body());
        }
        bodies.add(answer.body());
        bytes += answer.bytes();
      }
    } catch (IOException e) {
      throw new BenchFailure("does not respond: " + e.getMessage());
    }
    lengths.put(work, (double) bytes / asks.size());
    return bodies;
  }

  private static String member(String body, String name) {
    var mark = "\"" + name + "\":\"";
    var at = body.indexOf(mark);
    if (at < 0) {
      throw new BenchFailure("there is no " + name + " in " + body);
    }
    var from = at + mark.length();
    return body.substring(from, body.indexOf('"', from));
  }

  /// The requests of a workload; created again each time, because a proof can be used once, and a
  /// server with a store in memory forgets its tokens.
  ///
  /// @param count how many, for requests that can be used once
  private List<BenchRequest> requests(Workload work, int count) {
    var roster = peer.roster();
    return switch (work) {
      case RS256 -> BenchRequests.tokens(roster.rs256(), peer.extraTokenParameters());
      case ES256 -> BenchRequests.tokens(roster.es256(), peer.extraTokenParameters());
      case ASSERTION ->
          BenchRequests.asserted(
              roster.keyed(),
              crypto,
              peer.endpoints().issuer(),
              peer.extraTokenParameters(),
              count);
      case INTROSPECTION ->
          BenchRequests.introspections(
              roster.es256(),
              _ -> roster.asker(),
              peer.endpoints().token(),
              peer.extraIntrospectionParameters());
      case REFRESH -> throw new IllegalArgumentException("each asks with what it got last");
    };
  }

  private URI url(Workload work) {
    return work == Workload.INTROSPECTION
        ? peer.endpoints().introspection()
        : peer.endpoints().token();
  }

  private void warmUp(Workload work) {
    load(work, WARM_CONNECTIONS, Duration.ofSeconds(settings.warmup()));
  }

  private void measure(Workload work) {
    for (var connections : settings.connections()) {
      load(work, connections, AGAIN);
      var outcome = load(work, connections, Duration.ofSeconds(settings.seconds()));
      System.err.printf(
          "  %s, %d connections: %,.0f/s%n", work.title(), connections, outcome.rate());
      findings.closedLoop(peer, work, connections, outcome);
      if (peer instanceof SignetPeer && work == Workload.ES256 && connections == 1) {
        compareLoaders(outcome);
      }
    }
  }

  /// One result contains figures of two load generators, so they must agree: this runs both with
  /// the same workload.
  private void compareLoaders(LoadResult byWrk) {
    var conversations =
        new LoadScripts.RepeatingScript(
            peer.endpoints().token(), requests(Workload.ES256, 0), "\"access_token\":\"");
    var byLoader =
        new LoadGenerator(peer.endpoints().token(), 1)
            .inTurn(AGAIN, Duration.ofSeconds(settings.seconds()), conversations);
    byLoader.requireNoErrors("by the other load");
    findings.recordLoaderComparison(byWrk, byLoader);
  }

  private LoadResult load(Workload work, int connections, Duration duration) {
    var outcome =
        work == Workload.REFRESH
            ? new LoadGenerator(peer.endpoints().token(), connections)
                .inTurn(
                    Duration.ZERO,
                    duration,
                    LoadScripts.refreshing(peer.endpoints().token(), peer.roster().refreshing()))
            : loadByWrk(work, connections, (int) duration.toSeconds());
    outcome.requireNoErrors("%d connections".formatted(connections));
    if (lengths.containsKey(work)) {
      outcome.requireLength("%d connections".formatted(connections), lengths.get(work));
    }
    peaks.merge(work, outcome.rate(), Math::max);
    return outcome;
  }

  private LoadResult loadByWrk(Workload work, int connections, int seconds) {
    var file = started.scratch().resolve("requests");
    var requests =
        work == Workload.ASSERTION
            ? WrkLoad.Requests.writeOnce(file, requests(work, requestCount(work, seconds)))
            : WrkLoad.Requests.write(file, requests(work, 0));
    return wrk.load(url(work), requests, connections, seconds);
  }

  private int requestCount(Workload work, int seconds) {
    var known = peaks.get(work);
    var rate = known == null ? MOST_A_SECOND : 2000 + 3 * known;
    return (int) (rate * (seconds + 1));
  }

  /// Sends requests at half of the peak rate of this turn.
  private void measureAtHalfRate(Workload work) {
    if (work == Workload.REFRESH) {
      return;
    }
    var rate = peaks.getOrDefault(work, 0.0) / 2;
    var duration = Duration.ofSeconds(settings.seconds());
    var count = (int) (rate * duration.plus(AGAIN).plus(AGAIN).toSeconds());
    var mark = work == Workload.INTROSPECTION ? "\"active\":true" : "\"access_token\":\"";
    var conversations = new LoadScripts.RepeatingScript(url(work), requests(work, count), mark);
    var outcome =
        new LoadGenerator(url(work), MOST_CONNECTIONS).atRate(rate, AGAIN, duration, conversations);
    outcome.requireNoErrors("at half of its peak");
    if (work != Workload.INTROSPECTION) {
      var check = new TokenCheck(crypto, peer.endpoints().issuer(), peer.endpoints().jwks());
      conversations
          .sampledResponses()
          .forEach((number, body) -> requireToken(check, work, number, body));
    }
    System.err.printf(
        "  %s, asked %,.0f/s: p50 %.1f ms, p99 %.1f ms%n",
        work.title(), rate, outcome.p50().toNanos() / 1e6, outcome.p99().toNanos() / 1e6);
    findings.openLoop(peer, work, rate, outcome);
  }
}
