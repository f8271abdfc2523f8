package dev.qm.partition.landed;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A file that lands. */
public final class LandedFile {
  private final String path;
  private final byte[] content;
  private final String mode;

  /**
   * A file.
   *
   * @param path as the machine itself names it
   * @param content all of it
   * @param mode as {@code "0644"}
   */
  public LandedFile(String path, byte[] content, String mode) {
    this.path = path;
    this.content = content.clone();
    this.mode = mode;
  }

  /** As the machine itself names it. */
  public String path() {
    return path;
  }

  byte[] content() {
    return content;
  }

  String mode() {
    return mode;
  }

  String digest() {
    return digest(content);
  }

  /** The SHA-256 of {@code content}, in hexadecimal. */
  static String digest(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
