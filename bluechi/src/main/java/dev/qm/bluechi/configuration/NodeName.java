package dev.qm.bluechi.configuration;

import dev.qm.bluechi.client.Node;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Names of nodes. BlueChi takes any text; not all of them can be used for all that it does. */
public final class NodeName {
  /** Bytes of a name that can have a section of its own in the controller's configuration. */
  public static final int LONGEST = ConfFile.LONGEST_SECTION - KnownKey.NODE_SECTION.length();

  private NodeName() {}

  /** The name of the node that is the partition of a host. */
  public static String ofPartition(String host) {
    return Node.QM + host;
  }

  /**
   * What is wrong with a name.
   *
   * @param why a clause
   * @param isUnusable whether it can be no node's
   */
  public record Flaw(String what, String why, boolean isUnusable) {}

  /** The worst that is wrong; nothing of a good name. */
  public static Optional<Flaw> flaw(String name) {
    if (name.isBlank()) {
      return flaw("is empty", "an agent without a name does not start", true);
    }
    if (name.indexOf(',') >= 0) {
      return flaw("has a comma", "a comma ends a name in the controller's list", true);
    }
    if (name.chars().anyMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c))) {
      return flaw("has a blank", "blanks around a name get lost, or become part of it", true);
    }
    if (name.indexOf('/') >= 0) {
      return flaw("has a slash", "NODE/UNIT ends a node's name at the first one", false);
    }
    if (name.indexOf('_') >= 0) {
      return flaw(
          "has an underscore",
          "bluechi-proxy@NODE_UNIT.service ends a node's name at the first one, so nothing can"
              + " depend on its units",
          false);
    }
    if (!name.chars().allMatch(NodeName::isUsual)) {
      return flaw(
          "has other characters than letters, digits, . and -",
          "unit names and paths of the bus hold them only in a form that nobody reads",
          false);
    }
    return Optional.empty();
  }

  /** Whether a host's name has dots, which some take for parts of the name. */
  static boolean hasDots(String host) {
    return host.indexOf('.') >= 0;
  }

  /** Whether a section about the node can have its whole name. */
  public static boolean isShort(String name) {
    return name.getBytes(StandardCharsets.UTF_8).length <= LONGEST;
  }

  private static boolean isUsual(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '-';
  }

  private static Optional<Flaw> flaw(String what, String why, boolean isUnusable) {
    return Optional.of(new Flaw(what, why, isUnusable));
  }
}
