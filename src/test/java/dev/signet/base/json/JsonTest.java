package dev.signet.base.json;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signet.testing.WithoutDatabase;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class JsonTest {
  /// The command line asks whatever answers at an address.
  @ParameterizedTest
  @ValueSource(strings = {"<html>", "{\"a\":1e4009223372036854}", "{\"a\":1,\"a\":2}", "{} {}"})
  void unreadable_stored_json_always_throws_the_same_exception(String text) {
    assertThatThrownBy(() -> Json.parseOwn(text)).isInstanceOf(JacksonException.class);
  }
}
