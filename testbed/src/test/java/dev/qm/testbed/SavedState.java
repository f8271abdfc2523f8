package dev.qm.testbed;

import java.nio.file.Path;

/**
 * A machine that was saved while it ran.
 *
 * @param folder holds its memory and devices, and its disks
 */
record SavedState(State state, Path folder) {

  static final String ROOT = "root.qcow2";
  static final String MEMORY = "memory";
  static final String PACKAGES = "packages.img";
  static final String DEMOS = "demos.img";

  /** The disk of its system: what differs from that of the state before. */
  Path root() {
    return folder.resolve(ROOT);
  }

  /** Its memory and the state of its devices, as QEMU writes them. */
  Path memory() {
    return folder.resolve(MEMORY);
  }

  Path packages() {
    return folder.resolve(PACKAGES);
  }

  Path demos() {
    return folder.resolve(DEMOS);
  }
}
