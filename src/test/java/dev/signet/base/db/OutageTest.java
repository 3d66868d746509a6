package dev.signet.base.db;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signet.base.refusals.Refused;
import dev.signet.testing.WithoutDatabase;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// What is remembered of a database that did not answer.
@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class OutageTest {
  private final Outage outage = new Outage();

  @Test
  void while_the_database_is_gone_requests_are_refused_at_once() {
    outage.gone(System.nanoTime());

    assertThatThrownBy(outage::admit).isInstanceOf(Refused.class);
  }

  @Test
  void what_was_begun_before_the_outage_ended_begins_no_other_one() {
    var before = System.nanoTime();
    outage.gone(before);
    outage.there();

    outage.gone(before);
    assertThatCode(outage::admit).doesNotThrowAnyException();

    outage.gone(System.nanoTime());
    assertThatThrownBy(outage::admit).isInstanceOf(Refused.class);
  }
}
