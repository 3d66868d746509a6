package dev.signet.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A reverse proxy as Debian installs it, in front of the server under test. Its only setting
/// towards the server is that it forwards the address of the client.
final class DebianProxy implements AutoCloseable {

  enum Kind {
    /// Speaks HTTP/1.0 to the server and closes each connection.
    NGINX("nginx", "nginx"),
    HAPROXY("haproxy", "haproxy"),
    APACHE("apache2", "apache2-bin");

    private final String command;

    /// The package that it comes with.
    final String debianPackage;

    Kind(String command, String debianPackage) {
      this.command = command;
      this.debianPackage = debianPackage;
    }

    /// Its place; empty when it is not installed.
    private String executable() {
      return List.of("/usr/sbin/", "/usr/bin/", "/usr/local/sbin/", "/usr/local/bin/").stream()
          .map(folder -> folder + command)
          .filter(file -> Files.isExecutable(Path.of(file)))
          .findFirst()
          .orElse("");
    }

    boolean isInstalled() {
      return !executable().isEmpty();
    }

    private String configuration(Path folder, int front, int server) {
      return switch (this) {
        case NGINX ->
            """
            daemon off;
            pid %1$s/nginx.pid;
            error_log %1$s/error.log;
            %4$s
            events { worker_connections 768; }
            http {
              sendfile on;
              tcp_nopush on;
              include /etc/nginx/mime.types;
              default_type application/octet-stream;
              access_log off;
              gzip on;
              client_body_temp_path %1$s/body;
              proxy_temp_path %1$s/proxy;
              fastcgi_temp_path %1$s/fastcgi;
              uwsgi_temp_path %1$s/uwsgi;
              scgi_temp_path %1$s/scgi;
              server {
                listen 127.0.0.1:%2$d;
                location / {
                  proxy_pass http://127.0.0.1:%3$d;
                  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                }
              }
            }
            """
                .formatted(folder, front, server, isRoot() ? "user root;" : "");
        case HAPROXY ->
            """
            defaults
              mode http
              timeout connect 5000
              timeout client 50000
              timeout server 50000
            frontend front
              bind 127.0.0.1:%d
              stats enable
              option forwardfor
              default_backend signet
            backend signet
              option httpchk GET /health/ready
              default-server inter 100ms
              server one 127.0.0.1:%d check
            """
                .formatted(front, server);
        case APACHE ->
            """
            LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
            LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
            LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so
            LoadModule proxy_http_module /usr/lib/apache2/modules/mod_proxy_http.so
            DefaultRuntimeDir %1$s
            PidFile %1$s/apache.pid
            ErrorLog %1$s/error.log
            ServerName localhost
            %4$s
            Listen 127.0.0.1:%2$d
            ProxyPass / http://127.0.0.1:%3$d/
            ProxyPassReverse / http://127.0.0.1:%3$d/
            """
                .formatted(folder, front, server, isRoot() ? "User www-data\nGroup www-data" : "");
      };
    }

    private List<String> command(Path folder, Path file) {
      return switch (this) {
        case NGINX -> List.of(executable(), "-p", folder.toString(), "-c", file.toString());
        case HAPROXY -> List.of(executable(), "-db", "-q", "-f", file.toString());
        case APACHE ->
            List.of(
                executable(), "-d", folder.toString(), "-f", file.toString(), "-D", "FOREGROUND");
      };
    }

    private static boolean isRoot() {
      return System.getProperty("user.name").equals("root");
    }
  }

  private final Process process;
  private final int front;

  private DebianProxy(Process process, int front) {
    this.process = process;
    this.front = front;
  }

  /// Starts one that leads to a port of this machine.
  static DebianProxy start(Kind kind, Path folder, int server) throws IOException {
    var front = ServerProcess.freePort();
    var file = Files.writeString(folder.resolve("conf"), kind.configuration(folder, front, server));
    var log = folder.resolve("output.log");
    var process =
        new ProcessBuilder(kind.command(folder, file))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    var proxy = new DebianProxy(process, front);
    var deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!proxy.listens()) {
      assertThat(process.isAlive() && System.nanoTime() < deadline)
          .as(kind + " listens; it said: " + Files.readString(log, UTF_8))
          .isTrue();
      LockSupport.parkNanos(5_000_000);
    }
    return proxy;
  }

  private boolean listens() {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), front)) {
      return socket.isConnected();
    } catch (IOException _) {
      return false;
    }
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + front);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
