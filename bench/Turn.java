import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// One server's turn in one round: it is started, warmed up, loaded and stopped, while the others
/// are not there.
final class Turn {
  private static final int WARM_CONNECTIONS = 32;
  private static final int SAMPLED = 10;
  private static final int MOST_CONNECTIONS = 128;
  private static final Duration AGAIN = Duration.ofSeconds(1);
  private static final Duration START = Duration.ofMinutes(2);

  /// More than any server answers; how many it does is known once it has been loaded.
  private static final double MOST_A_SECOND = 20_000;

  private final Settings settings;
  private final Peer peer;
  private final Crypto crypto;
  private final Wrk wrk;
  private final Started started;
  private final Findings findings;
  private final Set<Work> works = EnumSet.noneOf(Work.class);
  private final Map<Work, Double> lengths = new EnumMap<>(Work.class);
  private final Map<Work, Double> peaks = new EnumMap<>(Work.class);
  private Program program;
  private long loaded;

  Turn(Settings settings, Peer peer, Crypto crypto, Wrk wrk, Started started, Findings findings) {
    this.settings = settings;
    this.peer = peer;
    this.crypto = crypto;
    this.wrk = wrk;
    this.started = started;
    this.findings = findings;
  }

  /// @throws Failure when the server does not even start, or dies
  void take() {
    try {
      var began = System.nanoTime();
      program = peer.start();
      program.await(START, this::givesToken);
      var firstToken = Duration.ofNanos(System.nanoTime() - began);
      var rest = program.residentMebibytes();
      Stream.of(Work.values())
          .filter(work -> settings.includes(work.name()))
          .filter(work -> peer.whyNot(work).isEmpty())
          .forEach(works::add);
      each(this::rehearse);
      each(this::warmUp);
      each(this::measure);
      each(this::atHalf);
      findings.run(peer, new Findings.Run(firstToken, rest, loaded));
    } finally {
      peer.stop();
    }
  }

  /// A server that fails at one work is not asked for it again in this turn.
  private void each(Step step) {
    for (var work : List.copyOf(works)) {
      try {
        step.take(work);
        loaded = Math.max(loaded, program.residentMebibytes());
      } catch (Failure failure) {
        if (started.isOver()) {
          throw failure;
        }
        program.requireAlive();
        works.remove(work);
        findings.fault(peer, "%s: %s".formatted(work.title(), failure.getMessage()));
      }
    }
  }

  @FunctionalInterface
  private interface Step {
    void take(Work work);
  }

  private boolean givesToken() {
    var client = peer.roster().es256().getFirst();
    try (var wire = new Wire(peer.at().token())) {
      var answer = wire.ask(Ask.of(client.tokenForm(peer.more())).bytes(peer.at().token()));
      return answer.status() == 200 && answer.body().contains("\"access_token\":\"");
    } catch (IOException notYet) {
      return false;
    }
  }

  /// Sees that the answers are right, and how long they are.
  private void rehearse(Work work) {
    switch (work) {
      case RS256, ES256, ASSERTION -> rehearseTokens(work);
      case INTROSPECTION -> rehearseIntrospection();
      case REFRESH -> rehearseRefresh();
    }
  }

  private void rehearseTokens(Work work) {
    var asks = asks(work, SAMPLED);
    var bodies = ask(work, peer.at().token(), asks.subList(0, Math.min(SAMPLED, asks.size())));
    var check = new TokenCheck(crypto, peer.at().issuer(), peer.at().jwks());
    for (var i = 0; i < bodies.size(); i++) {
      requireToken(check, work, i, bodies.get(i));
    }
  }

  /// @param number of the request that was answered so
  private void requireToken(TokenCheck check, Work work, int number, String body) {
    var clients =
        switch (work) {
          case RS256 -> peer.roster().rs256();
          case ES256 -> peer.roster().es256();
          case ASSERTION -> peer.roster().keyed();
          case INTROSPECTION, REFRESH -> throw new IllegalArgumentException(work.title());
        };
    check.require(
        member(body, "access_token"),
        work == Work.RS256 ? Algorithm.RS256 : Algorithm.ES256,
        clients.get(number % clients.size()));
  }

  private void rehearseIntrospection() {
    var asks = asks(Work.INTROSPECTION, SAMPLED);
    var clients = peer.roster().es256();
    var bodies =
        ask(
            Work.INTROSPECTION,
            peer.at().introspection(),
            asks.subList(0, Math.min(SAMPLED, asks.size())));
    for (var i = 0; i < bodies.size(); i++) {
      if (!bodies.get(i).contains("\"active\":true")
          || !bodies.get(i).contains(clients.get(i).id())) {
        throw new Failure("a living token is answered with " + bodies.get(i));
      }
    }
  }

  private void rehearseRefresh() {
    var check = new TokenCheck(crypto, peer.at().issuer(), peer.at().jwks());
    var caller = new Caller();
    var client = peer.roster().refreshing().getFirst();
    var answer = caller.post(peer.at().token(), client.tokenForm(peer.more()));
    for (var i = 0; i < 3; i++) {
      var token = answer.path("refresh_token").asString("");
      answer = caller.post(peer.at().token(), client.refreshFormBeforeToken() + token);
      check.require(answer.path("access_token").asString(""), Algorithm.ES256, client);
    }
  }

