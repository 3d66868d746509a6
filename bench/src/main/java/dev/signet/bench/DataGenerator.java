package dev.signet.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.signet.base.callers.Caller;
import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.callers.SelfService;
import dev.signet.base.db.DatabaseUrl;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.db.Tx;
import dev.signet.base.jose.CryptoProvider;
import dev.signet.base.jose.SigningAlg;
import dev.signet.base.oauth.GrantType;
import dev.signet.base.oauth.Scopes;
import dev.signet.base.secrets.Bcrypt;
import dev.signet.base.secrets.KeyedHash;
import dev.signet.base.secrets.MasterKey;
import dev.signet.base.secrets.SecretGenerator;
import dev.signet.base.secrets.SecretKind;
import dev.signet.base.secrets.VerifiedSecretCache;
import dev.signet.events.audit.Audit;
import dev.signet.events.audit.AuditEvents;
import dev.signet.events.audit.Event;
import dev.signet.events.catalog.EventType;
import dev.signet.identity.activity.IssuanceCounter;
import dev.signet.identity.activity.IssuanceIncrement;
import dev.signet.identity.agents.AgentChange;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.AgentType;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.agents.ClientType;
import dev.signet.identity.agents.NewAgent;
import dev.signet.identity.agents.Profile;
import dev.signet.identity.credentials.Credentials;
import dev.signet.identity.credentials.HashKind;
import dev.signet.identity.credentials.SecretHashes;
import dev.signet.identity.directory.AgentDirectory;
import dev.signet.identity.organizations.Organizations;
import dev.signet.identity.quotas.Quotas;
import dev.signet.validity.revocations.Revocations;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Generates the data of a server that has been running for a while: agents with a secret each, and
/// the audit log of the tokens issued to them. It calls the server's own rooms, one step below HTTP
/// and many operations to a transaction, with a clock that runs ahead: so hashes, chains, meters
/// and counts are as the server would have written them.
///
/// Of a hundred agents two are suspended and one is decommissioned; half are in the default
/// organization. Some are busier than others, and the first one is busiest: it has every twentieth
/// token, with a lifetime of a day.
final class DataGenerator {
  /// The period of the audit log.
  static final Duration SPAN = Duration.ofDays(60);

  private static final int AGENTS_AT_ONCE = 1_000;
  private static final int EVENTS_AT_ONCE = 10_000;
  private static final int AGENTS_OF_AN_ORGANIZATION = 500;
  private static final int OWNERS = 1_000;
  private static final Scopes SCOPES = Scopes.of(List.of("orders:read", "orders:write"));
  private static final JsonMapper JSON = new JsonMapper();

  private final Path data;
  private final DatabaseUrl database;
  private final int agentCount;
  private final int eventCount;
  private final SettableClock clock;
  private final Random random = new Random(1);
  private final RequestContext origin =
      new RequestContext(
          new Caller.Operator("fill", Scopes.of(Scopes.ALL)),
          "192.0.2.1",
          "bench",
          "0198c0de-0000-7000-8000-000000000000");

  /// @param data the server's data folder; created when it is missing
  /// @param database in the form of `--database`; empty for SQLite in the folder
  DataGenerator(Path data, String database, int agentCount, int eventCount) {
    this.data = data;
    this.database =
        database.isEmpty()
            ? new DatabaseUrl.Sqlite(data.resolve("signet.db"))
            : DatabaseUrl.parse(database);
    this.agentCount = agentCount;
    this.eventCount = eventCount;
    this.clock = new SettableClock(Instant.now().minus(SPAN));
  }

  /// Fills an empty database. An unfinished run is not continued.
  void run() {
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
    try {
      Files.createDirectories(data);
      var members = data.resolve("clients.draft");
      try (var db = Db.open(database, new SimpleMeterRegistry());
          var bcrypt = new Bcrypt(10, 1, 1)) {
        logDuration(
            "agents", agentCount, () -> inRooms(db, bcrypt, rooms -> registerAll(rooms, members)));
      }
      var indexes = dropIndexes();
      try (var db = Db.open(database, new SimpleMeterRegistry());
          var bcrypt = new Bcrypt(10, 1, 1)) {
        logDuration(
            "events", eventCount, () -> inRooms(db, bcrypt, rooms -> recordAll(rooms, members)));
      }
      logDuration("indexes", indexes.size(), () -> makeIndexes(indexes));
      Files.move(members, GeneratedAgents.file(data));
    } catch (IOException e) {
      throw new BenchFailure("cannot fill " + data + ": " + e);
    }
  }

