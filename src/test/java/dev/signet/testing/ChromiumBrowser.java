package dev.signet.testing;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A real Chromium without a window, the one that the system has installed. Each test opens what it
/// needs; all is closed after it.
public final class ChromiumBrowser
    implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

  /// How a page is looked at.
  public enum ViewMode {
    LIGHT(1280, 900, ColorScheme.LIGHT),
    DARK(1280, 900, ColorScheme.DARK),
    PHONE(390, 844, ColorScheme.LIGHT);

    private final int width;
    private final int height;
    private final ColorScheme scheme;

    ViewMode(int width, int height, ColorScheme scheme) {
      this.width = width;
      this.height = height;
      this.scheme = scheme;
    }

    /// The rules of axe-core, or groups of them, that a page must pass: WCAG 2.2 A and AA and its
    /// best practices; in the dark those of colors, and on a phone those of layout, as nothing else
    /// differs.
    private List<String> rules() {
      return switch (this) {
        case LIGHT ->
            List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice");
        case DARK -> List.of("color-contrast", "link-in-text-block");
        case PHONE -> List.of("target-size", "scrollable-region-focusable");
      };
    }
  }

  private static final Path SCREENSHOTS = Path.of("target/screenshots");
  private static final String AXE = read("/axe.min.js");

  private final List<BrowserContext> contexts = new ArrayList<>();
  private @Nullable Playwright playwright;
  private com.microsoft.playwright.@Nullable Browser chromium;

  @Override
  public void beforeAll(ExtensionContext context) {
    var made =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    playwright = made;
    chromium =
        made.chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(installed())
                    .setArgs(
                        List.of(
                            "--headless",
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-quic",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync")));
  }

  private static Path installed() {
    return Stream.of(
            Optional.ofNullable(System.getenv("CHROMIUM")).orElse("/usr/bin/chromium"),
            "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () -> new AssertionError("No Chromium: install the system's package, or set CHROMIUM"));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    contexts.forEach(BrowserContext::close);
    contexts.clear();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (playwright != null) {
      playwright.close();
    }
  }

  /// Opens a page in a new, empty browser context.
  public Page open(TestServer server, ViewMode look) {
    return open(server, look, true);
  }

  /// Opens a page in a new, empty browser context without JavaScript.
  public Page openWithoutScript(TestServer server) {
    return open(server, ViewMode.LIGHT, false);
  }

  private Page open(TestServer server, ViewMode look, boolean script) {
    var context =
        Objects.requireNonNull(chromium)
            .newContext(
                new com.microsoft.playwright.Browser.NewContextOptions()
                    .setBaseURL("http://localhost:" + server.server().port())
                    .setViewportSize(look.width, look.height)
                    .setColorScheme(look.scheme)
                    .setJavaScriptEnabled(script)
                    .setReducedMotion(com.microsoft.playwright.options.ReducedMotion.REDUCE)
                    .setPermissions(
                        script ? List.of("clipboard-read", "clipboard-write") : List.of()));
    context.setDefaultTimeout(15_000);
    contexts.add(context);
    return context.newPage();
  }

  /// The faults that axe-core finds in a page, a line each.
  public static List<String> faults(Page page) {
    return faults(page, ViewMode.LIGHT);
  }

  /// The faults that axe-core finds in a page by the rules of a view mode, a line each.
  @SuppressWarnings("unchecked") // What a script returns has no type.
  public static List<String> faults(Page page, ViewMode look) {
    page.evaluate(AXE);
    var found =
        (List<String>)
            page.evaluate(
                """
                async rules => (await axe.run(document, {runOnly: rules})).violations.flatMap(rule => rule.nodes.map(
                  node => rule.id + ': ' + rule.help + ': ' + node.html + ' '
                    + (node.any[0] ? node.any[0].message : '')))
                """,
                look.rules());
    return Objects.requireNonNull(found);
  }

  /// Keeps a picture of the whole page as build output.
  public static void savesScreenshot(Page page, String name, ViewMode look) {
    page.screenshot(
        new Page.ScreenshotOptions()
            .setFullPage(true)
            .setPath(
                SCREENSHOTS.resolve(
                    name + "-" + look.name().toLowerCase(java.util.Locale.ROOT) + ".png")));
  }

  private static String read(String resource) {
    try (var in = ChromiumBrowser.class.getResourceAsStream(resource)) {
      return new String(
          Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
