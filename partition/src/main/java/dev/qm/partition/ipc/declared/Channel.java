package dev.qm.partition.ipc.declared;

import dev.qm.quadlet.syntax.Origin;
import java.util.List;
import java.util.Optional;

/**
 * A channel as unit files declare it, whoever wrote them.
 *
 * @param name the socket unit's, or what the two ends share
 * @param between whom it connects
 * @param path of the socket as its ends name it; empty when no file says it
 * @param socket the socket unit, where systemd makes the socket
 * @param servers who serves it
 * @param clients who connects to it; inside QM also those of whom no file says which end they are
 * @param level the categories of its ends as they are written; empty when none are
 */
public record Channel(
    String name,
    Between between,
    Optional<String> path,
    Optional<End> socket,
    List<End> servers,
    List<End> clients,
    Optional<String> level) {
  public Channel {
    servers = List.copyOf(servers);
    clients = List.copyOf(clients);
  }

  /** Whom a channel connects. */
  public enum Between {
    /** The safety side and QM. */
    ASIL_AND_QM,
    /** Two containers of QM. */
    QM_AND_QM
  }

  /**
   * A unit that has to do with a channel.
   *
   * @param unit the name of its file
   * @param origin the line that ties it to the channel
   */
  public record End(String unit, Origin origin) {}
}
