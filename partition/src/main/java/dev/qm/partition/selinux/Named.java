package dev.qm.partition.selinux;

/**
 * Something that the policy declares, and what it stands for.
 *
 * @param name a type, an attribute or a boolean
 * @param meaning in words; empty when the text does not say
 */
public record Named(String name, String meaning) {}
