package dev.signet.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.WithoutDatabase;
import java.util.ArrayDeque;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class RepeatingTaskTest {
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_task_that_throws_does_not_end_the_watch(boolean isError) {
    var scheduled = new ArrayDeque<Runnable>();
    var runs = new int[1];
    var watch =
        new RepeatingTask(
            (task, _) -> scheduled.add(task),
            10,
            () -> {
              runs[0]++;
              if (isError) {
                throw new NoClassDefFoundError("no file descriptor to load it");
              }
              throw new IllegalStateException("a connection that is gone");
            },
            () -> runs[0] < 5);

    watch.start();
    while (!scheduled.isEmpty()) {
      scheduled.remove().run();
    }

    assertThat(runs[0]).as("until it is told to end").isEqualTo(5);
  }
}