  private void inRooms(Db db, Bcrypt bcrypt, Consumer<Rooms> work) {
    var rooms = new Rooms(db, bcrypt);
    work.accept(rooms);
    rooms.audit.close();
  }

  private static void logDuration(String what, int count, Runnable work) {
    var started = System.nanoTime();
    work.run();
    var seconds = (System.nanoTime() - started) / 1e9;
    System.err.printf("%,d %s in %.0f s, %,.0f/s%n", count, what, seconds, count / seconds);
  }

  /// The rooms of the server that the generator uses.
  private final class Rooms {
    private final Db db;
    private final Ids ids = new Ids(clock);
    private final Audit audit;
    private final Organizations organizations;
    private final Agents agents;
    private final IssuanceCounter issuances;
    private final Credentials credentials;

    Rooms(Db db, Bcrypt bcrypt) {
      this.db = db;
      var master = MasterKey.loadOrCreate(data.resolve("master.key"));
      var keyed = new KeyedHash(master);
      audit = new Audit(db, ids, clock, master, 0, new SimpleMeterRegistry());
      audit.open(CryptoProvider.load(), data);
      organizations = new Organizations(db, audit, ids, clock);
      var revocations = new Revocations(db, audit, clock);
      agents =
          new Agents(
              db,
              audit,
              ids,
              clock,
              organizations,
              new Quotas(audit, db.dialect()),
              revocations,
              List.of());
      agents.addListener(new AgentDirectory(db, agents));
      issuances = new IssuanceCounter(db, audit, agents);
      agents.addListener(issuances);
      credentials =
          new Credentials(
              db,
              audit,
              ids,
              clock,
              agents,
              new SecretHashes(
                  HashKind.KEYED,
                  new SecretGenerator(new SecureRandom()),
                  keyed,
                  bcrypt,
                  new VerifiedSecretCache(keyed, bcrypt, 1)));
    }
  }

  private void registerAll(Rooms rooms, Path members) {
    try (var out = Files.newBufferedWriter(members)) {
      var organizations = organizations(rooms);
      for (var done = 0; done < agentCount; done += AGENTS_AT_ONCE) {
        var from = done;
        var to = Math.min(agentCount, done + AGENTS_AT_ONCE);
        clock.forward(Duration.ofMillis(1));
        var made =
            rooms.db.inTransaction(tx -> {
              tuneSqlite(tx, rooms.db);
              var batch = new ArrayList<GeneratedAgents.Member>();
              for (var number = from; number < to; number++) {
                register(tx, rooms, number, organizations).ifPresent(batch::add);
              }
              return batch;
            });
        write(out, made);
        progress("agents", to, agentCount);
      }
      rooms.audit.checkpoint();
    } catch (IOException e) {
      throw new BenchFailure("cannot write " + members + ": " + e);
    }
  }

  private List<OrganizationId> organizations(Rooms rooms) {
    var count = Math.max(1, agentCount / 2 / AGENTS_OF_AN_ORGANIZATION);
    return rooms.db.inTransaction(tx -> {
      var made = new ArrayList<OrganizationId>();
      for (var i = 0; i < count; i++) {
        var name = "fill-" + i;
        made.add(rooms.organizations.create(tx, name, name, origin).id());
      }
      return made;
    });
  }

  /// The generator is the only user of SQLite: its cache may be larger than that of a server.
  private static void tuneSqlite(Tx tx, Db db) {
    if (!db.dialect().isShared()) {
      tx.handle().execute("PRAGMA cache_size = -400000");
    }
  }

  private Optional<GeneratedAgents.Member> register(
      Tx tx, Rooms rooms, int number, List<OrganizationId> organizations) {
    var organization =
        number % 2 == 0
            ? OrganizationId.DEFAULT
            : organizations.get(number / 2 % organizations.size());
    var agent =
        rooms.agents.register(
            tx,
            new NewAgent(Optional.of(organization), profile(number), NewAgent.ClientIds.AGENT_ID),
            origin);
    var secret = rooms.credentials.newSecret(SecretKind.CLIENT_SECRET);
    var issued = rooms.credentials.generate(tx, agent, secret, origin);
    switch (number % 100) {
      case 41, 83 ->
          rooms.agents.change(
              tx, agent.id(), new AgentChange(it -> it, Optional.of(false), "filled"), origin);
      case 67 ->
          rooms.agents.decommission(tx, rooms.agents.lockToRevoke(tx, agent.id(), origin), origin);
      default -> {
        return Optional.of(
            new GeneratedAgents.Member(
                agent.id().value(),
                organization.value(),
                issued.credential().id().value(),
                issued.secret().reveal()));
      }
    }
    return Optional.empty();
  }

