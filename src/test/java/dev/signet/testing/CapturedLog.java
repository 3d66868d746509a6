package dev.signet.testing;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/// The lines that a class logs while this is open. Other servers of this process may log too. A
/// test class that uses this holds [#RESOURCE] for reading.
public final class CapturedLog implements AutoCloseable {

  /// The logging of this process. A test class holds it for writing if it runs commands that
  /// configure the logging, such as `signet doctor`: they detach all appenders.
  public static final String RESOURCE = "logging";

  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final Logger logger;
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          lines.add(line(event));
        }
      };

  private CapturedLog(Logger logger) {
    this.logger = logger;
  }

  public static CapturedLog of(Class<?> logging) {
    var captured = new CapturedLog((Logger) LoggerFactory.getLogger(logging));
    captured.appender.start();
    captured.logger.addAppender(captured.appender);
    return captured;
  }

  /// `LEVEL message name="value" …`
  private static String line(ILoggingEvent event) {
    var line = new StringBuilder(event.getLevel() + " " + event.getFormattedMessage());
    Objects.requireNonNullElse(event.getKeyValuePairs(), List.of())
        .forEach(pair -> line.append(' ').append(pair));
    return line.toString();
  }

  public List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
  }
}
