package dev.qm.cli.spec;

/**
 * One exit status and its meaning.
 *
 * @param code 0 to 255
 * @param meaning when it happens, without a full stop
 */
public record ExitCode(int code, String meaning) {
  /** It is done. */
  public static final int OK = 0;

  /** It could not be done, or a check found something. */
  public static final int FAILURE = 1;

  /** The command line was wrong; nothing was tried. */
  public static final int USAGE = 2;

  public ExitCode {
    if (code < 0 || code > 255) {
      throw new IllegalArgumentException("no exit status: " + code);
    }
  }
}