  private static Profile profile(int number) {
    var types = AgentType.values();
    return new Profile(
        Optional.empty(),
        "agent %07d".formatted(number),
        Optional.of("Sorts the orders of region " + number % 97),
        number % 3 == 0 ? Optional.of("agent-" + number + "@example.com") : Optional.empty(),
        types[number % types.length],
        Optional.of("1.0." + number % 10),
        List.of("orders:read"),
        Optional.of("owner-" + number % OWNERS),
        Optional.empty(),
        SCOPES,
        EnumSet.of(GrantType.CLIENT_CREDENTIALS),
        Duration.ofHours(number == 0 ? 24 : 1),
        Optional.of(SigningAlg.parse("ES256").orElseThrow()),
        "{}",
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty(),
        Scopes.NONE,
        SelfService.FULL,
        ClientType.CONFIDENTIAL,
        List.of());
  }

  private static void write(BufferedWriter out, List<GeneratedAgents.Member> members)
      throws IOException {
    for (var member : members) {
      out.write(member.line());
      out.newLine();
    }
  }

  private void recordAll(Rooms rooms, Path file) {
    var members = read(file);
    var tokens = new int[members.size()];
    var last = new long[members.size()];
    var step = Duration.between(clock.instant(), Instant.now()).dividedBy(eventCount);
    for (var done = 0; done < eventCount; done += EVENTS_AT_ONCE) {
      var to = Math.min(eventCount, done + EVENTS_AT_ONCE);
      var count = to - done;
      rooms.db.inTransaction(tx -> {
        for (var i = 0; i < count; i++) {
          clock.forward(step);
          record(tx, rooms, members, tokens, last);
        }
        return count;
      });
      progress("events", to, eventCount);
    }
    meter(rooms, members, tokens, last);
  }

  private static List<GeneratedAgents.Member> read(Path file) {
    try (var lines = Files.lines(file)) {
      return lines.map(GeneratedAgents.Member::parse).toList();
    } catch (IOException e) {
      throw new BenchFailure("cannot read " + file + ": " + e);
    }
  }

  /// @param tokens the number of tokens of each agent, to be updated
  /// @param last when each agent got its last token
  private void record(
      Tx tx, Rooms rooms, List<GeneratedAgents.Member> members, int[] tokens, long[] last) {
    var now = clock.instant();
    var chosen = chosen(members.size());
    var member = members.get(chosen);
    if (random.nextInt(100) == 0) {
      rooms.audit.record(tx, rooms.ids.next(), now, new WrongSecretEvent(member), origin);
      return;
    }
    var lifetime = Duration.ofHours(chosen == 0 ? 24 : 1);
    var issued = new Event.IssuedToken(now.plus(lifetime), 1, Optional.empty(), Optional.empty());
    rooms.audit.record(
        tx, rooms.ids.next(), now, new TokenIssuedEvent(member, issued), clientOrigin(member));
    tokens[chosen]++;
    last[chosen] = now.toEpochMilli();
  }

  private RequestContext clientOrigin(GeneratedAgents.Member member) {
    return origin.withCaller(new Caller.Client(member.agent(), member.organization()));
  }

  private int chosen(int count) {
    if (random.nextInt(20) == 0) {
      return 0;
    }
    var place = random.nextDouble();
    return (int) (place * place * count);
  }

  private void meter(Rooms rooms, List<GeneratedAgents.Member> members, int[] tokens, long[] last) {
    for (var done = 0; done < members.size(); done += AGENTS_AT_ONCE) {
      var metered = new ArrayList<IssuanceIncrement>();
      for (var i = done; i < Math.min(members.size(), done + AGENTS_AT_ONCE); i++) {
        if (tokens[i] > 0) {
          metered.add(
              new IssuanceIncrement(
                  new AgentId(members.get(i).agent()),
                  2,
                  tokens[i],
                  0,
                  Instant.ofEpochMilli(last[i])));
        }
      }
      var moved = rooms.db.inTransaction(tx -> rooms.issuances.count(tx, metered));
      if (!moved.isEmpty()) {
        throw new BenchFailure("the agents were changed since they were generated");
      }
    }
    rooms.issuances.flush();
  }

