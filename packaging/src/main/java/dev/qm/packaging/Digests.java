package dev.qm.packaging;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The digests that package formats ask for. MD5 and SHA-1 guard against accidents only. */
public enum Digests {
  /** For dpkg's list of files and rpm's oldest check. */
  MD5("MD5"),
  /** For rpm's second oldest. */
  SHA1("SHA-1"),
  /** What counts. */
  SHA256("SHA-256");

  private final String algorithm;

  Digests(String algorithm) {
    this.algorithm = algorithm;
  }

  /** A digest to be fed. */
  public MessageDigest begin() {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has " + algorithm, impossible);
    }
  }

  /** The digest of all of it, in hexadecimal. */
  public String of(byte[] bytes) {
    return HexFormat.of().formatHex(begin().digest(bytes));
  }
}
