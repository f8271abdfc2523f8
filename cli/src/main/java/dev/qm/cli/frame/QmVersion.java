package dev.qm.cli.frame;

/**
 * Which qm this is.
 *
 * @param number the version that the build gave the module, {@code unknown} when it runs from loose
 *     classes
 */
public record QmVersion(String number) {
  /** The one that runs. */
  public static QmVersion ofQm() {
    var descriptor = QmVersion.class.getModule().getDescriptor();
    return new QmVersion(
        descriptor == null ? "unknown" : descriptor.rawVersion().orElse("unknown"));
  }
}
