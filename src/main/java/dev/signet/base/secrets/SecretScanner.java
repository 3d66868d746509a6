package dev.signet.base.secrets;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Finds our secrets in whatever they have got into: text of any kind, logs, binary files. A secret
/// is found by its prefix and its checksum, wherever it stands and whatever is glued to it, in
/// UTF-16 as well; what is encoded (Base64), compressed or encrypted is not looked into. Access
/// tokens have no checksum of ours: found is whatever is spelled like one ([RFC 9068
/// §2.1](https://www.rfc-editor.org/rfc/rfc9068#section-2.1)), whoever made it.
///
/// Finds do not overlap, and there is at most one for each prefix or token: the longest one whose
/// checksum fits. (A checksum is public: an attacker can write text in which it fits at every sixth
/// character.) A find is an offset and copies nothing, so neither the work nor the memory grows
/// faster than the input, whatever it is. Used by one thread at a time; one scan after the other
/// may use the same.
public final class SecretScanner {

  /// Where a string stands that could be a secret of ours.
  ///
  /// @param kinds the kinds that are spelled so; none for an access token
  /// @param offset of its first byte, from 0
  /// @param length in bytes; in UTF-16 a character is two
  /// @param line that it begins in, from 1
  public record SecretMatch(Set<SecretKind> kinds, long offset, int length, long line) {
    private static final int SHOWN = 4;

    public SecretMatch {
      kinds = Set.copyOf(kinds);
    }

    /// Enough to tell this find's secret from another one, and of no use: `sk_live_7f3a…`.
    public String mask(Secret secret) {
      var text = secret.reveal();
      return kinds.stream()
          .map(SecretKind::prefix)
          .findAny()
          .map(prefix -> text.substring(0, prefix.length() + SHOWN) + "…")
          .orElseGet(() -> JWT + "…" + text.substring(text.length() - SHOWN));
    }
  }

  /// Receives what a scan finds, in the order in which it is found.
  @FunctionalInterface
  public interface SecretMatchHandler {
    /// Takes one find.
    ///
    /// @param secret reads it out of the input; works only until this returns
    /// @return whether to search on
    boolean handle(SecretMatch find, Supplier<Secret> secret);
  }

  /// How the secrets of one prefix are spelled.
  private record SecretSpelling(String prefix, boolean isSealed, Set<SecretKind> kinds) {
    private SecretSpelling {
      kinds = Set.copyOf(kinds);
    }
  }

  private static final int CHECKSUM = 6;
  private static final int FIXED = SecretFormat.RANDOM_LENGTH + CHECKSUM;
  private static final int LONGEST = SecretFormat.MAX_SEALED_LENGTH + CHECKSUM;

  /// Where the digits of a checksum begin to repeat: 62 to the 6th.
  private static final long CHECKSUMS = 56_800_235_584L;

  /// The beginning of `{"` in Base64.
  private static final String JWT = "eyJ";

  private static final String ACCESS_TOKEN = "at+jwt";
  private static final int MAX_HEADER = 2 * 1024;
  private static final int MAX_JWT = 16 * 1024;
  private static final int MAX_HEADERS_TRIED = 8;

  /// How far one has to see, from the underscore of a prefix or the first dot of a token. In UTF-16
  /// a character is two bytes.
  private static final int AHEAD = 2 * LONGEST + 2;

  private static final int BEHIND = 4 * 1024;
  private static final int WINDOW = 256 * 1024;

  private static final List<SecretSpelling> SPELLINGS = spellings();
  private static final boolean[] BEFORE_UNDERSCORE = new boolean[256];

  static {
    for (var shape : SPELLINGS) {
      BEFORE_UNDERSCORE[shape.prefix().charAt(shape.prefix().length() - 2)] = true;
    }
  }

  private final byte[] window;

  public SecretScanner() {
    this(WINDOW);
  }

  /// For the tests, which want many edges.
  SecretScanner(int extra) {
    window = new byte[BEHIND + AHEAD + extra];
  }

  private static List<SecretSpelling> spellings() {
    var byPrefix = new TreeMap<String, EnumSet<SecretKind>>();
    for (var kind : SecretKind.values()) {
      byPrefix.computeIfAbsent(kind.prefix(), _ -> EnumSet.noneOf(SecretKind.class)).add(kind);
    }
    return byPrefix.entrySet().stream()
        .map(entry ->
            new SecretSpelling(
                entry.getKey(),
                entry.getValue().stream().anyMatch(SecretFormat::isSealed),
                entry.getValue()))
        .toList();
  }

  /// Searches a text for secrets.
  ///
  /// @return whether it was searched to its end
  public static boolean scanText(String text, SecretMatchHandler finds) {
    return scanText(text.getBytes(UTF_8), finds);
  }

