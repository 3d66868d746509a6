package dev.signet.app;

import dev.signet.base.db.DatabaseUnusable;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.BadMasterKey;
import dev.signet.events.audit.UnreadableHeadFile;
import dev.signet.tokens.signingkeys.WrongMasterKey;
import dev.signet.web.http.ListenFailed;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// `signet dev` and `signet serve`: starts the server and runs until it is told to stop.
final class StartCommand {
  private static final Logger LOG = LoggerFactory.getLogger(StartCommand.class);

  private StartCommand() {}

  /// The exit code when the server cannot start.
  static final int CANNOT_START = 1;

  /// The exit code when the listener ended although the server was not told to stop.
  static final int LISTENER_ENDED = 4;

  static CommandSpec spec(Config.Posture posture) {
    var spec = CommandSpec.create();
    spec.usageMessage()
        .description(
            switch (posture) {
              case DEV -> "Start on loopback; requests without a credential act as the operator.";
              case SERVE -> "Start for production; API requests require a credential.";
            });
    spec.addOption(help());
    addSettings(spec, setting -> setting.isFor(posture));
    return spec;
  }

  static OptionSpec help() {
    return OptionSpec.builder("-h", "--help")
        .usageHelp(true)
        .description("Print this help and exit.")
        .build();
  }

  static void addSettings(CommandSpec spec, Predicate<Setting> taken) {
    for (var setting : Setting.values()) {
      if (taken.test(setting)) {
        spec.addOption(
            OptionSpec.builder("--" + setting.flag())
                .type(String.class)
                .paramLabel("VALUE")
                .description(
                    setting.help().replace("%", "%%")
                        + " ("
                        + setting.variable()
                        + (setting.defaultValue().isEmpty()
                            ? ""
                            : "; default " + setting.defaultValue())
                        + ")")
                .build());
      }
    }
  }

  /// The settings; those of the command line override those of the environment.
  ///
  /// @throws BadSettings with all errors
  static Config config(
      Config.Posture posture, ParseResult parsed, Map<String, String> environment) {
    var values = new HashMap<>(Config.fromEnvironment(environment, posture));
    var fromEnvironment = new HashSet<>(values.keySet());
    Arrays.stream(Setting.values())
        .filter(setting -> parsed.hasMatchedOption("--" + setting.flag()))
        .forEach(setting -> {
          values.put(setting.flag(), parsed.matchedOptionValue("--" + setting.flag(), ""));
          fromEnvironment.remove(setting.flag());
        });
    return Config.read(posture, values, fromEnvironment);
  }

  /// A server, until its listener ends although it was not told to stop.
  @FunctionalInterface
  interface Listening {
    void awaitListenerEnd() throws InterruptedException;
  }

  /// Waits as long as the server listens. When the server is told to stop, the process exits
  /// meanwhile.
  ///
  /// @return the exit code
  static int untilListenerEnds(Listening server, PrintWriter err) throws InterruptedException {
    server.awaitListenerEnd();
    err.println("Signet accepts no more connections and exits; start it again");
    err.flush();
    return LISTENER_ENDED;
  }

  /// Runs the server until the process is told to stop.
  ///
  /// @return the exit code
  static int run(Config.Posture posture, ParseResult parsed, PrintWriter out, PrintWriter err) {
    try {
      var config = config(posture, parsed, System.getenv());
      Logs.configure(config);
      config.proxyWarning().ifPresent(LOG::warn);
      var server = Server.start(config, Clock.systemUTC());
      // For exits of the process that do not go through this class.
      Runtime.getRuntime()
          .addShutdownHook(Thread.ofPlatform().name("signet-stop").unstarted(server::close));
      StopSignals.handle(() -> {
        server.stop(config.drain());
        System.exit(0);
      });
      out.println("Signet is ready at " + server.issuer());
      FirstSignInLink.announce(server, config, FirstSignInLink.isTerminal(), out);
      out.flush();
      return untilListenerEnds(server::awaitListenerEnd, err);
    } catch (BadSettings
        | DatabaseUnusable
        | WrongMasterKey
        | BadMasterKey
        | UnreadableHeadFile
        | ListenFailed e) {
      err.println(e.getMessage());
      return CANNOT_START;
    } catch (Refused e) {
      err.println("The server cannot start: " + e.detail());
      return CANNOT_START;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return CANNOT_START;
    }
  }
}
