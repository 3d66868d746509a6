package dev.signet.app;

import dev.signet.base.db.DatabaseUnusable;
import dev.signet.base.db.DatabaseUrl;
import dev.signet.base.db.Db;
import dev.signet.base.jose.CryptoProvider;
import dev.signet.base.secrets.BadMasterKey;
import dev.signet.base.secrets.MasterKey;
import dev.signet.base.time.DeletionClock;
import dev.signet.events.audit.NewestEvent;
import dev.signet.identity.credentials.CostlyBcryptHashes;
import dev.signet.tokens.signingkeys.SigningKeyCheck;
import dev.signet.validity.revocations.LostWrites;
import dev.signet.web.http.MaxConnections;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.json.JsonMapper;

/// `signet doctor`: checks the environment and the settings that the server would start with. It
/// changes nothing, and may run beside a server.
final class DoctorCommand {

  /// The exit code when a check has failed.
  static final int UNHEALTHY = 1;

  /// The lowest Java version that the server supports.
  private static final int JAVA = 25;

  private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(5);

  private DoctorCommand() {}

  /// One line of the report.
  ///
  /// @param problem what is wrong and how to fix it; null when all is well
  private record Finding(String subject, String state, @Nullable String problem) {}

  static CommandSpec spec() {
    var spec = CommandSpec.create();
    spec.usageMessage()
        .description("Check the environment and settings that the server would start with.");
    spec.addOption(StartCommand.help());
    spec.addOption(OptionSpec.builder("--json").description("Print the results as JSON.").build());
    StartCommand.addSettings(spec, _ -> true);
    return spec;
  }

  static int run(ParseResult parsed, PrintWriter out, PrintWriter err) {
    List<Finding> findings;
    try {
      var config = StartCommand.config(posture(parsed), parsed, System.getenv());
      Logs.configure(config);
      findings = examine(config);
    } catch (BadSettings e) {
      err.println(e.getMessage());
      return StartCommand.CANNOT_START;
    }
    if (parsed.hasMatchedOption("--json")) {
      out.println(JsonMapper.builder().build().writeValueAsString(findings));
    } else {
      for (var finding : findings) {
        out.printf(
            "%-4s %-16s %s%n",
            finding.problem() == null ? "ok" : "BAD", finding.subject(), finding.state());
        if (finding.problem() != null) {
          out.printf("     %-16s %s%n", "", finding.problem());
        }
      }
    }
    out.flush();
    return findings.stream().anyMatch(finding -> finding.problem() != null) ? UNHEALTHY : 0;
  }

  /// Only `serve` has an issuer.
  private static Config.Posture posture(ParseResult parsed) {
    return parsed.hasMatchedOption("--" + Setting.ISSUER.flag())
            || System.getenv().containsKey(Setting.ISSUER.variable())
        ? Config.Posture.SERVE
        : Config.Posture.DEV;
  }

  private static List<Finding> examine(Config config) {
    var findings = new ArrayList<Finding>();
    findings.add(java());
    findings.add(crypto());
    findings.add(dataFolder(config));
    findings.add(descriptors(config));
    proxies(config).ifPresent(findings::add);
    var master = master(config, findings);
    examineDatabase(config, master, findings);
    return List.copyOf(findings);
  }

  private static Finding java() {
    var version = Runtime.version();
    return new Finding(
        "java",
        version + " (" + System.getProperty("java.vendor") + ")",
        version.feature() < JAVA ? "Install JDK " + JAVA + " or newer." : null);
  }

  private static Finding crypto() {
    var crypto = CryptoProvider.load();
    return new Finding(
        "crypto",
        crypto.isNative()
            ? crypto.description()
            : crypto.description() + "; works, but slower than with native code",
        null);
  }

  private static Finding descriptors(Config config) {
    return new Finding(
        "descriptors",
        MaxConnections.descriptors()
            + ", for "
            + config.connections().connections()
            + " connections",
        MaxConnections.fewDescriptors().orElse(null));
  }

  /// Empty in dev posture, which has no proxy.
  private static Optional<Finding> proxies(Config config) {
    return config
        .issuer()
        .map(_ ->
            new Finding(
                "trusted proxies",
                config.given().values().getOrDefault(Setting.TRUSTED_PROXIES.flag(), "not set"),
                config.proxyWarning().orElse(null)));
  }

  private static Finding dataFolder(Config config) {
    var data = config.data();
    if (!Files.exists(data)) {
      return new Finding("data folder", data + ", created at the first start", null);
    }
    var usable = Files.isDirectory(data) && Files.isWritable(data);
    return new Finding(
        "data folder",
        data.toString(),
        usable ? null : "It is not a folder that this user can write to.");
  }

  private static Optional<MasterKey> master(Config config, List<Finding> findings) {
    if (config.masterKey() instanceof Config.MasterKeySource.DataFolderFile(var file)
        && !Files.exists(file)) {
      findings.add(new Finding("master key", file + ", created at the first start", null));
      return Optional.empty();
    }
    try {
      var master = config.masterKey().load();
      findings.add(new Finding("master key", config.masterKey().toString(), null));
      return Optional.of(master);
    } catch (BadMasterKey e) {
      findings.add(new Finding("master key", config.masterKey().toString(), e.getMessage()));
      return Optional.empty();
    }
  }

  private static void examineDatabase(
      Config config, Optional<MasterKey> master, List<Finding> findings) {
    var url = config.database();
    if (url instanceof DatabaseUrl.Sqlite(var file) && !Files.exists(file)) {
      findings.add(new Finding("database", url + ", created at the first start", null));
      return;
    }
    try (var db = Db.openReadOnly(url, new SimpleMeterRegistry())) {
      findings.add(new Finding("database", url + ", " + db.version(), null));
      findings.add(clock(db));
      findings.addAll(
          SigningKeyCheck.examine(db, master).stream()
              .map(said -> new Finding("signing keys", said.observation(), said.problem()))
              .toList());
      LostWrites.warning(db)
          .ifPresent(wrong ->
              findings.add(new Finding("lost writes", wrong.occurrence(), wrong.advice())));
      CostlyBcryptHashes.warning(db)
          .ifPresent(wrong -> findings.add(new Finding("credentials", "bcrypt hashes", wrong)));
    } catch (DatabaseUnusable e) {
      findings.add(new Finding("database", url.toString(), e.getMessage()));
    }
  }

  private static Finding clock(Db db) {
    var here = Clock.systemUTC().instant();
    var there = db.now();
    var apart = Duration.between(there, here).abs();
    return new Finding(
        "clock",
        here + ", " + apart.toMillis() + " ms from the database's clock",
        apart.compareTo(CLOCK_TOLERANCE) > 0
            ? "The clocks are too far apart: tokens would become valid or expire at the wrong time."
            : here.isBefore(Instant.parse("2026-01-01T00:00:00Z"))
                ? "The clock is in the past."
                : behindNewestEvent(db, here));
  }

  private static @Nullable String behindNewestEvent(Db db, Instant here) {
    return NewestEvent.time(db)
        .filter(event -> DeletionClock.isBefore(here, event))
        .map(event ->
            "The clock is behind the newest event of the audit log, of "
                + event
                + ": it is wrong now, or was when that event was recorded.")
        .orElse(null);
  }
}
