package dev.qm.cli.frame;

/**
 * Which qm this is.
 *
 * @param number the version that the build gave the module, {@code unknown} when it runs from loose
 *     classes
 */
public record Version(String number) {
  /** The one that runs. */
  public static Version ofQm() {
    var descriptor = Version.class.getModule().getDescriptor();
    return new Version(descriptor == null ? "unknown" : descriptor.rawVersion().orElse("unknown"));
  }
}
