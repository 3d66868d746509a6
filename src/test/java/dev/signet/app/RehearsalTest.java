package dev.signet.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RehearsalTest {
  static {
    // As TestServer has it: the JDK's client reads this once, when the first of all tests makes
    // one.
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host,connection");
  }

  @Test
  void the_servers_answer_all_that_is_asked_in_a_rehearsal() {
    var said = new StringWriter();

    var code = Rehearsal.run(new PrintWriter(said));

    assertThat(said.toString()).isEmpty();
    assertThat(code).isZero();
  }

  @Test
  void who_asks_for_help_is_not_told_of_it() {
    assertThat(Main.commandLine().getUsageMessage()).contains("doctor").doesNotContain("rehearse");
  }
}
