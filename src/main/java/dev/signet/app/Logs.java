package dev.signet.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import dev.signet.web.http.RequestPipeline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The logs: events with fields, on standard error, as text or as JSON lines.
final class Logs {
  private Logs() {}

  static void configure(Config config) {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      return;
    }
    context.reset();
    var appender = new ConsoleAppender<ILoggingEvent>();
    appender.setContext(context);
    appender.setTarget("System.err");
    var encoder = encoder(config.logFormat());
    encoder.setContext(context);
    encoder.start();
    appender.setEncoder(encoder);
    appender.start();
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.addAppender(appender);
    root.setLevel(Level.WARN);
    // Some drivers also log through the JDK what they throw.
    java.util.logging.Logger.getLogger("").setLevel(java.util.logging.Level.OFF);
    context.getLogger("dev.signet").setLevel(Level.toLevel(config.logLevel().name()));
    context
        .getLogger(RequestPipeline.REQUEST_LOG)
        .setLevel(config.logRequests() ? Level.INFO : Level.OFF);
  }

  private static Encoder<ILoggingEvent> encoder(Config.LogFormat format) {
    return switch (format) {
      case JSON -> new JsonEncoder();
      case TEXT -> {
        var text = new PatternLayoutEncoder();
        text.setPattern("%d{HH:mm:ss.SSS} %-5level %logger{0} %msg %kvp%n%ex");
        yield text;
      }
    };
  }
}
