package dev.qm.cli.command.ipc;

/** File modes as chmod(1) takes them. */
final class Modes {
  private Modes() {}

  /** Four octal figures. */
  static String words(int mode) {
    var octal = Integer.toOctalString(mode & 0xfff);
    return "0".repeat(4 - octal.length()) + octal;
  }
}
