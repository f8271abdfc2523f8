package dev.qm.partition.show;

import dev.qm.host.KernelText;
import dev.qm.host.Root;
import dev.qm.host.cgroup.Cgroups;
import dev.qm.host.file.Bounded;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;

/**
 * Whether weights of control groups are worth anything: the kernel keeps them, and only the
 * scheduler BFQ and iocost go by them. Source: Linux, Documentation/block/bfq-iosched.rst, and
 * Documentation/admin-guide/cgroup-v2.rst, io.weight and io.cost.qos.
 */
final class WeighingDisks {
  private WeighingDisks() {}

  /** Whether a disk of the machine is served by weights. */
  static boolean areThere(Root root, Cgroups cgroups) {
    return hasCostModel(cgroups) || hasBfq(root);
  }

  private static boolean hasBfq(Root root) {
    try (var disks = Files.newDirectoryStream(root.at("/sys/block"))) {
      for (var disk : disks) {
        if (Bounded.textIfAny(disk.resolve("queue/scheduler"))
            .filter(it -> it.contains("[bfq]"))
            .isPresent()) {
          return true;
        }
      }
    } catch (IOException | DirectoryIteratorException none) {
      return false;
    }
    return false;
  }

  /** A line each, such as {@code 8:0 enable=1 ctrl=auto}, in the group at the top alone. */
  private static boolean hasCostModel(Cgroups cgroups) {
    var top = cgroups.unified();
    if (top.isEmpty() || !cgroups.isV2("io")) {
      return false;
    }
    var text = Bounded.textIfAny(top.get().resolve("io.cost.qos")).orElse("");
    for (var line : KernelText.lines(text)) {
      if (KernelText.of(line).contains("enable=1")) {
        return true;
      }
    }
    return false;
  }
}
