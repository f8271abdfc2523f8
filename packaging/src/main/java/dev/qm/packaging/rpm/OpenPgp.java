package dev.qm.packaging.rpm;

import java.io.IOException;

/** As much of OpenPGP as tells signatures apart: RFC 9580, sections 4.2 and 5.2.3. */
final class OpenPgp {
  private static final int SIGNATURE = 2;

  private OpenPgp() {}

  /** Whether the key of a signature is an RSA key; rpm keeps the others under another number. */
  static boolean isRsa(byte[] packets) throws IOException {
    if (packets.length < 16 || (packets[0] & 0x80) == 0) {
      throw new IOException("what the signer gave is no OpenPGP packet");
    }
    var isNew = (packets[0] & 0x40) != 0;
    var type = isNew ? packets[0] & 0x3f : (packets[0] >> 2) & 0x0f;
    var second = packets[1] & 0xff;
    var length =
        isNew
            ? second < 192 ? 1 : second < 224 ? 2 : 5
            : switch (packets[0] & 3) {
              case 0 -> 1;
              case 1 -> 2;
              default -> 4;
            };
    var at = 1 + length;
    // version, type of signature, algorithm of the key
    var version = packets[at];
    if (type != SIGNATURE || (version != 4 && version != 6)) {
      throw new IOException("what the signer gave is no signature that rpm knows");
    }
    var algorithm = packets[at + 2] & 0xff;
    return algorithm >= 1 && algorithm <= 3;
  }
}
