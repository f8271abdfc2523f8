package dev.qm.host.socket;

import dev.qm.host.Untrusted;
import dev.qm.host.file.FileId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One unix socket as the kernel tells of it: unix(7), sock_diag(7).
 *
 * @param inode of the socket itself, by which processes hold it ({@code socket:[N]}); 0 for one
 *     that nobody has accepted yet
 * @param name what it is bound to
 * @param file the file of its name, where it has one
 * @param peer the inode of the socket that it is connected to
 * @param waiting the inodes of the sockets that wait to be accepted; of a listening one
 * @param receiveQueue bytes that wait to be read; for a listening one, how many wait to be accepted
 * @param sendQueue bytes that the peer has not read; for a listening one, how many may wait
 * @param owner the user id of who made it, as this process sees it
 * @param network the inode of the network namespace that it belongs to
 */
public record UnixSocket(
    long inode,
    Type type,
    State state,
    Optional<Name> name,
    Optional<FileId> file,
    OptionalLong peer,
    List<Long> waiting,
    long receiveQueue,
    long sendQueue,
    OptionalLong owner,
    long network) {
  public UnixSocket {
    waiting = List.copyOf(waiting);
  }

  /** How data passes. */
  public enum Type {
    STREAM,
    DATAGRAM,
    SEQUENCED_PACKETS,
    OTHER
  }

  /** What it is at. */
  public enum State {
    LISTENING,
    CONNECTED,
    /** Neither: also a datagram socket that anyone may send to. */
    UNCONNECTED
  }

  /** What a socket is bound to; chosen by whoever bound it. */
  public sealed interface Name {
    /**
     * A file.
     *
     * @param path as it was given, which may be relative, in the mount namespace of who bound it
     */
    record File(Untrusted path) implements Name {}

    /** A name in the network namespace, without a file. */
    record Abstract(Untrusted text) implements Name {}
  }

  /**
   * Whether others can reach it by its name. A datagram socket counts as connected as soon as one
   * other has connected to it; only a peer of its own shuts out the rest.
   */
  public boolean isOpenToOthers() {
    return name.isPresent()
        && (state == State.LISTENING || (type == Type.DATAGRAM && peer.isEmpty()));
  }
}
