package dev.qm.partition.selinux;

/** What the kernel's policy has of a partition's. */
public enum PolicyState {
  /** The kernel has no SELinux, or it is switched off. */
  OFF,
  /** No type of it. */
  MISSING,
  /** Its types, but made from another text than this program brings. */
  OTHER,
  /** What this program brings. */
  CURRENT
}
