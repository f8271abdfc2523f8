package dev.qm.partition.ipc.live;

import dev.qm.host.Untrusted;
import dev.qm.host.file.FileId;
import dev.qm.host.socket.UnixSocket;
import java.util.List;
import java.util.Map;

/**
 * What was seen of a machine whose partition runs, before anything is said about it.
 *
 * @param socketHolders who holds a socket, by its inode
 * @param pipeHolders the same of pipes
 * @param fifoHolders the same of named pipes, by their file
 * @param places the files that were found where both sides can reach them, and those of sockets
 *     inside
 * @param mappings memory that at least two processes have mapped
 * @param hasHostsNetwork whether the partition is in the host's network namespace
 * @param gaps what could not be seen, each a clause
 */
record Observation(
    List<UnixSocket> sockets,
    Map<Long, List<Party>> socketHolders,
    Map<Long, List<Party>> pipeHolders,
    Map<FileId, List<Party>> fifoHolders,
    Map<FileId, Place> places,
    List<Mapping> mappings,
    List<Volume> volumes,
    List<NamespaceObjects> objects,
    boolean hasHostsNetwork,
    List<String> gaps) {
  Observation {
    sockets = List.copyOf(sockets);
    socketHolders = Map.copyOf(socketHolders);
    pipeHolders = Map.copyOf(pipeHolders);
    fifoHolders = Map.copyOf(fifoHolders);
    places = Map.copyOf(places);
    mappings = List.copyOf(mappings);
    volumes = List.copyOf(volumes);
    objects = List.copyOf(objects);
    gaps = List.copyOf(gaps);
  }

  /**
   * Memory that several processes have mapped.
   *
   * @param name as one of them sees it
   * @param isWritable whether at least one of them can write
   * @param isInDoor whether it is a file in {@code /run/ipc}
   */
  record Mapping(
      FileId file, Untrusted name, boolean isWritable, boolean isInDoor, List<Party> holders) {
    Mapping {
      holders = List.copyOf(holders);
    }
  }
}
