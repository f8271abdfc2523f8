package dev.qm.partition.landing;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.partition.Layout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One setup or removal, start or stop at a time on a machine. The kernel lets go of it when the
 * process ends, how ever it ends: fcntl(2).
 */
public record WorkLock(Optional<FileChannel> channel) implements AutoCloseable {
  /** Where there is nothing to lock. */
  private static final WorkLock OF_NOTHING = new WorkLock(Optional.empty());

  private static final Set<PosixFilePermission> OWN = PosixFilePermissions.fromString("rw-------");

  /** Where the lock of {@code root} is. */
  public static Path place(Root root) {
    return root.at(Layout.STATE + "/lock");
  }

  /**
   * Takes the lock, and makes the folder that it lies in where there is none yet.
   *
   * @throws HostException also when another process has it
   */
  public static WorkLock takeInNewFolder(Root root) throws HostException {
    var folder = root.at(Layout.STATE);
    try {
      Files.createDirectories(folder);
    } catch (IOException failure) {
      throw new HostException("cannot make " + folder, failure, "use sudo, if you are not root");
    }
    return take(root);
  }

  /**
   * Takes the lock for a start or a stop of the partition, which whoever types it wants to wait
   * for. Where no setup has made the lock's file nothing is made, and nothing is locked.
   *
   * @param told what is waited for, when there is something
   */
  public static WorkLock await(Root root, Consumer<String> told) throws HostException {
    var file = place(root);
    try {
      while (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && !isOpenToOthers(file)) {
        var before = number(file);
        var channel = FileChannel.open(file, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
          told.accept("waiting for another qm that is at work on this machine");
          channel.lock();
        }
        if (isAt(file, channel, before)) {
          return new WorkLock(Optional.of(channel));
        }
        channel.close();
      }
      return OF_NOTHING;
    } catch (NoSuchFileException removed) {
      return OF_NOTHING;
    } catch (IOException failure) {
      throw new HostException("cannot lock " + file, failure);
    }
  }

  /**
   * Takes the lock, in a folder that exists.
   *
   * @throws HostException when another process has it
   */
  public static WorkLock take(Root root) throws HostException {
    var file = place(root);
    try {
      while (true) {
        // whoever could open it could hold it, as with an older version's: flock(2)
        if (isOpenToOthers(file)) {
          Files.deleteIfExists(file);
        }
        var before = number(file);
        var channel =
            FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWN));
        if (channel.tryLock() == null) {
          channel.close();
          throw new HostException(
              "another qm is at work on this machine",
              "it holds " + file,
              "wait until it has ended, then try again");
        }
        if (isAt(file, channel, before)) {
          return new WorkLock(Optional.of(channel));
        }
        // a removal took the file away after we opened it
        channel.close();
      }
    } catch (IOException failure) {
      throw new HostException("cannot lock " + file, failure);
    }
  }

  /** Whether others than root can open it, and so hold it for ever. */
  static boolean isOpenToOthers(Path file) throws IOException {
    try {
      return !Files.getPosixFilePermissions(file).equals(OWN);
    } catch (NoSuchFileException notThere) {
      return false;
    }
  }

  /**
   * Whether {@code file} is what {@code channel} has open. Told by a length that nobody else gives
   * it: opening the file once more, and closing it, would let go of the lock. On a full disk, which
   * has no room for the length and is when a removal is needed, by the file's number.
   *
   * @param before the number of the file that was there just before
   */
  private static boolean isAt(Path file, FileChannel channel, Optional<Object> before)
      throws IOException {
    var sign = ProcessHandle.current().pid();
    try {
      channel.write(ByteBuffer.allocate(1), sign - 1);
      return Files.size(file) == sign;
    } catch (NoSuchFileException removed) {
      return false;
    } catch (IOException full) {
      return before.isPresent() && before.equals(number(file));
    } finally {
      channel.truncate(0);
    }
  }

  /** The number of the file that is there; one that is open anywhere keeps it. */
  private static Optional<Object> number(Path file) throws IOException {
    try {
      return Optional.of(Files.getAttribute(file, "unix:ino"));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
  }

  @Override
  public void close() throws HostException {
    if (channel.isPresent()) {
      try {
        channel.get().close();
      } catch (IOException failure) {
        throw new HostException("cannot let go of the lock", failure);
      }
    }
  }
}
