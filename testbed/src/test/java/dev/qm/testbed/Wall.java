package dev.qm.testbed;

/** What stops an attack. */
sealed interface Wall {

  /**
   * The attacker has the capability, but only over what its own user namespace owns, and this is
   * the host's.
   */
  record UserNamespace(Capability held) implements Wall {}

  /** The attacker does not have the capability, not even in its own namespace. */
  record MissingCapability(Capability missing) implements Wall {}

  /**
   * The seccomp filter answers in the kernel's place.
   *
   * @param answer what the filter says
   * @param kernels what the kernel says when the same call reaches it
   */
  record Seccomp(String answer, String kernels) implements Wall {}

  /** A rule of the seccomp profile that refuses this call always and to everyone. */
  record SeccompRule(String call) implements Wall {}

  /** A policy rule that is not there: SELinux logs what it denied. */
  record Selinux(String target, String tclass, String permission) implements Wall {}

  /** The knobs of the group that the limits are set on belong to the host. */
  record Cgroup() implements Wall {}

  /** The mount is read-only. */
  record ReadOnlyMount() implements Wall {}

  /** The host's processes have no number in the attacker's PID namespace. */
  record PidNamespace() implements Wall {}
}
