package dev.signet.authorization.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.Await;
import dev.signet.testing.TwoNodes;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Resources that one node changes and another one looks up.
@DisplayNameGeneration(ReplaceUnderscores.class)
class ResourcesOnTwoNodesTest {
  @RegisterExtension static final TwoNodes nodes = new TwoNodes();

  private static final String URI = "https://mcp.example.com/mcp";

  @Test
  void a_look_up_sees_what_another_node_has_answered() {
    var other = nodes.b().internals().resources();
    assertThat(other.find(URI)).isEmpty();
    assertThat(other.audience(List.of("https://MCP.example.com/mcp")))
        .containsExactly("https://MCP.example.com/mcp");
    var operator = nodes.a().operator();

    var id = operator.post(ResourcesTest.PATH, "uri", URI, "name", "One").text("resourceId");
    var path = ResourcesTest.PATH + "/" + id;

    assertThat(other.find(URI).orElseThrow().settings().name()).isEqualTo("One");
    nodes.a().clock().advance(Duration.ofSeconds(1));
    Await.until(
        Duration.ofSeconds(10),
        "the other node names the first resource as it was registered",
        () -> other.audience(List.of("https://MCP.example.com/mcp")).equals(List.of(URI)));
    operator.patch(path, "name", "Two");
    assertThat(other.find(URI).orElseThrow().settings().name()).isEqualTo("Two");
    operator.post(path + "/scopes", "name", "files.read", "title", "Read your files");
    assertThat(other.findById(new ResourceId(id)).orElseThrow().scopes().names().values())
        .containsExactly("files.read");
    operator.delete(path);
    assertThat(other.find(URI)).isEmpty();
    assertThat(other.audience(List.of("https://MCP.example.com/mcp")))
        .containsExactly("https://MCP.example.com/mcp");
  }

  @Test
  void
      while_a_resource_is_being_changed_no_node_issues_for_it_and_a_change_waits_for_those_that_do() {
    var operator = nodes.a().operator();
    var id =
        new ResourceId(
            operator
                .post(ResourcesTest.PATH, "uri", "https://locked.example.com/mcp", "name", "x")
                .text("resourceId"));
    var path = ResourcesTest.PATH + "/" + id.value();
    var first = nodes.a().internals();
    var second = nodes.b().internals();

    var changed =
        first
            .db()
            .inTransaction(tx -> {
              assertThat(first.resources().lockForIssuing(tx, List.of(id))).containsKey(id);
              var change =
                  Thread.ofVirtual().start(() -> nodes.b().operator().patch(path, "name", "y"));
              Await.until(
                  Duration.ofSeconds(10),
                  "the change waits",
                  () ->
                      second
                          .db()
                          .inTransaction(
                              other -> second.resources().lockForIssuing(other, List.of(id)))
                          .isEmpty());
              assertThat(second.resources().findById(id).orElseThrow().settings().name())
                  .isEqualTo("x");
              return change;
            });

    join(changed);
    assertThat(second.resources().findById(id).orElseThrow().settings().name()).isEqualTo("y");
    var versions =
        second.db().inTransaction(tx -> second.resources().lockForIssuing(tx, List.of(id)));
    assertThat(versions).containsKey(id);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