  private static boolean scanText(byte[] bytes, SecretMatchHandler finds) {
    return new Pass(bytes, finds).search(bytes.length, true);
  }

  /// The text with what is found in it masked, so that it can be kept and shown.
  public static String maskSecrets(String text) {
    var bytes = text.getBytes(UTF_8);
    var masked = new StringBuilder();
    var copied = new AtomicInteger();
    scanText(
        bytes,
        (find, secret) -> {
          var start = (int) find.offset();
          var before = copied.getAndSet(start + find.length());
          masked.append(new String(bytes, before, start - before, UTF_8));
          masked.append(find.mask(secret.get()));
          return true;
        });
    var rest = copied.get();
    return masked.append(new String(bytes, rest, bytes.length - rest, UTF_8)).toString();
  }

  /// Searches until the end of the stream, or until it is told to stop.
  ///
  /// @return how many bytes were read
  public long scan(InputStream in, SecretMatchHandler finds) throws IOException {
    var pass = new Pass(window, finds);
    var filled = 0;
    while (true) {
      filled += in.readNBytes(window, filled, window.length - filled);
      var ended = filled < window.length;
      if (!pass.search(filled, ended) || ended) {
        return pass.offset + filled;
      }
      filled -= pass.slide(filled);
    }
  }

  /// One way through an input, of which a window is seen at a time.
  private static final class Pass {
    private final byte[] bytes;
    private final SecretMatchHandler finds;

    /// Of the window's first byte.
    private long offset;

    private int at;
    private int filled;

    /// Where the latest find ends: the next one begins there or later.
    private int free;

    private boolean isStopped;

    /// The line of the byte at `counted`.
    private long line = 1;

    private int counted;

    Pass(byte[] bytes, SecretMatchHandler finds) {
      this.bytes = bytes;
      this.finds = finds;
    }

    /// Looks at all from which one sees far enough. Every prefix ends in an underscore, and a token
    /// has a dot with `eyJ` behind it; all else is passed over, and so is what was found.
    ///
    /// @return whether to search on
    boolean search(int end, boolean ended) {
      filled = end;
      var until = ended ? end : end - AHEAD;
      for (var i = at; i < until && !isStopped; i = Math.max(i + 1, free)) {
        var here = bytes[i];
        if (here == '_') {
          at = i;
          checkUnderscore();
        } else if (here == '.') {
          at = i;
          checkDot();
        }
      }
      at = Math.max(until, free);
      return !isStopped;
    }

    /// Makes room for what comes next.
    ///
    /// @return by how many bytes
    int slide(int end) {
      var gone = at - BEHIND;
      lineOf(gone);
      System.arraycopy(bytes, gone, bytes, 0, end - gone);
      offset += gone;
      at -= gone;
      counted -= gone;
      free = Math.max(0, free - gone);
      return gone;
    }

    private void checkUnderscore() {
      for (var stride = 1; stride <= 2 && at >= stride; stride++) {
        if (BEFORE_UNDERSCORE[bytes[at - stride] & 0xFF]) {
          for (var shape : SPELLINGS) {
            if (isPrefix(shape.prefix(), stride) && matchSecret(shape, stride)) {
              return;
            }
          }
        }
      }
    }

    private boolean isPrefix(String prefix, int stride) {
      var start = startOf(prefix, stride);
      if (start < free) {
        return false;
      }
      for (var i = 0; i < prefix.length(); i++) {
        var place = start + i * stride;
        if (bytes[place] != prefix.charAt(i) || !isJoined(place, i, stride)) {
          return false;
        }
      }
      return true;
    }

    private int startOf(String prefix, int stride) {
      return at - stride * (prefix.length() - 1);
    }

    /// Whether a character follows on the one before it: at once, or with a zero between.
    private boolean isJoined(int place, int index, int stride) {
      return stride == 1 || index == 0 || bytes[place - 1] == 0;
    }

    /// The digit at this distance behind the underscore, or -1.
    private int digit(int distance, int stride) {
      var place = at + distance * stride;
      return place < filled && isJoined(place, distance, stride)
          ? Base62.valueOf((char) (bytes[place] & 0xFF))
          : -1;
    }

    /// How many digits follow, a random secret having so many and no more, or a sealed one any
    /// number: where one of those ends nothing says, and something may be glued to it. So the
    /// checksum is tried at every place: it is worked out along the way, six digits behind.
    ///
    /// @return whether there is a secret
    private boolean matchSecret(SecretSpelling shape, int stride) {
      var prefix = shape.prefix();
      var checksum = SecretFormat.checksum();
      for (var i = 0; i < prefix.length(); i++) {
        checksum.update(prefix.charAt(i));
      }
      var longest = 0;
      var presented = 0L;
      var most = shape.isSealed() ? LONGEST : FIXED;
      for (var length = 1; length <= most; length++) {
        var digit = digit(length, stride);
        if (digit < 0) {
          break;
        }
        presented = (presented * 62 + digit) % CHECKSUMS;
        if (length > CHECKSUM) {
          checksum.update(bytes[at + (length - CHECKSUM) * stride]);
          if ((shape.isSealed() || length == FIXED) && checksum.getValue() == presented) {
            longest = length;
          }
        }
      }
      if (longest > 0) {
        report(shape.kinds(), startOf(prefix, stride), prefix.length() + longest, stride);
      }
      return longest > 0;
    }

