import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;

/// What the processors have done up to now, by the system's own account.
///
/// @param nanos when that was
/// @param busy all that was done, by anybody
/// @param ours what this process did, and those of its children that have ended
record ProcessorUsage(long nanos, Duration busy, Duration ours) {

  /// As Linux counts for everybody, whatever the machine.
  private static final long TICKS_A_SECOND = 100;

  static ProcessorUsage now() {
    try {
      // user nice system idle iowait irq softirq steal
      var all = Files.readAllLines(Path.of("/proc/stat")).getFirst().split("\\s+");
      var busy =
          IntStream.of(1, 2, 3, 6, 7, 8).mapToLong(field -> Long.parseLong(all[field])).sum();
      var self = Files.readString(Path.of("/proc/self/stat"));
      // After the name: utime stime cutime cstime are the 12th to 15th.
      var mine = self.substring(self.lastIndexOf(')') + 2).split(" ");
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

  /// @param server what the server did meanwhile
  /// @return a share of all processors; 0 where the system does not say
  double takenByOthersSince(ProcessorUsage before, Duration server) {
    var others = busy.minus(before.busy).minus(ours.minus(before.ours)).minus(server).toNanos();
    var had = (nanos - before.nanos) * Runtime.getRuntime().availableProcessors();
    return Math.max(0, (double) others / had);
  }
}
