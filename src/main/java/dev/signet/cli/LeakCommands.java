package dev.signet.cli;

import static dev.signet.cli.Command.arguments;
import static dev.signet.cli.Command.flag;
import static dev.signet.cli.Command.option;

import dev.signet.base.json.Json;
import dev.signet.base.secrets.Secret;
import dev.signet.base.secrets.SecretKind;
import dev.signet.base.secrets.SecretScanner.SecretMatch;
import dev.signet.cli.CommandFailed.CommandExit;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.StringJoiner;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import tools.jackson.databind.node.ObjectNode;

/// `signet scan` and `signet leak`: leaked secrets that Signet issued. Nothing is sent to a server
/// unless requested, and then only the secrets found.
final class LeakCommands {
  private static final String LEAKS = "/api/v1/leaks";

  /// The maximum number of secrets in one request to the server.
  private static final int MAX_SECRETS = 100;

  private static final int MAX_CHARACTERS = 1_000_000;

  /// The maximum number of matches that are listed and reported. Further ones are only counted: a
  /// crafted file can contain a match in every ten characters.
  private static final int MAX_MATCHES = 10_000;

  private static final String STANDARD_INPUT = "-";

  private LeakCommands() {}

  static CommandSpec scan(CommandEnvironment around) {
    return Command.withoutKey(
        "Search files for secrets that Signet issued, with or without a server. Exits with 0 when"
            + " there are none, 1 when there are, 2 when not everything could be read.",
        "Print the matches as one JSON object.",
        LeakCommands::scan,
        around,
        arguments("PATH", "Files and folders; - for standard input."),
        flag("report", "Report the secrets found to the server, which revokes them at once."));
  }

  static CommandSpec leak(CommandEnvironment around) {
    return Command.group("Report leaked secrets.")
        .addSubcommand(
            "report",
            Command.withoutKey(
                "Report secrets to the server, which revokes them at once. They are read from"
                    + " standard input, alone or within any text; only the secrets are sent.",
                "Print the number of reported secrets as JSON.",
                LeakCommands::report,
                around,
                option("source", "NAME", "Who found them, such as github."),
                option("found-at", "URL", "Where they were found.")));
  }

  /// A match in a file, with its secret masked.
  private record FileMatch(String file, SecretMatch find, String masked) {}

  /// The matches, up to a limit.
  private static final class MatchList implements FileScanner.FileMatchHandler {
    private final boolean keepsSecrets;
    private final List<FileMatch> listed = new ArrayList<>();
    private final SequencedSet<String> secrets = new LinkedHashSet<>();
    private long count;

    /// @param keepsSecrets whether to keep the secrets themselves
    MatchList(boolean keepsSecrets) {
      this.keepsSecrets = keepsSecrets;
    }

    @Override
    public void handle(String file, SecretMatch find, Supplier<Secret> secret) {
      count++;
      if (listed.size() >= MAX_MATCHES) {
        return;
      }
      var found = secret.get();
      listed.add(new FileMatch(file, find, find.mask(found)));
      if (keepsSecrets) {
        secrets.add(found.reveal());
      }
    }
  }

  private static CommandExit scan(Invocation call) {
    var found = new MatchList(call.has("report"));
    var scan = new FileScanner(found);
    scanAll(call, scan, found);
    var reported = report(call, found.secrets, "signet-scan");
    if (call.wantsJson()) {
      call.printJson(json(scan, found, reported));
    } else {
      found.listed.forEach(each -> call.out().println(line(each)));
      call.out().flush();
      remarks(scan, found, reported).forEach(call::printRemark);
    }
    if (found.count > 0) {
      return CommandExit.FOUND;
    }
    return scan.unread().isEmpty() ? CommandExit.OK : CommandExit.INCOMPLETE;
  }

  private static void scanAll(Invocation call, FileScanner scan, MatchList found) {
    try (var progress = new Progress(call)) {
      progress.update(() -> summary(scan, found.count));
      for (var path : call.arguments()) {
        if (path.equals(STANDARD_INPUT)) {
          scanInput(call, scan);
        } else {
          scan.scan(call.environment().folder().resolve(path), path);
        }
      }
    }
  }

  private static void scanInput(Invocation call, FileScanner scan) {
    try {
      scan.scan(call.environment().in(), STANDARD_INPUT);
    } catch (IOException e) {
      throw new CommandFailed(
          CommandExit.USAGE, "Standard input cannot be read: " + e.getMessage());
    }
  }

  private static String summary(FileScanner scan, long found) {
    return String.format(
        Locale.ROOT, "%d found in %d files, %.1f MB", found, scan.files(), scan.bytes() / 1e6);
  }

