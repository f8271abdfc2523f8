package dev.qm.cli.command;

/**
 * Which qm this is.
 *
 * @param number the version that the build gave the module, {@code unknown} when it runs from loose
 *     classes
 */
record Version(String number) {
  static Version ofQm() {
    var descriptor = Version.class.getModule().getDescriptor();
    return new Version(descriptor == null ? "unknown" : descriptor.rawVersion().orElse("unknown"));
  }
}
