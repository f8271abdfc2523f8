package dev.qm.packaging;

/** A finished file: a package, or a part of a repository. */
public final class Artifact {
  private final String fileName;
  private final byte[] bytes;

  /**
   * Takes the bytes over: nobody else may change them.
   *
   * @param fileName its name, or its path below the folder that it is written to
   * @param bytes all of it
   */
  public Artifact(String fileName, byte[] bytes) {
    this.fileName = fileName;
    this.bytes = bytes;
  }

  /** Its name, or its path below the folder that it is written to. */
  public String fileName() {
    return fileName;
  }

  /** All of it; not to be changed: packages can have some 30 MB, and copies cost. */
  public byte[] bytes() {
    return bytes;
  }
}