  private static String line(FileMatch found) {
    return "%s:%d: %s %s"
        .formatted(
            FileScanner.printable(found.file()),
            found.find().line(),
            kind(found.find()),
            found.masked());
  }

  private static String kind(SecretMatch find) {
    return switch (find.kinds().size()) {
      case 0 -> "access token";
      case 1 -> kindText(find.kinds().iterator().next()).replace('_', ' ');
      // An operator key, API key or client secret: only the server can tell which.
      default -> "secret";
    };
  }

  private static String kindText(SecretKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static List<String> remarks(FileScanner scan, MatchList found, int reported) {
    var remarks = new ArrayList<String>();
    for (var file : scan.unread()) {
      remarks.add("Not read: " + FileScanner.printable(file.file()) + " (" + file.reason() + ")");
    }
    if (!scan.unread().isEmpty()) {
      remarks.add(scan.unread().size() + " could not be read");
    }
    if (scan.links() > 0) {
      remarks.add(scan.links() + " symbolic links were not followed");
    }
    if (scan.gitObjects() > 0) {
      remarks.add(
          scan.gitObjects()
              + " compressed files of Git were not unpacked; to scan the history:"
              + " git log -p --all | signet scan -");
    }
    if (found.count > found.listed.size()) {
      remarks.add("Only the first " + found.listed.size() + " are listed and reported");
    }
    remarks.add(summary(scan, found.count));
    if (reported > 0) {
      remarks.add(reported + " reported");
    }
    return remarks;
  }

  private static ObjectNode json(FileScanner scan, MatchList found, int reported) {
    var json = Json.object();
    var finds = json.putArray("finds");
    for (var each : found.listed) {
      var find =
          finds
              .addObject()
              .put("file", each.file())
              .put("line", each.find().line())
              .put("offset", each.find().offset());
      var kinds = find.putArray("kinds");
      each.find().kinds().stream().sorted().map(LeakCommands::kindText).forEach(kinds::add);
      if (kinds.isEmpty()) {
        kinds.add("access_token");
      }
      find.put("secret", each.masked());
    }
    json.put("found", found.count).put("files", scan.files()).put("bytes", scan.bytes());
    var unread = json.putArray("unread");
    scan.unread()
        .forEach(file -> unread.addObject().put("file", file.file()).put("reason", file.reason()));
    return json.put("symbolicLinks", scan.links())
        .put("gitObjects", scan.gitObjects())
        .put("reported", reported);
  }

  private static CommandExit report(Invocation call) {
    var found = new MatchList(true);
    if (call.environment().isTerminal()) {
      call.printRemark("Type or paste the secret, then press Ctrl-D:");
    }
    scanInput(call, new FileScanner(found));
    if (found.secrets.isEmpty()) {
      throw new CommandFailed(
          CommandExit.USAGE,
          "The input contains nothing in the format of Signet's secrets, so nothing was reported");
    }
    var reported = report(call, found.secrets, null);
    if (call.wantsJson()) {
      call.printJson(Json.object().put("reported", reported));
    }
    if (found.count > found.listed.size()) {
      call.printRemark(
          "Only the first "
              + found.listed.size()
              + " were reported: run the command again for more");
    }
    call.printMessage(reported + " reported");
    return CommandExit.OK;
  }

  /// Reports these secrets in batches of the size that the server accepts.
  ///
  /// @param source the reporter, unless an option names another
  /// @return the number of reported secrets
  /// @throws CommandFailed with the number of secrets reported before the failure
  private static int report(
      Invocation call, SequencedSet<String> secrets, @Nullable String source) {
    var reported = 0;
    var left = new ArrayDeque<>(secrets);
    while (!left.isEmpty()) {
      var batch = new StringJoiner("\n");
      var size = 0;
      do {
        batch.add(left.remove());
        size++;
      } while (size < MAX_SECRETS
          && !left.isEmpty()
          && batch.length() + left.element().length() < MAX_CHARACTERS);
      send(call, batch.toString(), source, reported, secrets.size());
      reported += size;
    }
    return reported;
  }

  private static void send(
      Invocation call, String text, @Nullable String source, int before, int all) {
    var body = Json.object().put("text", text);
    call.option("source")
        .or(() -> Optional.ofNullable(source))
        .ifPresent(name -> body.put("source", name));
    call.option("found-at").ifPresent(url -> body.put("url", url));
    try {
      call.unauthenticatedApi().post(LEAKS, body);
    } catch (CommandFailed failed) {
      throw before == 0
          ? failed
          : new CommandFailed(
              failed.exit(), before + " of " + all + " were reported. " + failed.getMessage());
    }
  }
}
