package dev.qm.bluechi.relay;

import java.net.InetAddress;
import java.util.Optional;

/**
 * Addresses that begin alike: RFC 4632.
 *
 * @param bits how many they have in common, from the first on
 */
public record Subnet(InetAddress address, int bits) {
  /** ADDRESS or ADDRESS/BITS; a name is none. */
  static Optional<Subnet> parse(String text) {
    var slash = text.indexOf('/');
    try {
      var address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
      var most = address.getAddress().length * 8;
      var bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
      return bits >= 0 && bits <= most ? Optional.of(new Subnet(address, bits)) : Optional.empty();
    } catch (IllegalArgumentException none) {
      return Optional.empty();
    }
  }

  /** Whether it has an address; Java tells those of IPv4 as such, whatever they came by. */
  boolean has(InetAddress other) {
    var mine = address.getAddress();
    var its = other.getAddress();
    if (mine.length != its.length) {
      return false;
    }
    for (var i = 0; i < bits; i++) {
      var bit = 0x80 >> (i & 7);
      if ((mine[i >> 3] & bit) != (its[i >> 3] & bit)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return address.getHostAddress() + "/" + bits;
  }
}
