package dev.qm.bluechi.configuration;

import dev.qm.bluechi.configuration.ControllerTarget.Tcp;
import dev.qm.host.machine.ThisHost;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * BlueChi's programs on a machine with a partition, as their files have them.
 *
 * @param hostAgent the host's agent
 * @param hostName what the host is called, which is its agent's name where no file says another one
 * @param controller the controller on the host
 * @param partition the agent inside; nothing where there is no partition
 * @param relayed where {@code qm bluechi relay} listens for agents of this machine: paths, and
 *     ports as text
 */
public record Machine(
    Side hostAgent,
    String hostName,
    Side controller,
    Optional<Partition> partition,
    Set<String> relayed) {
  public Machine {
    relayed = Set.copyOf(relayed);
  }

  /**
   * The agent inside the partition.
   *
   * @param agent its files
   * @param hostName what the partition is called
   * @param network whose network it has
   * @param stale whether the file that qm writes inside is as it would write it now
   */
  public record Partition(Side agent, String hostName, Network network, Stale stale) {
    /** The name under which the agent inside registers. */
    public String nodeName() {
      return name(agent, hostName);
    }
  }

  /** Whose network the partition has. */
  public enum Network {
    OWN,
    HOST
  }

  /** How the file inside stands to what qm would write. */
  public sealed interface Stale {
    /** It is that. */
    record No() implements Stale {}

    /** It is another one, or none. */
    record Yes() implements Stale {}

    /**
     * Nothing can be written: the host's files are not understood.
     *
     * @param why the reason, with the place
     */
    record Unwritable(String why) implements Stale {}
  }

  /** The name under which the host's agent registers. */
  public String nodeName() {
    return name(hostAgent, hostName);
  }

  /** Whether this machine has a controller. */
  public boolean hasController() {
    return controller.isAnything();
  }

  /** Whether there is anything of BlueChi's here. */
  public boolean isAnything() {
    return hostAgent.isAnything()
        || hasController()
        || partition.filter(inside -> inside.agent().isAnything()).isPresent();
  }

  /** Whether a target of an agent is the relay of this host, which knows the controller itself. */
  boolean isRelay(ControllerTarget target, Where where) {
    return isHost(target, where)
        && switch (target) {
          case Tcp tcp -> relayed.contains(Integer.toString(tcp.port()));
          case ControllerTarget.Local local -> relayed.contains(local.path());
          case ControllerTarget.Other _ -> false;
        };
  }

  /** Whether a target of an agent is this very host. */
  static boolean isHost(ControllerTarget target, Where where) {
    return switch (target) {
      case Tcp tcp ->
          switch (where) {
            case HOST -> tcp.isHere();
            case INSIDE -> tcp.host().equals(ThisHost.INSIDE);
          };
      case ControllerTarget.Local local -> where == Where.HOST || isInDoor(local);
      case ControllerTarget.Other _ -> false;
    };
  }

  /** Whether a socket lies in the one folder that both sides may see. */
  static boolean isInDoor(ControllerTarget.Local local) {
    return local.path().startsWith("/run/ipc/");
  }

  /** A side of the border. */
  public enum Where {
    HOST,
    /** In the partition. */
    INSIDE
  }

  private static String name(Side agent, String hostName) {
    return agent.layers().setting(KnownKey.NODE_NAME.word()).map(Setting::value).orElse(hostName);
  }

  /** The sides that there is anything of. */
  public List<Side> sides() {
    return Stream.concat(Stream.of(hostAgent, controller), partition.stream().map(Partition::agent))
        .filter(Side::isAnything)
        .toList();
  }
}