  private List<String> ask(Work work, URI url, List<Ask> asks) {
    var bodies = new ArrayList<String>();
    var bytes = 0L;
    try (var wire = new Wire(url)) {
      for (var ask : asks) {
        var answer = wire.ask(ask.bytes(url));
        if (answer.status() != 200) {
          throw new Failure("answers " + answer.status() + ": " + answer.body());
        }
        bodies.add(answer.body());
        bytes += answer.bytes();
      }
    } catch (IOException e) {
      throw new Failure("does not answer: " + e.getMessage());
    }
    lengths.put(work, (double) bytes / asks.size());
    return bodies;
  }

  private static String member(String body, String name) {
    var mark = "\"" + name + "\":\"";
    var at = body.indexOf(mark);
    if (at < 0) {
      throw new Failure("there is no " + name + " in " + body);
    }
    var from = at + mark.length();
    return body.substring(from, body.indexOf('"', from));
  }

  /// What is asked in a work; made anew each time, as a proof is good once and a store in memory
  /// forgets.
  ///
  /// @param count how many, where each is good once
  private List<Ask> asks(Work work, int count) {
    var roster = peer.roster();
    return switch (work) {
      case RS256 -> Asks.tokens(roster.rs256(), peer.more());
      case ES256 -> Asks.tokens(roster.es256(), peer.more());
      case ASSERTION ->
          Asks.asserted(roster.keyed(), crypto, peer.at().issuer(), peer.more(), count);
      case INTROSPECTION ->
          Asks.introspections(
              roster.es256(), _ -> roster.asker(), peer.at().token(), peer.moreToIntrospect());
      case REFRESH -> throw new IllegalArgumentException("each asks with what it got last");
    };
  }

  private URI url(Work work) {
    return work == Work.INTROSPECTION ? peer.at().introspection() : peer.at().token();
  }

  private void warmUp(Work work) {
    load(work, WARM_CONNECTIONS, Duration.ofSeconds(settings.warmup()));
  }

  private void measure(Work work) {
    for (var connections : settings.connections()) {
      load(work, connections, AGAIN);
      var outcome = load(work, connections, Duration.ofSeconds(settings.seconds()));
      System.err.printf(
          "  %s, %d connections: %,.0f/s%n", work.title(), connections, outcome.rate());
      findings.closed(peer, work, connections, outcome);
      if (peer instanceof SignetPeer && work == Work.ES256 && connections == 1) {
        compareLoaders(outcome);
      }
    }
  }

  /// The figures of two load generators stand in one result, so they must see the same: here both
  /// do what both can.
  private void compareLoaders(Outcome byWrk) {
    var conversations =
        new Conversations.Repeating(peer.at().token(), asks(Work.ES256, 0), "\"access_token\":\"");
    var byLoader =
        new Loader(peer.at().token(), 1)
            .inTurn(AGAIN, Duration.ofSeconds(settings.seconds()), conversations);
    byLoader.requireNoErrors("by the other load");
    findings.compared(byWrk, byLoader);
  }

  private Outcome load(Work work, int connections, Duration duration) {
    var outcome =
        work == Work.REFRESH
            ? new Loader(peer.at().token(), connections)
                .inTurn(
                    Duration.ZERO,
                    duration,
                    Conversations.refreshing(peer.at().token(), peer.roster().refreshing()))
            : loadByWrk(work, connections, (int) duration.toSeconds());
    outcome.requireNoErrors("%d connections".formatted(connections));
    if (lengths.containsKey(work)) {
      outcome.requireLength("%d connections".formatted(connections), lengths.get(work));
    }
    peaks.merge(work, outcome.rate(), Math::max);
    return outcome;
  }

  private Outcome loadByWrk(Work work, int connections, int seconds) {
    var file = started.scratch().resolve("requests");
    var requests =
        work == Work.ASSERTION
            ? Wrk.Requests.writeOnce(file, asks(work, enough(work, seconds)))
            : Wrk.Requests.write(file, asks(work, 0));
    return wrk.load(url(work), requests, connections, seconds);
  }

  private int enough(Work work, int seconds) {
    var known = peaks.get(work);
    var rate = known == null ? MOST_A_SECOND : 2000 + 3 * known;
    return (int) (rate * (seconds + 1));
  }

  /// Asks at half of what it has given at most in this turn.
  private void atHalf(Work work) {
    if (work == Work.REFRESH) {
      return;
    }
    var rate = peaks.get(work) / 2;
    var duration = Duration.ofSeconds(settings.seconds());
    var count = (int) (rate * (duration.plus(AGAIN).plus(AGAIN).toSeconds()));
    var mark = work == Work.INTROSPECTION ? "\"active\":true" : "\"access_token\":\"";
    var conversations = new Conversations.Repeating(url(work), asks(work, count), mark);
    var outcome =
        new Loader(url(work), MOST_CONNECTIONS).atRate(rate, AGAIN, duration, conversations);
    outcome.requireNoErrors("at half of its peak");
    if (work != Work.INTROSPECTION) {
      var check = new TokenCheck(crypto, peer.at().issuer(), peer.at().jwks());
      conversations.kept().forEach((number, body) -> requireToken(check, work, number, body));
    }
    System.err.printf(
        "  %s, asked %,.0f/s: p50 %.1f ms, p99 %.1f ms%n",
        work.title(), rate, outcome.p50().toNanos() / 1e6, outcome.p99().toNanos() / 1e6);
    findings.open(peer, work, rate, outcome);
  }
}
