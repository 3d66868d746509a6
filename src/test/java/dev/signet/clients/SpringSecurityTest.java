package dev.signet.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.signet.testing.Jwt;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestDatabase;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.oauth2.client.AuthorizedClientServiceOAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.ClientCredentialsOAuth2AuthorizedClientProvider;
import org.springframework.security.oauth2.client.InMemoryOAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.client.OAuth2ClientHttpRequestInterceptor;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.web.client.RestClient;

/// Spring Security against our server, configured with nothing but the issuer: its OAuth client,
/// and its check of access tokens as docs/tokens.md has it.
@DisplayNameGeneration(ReplaceUnderscores.class)
class SpringSecurityTest {
  @RegisterExtension static final TestServer server = new TestServer().listeningAtIssuer();

  @BeforeAll
  static void once() {
    assumeFalse(TestDatabase.isPostgresql(), "Spring knows of no database");
    server.clock().set(Instant.now());
  }

  private static RestClient clientOf(String clientId, String secret) {
    var registration =
        ClientRegistrations.fromIssuerLocation(server.server().issuer())
            .registrationId("signet")
            .clientId(clientId)
            .clientSecret(secret)
            .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
            .scope("orders:read")
            .build();
    return clientOf(registration);
  }

  private static RestClient clientOf(ClientRegistration registration) {
    var registrations = new InMemoryClientRegistrationRepository(registration);
    var manager =
        new AuthorizedClientServiceOAuth2AuthorizedClientManager(
            registrations, new InMemoryOAuth2AuthorizedClientService(registrations));
    manager.setAuthorizedClientProvider(new ClientCredentialsOAuth2AuthorizedClientProvider());
    var interceptor = new OAuth2ClientHttpRequestInterceptor(manager);
    interceptor.setClientRegistrationIdResolver(_ -> registration.getRegistrationId());
    interceptor.setPrincipalResolver(
        _ -> new UsernamePasswordAuthenticationToken("program", "unused"));
    return RestClient.builder()
        .baseUrl(server.server().issuer())
        .requestInterceptor(interceptor)
        .build();
  }

  @Test
  void its_client_discovers_the_server_by_the_issuer_gets_a_token_and_uses_it() {
    var agent = server.registerAgent("courier", "orders:read");

    var me = clientOf(agent.clientId(), agent.secret()).get().uri("/api/agents/me").retrieve();

    assertThat(TestResponse.parse(Objects.requireNonNull(me.body(String.class))).at("/agent/id"))
        .isEqualTo(TestResponse.parse('"' + agent.id() + '"'));
  }

  @Test
  void its_client_passes_on_the_errors_of_the_server() {
    var agent = server.registerAgent("courier", "orders:read");
    var client = clientOf(agent.clientId(), agent.secret() + "x");

    assertThatThrownBy(() -> client.get().uri("/api/agents/me").retrieve().body(String.class))
        .isInstanceOf(OAuth2AuthorizationException.class)
        .hasMessageContaining("invalid_client")
        .hasMessageContaining("Client authentication failed");
  }

  @Test
  void its_decoder_checks_a_token_by_the_issuer() {
    var agent = server.registerAgent("courier", "orders:read");
    var token = tokenOf(agent, "https://orders.example.com/");
    var decoder = decoder("https://orders.example.com/");

    var read = decoder.decode(token);

    assertThat(read.getSubject()).isEqualTo(agent.clientId());
    assertThat(read.getClaimAsString("scope")).isEqualTo("orders:read");
    var forged = Jwt.of(token).withPayload("{\"sub\":\"another\"}").toString();
    assertThatThrownBy(() -> decoder.decode(forged)).isInstanceOf(JwtException.class);
    assertThatThrownBy(() -> decoder("https://parcels.example.com/").decode(token))
        .isInstanceOf(JwtException.class);
  }

  private static String tokenOf(TestAgent agent, String resource) {
    return server
        .unauthenticated()
        .basic(agent.clientId(), agent.secret())
        .form("/oauth/token", "grant_type", "client_credentials", "resource", resource)
        .text("access_token");
  }

  private static JwtDecoder decoder(String audience) {
    var issuer = server.server().issuer();
    var decoder = NimbusJwtDecoder.withIssuerLocation(issuer).validateType(false).build();
    decoder.setJwtValidator(
        JwtValidators.createAtJwtValidator()
            .issuer(issuer)
            .audience(audience)
            .validators(checks ->
                checks.put("client_id", new JwtClaimValidator<>("client_id", Objects::nonNull)))
            .build());
    return decoder;
  }
}
