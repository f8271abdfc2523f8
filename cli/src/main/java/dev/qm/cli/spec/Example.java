package dev.qm.cli.spec;

/**
 * One command line worth copying.
 *
 * @param command as typed, beginning with {@code qm} or {@code sudo qm}
 * @param purpose what it is good for, one sentence
 */
public record Example(String command, String purpose) {}
