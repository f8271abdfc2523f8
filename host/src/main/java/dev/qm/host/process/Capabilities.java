package dev.qm.host.process;

import dev.qm.host.KernelText;
import dev.qm.host.Root;
import dev.qm.host.file.Bounded;
import java.util.List;

/**
 * The effective capabilities of a process: capabilities(7).
 *
 * @param effective one bit for each
 */
public record Capabilities(long effective) {
  /** Bit by bit, in the kernel's order (include/uapi/linux/capability.h). */
  private static final List<String> NAMES =
      List.of(
          "chown",
          "dac_override",
          "dac_read_search",
          "fowner",
          "fsetid",
          "kill",
          "setgid",
          "setuid",
          "setpcap",
          "linux_immutable",
          "net_bind_service",
          "net_broadcast",
          "net_admin",
          "net_raw",
          "ipc_lock",
          "ipc_owner",
          "sys_module",
          "sys_rawio",
          "sys_chroot",
          "sys_ptrace",
          "sys_pacct",
          "sys_admin",
          "sys_boot",
          "sys_nice",
          "sys_resource",
          "sys_time",
          "sys_tty_config",
          "mknod",
          "lease",
          "audit_write",
          "audit_control",
          "setfcap",
          "mac_override",
          "mac_admin",
          "syslog",
          "wake_alarm",
          "block_suspend",
          "audit_read",
          "perfmon",
          "bpf",
          "checkpoint_restore");

  /** Those of this process, or none where {@code root} has no /proc. */
  public static Capabilities probe(Root root) {
    for (var line : KernelText.lines(Bounded.textIfAny(root.at("/proc/self/status")).orElse(""))) {
      if (line.startsWith("CapEff:")) {
        return new Capabilities(hex(line.substring("CapEff:".length()).strip()));
      }
    }
    return new Capabilities(0);
  }

  /** True when the capability {@code name}, such as {@code sys_admin}, is among them. */
  public boolean has(String name) {
    var bit = NAMES.indexOf(name);
    if (bit < 0) {
      throw new IllegalArgumentException("no capability is called " + name);
    }
    return ((effective >> bit) & 1) != 0;
  }

  private static long hex(String digits) {
    try {
      return Long.parseUnsignedLong(digits, 16);
    } catch (NumberFormatException none) {
      return 0;
    }
  }
}
