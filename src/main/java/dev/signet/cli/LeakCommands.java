package dev.signet.cli;

import static dev.signet.cli.Command.arguments;
import static dev.signet.cli.Command.flag;
import static dev.signet.cli.Command.option;

import dev.signet.base.json.Json;
import dev.signet.base.secrets.Secret;
import dev.signet.base.secrets.SecretKind;
import dev.signet.base.secrets.SecretScan.Find;
import dev.signet.cli.Failed.Exit;
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

/// `signet scan` and `signet leak`: secrets of Signet's where they should not be. Nothing is sent
/// anywhere unless that is asked for, and then only what was found.
final class LeakCommands {
  private static final String LEAKS = "/api/v1/leaks";

  /// As many as the server takes at once.
  private static final int MAX_SECRETS = 100;

  private static final int MAX_CHARACTERS = 1_000_000;

  /// Finds that are listed, and reported. Further ones are counted: a file can be written to
  /// contain one in every ten characters.
  private static final int MAX_FINDS = 10_000;

  private static final String STANDARD_INPUT = "-";

  private LeakCommands() {}

  static CommandSpec scan(Surroundings around) {
    return Command.keyless(
        "Look for Signet's secrets in files, with or without a server. Ends with 0 when there are"
            + " none, 1 when there are, 2 when not everything could be read.",
        "Print what was found as one JSON object.",
        LeakCommands::scan,
        around,
        arguments("PATH", "Files and folders; - for standard input."),
        flag("report", "Report what is found to the server, which ends it at once."));
  }

  static CommandSpec leak(Surroundings around) {
    return Command.group("Secrets that turned up where they should not be.")
        .addSubcommand(
            "report",
            Command.keyless(
                "Report secrets to the server, which ends them at once. They are read from"
                    + " standard input, alone or in any text; only they are sent.",
                "Print how many were reported, as JSON.",
                LeakCommands::report,
                around,
                option("source", "NAME", "Who found them, such as github."),
                option("found-at", "URL", "Where they were found.")));
  }

  /// A find in a file, with its secret masked.
  private record Found(String file, Find find, String masked) {}

  /// What was found, up to a bound.
  private static final class Findings implements FileScan.FindsInFiles {
    private final boolean keepsSecrets;
    private final List<Found> listed = new ArrayList<>();
    private final SequencedSet<String> secrets = new LinkedHashSet<>();
    private long count;

    /// @param keepsSecrets whether the secrets themselves are needed
    Findings(boolean keepsSecrets) {
      this.keepsSecrets = keepsSecrets;
    }

    @Override
    public void found(String file, Find find, Supplier<Secret> secret) {
      count++;
      if (listed.size() >= MAX_FINDS) {
        return;
      }
      var found = secret.get();
      listed.add(new Found(file, find, find.masked(found)));
      if (keepsSecrets) {
        secrets.add(found.reveal());
      }
    }
  }

  private static Exit scan(Call call) {
    var found = new Findings(call.has("report"));
    var scan = new FileScan(found);
    lookAll(call, scan, found);
    var reported = report(call, found.secrets, "signet-scan");
    if (call.wantsJson()) {
      call.printJson(json(scan, found, reported));
    } else {
      found.listed.forEach(each -> call.out().println(line(each)));
      call.out().flush();
      remarks(scan, found, reported).forEach(call::remark);
    }
    if (found.count > 0) {
      return Exit.FOUND;
    }
    return scan.unread().isEmpty() ? Exit.OK : Exit.INCOMPLETE;
  }

  private static void lookAll(Call call, FileScan scan, Findings found) {
    try (var progress = new Progress(call)) {
      progress.shows(() -> counted(scan, found.count));
      for (var path : call.arguments()) {
        if (path.equals(STANDARD_INPUT)) {
          lookAtInput(call, scan);
        } else {
          scan.look(call.around().folder().resolve(path), path);
        }
      }
    }
  }

  private static void lookAtInput(Call call, FileScan scan) {
    try {
      scan.look(call.around().in(), STANDARD_INPUT);
    } catch (IOException e) {
      throw new Failed(Exit.USAGE, "Standard input cannot be read: " + e.getMessage());
    }
  }

  private static String counted(FileScan scan, long found) {
    return String.format(
        Locale.ROOT, "%d found in %d files, %.1f MB", found, scan.files(), scan.bytes() / 1e6);
  }

  private static String line(Found found) {
    return "%s:%d: %s %s"
        .formatted(
            FileScan.printable(found.file()),
            found.find().line(),
            kind(found.find()),
            found.masked());
  }

  private static String kind(Find find) {
    return switch (find.kinds().size()) {
      case 0 -> "access token";
      case 1 -> words(find.kinds().iterator().next()).replace('_', ' ');
      // A key or a client secret: only the server knows.
      default -> "secret";
    };
  }

  private static String words(SecretKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static List<String> remarks(FileScan scan, Findings found, int reported) {
    var remarks = new ArrayList<String>();
    for (var file : scan.unread()) {
      remarks.add("Not read: " + FileScan.printable(file.file()) + " (" + file.reason() + ")");
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
              + " files of Git's are compressed and were not unpacked; for the history:"
              + " git log -p --all | signet scan -");
    }
    if (found.count > found.listed.size()) {
      remarks.add("Only the first " + found.listed.size() + " are listed and reported");
    }
    remarks.add(counted(scan, found.count));
    if (reported > 0) {
      remarks.add(reported + " reported");
    }
    return remarks;
  }

  private static ObjectNode json(FileScan scan, Findings found, int reported) {
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
      each.find().kinds().stream().sorted().map(LeakCommands::words).forEach(kinds::add);
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

  private static Exit report(Call call) {
    var found = new Findings(true);
    if (call.around().terminal()) {
      call.remark("Type or paste it, then press Ctrl-D:");
    }
    lookAtInput(call, new FileScan(found));
    if (found.secrets.isEmpty()) {
      throw new Failed(
          Exit.USAGE,
          "Nothing in it is spelled like a secret of Signet's, so nothing was reported");
    }
    var reported = report(call, found.secrets, null);
    if (call.wantsJson()) {
      call.printJson(Json.object().put("reported", reported));
    }
    if (found.count > found.listed.size()) {
      call.remark(
          "Only the first " + found.listed.size() + " were reported: report again for more");
    }
    call.say(reported + " reported");
    return Exit.OK;
  }

  /// Reports these secrets, as many at a time as the server takes.
  ///
  /// @param source unless an option says otherwise
  /// @return how many
  /// @throws Failed saying how many were reported before
  private static int report(Call call, SequencedSet<String> secrets, @Nullable String source) {
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

  private static void send(Call call, String text, @Nullable String source, int before, int all) {
    var body = Json.object().put("text", text);
    call.option("source")
        .or(() -> Optional.ofNullable(source))
        .ifPresent(name -> body.put("source", name));
    call.option("found-at").ifPresent(url -> body.put("url", url));
    try {
      call.apiForAnybody().post(LEAKS, body);
    } catch (Failed failed) {
      throw before == 0
          ? failed
          : new Failed(
              failed.exit(), before + " of " + all + " were reported. " + failed.getMessage());
    }
  }
}
