package dev.signet.secrets;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Finds our secrets in whatever they have got into: text of any kind, logs, binary files. A secret
/// is found by its prefix and its checksum, wherever it stands and whatever is glued to it, in
/// UTF-16 as well; what is encoded (Base64), compressed or encrypted is not looked into. Access
/// tokens have no checksum of ours: found is whatever is spelled like one ([RFC 9068
/// §2.1](https://www.rfc-editor.org/rfc/rfc9068#section-2.1)), whoever made it.
///
/// The work grows with the input and not faster, whatever it is. Used by one thread at a time; one
/// scan after the other may use the same.
public final class SecretScan {

  /// A string that could be a secret of ours. It prints masked.
  ///
  /// @param kinds the kinds that are spelled so; none for an access token
  /// @param offset of its first byte, from 0
  /// @param line that it begins in, from 1
  public record Find(Set<SecretKind> kinds, long offset, long line, Secret secret) {
    private static final int SHOWN = 4;

    public Find {
      kinds = Set.copyOf(kinds);
    }

    /// Enough to tell it from another one, and of no use: `sk_live_7f3a…`.
    public String masked() {
      var text = secret.reveal();
      return kinds.stream()
          .map(SecretKind::prefix)
          .findAny()
          .map(prefix -> text.substring(0, prefix.length() + SHOWN) + "…")
          .orElseGet(() -> JWT + "…" + text.substring(text.length() - SHOWN));
    }

    @Override
    public String toString() {
      return "Find[" + offset + ", " + line + ", " + masked() + "]";
    }
  }

  /// How the secrets of one prefix are spelled.
  private record Shape(String prefix, boolean isSealed, Set<SecretKind> kinds) {}

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

  private static final List<Shape> SHAPES = shapes();
  private static final boolean[] BEFORE_UNDERSCORE = new boolean[256];

  static {
    for (var shape : SHAPES) {
      BEFORE_UNDERSCORE[shape.prefix().charAt(shape.prefix().length() - 2)] = true;
    }
  }

  private final byte[] window;

  public SecretScan() {
    this(WINDOW);
  }

  /// For the tests, which want many edges.
  SecretScan(int extra) {
    window = new byte[BEHIND + AHEAD + extra];
  }

  private static List<Shape> shapes() {
    var byPrefix = new TreeMap<String, EnumSet<SecretKind>>();
    for (var kind : SecretKind.values()) {
      byPrefix.computeIfAbsent(kind.prefix(), _ -> EnumSet.noneOf(SecretKind.class)).add(kind);
    }
    return byPrefix.entrySet().stream()
        .map(entry ->
            new Shape(
                entry.getKey(),
                entry.getValue().stream().anyMatch(SecretFormat::isSealed),
                entry.getValue()))
        .toList();
  }

  /// What is found in the text.
  public static List<Find> in(String text) {
    var found = new ArrayList<Find>();
    var bytes = text.getBytes(UTF_8);
    new Pass(bytes, found::add).search(bytes.length, true);
    return found;
  }

  /// The text with what is found in it masked, so that it can be kept and shown.
  public static String masked(String text) {
    var masked = text;
    for (var find : in(text)) {
      masked = masked.replace(find.secret().reveal(), find.masked());
    }
    return masked;
  }

  /// Reads to the end.
  ///
  /// @return how many bytes there were
  public long scan(InputStream in, Consumer<Find> finds) throws IOException {
    var pass = new Pass(window, finds);
    var filled = 0;
    while (true) {
      filled += in.readNBytes(window, filled, window.length - filled);
      var ended = filled < window.length;
      pass.search(filled, ended);
      if (ended) {
        return pass.offset + filled;
      }
      filled -= pass.slide(filled);
    }
  }

  /// One way through an input, of which a window is seen at a time.
  private static final class Pass {
    private final byte[] bytes;
    private final Consumer<Find> finds;

    /// Of the window's first byte.
    private long offset;

    private int at;
    private int filled;

    /// The line of the byte at `counted`.
    private long line = 1;

    private int counted;

    Pass(byte[] bytes, Consumer<Find> finds) {
      this.bytes = bytes;
      this.finds = finds;
    }

