package dev.qm.bluechi.client;

import java.util.Optional;

/**
 * A node that the controller expects.
 *
 * @param name as the controller's configuration has it
 * @param path its object
 * @param state {@code online} or {@code offline}
 * @param address where it is connected from; empty where it is not, or not over a network
 */
public record Node(String name, String path, String state, String address) {
  /** What stands before a host's name in the name of its QM partition's node. */
  public static final String QM = "qm.";

  /** The state of a node that is connected. */
  public static final String ONLINE = "online";

  /** Whether it is connected. */
  public boolean isOnline() {
    return state.equals(ONLINE);
  }

  /** The name of the host whose QM partition it is; nothing of any other node. */
  public Optional<String> host() {
    return name.startsWith(QM) && name.length() > QM.length()
        ? Optional.of(name.substring(QM.length()))
        : Optional.empty();
  }
}
