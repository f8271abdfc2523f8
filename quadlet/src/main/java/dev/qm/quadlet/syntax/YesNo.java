package dev.qm.quadlet.syntax;

import java.util.Optional;

/**
 * Yes or no, as each of the two readers of unit files takes it. They differ: systemd knows {@code
 * y} and {@code t} and refuses what is neither yes nor no, Podman takes all that is not yes for no.
 *
 * <p>Source: {@code systemd.syntax(7)}; {@code podman-systemd.unit(5)}.
 */
public final class YesNo {
  private YesNo() {}

  /**
   * {@return what a value means to systemd; empty if it would not take it}
   *
   * @param text the value of a key
   */
  public static Optional<Boolean> parse(String text) {
    for (var i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        // Java, and Go too, take the long s for an s
        return Optional.empty();
      }
    }
    if (isTrueToPodman(text) || text.equalsIgnoreCase("y") || text.equalsIgnoreCase("t")) {
      return Optional.of(true);
    }
    var no =
        text.equals("0")
            || text.equalsIgnoreCase("no")
            || text.equalsIgnoreCase("n")
            || text.equalsIgnoreCase("false")
            || text.equalsIgnoreCase("f")
            || text.equalsIgnoreCase("off");
    return no ? Optional.of(false) : Optional.empty();
  }

  /**
   * {@return true if a value means yes to Podman's Quadlet: for the keys that it reads itself}
   *
   * @param text the value of a key, without quotes
   */
  public static boolean isTrueToPodman(String text) {
    return text.equals("1")
        || text.equalsIgnoreCase("yes")
        || text.equalsIgnoreCase("true")
        || text.equalsIgnoreCase("on");
  }
}
