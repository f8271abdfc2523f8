package dev.qm.quadlet.check;

import dev.qm.quadlet.recipe.Lookup;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.text.Spaces;
import java.util.List;

/**
 * How a container or a pod comes to its network.
 *
 * <p>Source: {@code podman-run(1)}, {@code --network}.
 */
enum NetworkMode {
  /** One of its own: ports are published, addresses are its own. */
  OWN,
  /**
   * That of the host, of another container, or none, where Podman publishes nothing; or PodmanArgs=
   * says which, and it is not looked into.
   */
  FOREIGN;

  /** The mode that the keys of a section ask for. */
  static NetworkMode of(Lookup keys) {
    for (var entry : keys.all("Network")) {
      if (isForeign(name(entry))) {
        return FOREIGN;
      }
    }
    for (var word : keys.words("PodmanArgs")) {
      // --network and --net, with the mode in the same word or in the next
      if (word.text().startsWith("--net") && !word.text().startsWith("--network-alias")) {
        return FOREIGN;
      }
    }
    return OWN;
  }

  private static boolean isForeign(String name) {
    return List.of("host", "none", "container", "ns").contains(name) || name.endsWith(".container");
  }

  /** True if ports of the host lead to it. */
  boolean publishes() {
    return this == OWN;
  }

  /** The network or the mode in a line of Network=: what stands before the first colon. */
  static String name(Entry entry) {
    var value = Spaces.trim(entry.value());
    var colon = value.indexOf(':');
    return colon < 0 ? value : value.substring(0, colon);
  }

  /** The options behind the first colon; an address among them may have colons of its own. */
  static List<String> options(Entry entry) {
    var value = Spaces.trim(entry.value());
    var colon = value.indexOf(':');
    return colon < 0 ? List.of() : List.of(value.substring(colon + 1).split(",", -1));
  }
}
