package dev.qm.bluechi.trust;

import dev.qm.host.HostException;
import dev.qm.host.file.Bounded;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PrivateKey;

/**
 * Who this machine is to others: a key, and the certificate that binds it to a name. Both stand in
 * one file, so that no moment has the key of one and the certificate of another.
 *
 * @param key never shown; the record's own text leaves it out
 */
public record Identity(PrivateKey key, NodeCertificate certificate) {
  /** Bytes of a file with one. */
  private static final int LONGEST = 64 << 10;

  /**
   * Reads one.
   *
   * @throws HostException when the file is not there or is no key with its certificate
   */
  public static Identity read(Path file) throws HostException {
    try {
      var text = new String(Bounded.bytes(file, LONGEST), StandardCharsets.US_ASCII);
      return parse(text, file.toString());
    } catch (IOException failure) {
      throw new HostException(
          "cannot read " + file, failure, "`qm bluechi trust` makes and imports such files");
    }
  }

  static Identity parse(String text, String place) throws HostException {
    var blocks = PemBlock.in(text, place);
    if (blocks.size() != 2 || !blocks.get(0).isKey() || !blocks.get(1).isCertificate()) {
      throw new HostException(
          place + ": it is no key with its certificate",
          "there have to be these two, in this order");
    }
    return new Identity(
        blocks.get(0).key(place), NodeCertificate.of(blocks.get(1).certificate(place)));
  }

  /** As it stands in files. */
  String text() {
    return "# "
        + certificate.name()
        + "\n"
        + PemBlock.of(key)
        + PemBlock.of(certificate.certificate());
  }

  /** Without the key. */
  @Override
  public String toString() {
    return certificate.name() + " " + certificate.fingerprint();
  }
}
