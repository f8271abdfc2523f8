package dev.qm.partition.selinux;

/**
 * A rule about who may do what to what: {@code allow} or {@code neverallow}.
 *
 * @param source a type or an attribute
 * @param target the same, or {@code self}
 * @param permissions on which objects
 * @param line where it stands in its module, from 1
 */
record AccessRule(String source, String target, Permissions permissions, int line) {}
