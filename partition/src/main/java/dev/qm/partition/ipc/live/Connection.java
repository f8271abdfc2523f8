package dev.qm.partition.ipc.live;

import java.util.List;

/**
 * One connection of a socket: who holds each end. An end can be held by several processes, and by
 * none while it is handed over.
 *
 * @param server the end of who listens; for a pair of sockets without a name, either end
 * @param client the other end
 * @param isAccepted false while it waits for the server
 */
public record Connection(List<Party> server, List<Party> client, boolean isAccepted) {
  public Connection {
    server = List.copyOf(server);
    client = List.copyOf(client);
  }
}
