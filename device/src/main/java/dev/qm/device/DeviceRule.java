package dev.qm.device;

import dev.qm.host.file.DeviceNode;

/**
 * A device rule of a runtime spec, {@code linux.resources.devices}: config-linux.md of the OCI
 * runtime specification.
 *
 * @param allow whether it opens or closes
 * @param type {@code c}, {@code b}, or {@code a} for both
 * @param major negative for all
 * @param minor negative for all
 * @param access of {@code r}, {@code w} and {@code m}
 */
record DeviceRule(boolean allow, String type, long major, long minor, String access) {
  /**
   * Reading and writing. Making nodes, {@code m}, is what the runtime does, not the container; and
   * on cgroup v1 a rule may not open more than the group above does.
   */
  static final String ACCESS = "rw";

  /** Whether nothing has to be added for {@code node}. */
  boolean opens(DeviceNode node) {
    return allow
        && (type.equals("a") || (type.length() == 1 && type.charAt(0) == node.kind().letter()))
        && (major < 0 || major == node.major())
        && (minor < 0 || minor == node.minor())
        && access.indexOf('r') >= 0
        && access.indexOf('w') >= 0;
  }
}
