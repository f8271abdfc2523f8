package dev.qm.partition.run;

import dev.qm.host.HostException;
import dev.qm.partition.Layout;
import dev.qm.partition.PartitionSpec;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * {@code /run/ipc}, where a partition with channels to the safety side has it mounted. systemd
 * makes it at boot (tmpfiles.d(5)); on other machines the runner does, since Podman mounts only
 * what is there.
 */
record IpcFolder(PartitionSpec spec) {
  /** Makes the folder where the partition is to be given it. */
  void create() throws HostException {
    if (!spec.mounts(Layout.IPC) || Files.isDirectory(folder())) {
      return;
    }
    try {
      // clients inside must find their way; the launcher sees to the umask
      Files.createDirectories(
          folder(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    } catch (IOException failure) {
      throw new HostException("cannot make " + folder(), failure);
    }
  }

  /** Takes it away, unless a channel is in it. */
  void removeEmpty() throws HostException {
    try {
      Files.deleteIfExists(folder());
    } catch (DirectoryNotEmptyException used) {
      return;
    } catch (IOException failure) {
      throw new HostException("cannot remove " + folder(), failure);
    }
  }

  private Path folder() {
    return spec.root().at(Layout.IPC);
  }
}
