package dev.signet.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The agents that [DataGenerator] has generated: `clients.tsv` in the data folder, one per line.
final class GeneratedAgents {

  /// A generated agent.
  ///
  /// @param credential the credential's id
  /// @param secret its secret, which protects nothing
  record Member(String agent, String organization, String credential, String secret) {
    String line() {
      return String.join("\t", agent, organization, credential, secret);
    }

    static Member parse(String line) {
      var parts = line.split("\t", -1);
      return new Member(parts[0], parts[1], parts[2], parts[3]);
    }

    BenchClient toClient() {
      return new BenchClient(agent, secret, java.util.Optional.empty());
    }
  }

  private GeneratedAgents() {}

  static Path file(Path data) {
    return data.resolve("clients.tsv");
  }

  static long count(Path data) {
    try (var lines = Files.lines(file(data))) {
      return lines.count();
    } catch (IOException e) {
      throw new BenchFailure("there is no list of agents in " + data);
    }
  }

  /// A sample, evenly from the oldest to the newest.
  static List<Member> sample(Path data, int wanted) {
    var each = Math.max(1, count(data) / wanted);
    try (var lines = Files.lines(file(data))) {
      var number = new long[1];
      return lines.filter(_ -> number[0]++ % each == 0).limit(wanted).map(Member::parse).toList();
    } catch (IOException e) {
      throw new BenchFailure("the list of agents in " + data + " cannot be read");
    }
  }
}
