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

/// Finds our secrets in any input: text, logs, binary files. A secret is found by its prefix and
/// its checksum, wherever it is and whatever surrounds it, in UTF-16 as well; encoded (Base64),
/// compressed or encrypted data is not searched. Access tokens have no checksum: every string in
/// their format is a match ([RFC 9068 §2.1](https://www.rfc-editor.org/rfc/rfc9068#section-2.1)),
/// from any issuer.
///
/// Matches do not overlap, and there is at most one for each prefix or token: the longest one whose
/// checksum matches. (A checksum is public: an attacker can write text in which it matches at every
/// sixth character.) A match is an offset and copies nothing, so neither the work nor the memory
/// grows faster than the input. Used by one thread at a time; it can be reused for another scan.
public final class SecretScanner {

  /// The position of a possible secret.
  ///
  /// @param kinds the kinds with this format; none for an access token
  /// @param offset of its first byte, from 0
  /// @param length in bytes; in UTF-16 a character is two
  /// @param line the line where it begins, from 1
  public record SecretMatch(Set<SecretKind> kinds, long offset, int length, long line) {
    private static final int SHOWN = 4;

    public SecretMatch {
      kinds = Set.copyOf(kinds);
    }

    /// Enough to tell this secret from others, and useless to an attacker: `sk_live_7f3a…`.
    public String mask(Secret secret) {
      var text = secret.reveal();
      return kinds.stream()
          .map(SecretKind::prefix)
          .findAny()
          .map(prefix -> text.substring(0, prefix.length() + SHOWN) + "…")
          .orElseGet(() -> JWT + "…" + text.substring(text.length() - SHOWN));
    }
  }

  /// Receives the matches of a scan, in order.
  @FunctionalInterface
  public interface SecretMatchHandler {
    /// Handles one match.
    ///
    /// @param secret reads it out of the input; valid only until this method returns
    /// @return whether to continue the scan
    boolean handle(SecretMatch find, Supplier<Secret> secret);
  }

  /// The format of the secrets with one prefix.
  private record SecretSpelling(
      String prefix, boolean isSealed, boolean isBase64, Set<SecretKind> kinds) {
    private SecretSpelling {
      kinds = Set.copyOf(kinds);
    }
  }

  private static final int CHECKSUM = 6;
  private static final int FIXED = SecretFormat.RANDOM_LENGTH + CHECKSUM;
  private static final int LONGEST = SecretFormat.MAX_SEALED_LENGTH + CHECKSUM;

  /// The modulus of the checksum: 62 to the 6th.
  private static final long CHECKSUMS = 56_800_235_584L;

  /// The beginning of `{"` in Base64.
  private static final String JWT = "eyJ";

  private static final String ACCESS_TOKEN = "at+jwt";
  private static final int MAX_HEADER = 2 * 1024;
  private static final int MAX_JWT = 16 * 1024;
  private static final int MAX_HEADERS_TRIED = 8;

  /// The required look-ahead from the underscore of a prefix or the first dot of a token. In UTF-16
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

  /// For tests, which need many window boundaries.
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
                entry.getValue().stream().anyMatch(SecretFormat::isBase64),
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

  /// The text with its secrets masked, so that it can be stored and shown.
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

  /// Searches until the end of the stream, or until the handler stops it.
  ///
  /// @return the number of bytes read
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

  /// One pass through an input, of which a window is visible at a time.
  private static final class Pass {
    private final byte[] bytes;
    private final SecretMatchHandler finds;

    /// The offset of the window's first byte.
    private long offset;

    private int at;
    private int filled;

    /// The end of the last match; the next one begins there or later.
    private int free;

    private boolean isStopped;

    /// The line of the byte at `counted`.
    private long line = 1;

    private int counted;

    Pass(byte[] bytes, SecretMatchHandler finds) {
      this.bytes = bytes;
      this.finds = finds;
    }

    /// Checks all positions with enough look-ahead. Every prefix ends in an underscore, and a token
    /// has a dot followed by `eyJ`; everything else is skipped, and so are earlier matches.
    ///
    /// @return whether to continue
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

    /// Makes room for more input.
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
            if (isPrefix(shape.prefix(), stride)
                && (shape.isBase64() ? matchBase64(shape, stride) : matchSecret(shape, stride))) {
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

    /// Whether a character follows the previous one: directly, or with a zero byte between.
    private boolean isJoined(int place, int index, int stride) {
      return stride == 1 || index == 0 || bytes[place - 1] == 0;
    }

    /// The digit at this distance after the underscore, or -1.
    private int digit(int distance, int stride) {
      var place = at + distance * stride;
      return place < filled && isJoined(place, distance, stride)
          ? Base62.valueOf((char) (bytes[place] & 0xFF))
          : -1;
    }

    /// Checks for a secret. A random secret has a fixed number of digits, a sealed one any number,
    /// and other characters may follow it directly. So the checksum is tried at every position; it
    /// is computed incrementally, six digits behind.
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

    /// Checks for a secret in Base64, which has a fixed number of characters.
    ///
    /// @return whether there is a secret
    private boolean matchBase64(SecretSpelling shape, int stride) {
      var last = at + SecretFormat.BASE64_LENGTH * stride;
      if (last >= filled) {
        return false;
      }
      for (var distance = 1; distance <= SecretFormat.BASE64_LENGTH; distance++) {
        var next = at + distance * stride;
        if (!isJoined(next, distance, stride) || !SecretFormat.isBase64Digit(bytes[next])) {
          return false;
        }
      }
      var kind = shape.kinds().iterator().next();
      var body = secret(at + stride, SecretFormat.BASE64_LENGTH, stride).reveal();
      if (!SecretFormat.hasBase64Checksum(kind, body)) {
        return false;
      }
      report(
          shape.kinds(),
          startOf(shape.prefix(), stride),
          shape.prefix().length() + SecretFormat.BASE64_LENGTH,
          stride);
      return true;
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

    /// A token has three parts, the first two of which are JSON objects, and its header has the
    /// type of an access token. Other characters may precede it directly: `%20eyJ…`.
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

    /// Whether the last encoded byte closes an object.
    private boolean endsObject(int start, int end) {
      return (end - start) % 4 != 1 && decoded(start, (end - start) * 3 / 4 - 1) == '}';
    }

    private boolean isAccessTokenHeader(int start, int end) {
      var matched = 0;
      var bytesCoded = (end - start) * 3 / 4;
      for (var i = 0; i < bytesCoded; i++) {
        var here = decoded(start, i);
        // Only the first character of `at+jwt` is an `a`, so the search never has to go back.
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

    /// The byte at this index of the Base64 text that begins at `start`.
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
          // Our Base62 has digits first, and upper case before lower case.
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

    /// Counts from the last position; sometimes a little backwards, because a token's beginning is
    /// found at its first dot.
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
