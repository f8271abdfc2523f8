package dev.qm.quadlet.path;

import java.io.IOException;

/** A file that may be opened and read, but is not what it should be. */
public final class UnfitFile extends IOException {
  private static final long serialVersionUID = 1L;

  /** The same as what the method of its name gives. */
  private final String mend;

  /**
   * Says what is wrong with a file.
   *
   * @param what the fault, in half a sentence
   * @param mend what to do about it
   */
  public UnfitFile(String what, String mend) {
    super(what);
    this.mend = mend;
  }

  /** What to do about it. */
  public String mend() {
    return mend;
  }
}
