package dev.qm.partition.selinux;

import java.util.Optional;

/**
 * A rule about who may do what to what: {@code allow} or {@code neverallow}.
 *
 * @param source a type or an attribute
 * @param target the same, or {@code self}
 * @param permissions on which objects
 * @param line where it stands in its module, from 1
 * @param mark the permission of the class {@link #MARKS} that the kernel's policy gives the pairs
 *     of types that a {@code neverallow} rule is about; empty where it gives none
 */
record AccessRule(
    String source, String target, Permissions permissions, int line, Optional<String> mark) {
  /** Nothing checks this class: the policy has it so that the kernel can be asked. */
  static final String MARKS = "partition_invariant";

  AccessRule marked(String name) {
    return new AccessRule(source, target, permissions, line, Optional.of(name));
  }
}
