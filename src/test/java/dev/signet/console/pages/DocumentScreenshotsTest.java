package dev.signet.console.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.signet.testing.ChromiumBrowser;
import dev.signet.testing.ChromiumBrowser.ViewMode;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestServer;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The screenshots of docs/console.md, taken of a server with some activity. `make console-shots`
/// writes them again.
@DisplayNameGeneration(ReplaceUnderscores.class)
@TestMethodOrder(OrderAnnotation.class)
class DocumentScreenshotsTest {
  private static final Path DOCS = Path.of("docs");
  private static final Pattern PICTURE = Pattern.compile("!\\[[^]]+]\\((console/[a-z-]+\\.png)\\)");
  private static final int MAX_BYTES = 150_000;

  @RegisterExtension static final TestServer server = new TestServer().inDevPosture();
  @RegisterExtension static final ChromiumBrowser browser = new ChromiumBrowser();

  @Test
  @Order(2)
  void each_screenshot_of_the_docs_exists_and_is_small() throws IOException {
    var shown = PICTURE.matcher(Files.readString(DOCS.resolve("console.md"))).results().toList();

    assertThat(shown).hasSizeGreaterThanOrEqualTo(6);
    for (var picture : shown) {
      assertThat(DOCS.resolve(picture.group(1))).isRegularFile();
      assertThat(Files.size(DOCS.resolve(picture.group(1)))).isLessThan(MAX_BYTES);
    }
  }

  @Test
  @Order(1)
  void the_screenshots_are_taken() throws IOException {
    var screener = server.registerAgentWith("name", "resume-screener", "owner", "people team");
    createHistory();
    var token = screener.token();

    var page = browser.open(server, ViewMode.LIGHT);
    page.setViewportSize(1200, 860);
    page.navigate(server.server().firstSignInLink().orElseThrow());
    page.getByLabel("Your name").fill("Ann");
    presses(page, "Sign in");
    page.locator(".attention").waitFor();
    saveScreenshot(page, "overview");
    page.navigate("/console/agents");
    saveScreenshot(page, "agents");
    page.getByText("courier").first().click();
    page.waitForURL("**/console/agents/*");
    saveScreenshot(page, "agent");
    page.navigate("/console/agents/" + screener.id() + "/deactivate");
    page.getByLabel("Reason").fill("asked for too much");
    saveScreenshot(page, "deactivate");
    presses(page, "Deactivate");
    page.navigate("/console/tools");
    page.getByLabel("Token").fill(token);
    presses(page, "Explain");
    page.locator(".verdict").waitFor();
    saveScreenshot(page, "token");
    page.navigate("/console/audit");
    saveScreenshot(page, "audit");
  }

  private static void createHistory() {
    var courier =
        agent("courier", "orchestrator", "logistics", "orders:read", "orders:ship", "stock:read");
    var extractor = agent("invoice-extractor", "extractor", "finance", "invoices:read");
    for (var name : List.of("ticket-router", "price-monitor", "meeting-summarizer")) {
      agent(name, "monitor", "platform", "read");
    }
    for (var day = 0; day < 31; day++) {
      asks(courier, "orders:read", day * 5 % 7 + 3);
      server.clock().advance(Duration.ofDays(1));
    }
    for (var hour = 0; hour < 22; hour++) {
      asks(courier, "orders:read", hour * 5 % 8 + 8);
      // Counters count for the minute in which they are stored.
      server.internals().console().flushActivity();
      server.clock().advance(Duration.ofHours(1));
    }
    for (var minute = 0; minute < 45; minute++) {
      asks(courier, "orders:read stock:read", minute * 7 % 4 + 1);
      if (minute % 3 == 0) {
        extractor.token();
      }
      if (minute % 9 == 0) {
        extractor.requestToken("payments:write");
      }
      server.internals().console().flushActivity();
      server.clock().advance(Duration.ofMinutes(1));
    }
    server.internals().followers().catchUp();
  }

  private static void asks(TestAgent agent, String scopes, int times) {
    for (var i = 0; i < times; i++) {
      agent.requestToken(scopes);
    }
  }

  private static TestAgent agent(String name, String type, String owner, String... scopes) {
    return server.registerAgentWith(
        "name", name, "agentType", type, "owner", owner, "scopes", List.of(scopes));
  }

  private static void presses(Page page, String button) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true))
        .click();
  }

  private static void saveScreenshot(Page page, String name) throws IOException {
    page.waitForLoadState();
    var picture = small(page.screenshot());
    assertThat(picture.length).as(name).isLessThan(MAX_BYTES);
    var folder =
        Boolean.getBoolean("signet.docs.write")
            ? DOCS.resolve("console")
            : Path.of("target/screenshots/docs");
    Files.createDirectories(folder);
    Files.write(folder.resolve(name + ".png"), picture);
  }

  /// The picture reduced to its 256 most frequent colours; other colours, at the edges of letters,
  /// become the nearest of these.
  private static byte[] small(byte[] png) throws IOException {
    var whole = Objects.requireNonNull(ImageIO.read(new ByteArrayInputStream(png)));
    var counted = new HashMap<Integer, Integer>();
    eachPixel(whole, (x, y) -> counted.merge(whole.getRGB(x, y), 1, Integer::sum));
    var palette =
        counted.entrySet().stream()
            .sorted(Map.Entry.<Integer, Integer>comparingByValue().reversed())
            .limit(256)
            .mapToInt(Map.Entry::getKey)
            .toArray();
    var model = new IndexColorModel(8, palette.length, palette, 0, false, -1, DataBuffer.TYPE_BYTE);
    var small =
        new BufferedImage(
            whole.getWidth(), whole.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, model);
    var places = new HashMap<Integer, Integer>();
    eachPixel(
        whole,
        (x, y) -> {
          var place =
              places.computeIfAbsent(whole.getRGB(x, y), colour -> nearest(palette, colour));
          small.getRaster().setSample(x, y, 0, place);
        });
    var out = new ByteArrayOutputStream();
    ImageIO.write(small, "png", out);
    return out.toByteArray();
  }

  @FunctionalInterface
  private interface Pixel {
    void at(int x, int y);
  }

  private static void eachPixel(BufferedImage picture, Pixel pixel) {
    for (var y = 0; y < picture.getHeight(); y++) {
      for (var x = 0; x < picture.getWidth(); x++) {
        pixel.at(x, y);
      }
    }
  }

  private static int nearest(int[] palette, int colour) {
    return IntStream.range(0, palette.length)
        .boxed()
        .min(Comparator.comparingInt(place -> distance(palette[place], colour)))
        .orElseThrow();
  }

  private static int distance(int one, int other) {
    return IntStream.of(0, 8, 16)
        .map(shift -> (one >> shift & 0xFF) - (other >> shift & 0xFF))
        .map(away -> away * away)
        .sum();
  }
}
