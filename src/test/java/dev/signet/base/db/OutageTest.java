package dev.signet.base.db;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signet.base.refusals.Refused;
import dev.signet.testing.WithoutDatabase;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// Requests during and after an outage of the database.
@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class OutageTest {
  private final Outage outage = new Outage();

  @Test
  void while_the_database_is_gone_requests_are_refused_at_once() {
    outage.recordFailure(System.nanoTime());

    assertThatThrownBy(outage::admit).isInstanceOf(Refused.class);
  }

  @Test
  void work_begun_before_the_outage_ended_does_not_start_another() {
    var before = System.nanoTime();
    outage.recordFailure(before);
    outage.recordSuccess();

    outage.recordFailure(before);
    assertThatCode(outage::admit).doesNotThrowAnyException();

    outage.recordFailure(System.nanoTime());
    assertThatThrownBy(outage::admit).isInstanceOf(Refused.class);
  }

  @Test
  void work_begun_before_a_successful_heartbeat_starts_no_outage() {
    var before = System.nanoTime();
    outage.recordHeartbeat();

    outage.recordFailure(before);

    assertThatCode(outage::admit).doesNotThrowAnyException();
  }
}
