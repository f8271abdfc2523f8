package dev.qm.host.work;

import dev.qm.host.HostException;
import dev.qm.host.call.NativeMemory;
import dev.qm.host.call.RepeatedCall;
import dev.qm.host.cgroup.Cgroups;
import dev.qm.host.process.ProcessInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A control group is made and removed, in this process's own: mkdir(2), rmdir(2). Where there is a
 * controller of memory, in its hierarchy, since its groups are the most work.
 */
public final class GroupMaking implements Work {
  private static final int MODE = 0755;

  private final RepeatedCall mkdir = new RepeatedCall("mkdir");
  private final RepeatedCall rmdir = new RepeatedCall("rmdir");
  private final NativeMemory path;

  private GroupMaking(Path folder) {
    path = NativeMemory.of(folder.resolve("made").toString());
    // a process that was killed may have left it
    var _ = rmdir.call(path.address());
  }

  /**
   * Finds the place.
   *
   * @throws HostException when this process has none that it can see
   */
  public static GroupMaking here(Cgroups cgroups) throws HostException {
    var self = ProcessInfo.read((int) ProcessHandle.current().pid());
    var mount = cgroups.mountOf("memory").or(cgroups::unified);
    if (self.isPresent() && mount.isPresent()) {
      var isV2 = mount.equals(cgroups.unified());
      for (var place : self.get().cgroups()) {
        if (isV2 ? place.hierarchy() == 0 : place.controllers().contains("memory")) {
          var folder = Path.of(mount.get() + place.path()).normalize();
          if (folder.startsWith(mount.get()) && Files.isDirectory(folder)) {
            return new GroupMaking(folder);
          }
        }
      }
    }
    throw new HostException("no control group of this process's own", "none can be seen");
  }

  @Override
  public boolean once() {
    return mkdir.call(path.address(), MODE) == 0 && rmdir.call(path.address()) == 0;
  }

  /** Why it does not work, tried once. */
  public Optional<IOException> refusal() {
    if (mkdir.call(path.address(), MODE) != 0) {
      return Optional.of(mkdir.failure());
    }
    return rmdir.call(path.address()) == 0 ? Optional.empty() : Optional.of(rmdir.failure());
  }

  @Override
  public void close() {
    var _ = rmdir.call(path.address());
  }
}
