package dev.qm.testbed;

/** Who attacks; each has the capabilities of root, as far as something gives it any. */
enum Attacker {
  /** Root in the partition. */
  ROOT_INSIDE,

  /** Root in a nested container that has all that root in the partition can give it. */
  PRIVILEGED_CONTAINER,

  /**
   * A process of the host with the partition's label and nothing else of it: real root, the host's
   * namespaces, every capability, no seccomp filter. What would be left to do if all other walls
   * had fallen: SELinux alone must hold.
   */
  LABEL_ONLY
}
