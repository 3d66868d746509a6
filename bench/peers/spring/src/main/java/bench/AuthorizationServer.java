package bench;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.authentication.JwtClientAssertionAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.JwtClientAssertionDecoderFactory;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.web.SecurityFilterChain;
import tools.jackson.databind.json.JsonMapper;

/// A Spring Authorization Server as its guide puts one together, with the clients and keys of the
/// file that `--bench.setup` names: `{"port", "issuer", "scope", "keys": [private JWKs], "clients":
/// [{"id", "secret" or "jwk", "alg"}]}`.
@SpringBootApplication
public class AuthorizationServer {

  private static final String ALG = "bench.alg";

  record Setup(
      int port,
      String issuer,
      String scope,
      List<Map<String, Object>> keys,
      List<Client> clients) {}

  /// @param secret null when it proves itself by its key
  /// @param jwk its public key; null when it proves itself by its secret
  /// @param alg how its tokens are signed
  record Client(String id, String secret, Map<String, Object> jwk, String alg) {}

  public static void main(String[] arguments) {
    SpringApplication.run(AuthorizationServer.class, arguments);
  }

  @Bean
  Setup setup(@Value("${bench.setup}") File file) {
    return JsonMapper.builder().build().readValue(file, Setup.class);
  }

  @Bean
  SecurityFilterChain endpoints(HttpSecurity http, Decoders decoders) throws Exception {
    var server = new OAuth2AuthorizationServerConfigurer();
    return http.securityMatcher(server.getEndpointsMatcher())
        .with(
            server,
            it ->
                it.clientAuthentication(
                    clients -> clients.authenticationProviders(providers ->
                        providers.forEach(provider -> {
                          if (provider instanceof JwtClientAssertionAuthenticationProvider judge) {
                            judge.setJwtDecoderFactory(decoders::of);
                          }
                        }))))
        .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
        .build();
  }

  @Bean
  RegisteredClientRepository clients(Setup setup) {
    return new InMemoryRegisteredClientRepository(
        setup.clients().stream().map(client -> registered(client, setup)).toList());
  }

  private static RegisteredClient registered(Client client, Setup setup) {
    var how = ClientSettings.builder().setting(ALG, client.alg());
    var registered =
        RegisteredClient.withId(client.id())
            .clientId(client.id())
            .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
            .scopes(scopes -> scopes.addAll(List.of(setup.scope().split(" "))))
            .tokenSettings(
                TokenSettings.builder().accessTokenTimeToLive(Duration.ofHours(1)).build());
    if (client.jwk() == null) {
      registered
          .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
          .clientSecret(client.secret());
    } else {
      how.tokenEndpointAuthenticationSigningAlgorithm(SignatureAlgorithm.ES256);
      registered.clientAuthenticationMethod(ClientAuthenticationMethod.PRIVATE_KEY_JWT);
    }
    return registered.clientSettings(how.build()).build();
  }

  /// A random secret needs no slow hash. With bcrypt, which the framework takes unless told
  /// otherwise, it would be the hash that is measured.
  @Bean
  PasswordEncoder secrets() {
    return new PasswordEncoder() {
      @Override
      public String encode(CharSequence secret) {
        return secret.toString();
      }

      @Override
      public boolean matches(CharSequence presented, String kept) {
        return MessageDigest.isEqual(
            presented.toString().getBytes(StandardCharsets.UTF_8),
            kept.getBytes(StandardCharsets.UTF_8));
      }
    };
  }

  /// The framework signs with RS256 unless it is told otherwise for each token.
  @Bean
  OAuth2TokenCustomizer<JwtEncodingContext> algorithm() {
    return token -> {
      String alg = token.getRegisteredClient().getClientSettings().getSetting(ALG);
      token.getJwsHeader().algorithm(SignatureAlgorithm.from(alg));
    };
  }

  @Bean
  JWKSource<SecurityContext> keys(Setup setup) throws ParseException {
    return new ImmutableJWKSet<>(JWKSet.parse(Map.of("keys", setup.keys())));
  }

  @Bean
  OAuth2AuthorizationService authorizations() {
    return new Authorizations();
  }

  @Bean
  AuthorizationServerSettings settings(Setup setup) {
    return AuthorizationServerSettings.builder().issuer(setup.issuer()).build();
  }

  @Bean
  Decoders decoders(Setup setup) {
    return new Decoders(
        setup.clients().stream()
            .filter(client -> client.jwk() != null)
            .collect(Collectors.toMap(Client::id, Client::jwk)));
  }

  /// Checks assertions by the keys in the setup, one decoder a client. The framework's own factory
  /// fetches keys from a URL of the client's.
  static final class Decoders {
    private final Map<String, Map<String, Object>> jwks;
    private final Map<String, JwtDecoder> made = new ConcurrentHashMap<>();

    Decoders(Map<String, Map<String, Object>> jwks) {
      this.jwks = jwks;
    }

    JwtDecoder of(RegisteredClient client) {
      return made.computeIfAbsent(client.getClientId(), id -> make(client, jwks.get(id)));
    }

    private static JwtDecoder make(RegisteredClient client, Map<String, Object> jwk) {
      try {
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSKeySelector(
            new JWSVerificationKeySelector<>(
                JWSAlgorithm.ES256, new ImmutableJWKSet<>(new JWKSet(ECKey.parse(jwk)))));
        // The decoder's own validator judges the claims.
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        var decoder = new NimbusJwtDecoder(processor);
        decoder.setJwtValidator(
            JwtClientAssertionDecoderFactory.DEFAULT_JWT_VALIDATOR_FACTORY.apply(client));
        return decoder;
      } catch (ParseException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
