package dev.qm.host.file;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A device node: mknod(2), stat(2).
 *
 * @param path of the node as this machine names it
 * @param kind the word of device rules and of the runtime spec
 * @param major of the device
 * @param minor of the device
 * @param mode the nine bits of permission
 * @param uid the owner
 * @param gid the group
 */
public record DeviceNode(
    String path, Kind kind, long major, long minor, int mode, long uid, long gid) {
  private static final int TYPE_BITS = 0170000;
  private static final int MODE_BITS = 0777;

  /** What a driver offers. */
  public enum Kind {
    /** A stream of bytes. */
    CHARACTER('c', 0020000),
    /** A disk. */
    BLOCK('b', 0060000);

    private final char letter;
    private final int type;

    Kind(char letter, int type) {
      this.letter = letter;
      this.type = type;
    }

    /** {@code c} or {@code b}: Documentation/admin-guide/cgroup-v1/devices.rst. */
    public char letter() {
      return letter;
    }
  }

  /**
   * The node {@code path} of the machine below {@code root}; a link is no node.
   *
   * @return nothing when it is gone, or no device
   * @throws HostException when it cannot be looked at
   */
  public static Optional<DeviceNode> at(Root root, String path) throws HostException {
    var place = root.at(path);
    try {
      return of(path, attributes(place, LinkOption.NOFOLLOW_LINKS));
    } catch (NoSuchFileException gone) {
      // and not looked at again: it may be back by now
      return Optional.empty();
    } catch (IOException failure) {
      // below something that is no folder
      if (Files.notExists(place, LinkOption.NOFOLLOW_LINKS)) {
        return Optional.empty();
      }
      throw new HostException("cannot look at " + path, failure);
    }
  }

  /** The node that {@code path} leads to, over links too; nothing when there is none. */
  public static Optional<DeviceNode> behind(Path path) {
    try {
      return of(path.toString(), attributes(path));
    } catch (IOException absent) {
      return Optional.empty();
    }
  }

  /**
   * What lies at {@code place}, under another name; a link is no node.
   *
   * @throws IOException when it is gone
   */
  static Optional<DeviceNode> itself(Path place, String name) throws IOException {
    return of(name, attributes(place, LinkOption.NOFOLLOW_LINKS));
  }

  /** The device in the kernel's words: {@code c 1:3}. */
  public String device() {
    return kind.letter() + " " + major + ":" + minor;
  }

  /** The major number in a device number of the GNU C library: makedev(3). */
  static int major(long device) {
    return (int) (((device >>> 8) & 0xfff) | ((device >>> 32) & ~0xfffL));
  }

  /** The minor number in a device number of the GNU C library: makedev(3). */
  static int minor(long device) {
    return (int) ((device & 0xff) | ((device >>> 12) & ~0xffL));
  }

  private static Map<String, Object> attributes(Path place, LinkOption... links)
      throws IOException {
    return Files.readAttributes(place, "unix:mode,rdev,uid,gid", links);
  }

  private static Optional<DeviceNode> of(String path, Map<String, Object> attributes) {
    if (attributes.get("mode") instanceof Integer mode
        && attributes.get("rdev") instanceof Long device
        && attributes.get("uid") instanceof Integer uid
        && attributes.get("gid") instanceof Integer gid) {
      for (var kind : Kind.values()) {
        if ((mode & TYPE_BITS) == kind.type) {
          return Optional.of(
              new DeviceNode(
                  path,
                  kind,
                  Integer.toUnsignedLong(major(device)),
                  Integer.toUnsignedLong(minor(device)),
                  mode & MODE_BITS,
                  Integer.toUnsignedLong(uid),
                  Integer.toUnsignedLong(gid)));
        }
      }
    }
    return Optional.empty();
  }
}
