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
  CURRENT;

  /** The state in words that go on after the name of the partition. */
  public String words() {
    return switch (this) {
      case OFF -> "does not count: SELinux is off";
      case MISSING -> "is not loaded";
      case OTHER -> "is loaded, but not the one that this qm brings";
      case CURRENT -> "is loaded, as this qm brings it";
    };
  }
}
