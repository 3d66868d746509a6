package dev.signet.cli;

import static dev.signet.cli.Command.option;

import dev.signet.cli.CommandFailed.CommandExit;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import tools.jackson.databind.JsonNode;

/// `signet audit`: the audit log.
final class AuditCommands {
  private static final String AUDIT = "/api/v1/audit";
  private static final Map<String, String> FILTERS =
      Map.of(
          "agent", "agentId",
          "action", "action",
          "outcome", "outcome",
          "from", "from",
          "to", "to");

  private AuditCommands() {}

  static CommandSpec spec(CommandEnvironment around) {
    return Command.group("Read and verify the audit log.")
        .addSubcommand(
            "list",
            Command.spec(
                "List events, the newest first.",
                AuditCommands::list,
                around,
                filtersAnd(
                    option("limit", "N", "Events per page, up to 100."),
                    option("after", "CURSOR", "Continue after an earlier page."))))
        .addSubcommand(
            "verify",
            Command.spec(
                "Verify that no event was changed, removed or forged.",
                AuditCommands::verify,
                around))
        .addSubcommand(
            "export",
            Command.spec(
                "Export all events as lines of JSON, the oldest first.",
                AuditCommands::export,
                around,
                filtersAnd(
                    option(
                        "out",
                        "FILE",
                        "The file to write, which appears only when it is complete; by default"
                            + " standard output."))))
        .addSubcommand(
            "signatures",
            Command.spec(
                "Export everything that was signed for the events, as lines of JSON, for your own"
                    + " verification.",
                AuditCommands::signatures,
                around,
                option("out", "FILE", "The file to write, as for export.")))
        .addSubcommand(
            "keys",
            Command.spec(
                "Show the public keys that verify the signatures; with --json as a JWK set.",
                AuditCommands::keys,
                around));
  }

  private static ArgSpec[] filtersAnd(ArgSpec... more) {
    var filters =
        Stream.of(
            option("agent", "AGENT_ID", "Only events of this agent."),
            option("action", "ACTION", "Only events with this action, such as token.issued."),
            option("outcome", "OUTCOME", "Only events with this outcome: success or failure."),
            option("from", "TIME", "Only events from this time on, in RFC 3339."),
            option("to", "TIME", "Only events before this time, in RFC 3339."));
    return Stream.concat(filters, Stream.of(more)).toArray(ArgSpec[]::new);
  }

  private static CommandExit list(Invocation call) {
    var parameters = new HashMap<>(FILTERS);
    parameters.put("limit", "limit");
    parameters.put("after", "after");
    call.print(
        call.api().get(call.path(AUDIT, parameters)),
        ResponseView.table(
            "timestamp", "action", "outcome", "agentId", "actor/id", "ipAddress", "eventId"));
    return CommandExit.OK;
  }

  private static CommandExit verify(Invocation call) {
    var answer = requestVerification(call);
    call.print(answer, AuditCommands::printReport);
    return answer.json().path("valid").booleanValue(false) ? CommandExit.OK : CommandExit.REFUSED;
  }

  private static ApiClient.ApiResponse requestVerification(Invocation call) {
    try (var progress = new Progress(call)) {
      progress.update(() -> "Verifying the audit log");
      return call.api().getLongRunning(AUDIT + "/verify");
    }
  }

  private static void printReport(JsonNode report, PrintWriter out) {
    var counted =
        "events %d, chains %d, checkpoints %d, anchors %d, not yet signed %d"
            .formatted(
                report.path("events").longValue(0),
                report.path("chains").longValue(0),
                report.path("checkpoints").longValue(0),
                report.path("anchors").longValue(0),
                report.path("unsigned").longValue(0));
    if (report.path("valid").booleanValue(false)) {
      out.println("Intact: " + counted);
      return;
    }
    out.println("NOT INTACT: " + counted);
    for (var fault : report.path("faults")) {
      out.println(
          "  chain %s, number %d: %s"
              .formatted(
                  fault.path("chainId").stringValue(""),
                  fault.path("seq").longValue(0),
                  fault.path("what").stringValue("")));
    }
  }

  private static CommandExit export(Invocation call) {
    return writeExport(call, call.path(AUDIT + "/export", FILTERS), "events");
  }

  private static CommandExit signatures(Invocation call) {
    return writeExport(call, AUDIT + "/signatures", "signatures");
  }

  private static CommandExit keys(Invocation call) {
    call.print(
        call.api().get(AUDIT + "/keys"),
        (set, out) ->
            set.path("keys").forEach(key -> out.println(key.path("kid").stringValue(""))));
    return CommandExit.OK;
  }

  private static CommandExit writeExport(Invocation call, String path, String things) {
    var file = call.option("out").map(call.environment().folder()::resolve);
    var count = downloadExport(call, path, things, file.orElse(null));
    file.ifPresent(written -> call.printMessage(count + " " + things + " written to " + written));
    return CommandExit.OK;
  }

  private static long downloadExport(
      Invocation call, String path, String things, @Nullable Path file) {
    try (var lines = call.api().stream(path);
        var progress = file == null ? Progress.hidden(call) : new Progress(call)) {
      return file == null
          ? ExportDownload.copy(lines, call.environment().rawOut(), things, progress)
          : ExportDownload.into(file, lines, things, progress);
    } catch (IOException e) {
      throw new CommandFailed(
          CommandExit.UNREACHABLE, "The export was cut short: " + e.getMessage());
    }
  }
}
