package dev.qm.packaging;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The digests that package formats ask for. */
public enum Digests {
  /** For dpkg's list of files, against accidents only. */
  MD5("MD5"),
  /**
   * What counts. An rpm of 4.14 or later, so every one beside a Podman for QM, asks for no other.
   */
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
