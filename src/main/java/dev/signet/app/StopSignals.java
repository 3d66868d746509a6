package dev.signet.app;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The signals that stop a process: SIGTERM and, at a terminal, SIGINT.
///
/// By default the JVM exits with code 143 or 130, which systemd and Kubernetes take for a failure,
/// and a second signal waits for the work of the first one. A custom handler changes both. Its
/// class, `sun.misc.Signal`, is in the module `jdk.unsupported`, and naming it causes a compiler
/// warning, so it is called by reflection.
final class StopSignals {
  private static final Logger LOG = LoggerFactory.getLogger(StopSignals.class);

  /// Added to the number of the signal that ended the process.
  private static final int SIGNAL_EXIT_BASE = 128;

  private StopSignals() {}

  /// Runs `stop` at the first signal, in a separate thread; the second signal ends the process at
  /// once. A signal that the process was started to ignore is ignored. Where signals cannot be
  /// handled (the JVM's option `-Xrs`), nothing changes.
  static void handle(Runnable stop) {
    var stopping = new AtomicBoolean();
    for (var name : List.of("TERM", "INT")) {
      try {
        handle(
            name,
            number -> {
              if (stopping.getAndSet(true)) {
                Runtime.getRuntime().halt(SIGNAL_EXIT_BASE + number);
              }
              Thread.ofPlatform().name("signet-drain").start(stop);
            });
      } catch (ReflectiveOperationException e) {
        LOG.atDebug().addKeyValue("signal", name).setCause(e).log("signal left to the JVM");
      }
    }
  }

  private interface Handler {
    void received(int number);
  }

  private static void handle(String name, Handler handler) throws ReflectiveOperationException {
    var type = Class.forName("sun.misc.Signal");
    var handlerType = Class.forName("sun.misc.SignalHandler");
    var signal = type.getConstructor(String.class).newInstance(name);
    var number = (int) type.getMethod("getNumber").invoke(signal);
    var proxy =
        Proxy.newProxyInstance(
            StopSignals.class.getClassLoader(),
            new Class<?>[] {handlerType},
            (_, method, arguments) -> {
              if (method.getName().equals("handle")) {
                handler.received(number);
                return null;
              }
              return method.invoke(handler, arguments);
            });
    var handle = type.getMethod("handle", type, handlerType);
    var earlier = handle.invoke(null, signal, proxy);
    if (earlier.equals(handlerType.getField("SIG_IGN").get(null))) {
      handle.invoke(null, signal, earlier);
    }
  }
}
