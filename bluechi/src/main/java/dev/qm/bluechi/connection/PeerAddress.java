package dev.qm.bluechi.connection;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;

/**
 * Where a connection comes from.
 *
 * @param peer its address, without a zone; empty for a socket of the file system
 * @param group what counts as one when connections are counted, in words
 */
public record PeerAddress(String peer, String group) {
  /** From a socket of the file system. */
  public static final PeerAddress LOCAL = new PeerAddress("", "this machine's socket");

  private static final int BYTES_OF_NETWORK = 8;

  /** From a machine of the network. */
  public static PeerAddress of(InetAddress address) {
    var text = address.getHostAddress();
    var zone = text.indexOf('%');
    var peer = zone < 0 ? text : text.substring(0, zone);
    // who has one address of IPv6 has 2^64 of them
    return new PeerAddress(
        peer,
        address instanceof Inet6Address
            ? HexFormat.of().formatHex(address.getAddress(), 0, BYTES_OF_NETWORK) + "::/64"
            : peer);
  }
}
