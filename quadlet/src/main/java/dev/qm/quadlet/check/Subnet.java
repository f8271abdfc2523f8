package dev.qm.quadlet.check;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Optional;

/**
 * A network.
 *
 * @param address the bytes of its first address, 4 or 16
 * @param length how many bits of it count
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and seen by nobody else
record Subnet(byte[] address, int length) {
  /** Reads {@code 10.89.0.0/24}; empty if it is none. */
  static Optional<Subnet> parse(String text) {
    var slash = text.indexOf('/');
    if (slash < 0 || !ValueForm.isAddress(text.substring(0, slash))) {
      return Optional.empty();
    }
    var address = bytes(text.substring(0, slash));
    var digits = text.substring(slash + 1);
    if (!ValueForm.NUMBER.accepts(digits) || digits.length() > 3) {
      return Optional.empty();
    }
    var length = Integer.parseInt(digits);
    return length > address.length * 8
        ? Optional.empty()
        : Optional.of(new Subnet(address, length));
  }

  private static byte[] bytes(String address) {
    return InetAddress.ofLiteral(address).getAddress();
  }

  /** True if an address lies in it. */
  boolean contains(String other) {
    return ValueForm.isAddress(other) && matches(bytes(other), length);
  }

  /** Its first address as a number. */
  BigInteger first() {
    return new BigInteger(1, address).shiftRight(rest()).shiftLeft(rest());
  }

  /** Its last address as a number. */
  BigInteger last() {
    return first().add(BigInteger.ONE.shiftLeft(rest())).subtract(BigInteger.ONE);
  }

  /** How many bits are free. */
  private int rest() {
    return address.length * 8 - length;
  }

  private boolean matches(byte[] other, int bits) {
    if (other.length != address.length) {
      return false;
    }
    for (var i = 0; i < bits; i++) {
      var mask = 0x80 >> (i % 8);
      if (((address[i / 8] ^ other[i / 8]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
