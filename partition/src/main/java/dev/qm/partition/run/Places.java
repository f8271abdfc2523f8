package dev.qm.partition.run;

import dev.qm.host.Root;
import dev.qm.partition.Layout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32;

/**
 * Names and places that a running partition has outside its own tree. Two roots on one machine
 * never share one, so a partition below {@code --root} runs beside the machine's own.
 */
record Places(Root root) {
  /** The control group below every hierarchy's mount. */
  String cgroup() {
    return root.isHost() ? "qm" : "qm-" + tag();
  }

  /** The bridge of the standalone runner's network; a name may have 15 characters. */
  String bridge() {
    return root.isHost() ? "qm0" : "qm" + tag();
  }

  /** The network of that bridge, one of the 172.30.0.0/16 range for each root. */
  String subnet() {
    return "172.30." + (root.isHost() ? 0 : 1 + checksum() % 255) + ".0/24";
  }

  /** What goes away with a reboot: Podman's run state, the mount namespace. */
  Path run() {
    return root.at(Layout.RUN);
  }

  /** The mount namespace that the standalone runner's Podman calls share. */
  Path namespace() {
    return run().resolve("mnt");
  }

  private String tag() {
    return Long.toHexString(0x1_0000_0000L | checksum()).substring(1);
  }

  private long checksum() {
    var crc = new CRC32();
    crc.update(root.directory().toString().getBytes(StandardCharsets.UTF_8));
    return crc.getValue();
  }
}
