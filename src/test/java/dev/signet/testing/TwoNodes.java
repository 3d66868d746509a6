package dev.signet.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Two nodes over one PostgreSQL, whose tokens are signed with ES256. Over SQLite there is one node
/// only, and the class is passed over.
public final class TwoNodes implements BeforeAllCallback, AfterAllCallback {
  private @Nullable TestServer first;
  private @Nullable TestServer second;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    assumeTrue(TestDatabase.isPostgresql(), "several nodes need PostgreSQL");
    var here = new TestServer().with("token-alg", "ES256");
    here.start();
    first = here;
    second = here.startNode();
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    if (second != null) {
      second.server().close();
    }
    if (first != null) {
      first.close();
    }
  }

  public TestServer a() {
    return Objects.requireNonNull(first);
  }

  public TestServer b() {
    return Objects.requireNonNull(second);
  }
}