  private static void progress(String what, int done, int all) {
    if (done % Math.max(1, all / 20) < EVENTS_AT_ONCE && done % 100_000 == 0) {
      System.err.printf("  %,d of %,d %s%n", done, all, what);
    }
  }

  /// Drops the indexes of the audit log except primary keys: sorting them once is faster than
  /// keeping them in order.
  private Map<String, String> dropIndexes() {
    try (var connection = connection()) {
      var found = new LinkedHashMap<String, String>();
      try (var statement = connection.createStatement();
          var rows =
              statement.executeQuery(
                  isSqlite()
                      ? "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name ="
                          + " 'audit_events' AND sql IS NOT NULL"
                      : "SELECT indexname, indexdef FROM pg_indexes"
                          + " WHERE tablename = 'audit_events'"
                          + " AND indexname NOT IN (SELECT conname FROM pg_constraint)")) {
        while (rows.next()) {
          found.put(rows.getString(1), rows.getString(2));
        }
      }
      for (var name : found.keySet()) {
        execute(connection, "DROP INDEX " + name);
      }
      return found;
    } catch (SQLException e) {
      throw new BenchFailure("the indexes cannot be dropped: " + e.getMessage());
    }
  }

  private void makeIndexes(Map<String, String> indexes) {
    try (var connection = connection()) {
      if (!isSqlite()) {
        execute(connection, "SET maintenance_work_mem = '512MB'");
      }
      for (var definition : indexes.values()) {
        execute(connection, definition);
      }
      execute(connection, isSqlite() ? "PRAGMA wal_checkpoint(TRUNCATE)" : "VACUUM ANALYZE");
    } catch (SQLException e) {
      throw new BenchFailure("the indexes cannot be created: " + e.getMessage());
    }
  }

  private boolean isSqlite() {
    return database instanceof DatabaseUrl.Sqlite;
  }

  private Connection connection() throws SQLException {
    return switch (database) {
      case DatabaseUrl.Sqlite(var file) -> DriverManager.getConnection("jdbc:sqlite:" + file);
      case DatabaseUrl.Postgresql(var jdbc, var user, var password) ->
          DriverManager.getConnection(jdbc, user, password);
    };
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /// A clock that is set by hand.
  private static final class SettableClock extends Clock {
    private volatile Instant now;

    SettableClock(Instant now) {
      this.now = now;
    }

    void forward(Duration step) {
      now = now.plus(step);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  /// A token was issued, with the same details as the server's own event.
  private record TokenIssuedEvent(GeneratedAgents.Member member, Event.IssuedToken issued)
      implements Event {
    @Override
    public EventType type() {
      return AuditEvents.TOKEN_ISSUED;
    }

    @Override
    public Optional<String> agentId() {
      return Optional.of(member.agent());
    }

    @Override
    public Optional<String> organizationId() {
      return Optional.of(member.organization());
    }

    @Override
    public Optional<String> credentialFingerprint() {
      return Optional.of(member.credential());
    }

    @Override
    public Optional<IssuedToken> token() {
      return Optional.of(issued);
    }

    @Override
    public ObjectNode metadata() {
      var metadata = JSON.createObjectNode().put("scope", SCOPES.toString()).put("kid", "filled");
      metadata.putArray("audience");
      return metadata.put("expires_at", issued.expiresAt().toString());
    }
  }

  /// An attempt with a wrong secret.
  private record WrongSecretEvent(GeneratedAgents.Member member) implements Event {
    @Override
    public EventType type() {
      return AuditEvents.AUTH_FAILED;
    }

    @Override
    public Outcome outcome() {
      return Outcome.FAILURE;
    }

    @Override
    public Optional<String> agentId() {
      return Optional.of(member.agent());
    }

    @Override
    public Optional<String> organizationId() {
      return Optional.of(member.organization());
    }

    @Override
    public ObjectNode metadata() {
      return JSON.createObjectNode().put("reason", "wrong_secret");
    }
  }
}
