package dev.signet.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signet.client.Credential.ApiKey;
import dev.signet.client.Credential.ClientSecret;
import dev.signet.client.Credential.PrivateKeyJwt;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets are not disclosed by accident. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SecretTest {

  @Test
  void nothing_that_holds_a_secret_prints_it() {
    var key = AgentKey.generate();
    for (var holder :
        List.of(
            Secret.of("hush"),
            new ClientSecret("cid", "hush"),
            new ApiKey("id", "hush", "hush"),
            new PrivateKeyJwt("cid", key),
            StoredCredential.of(new ClientSecret("cid", "hush"), Instant.EPOCH),
            new AccessToken(Secret.of("hush"), false, Set.of("a:b"), Instant.EPOCH),
            new ReceivedRequest(
                "GET", URI.create("https://x/"), List.of("Bearer hush"), List.of()))) {
      assertThat(holder.toString()).doesNotContain("hush");
    }
  }

  @Test
  void secrets_are_equal_when_their_values_are() {
    assertThat(Secret.of("one")).isEqualTo(Secret.of("one")).hasSameHashCodeAs(Secret.of("one"));
    assertThat(Secret.of("one")).isNotEqualTo(Secret.of("two")).isNotEqualTo("one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "cs_x\n", " cs_x", "cs x", "cs_ü", "cs_\u0000"})
  void an_impossible_secret_is_rejected_without_being_quoted(String text) {
    assertThatThrownBy(() -> Secret.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("cs_");
  }
}
