package dev.qm.partition.ipc.live;

import dev.qm.host.Untrusted;
import dev.qm.quadlet.syntax.Origin;
import java.util.List;
import java.util.Optional;

/**
 * Something by which processes that are not one program can exchange data.
 *
 * @param name a path, {@code @name} of an abstract socket, or what the kernel calls it
 * @param place its file, where it has one that could be looked at
 * @param holders who listens; of a pipe, memory or a pair of sockets, everyone who has it open
 * @param origin the line that declares it; nothing for one that was only found
 */
public record LiveChannel(
    Kind kind,
    Untrusted name,
    Standing standing,
    Optional<Place> place,
    List<Party> holders,
    List<Connection> connections,
    Optional<Origin> origin) {
  public LiveChannel {
    holders = List.copyOf(holders);
    connections = List.copyOf(connections);
  }

  /** What it is. */
  public enum Kind {
    STREAM("stream socket"),
    DATAGRAM("datagram socket"),
    PACKETS("packet socket"),
    FIFO("named pipe"),
    PIPE("pipe"),
    MEMORY("shared memory");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /** For a person. */
    public String words() {
      return words;
    }
  }

  /** How many connections wait to be accepted. */
  public long waiting() {
    return connections.stream().filter(connection -> !connection.isAccepted()).count();
  }
}
