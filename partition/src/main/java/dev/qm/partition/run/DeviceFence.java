package dev.qm.partition.run;

import dev.qm.host.HostException;
import dev.qm.host.cgroup.Cgroups;
import dev.qm.host.file.DeviceNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The devices that the partition may open, set on the group above its own: on cgroup v1 it can
 * widen the list of its own group, but never beyond its parent's. See
 * Documentation/admin-guide/cgroup-v1/devices.rst.
 */
final class DeviceFence {
  /** What the runtime gives every container, and what a nested runtime gives on. */
  private static final List<String> USUAL =
      List.of(
          "c *:* m", // making a node opens nothing
          "b *:* m",
          "c 1:3 rwm", // null
          "c 1:5 rwm", // zero
          "c 1:7 rwm", // full
          "c 1:8 rwm", // random
          "c 1:9 rwm", // urandom
          // tty, ptmx, and what should not be here: the host's console, and net/tun, which acts in
          // the network namespace of its user. A nested crun gives both to every container, and
          // starts none where it may not; through systemd it asks for the whole of 5.
          "c 5:* rwm",
          "c 10:200 rwm",
          "c 136:* rwm"); // pts/*

  private DeviceFence() {}

  /**
   * Closes all devices but the usual ones and {@code devices}.
   *
   * @param group the group above the container's, without a process
   * @param devices nodes on this machine, and folders of nodes; what is not there is passed over
   */
  static void put(Cgroups cgroups, String group, List<String> devices) throws HostException {
    var mount = cgroups.mountOf("devices");
    if (mount.isEmpty() || cgroups instanceof Cgroups.V2) {
      return;
    }
    var folder = mount.get().resolve(group);
    try {
      write(folder.resolve("devices.deny"), "a");
      for (var rule : USUAL) {
        write(folder.resolve("devices.allow"), rule);
      }
      for (var device : devices) {
        for (var rule : rules(Path.of(device))) {
          write(folder.resolve("devices.allow"), rule);
        }
      }
    } catch (IOException failure) {
      throw new HostException("cannot close the devices of the partition", failure);
    }
  }

  /**
   * The rules that open a node, or every node in a folder, which is what Podman makes of one.
   *
   * @return none for what is not there or is no device
   */
  static List<String> rules(Path place) throws IOException {
    if (!Files.isDirectory(place)) {
      return DeviceNode.behind(place).map(node -> List.of(open(node))).orElse(List.of());
    }
    // a link is followed where it is named, and passed over where it lies in a folder
    try (var nodes = Files.walk(place.toRealPath())) {
      return nodes
          .filter(path -> !Files.isSymbolicLink(path))
          .flatMap(path -> DeviceNode.behind(path).stream())
          .map(DeviceFence::open)
          .toList();
    } catch (UncheckedIOException unplugged) {
      throw unplugged.getCause();
    }
  }

  private static String open(DeviceNode node) {
    return node.device() + " rwm";
  }

  /** One rule a write: that is how the kernel reads it. */
  private static void write(Path file, String rule) throws IOException {
    Files.writeString(file, rule, StandardOpenOption.WRITE);
  }
}
