package dev.qm.packaging;

/**
 * What is run around installation and removal: commands for {@code sh}, empty where there is
 * nothing to do. Written once for both formats; the writers put each where its format calls it.
 *
 * @param afterInstall when the files are there for the first time
 * @param afterUpgrade when they have replaced those of another version
 * @param beforeRemoval when the package goes for good, and its files are still there
 * @param afterRemoval when the files are gone for good
 */
public record Scripts(
    String afterInstall, String afterUpgrade, String beforeRemoval, String afterRemoval) {
  /** Nothing to do. */
  public static final Scripts NONE = new Scripts("", "", "", "");

  /** Commands that are run under a condition of {@code sh}; none where there are none. */
  public static String when(String condition, String commands) {
    return commands.isEmpty()
        ? ""
        : "if " + condition + "; then\n  " + commands.strip().replace("\n", "\n  ") + "\nfi\n";
  }
}
