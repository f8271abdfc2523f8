package dev.qm.host.socket;

import dev.qm.host.HostException;
import dev.qm.host.call.PathCalls;
import dev.qm.host.call.PathCalls.LinkOnTheWay;
import dev.qm.host.call.SocketCalls;
import dev.qm.host.file.OpenPlace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A listening Unix stream socket whose clients somebody else accepts: a program that gets it handed
 * over. Java's own server socket does not tell its descriptor.
 *
 * <p>Somebody hostile may change what lies in its folder, and the folder's own name: the socket is
 * made in the folder as it was found, by {@code /proc/self/fd}, which is then the name that ss(8)
 * shows.
 *
 * <p>Linking the C library takes some tens of milliseconds, so only what needs it may name this
 * class.
 */
public final class ListeningSocket implements AutoCloseable {
  private final OpenPlace folder;
  private final Path path;
  private final int descriptor;

  private ListeningSocket(OpenPlace folder, Path path, int descriptor) {
    this.folder = folder;
    this.path = path;
    this.descriptor = descriptor;
  }

  /**
   * Makes the socket {@code path} and listens. A socket there that nobody listens on is replaced,
   * nothing else is.
   *
   * @param top a folder that only trusted users can exchange
   * @param path below it; a link on the way is an error
   * @param mode permission bits; whoever may write may connect
   * @param owner user id and group id; nothing for those of this process
   * @param backlog how many clients may wait for being accepted
   */
  public static ListeningSocket open(
      Path top, Path path, int mode, Optional<Owner> owner, int backlog) throws HostException {
    if (path.toString().getBytes(StandardCharsets.UTF_8).length >= SocketCalls.LONGEST_PATH) {
      throw new HostException(
          "cannot listen on " + path, "the path of a socket has at most 107 bytes");
    }
    var folder = folder(top, path);
    try {
      var place = folder.at(String.valueOf(path.getFileName()));
      makeRoom(folder, place, path);
      return new ListeningSocket(folder, path, listening(folder, place, mode, owner, backlog));
    } catch (IOException failure) {
      folder.close();
      throw new HostException("cannot listen on " + path, OpenPlace.renamed(failure, path));
    } catch (HostException failure) {
      folder.close();
      throw failure;
    }
  }

  /** Who a socket belongs to. */
  public record Owner(int uid, int gid) {}

  /** Waits until a client waits for being accepted; at once when one does already: poll(2). */
  public void awaitClient() throws HostException {
    try {
      SocketCalls.await(descriptor);
    } catch (IOException failure) {
      throw new HostException("cannot wait for a client of " + path, failure);
    }
  }

  /**
   * Makes the socket this process's standard input too, which is the one descriptor that Java hands
   * to a program that it starts: {@link ProcessBuilder.Redirect#INHERIT}.
   */
  public void becomeStandardInput() throws HostException {
    try {
      SocketCalls.duplicate(descriptor, 0);
    } catch (IOException failure) {
      throw new HostException("cannot hand over " + path, failure);
    }
  }

  /** Takes the file away; the socket itself goes with the last program that has it. */
  public void remove() throws HostException {
    var name = String.valueOf(path.getFileName());
    try (var found = folder.below(name)) {
      if (found.isSocket()) {
        Files.deleteIfExists(folder.at(name));
      }
    } catch (NoSuchFileException gone) {
      // what was wanted
    } catch (IOException failure) {
      throw new HostException("cannot remove " + path, OpenPlace.renamed(failure, path));
    }
  }

  @Override
  public void close() {
    PathCalls.close(descriptor);
    folder.close();
  }

  private static OpenPlace folder(Path top, Path path) throws HostException {
    var parent = path.getParent();
    if (parent == null || !path.startsWith(top)) {
      throw new HostException("cannot listen on " + path, "it is not below " + top);
    }
    try (var tree = OpenPlace.trusted(top)) {
      return tree.folder(top.relativize(parent).toString());
    } catch (LinkOnTheWay link) {
      throw new HostException(
          "will not listen on " + path,
          "a symbolic link is on the way, and software of the partition may have put it there",
          "see what is in " + parent.resolveSibling("") + ", and remove what is not yours");
    } catch (NoSuchFileException missing) {
      throw new HostException("cannot listen on " + path, "its folder does not exist");
    } catch (IOException failure) {
      throw new HostException("cannot listen on " + path, failure);
    }
  }

  private static void makeRoom(OpenPlace folder, Path place, Path path)
      throws HostException, IOException {
    try (var found = folder.below(String.valueOf(path.getFileName()))) {
      if (!found.isSocket()) {
        throw new HostException(
            "cannot listen on " + path, "there is a file of this name that is no socket");
      }
      // what is held, not what the name is by now
      if (SocketCalls.answers(found.path().toString())) {
        throw new HostException(
            "cannot listen on " + path,
            "another program does",
            "end it first; `qm ipc list` or `ss -xlp` shows which");
      }
      Files.deleteIfExists(place);
    } catch (NoSuchFileException free) {
      // what was wanted
    }
  }

  private static int listening(
      OpenPlace folder, Path place, int mode, Optional<Owner> owner, int backlog)
      throws IOException {
    var descriptor = SocketCalls.bound(place.toString(), mode);
    try {
      // nobody can connect before listen(2)
      if (owner.isPresent()) {
        own(folder, place, owner.get());
      }
      SocketCalls.listen(descriptor, backlog);
      return descriptor;
    } catch (IOException failure) {
      PathCalls.close(descriptor);
      throw failure;
    }
  }

  private static void own(OpenPlace folder, Path place, Owner owner) throws IOException {
    try (var socket = folder.below(String.valueOf(place.getFileName()))) {
      if (!socket.isSocket()) {
        throw new IOException("somebody else has put another file in its place");
      }
      for (var part : Map.of("unix:uid", owner.uid(), "unix:gid", owner.gid()).entrySet()) {
        Files.setAttribute(socket.path(), part.getKey(), part.getValue());
      }
    }
  }
}
