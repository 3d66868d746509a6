package dev.signet.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;

/// The processor time used so far, as the system reports it.
///
/// @param nanos when that was
/// @param busy of all processes
/// @param ours of this process and its ended children
record ProcessorUsage(long nanos, Duration busy, Duration ours) {

  /// The unit of Linux on every machine.
  private static final long TICKS_A_SECOND = 100;

  static ProcessorUsage now() {
    try {
      // user nice system idle iowait irq softirq steal
      var all = Files.readAllLines(Path.of("/proc/stat")).getFirst().split("\\s+", -1);
      var busy =
          IntStream.of(1, 2, 3, 6, 7, 8).mapToLong(field -> Long.parseLong(all[field])).sum();
      var self = Files.readString(Path.of("/proc/self/stat"));
      // After the name: utime stime cutime cstime are the 12th to 15th.
      var mine = self.substring(self.lastIndexOf(')') + 2).split(" ", -1);
      var ours =
          IntStream.rangeClosed(11, 14).mapToLong(field -> Long.parseLong(mine[field])).sum();
      return new ProcessorUsage(System.nanoTime(), time(busy), time(ours));
    } catch (IOException | RuntimeException notLinux) {
      return new ProcessorUsage(System.nanoTime(), Duration.ZERO, Duration.ZERO);
    }
  }

  private static Duration time(long ticks) {
    return Duration.ofMillis(ticks * 1000 / TICKS_A_SECOND);
  }

  /// The share of all processors that others used; 0 where the system does not report it.
  ///
  /// @param server the server's processor time meanwhile
  double takenByOthersSince(ProcessorUsage before, Duration server) {
    var others = busy.minus(before.busy).minus(ours.minus(before.ours)).minus(server).toNanos();
    var had = (nanos - before.nanos) * Runtime.getRuntime().availableProcessors();
    return Math.max(0, (double) others / had);
  }
}
