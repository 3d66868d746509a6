package dev.signet.console.parts;

import dev.signet.web.http.Access;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// The files that pages load: stylesheet, scripts, icon. The name of each file has a hash of its
/// content, so browsers may cache it for ever and load a changed file at once.
public final class Assets {
  private static final String FOLDER = "/console/static/";
  private static final int HASH_LENGTH = 16;

  private record Asset(String path, Response response) {}

  private final Map<String, Asset> byName = new LinkedHashMap<>();

  public Assets() {
    add("console.css", "text/css; charset=utf-8");
    add("console.js", "text/javascript; charset=utf-8");
    add("htmx.min.js", "text/javascript; charset=utf-8");
    add("icon.svg", "image/svg+xml");
  }

  private void add(String name, String type) {
    var content = read(name);
    var dot = name.lastIndexOf('.');
    var path = FOLDER + name.substring(0, dot) + "-" + hash(content) + name.substring(dot);
    byName.put(name, new Asset(path, response(type, content)));
  }

  /// The path of the file in pages.
  public String path(String name) {
    return Objects.requireNonNull(byName.get(name), name).path();
  }

  public void mount(Router router) {
    var open = new Access.Open("stylesheet, scripts and icon: the same for all users");
    byName.values().forEach(asset -> router.get(asset.path(), open, _ -> asset.response()));
  }

  private static Response response(String type, byte[] content) {
    return PageRenderer.withSecurityHeaders(Response.of(200, type, content).shared())
        .withHeader("Cache-Control", "public, max-age=31536000, immutable");
  }

  private static String hash(byte[] content) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(digest).substring(0, HASH_LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every JDK", e);
    }
  }

  private static byte[] read(String name) {
    try (var in = Assets.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not in the jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
