package dev.qm.host.selinux;

import java.util.ArrayList;
import java.util.List;

/**
 * A boolean of the distribution's policy that is on and opens something to every process of the
 * machine, and so to a partition's. QM's invariants cannot stand against it: the compiler compares
 * rules, whatever the value of a boolean.
 *
 * @param name as setsebool(8) takes it
 * @param opens what a partition can do while it is on
 * @param weight whether that is interference
 */
public record OpenBoolean(String name, String opens, Weight weight) {
  /** What an open one means. */
  public enum Weight {
    /** The partition reaches the ASIL side by it. */
    INTERFERENCE,
    /** It reaches nothing that it would not reach otherwise. */
    HARMLESS
  }

  private static final String MODULES = "domain_kernel_load_modules";

  /** Those of Fedora's policy, which CentOS Stream and RHEL share. Debian's has none. */
  private static final List<OpenBoolean> KNOWN =
      List.of(
          new OpenBoolean(
              MODULES,
              "every process may have the kernel load modules, by asking for what they serve: QM can"
                  + " bring code into the kernel that the ASIL side does not expect there",
              Weight.INTERFERENCE),
          new OpenBoolean(
              "domain_can_write_kmsg",
              "every process may write to the kernel's log: where a drop-in gives QM /dev/kmsg, it can"
                  + " fill the log and imitate the kernel's messages",
              Weight.INTERFERENCE),
          new OpenBoolean(
              "domain_can_mmap_files",
              "every process may map files that it may read: QM reads no more files by it",
              Weight.HARMLESS));

  /** Those that are on in the policy that the kernel has. */
  public static List<OpenBoolean> in(RunningPolicy kernel) {
    var open = new ArrayList<OpenBoolean>();
    for (var known : KNOWN) {
      if (kernel.bool(known.name).orElse(false)) {
        open.add(known);
      }
    }
    return open;
  }

  /** How to close it. */
  public String mend() {
    return "`setsebool -P "
        + name
        + " off`"
        + (name.equals(MODULES)
            ? "; modules that the host's services need are for modules-load.d(5)"
            : "");
  }
}
