package dev.qm.partition.ipc.declared;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One file of a channel.
 *
 * @param path as the machine itself names it
 * @param text its content
 * @param sharing whether other channels need it too
 */
public record ChannelFile(String path, String text, Sharing sharing) {
  /** Whose file it is. */
  public enum Sharing {
    /** This channel's. */
    OWN,
    /** Of all channels between the two sides. */
    SHARED
  }

  /** The content as it is on the disk. */
  byte[] bytes() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The SHA-256 of its content, in hexadecimal. */
  String digest() {
    return digest(bytes());
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
