package dev.qm.host.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Which file something is, whatever its name: the device of its file system and its inode there.
 *
 * @param major of the device
 * @param minor of the device
 * @param inode the low 32 bits: the kernel tells no more of the file of a socket (unix_diag.h)
 */
public record FileId(int major, int minor, long inode) {
  private static final long LOW_32 = 0xffff_ffffL;

  public FileId {
    inode &= LOW_32;
  }

  /** The file that {@code path} is; a link is itself. Nothing when it is gone. */
  public static Optional<FileId> of(Path path) {
    try {
      return Optional.of(of(Files.readAttributes(path, "unix:dev,ino", LinkOption.NOFOLLOW_LINKS)));
    } catch (IOException | UnsupportedOperationException gone) {
      return Optional.empty();
    }
  }

  /** The file with these attributes of the view {@code unix}. */
  public static FileId of(Map<String, Object> attributes) {
    return ofDevice(
        number(attributes.getOrDefault("dev", 0L)), number(attributes.getOrDefault("ino", 0L)));
  }

  /**
   * The file of a device number as stat(2) gives it: makedev(3).
   *
   * @param device of the GNU C library
   */
  static FileId ofDevice(long device, long inode) {
    return new FileId(DeviceNode.major(device), DeviceNode.minor(device), inode);
  }

  /**
   * The file of a device number as the kernel keeps it and sock_diag(7) gives it: twelve bits of
   * major, twenty of minor.
   */
  public static FileId ofKernelDevice(long device, long inode) {
    return new FileId((int) (device >>> 20) & 0xfff, (int) device & 0xfffff, inode);
  }

  /** The same device. */
  public boolean isOn(Mount mount) {
    return mount.device().equals(major + ":" + minor);
  }

  private static long number(Object attribute) {
    return attribute instanceof Number number ? number.longValue() : 0;
  }
}