    /// Looks at all from which one sees far enough. Every prefix ends in an underscore, and a token
    /// has a dot with `eyJ` behind it; all else is passed over.
    void search(int end, boolean ended) {
      filled = end;
      var until = ended ? end : end - AHEAD;
      for (var i = at; i < until; i++) {
        var here = bytes[i];
        if (here == '_') {
          at = i;
          underscore();
        } else if (here == '.') {
          at = i;
          dot();
        }
      }
      at = until;
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
      return gone;
    }

    private void underscore() {
      for (var stride = 1; stride <= 2 && at >= stride; stride++) {
        if (BEFORE_UNDERSCORE[bytes[at - stride] & 0xFF]) {
          for (var shape : SHAPES) {
            if (isPrefix(shape.prefix(), stride)) {
              follow(shape, stride);
            }
          }
        }
      }
    }

    private boolean isPrefix(String prefix, int stride) {
      var start = startOf(prefix, stride);
      if (start < 0) {
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

    private void follow(Shape shape, int stride) {
      if (shape.isSealed()) {
        followSealed(shape, stride);
        return;
      }
      for (var i = 1; i <= FIXED; i++) {
        if (digit(i, stride) < 0) {
          return;
        }
      }
      var text = text(shape, FIXED, stride);
      if (shape.kinds().stream().anyMatch(kind -> SecretFormat.looksLike(kind, text))) {
        found(shape.kinds(), startOf(shape.prefix(), stride), text);
      }
    }

    /// Where a sealed secret ends nobody says, and something may be glued to it. So the checksum is
    /// tried at every place: it is worked out along the way, six characters behind.
    private void followSealed(Shape shape, int stride) {
      var checksum = SecretFormat.checksum();
      checksum.update(shape.prefix().getBytes(ISO_8859_1));
      var presented = 0L;
      for (var length = 1; length <= LONGEST; length++) {
        var digit = digit(length, stride);
        if (digit < 0) {
          return;
        }
        presented = (presented * 62 + digit) % CHECKSUMS;
        if (length > CHECKSUM) {
          checksum.update(bytes[at + (length - CHECKSUM) * stride]);
          if (checksum.getValue() == presented) {
            found(shape.kinds(), startOf(shape.prefix(), stride), text(shape, length, stride));
          }
        }
      }
    }

    private String text(Shape shape, int length, int stride) {
      var text = new byte[length];
      for (var i = 0; i < length; i++) {
        text[i] = bytes[at + (i + 1) * stride];
      }
      return shape.prefix() + new String(text, ISO_8859_1);
    }

    /// Three parts, the first two of which are JSON objects, and the first one speaks of an access
    /// token. Something may be glued to its beginning: `%20eyJ…`.
    private void dot() {
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
      while (start > 0 && at - start < MAX_HEADER && isBase64Url(bytes[start - 1])) {
        start--;
      }
      var tried = 0;
      for (; start < at && tried < MAX_HEADERS_TRIED; start++) {
        if (startsObject(start)) {
          tried++;
          if (isHeader(start)) {
            found(Set.of(), start, new String(bytes, start, end - start, ISO_8859_1));
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

    private boolean endsObject(int start, int end) {
      var last = (end - start) % 4 == 0 ? 4 : (end - start) % 4;
      return decoded(end - last, end).endsWith("}");
    }

    private boolean isHeader(int start) {
      var header = decoded(start, at);
      return header.endsWith("}") && header.contains(ACCESS_TOKEN);
    }

    /// Empty when it is no Base64.
    private String decoded(int start, int end) {
      try {
        var coded = Arrays.copyOfRange(bytes, start, end);
        return new String(Base64.getUrlDecoder().decode(coded), ISO_8859_1);
      } catch (IllegalArgumentException _) {
        return "";
      }
    }

    private static boolean isBase64Url(byte b) {
      return b == '-' || b == '_' || Base62.valueOf((char) (b & 0xFF)) >= 0;
    }

    private void found(Set<SecretKind> kinds, int start, String text) {
      finds.accept(new Find(kinds, offset + start, lineOf(start), Secret.of(text)));
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
