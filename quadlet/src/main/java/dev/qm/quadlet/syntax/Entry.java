package dev.qm.quadlet.syntax;

/**
 * One {@code Key=value} line of a unit file.
 *
 * <p>Source: {@code systemd.syntax(7)}.
 *
 * @param key the name before the equals sign, without white space around it
 * @param value the text after it: continuation lines joined, white space around it gone, quotes and
 *     escapes as they were written
 * @param origin where the line begins
 */
public record Entry(String key, String value, Origin origin) {
  /** Written out, as that of {@link Origin}. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Entry(var otherKey, var otherValue, var otherOrigin)
        && key.equals(otherKey)
        && value.equals(otherValue)
        && origin.equals(otherOrigin);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * key.hashCode() + value.hashCode()) + origin.hashCode();
  }
}