    private Secret secret(int start, int length, int stride) {
      if (stride == 1) {
        return Secret.of(new String(bytes, start, length, ISO_8859_1));
      }
      var text = new byte[length];
      for (var i = 0; i < length; i++) {
        text[i] = bytes[start + i * stride];
      }
      return Secret.of(new String(text, ISO_8859_1));
    }

    /// Three parts, the first two of which are JSON objects, and the first one speaks of an access
    /// token. Something may be glued to its beginning: `%20eyJ…`.
    private void checkDot() {
      if (!startsObject(at + 1)) {
        return;
      }
      var secondDot = endOfRun(at + 1, MAX_JWT);
      var end = endOfRun(secondDot + 1, MAX_JWT);
      if (secondDot >= filled
          || bytes[secondDot] != '.'
          || end <= secondDot + 1
          || !endsObject(at + 1, secondDot)) {
        return;
      }
      var start = at;
      while (start > free && at - start < MAX_HEADER && isBase64Url(bytes[start - 1])) {
        start--;
      }
      var tried = 0;
      for (; start < at && tried < MAX_HEADERS_TRIED; start++) {
        if (startsObject(start)) {
          tried++;
          if (endsObject(start, at) && isAccessTokenHeader(start, at)) {
            report(Set.of(), start, end - start, 1);
            return;
          }
        }
      }
    }

    private boolean startsObject(int place) {
      return place + 2 < filled
          && bytes[place] == JWT.charAt(0)
          && bytes[place + 1] == JWT.charAt(1)
          && bytes[place + 2] == JWT.charAt(2);
    }

    private int endOfRun(int from, int max) {
      var end = from;
      while (end < filled && end - from < max && isBase64Url(bytes[end])) {
        end++;
      }
      return end;
    }

    /// Whether the last byte of what is coded so closes an object.
    private boolean endsObject(int start, int end) {
      return (end - start) % 4 != 1 && decoded(start, (end - start) * 3 / 4 - 1) == '}';
    }

    private boolean isAccessTokenHeader(int start, int end) {
      var matched = 0;
      var bytesCoded = (end - start) * 3 / 4;
      for (var i = 0; i < bytesCoded; i++) {
        var here = decoded(start, i);
        // No character but the first of `at+jwt` is an `a`, so there is nothing to go back to.
        matched =
            here == ACCESS_TOKEN.charAt(matched)
                ? matched + 1
                : here == ACCESS_TOKEN.charAt(0) ? 1 : 0;
        if (matched == ACCESS_TOKEN.length()) {
          return true;
        }
      }
      return false;
    }

    /// The byte at this index of what is coded in Base64 from `start` on.
    private int decoded(int start, int index) {
      var inGroup = index % 3;
      var first = start + index / 3 * 4 + inGroup;
      var bits = base64(bytes[first]) << 6 | base64(bytes[first + 1]);
      return bits >> (4 - 2 * inGroup) & 0xFF;
    }

    private static int base64(byte b) {
      return switch (b) {
        case '-' -> 62;
        case '_' -> 63;
        default -> {
          // Ours has the digits first and upper case before lower case.
          var value = Base62.valueOf((char) (b & 0xFF));
          yield value < 10 ? value + 52 : value - 10;
        }
      };
    }

    private static boolean isBase64Url(byte b) {
      return b == '-' || b == '_' || Base62.valueOf((char) (b & 0xFF)) >= 0;
    }

    private void report(Set<SecretKind> kinds, int start, int length, int stride) {
      var span = (length - 1) * stride + 1;
      free = start + span;
      var find = new SecretMatch(kinds, offset + start, span, lineOf(start));
      isStopped = !finds.handle(find, () -> secret(start, length, stride));
    }

    /// Counts on from where it counted last; a little back at times, as a token's beginning is seen
    /// at its first dot.
    private long lineOf(int place) {
      line += place >= counted ? lines(counted, place) : -lines(place, counted);
      counted = place;
      return line;
    }

    private int lines(int from, int to) {
      var count = 0;
      for (var i = from; i < to; i++) {
        count += bytes[i] == '\n' ? 1 : 0;
      }
      return count;
    }
  }
}
