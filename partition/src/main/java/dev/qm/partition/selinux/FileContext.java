package dev.qm.partition.selinux;

/**
 * The label of files.
 *
 * @param path a regular expression
 * @param type the type that the files get
 * @param meaning what they are; empty when the text does not say
 */
public record FileContext(String path, String type, String meaning) {}
