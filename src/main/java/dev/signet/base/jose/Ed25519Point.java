package dev.signet.base.jose;

import java.math.BigInteger;
import java.util.List;

/// Checks whether 32 bytes are a usable Ed25519 public key ([RFC 8032
/// §5.1.3](https://www.rfc-editor.org/rfc/rfc8032#section-5.1.3)). Providers verify signatures with
/// any bytes; with a point of small order one signature would be valid for many messages.
final class Ed25519Point {
  static final int LENGTH = 32;

  private static final BigInteger ONE = BigInteger.ONE;
  private static final BigInteger P = ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));
  private static final BigInteger D =
      BigInteger.valueOf(-121665).multiply(BigInteger.valueOf(121666).modInverse(P)).mod(P);

  /// The y of a point of order 8; the other such y is its negative.
  private static final BigInteger OF_ORDER_8 =
      new BigInteger("7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7", 16);

  /// The y of all points whose order is 1, 2, 4 or 8.
  private static final List<BigInteger> OF_SMALL_ORDER =
      List.of(BigInteger.ZERO, ONE, P.subtract(ONE), OF_ORDER_8, P.subtract(OF_ORDER_8));

  private Ed25519Point() {}

  /// Whether it is a point of the curve in canonical form, and not of small order.
  static boolean isValidPublicKey(byte[] encoded) {
    if (encoded.length != LENGTH) {
      return false;
    }
    var y = y(encoded);
    return y.compareTo(P) < 0 && !OF_SMALL_ORDER.contains(y) && hasX(y);
  }

  /// The number without the top bit, which is the sign of x; the lowest byte comes first.
  private static BigInteger y(byte[] encoded) {
    var bigEndian = new byte[LENGTH];
    for (var i = 0; i < LENGTH; i++) {
      bigEndian[i] = encoded[LENGTH - 1 - i];
    }
    bigEndian[0] &= 0x7F;
    return new BigInteger(1, bigEndian);
  }

  /// Whether `(y² - 1) / (dy² + 1)` is a square, by Euler's criterion.
  private static boolean hasX(BigInteger y) {
    var square = y.multiply(y);
    var u = square.subtract(ONE);
    var v = square.multiply(D).add(ONE);
    return u.multiply(v).modPow(P.shiftRight(1), P).equals(ONE);
  }
}
