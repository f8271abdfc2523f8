package dev.qm.host.cgroup;

import dev.qm.host.KernelText;
import dev.qm.host.file.Bounded;
import dev.qm.host.file.DeviceNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Device rules in the kernel's words, {@code c 1:3 rwm}:
 * Documentation/admin-guide/cgroup-v1/devices.rst.
 */
final class DeviceNumbers {
  /** What systemd's {@code DevicePolicy=closed} opens: systemd.resource-control(5). */
  static final List<String> STANDARD =
      List.of(
          "c 1:3 rwm", // null
          "c 1:5 rwm", // zero
          "c 1:7 rwm", // full
          "c 1:8 rwm", // random
          "c 1:9 rwm", // urandom
          "c 5:0 rwm", // tty
          "c 5:2 rwm", // ptmx
          "c 136:* rwm"); // pts/*

  private DeviceNumbers() {}

  /** The rules that {@code rule} stands for on this machine; none when there is no such device. */
  static List<String> of(Limits.DeviceRule rule) {
    var device = rule.device();
    if (device.startsWith("/")) {
      var node = DeviceNode.behind(Path.of(device));
      return node.isPresent() ? List.of(node.get().device() + " " + rule.access()) : List.of();
    }
    var kind = device.startsWith("char-") ? 'c' : 'b';
    var name = device.substring(device.indexOf('-') + 1);
    if (name.equals("*")) {
      return List.of(kind + " *:* " + rule.access());
    }
    var rules = new ArrayList<String>();
    var section = ' ';
    for (var line : KernelText.lines(Bounded.textIfAny(Path.of("/proc/devices")).orElse(""))) {
      var words = KernelText.of(line);
      if (line.startsWith("Character")) {
        section = 'c';
      } else if (line.startsWith("Block")) {
        section = 'b';
      } else if (section == kind && words.size() == 2 && words.get(1).equals(name)) {
        rules.add(kind + " " + words.getFirst() + ":* " + rule.access());
      }
    }
    return rules;
  }
}
