package dev.qm.partition.landing;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A file that is to land. */
public final class NewFile {
  /** After the name of a file that stays: what was to land in its place. */
  public static final String BESIDE = ".qm-new";

  private final String path;
  private final byte[] content;
  private final String mode;
  private final Optional<String> pristine;

  private NewFile(String path, byte[] content, String mode, Optional<String> pristine) {
    this.path = path;
    this.content = content;
    this.mode = mode;
    this.pristine = pristine;
  }

  /**
   * A file.
   *
   * @param path as the machine itself names it
   * @param content all of it
   * @param mode as {@code "0644"}
   */
  public static NewFile of(String path, byte[] content, String mode) {
    return new NewFile(path, content.clone(), mode, Optional.empty());
  }

  /** A file of text, for all to read. */
  public static NewFile of(String path, String text) {
    return of(path, text.getBytes(StandardCharsets.UTF_8), "0644");
  }

  /**
   * The same file, which may replace one that is nobody's edit.
   *
   * @param digest the SHA-256 of what a package put there
   */
  public NewFile inPlaceOf(Optional<String> digest) {
    return new NewFile(path, content, mode, digest);
  }

  /** As the machine itself names it. */
  public String path() {
    return path;
  }

  /** The SHA-256 of its content. */
  String digest() {
    return Sha256.of(content);
  }

  byte[] content() {
    return content.clone();
  }

  String mode() {
    return mode;
  }

  boolean mayReplace(String digest) {
    return pristine.equals(Optional.of(digest));
  }

  /** The same content, beside a file that stays. */
  NewFile beside() {
    return new NewFile(path + BESIDE, content, mode, Optional.empty());
  }
}
