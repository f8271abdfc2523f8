package dev.qm.partition;

import java.util.List;

/**
 * Where the partition lives, as the machine itself names the places (a {@code --root} is added by
 * {@link Root#at}).
 *
 * @param installdir the folder that holds the rootfs; by default {@code /usr/lib/qm}
 * @param rootfs the read-only operating system tree
 * @param etc what the partition sees as {@code /etc}
 * @param var what the partition sees as {@code /var}
 * @param hostname the partition's host name
 */
public record Layout(String installdir, String rootfs, String etc, String var, String hostname) {
  /** Where everything is unless {@code qm setup} is told otherwise. */
  public static final Layout DEFAULT =
      new Layout("/usr/lib/qm", "/usr/lib/qm/rootfs", "/etc/qm", "/var/qm", "qm");

  /** The vendor's description of the partition. */
  public static final String QUADLET = "/usr/share/containers/systemd/qm.container";

  /** Where drop-ins of the user, of add-ons and of {@code qm setup} go. */
  public static final String DROP_INS = "/etc/containers/systemd/qm.container.d";

  /** The drop-in that says what {@code qm setup} found on this machine. */
  public static final String SETUP_DROP_IN = DROP_INS + "/00-setup.conf";

  /** What QM keeps about itself: the ledger, the standalone runner's Podman storage. */
  public static final String STATE = "/var/lib/qm";

  /** What goes away with a reboot. */
  public static final String RUN = "/run/qm";

  /** Where the sockets between the two sides are, seen by both. */
  public static final String IPC = "/run/ipc";

  /** The program, its Java run-time and its files, as installed by {@code qm setup}. */
  public static final String RUNTIME = "/usr/libexec/qm";

  /** The command that boot hooks call. */
  public static final String COMMAND = "/usr/bin/qm";

  /** The same command, as the field's own tool for partitions is called. */
  public static final String CONTROL = "/usr/bin/qmctl";

  /** The same command, as BlueChi's own tools are called, on machines that have none. */
  public static final List<String> BLUECHI_TOOLS =
      List.of("/usr/bin/bluechictl", "/usr/bin/bluechi-is-online");

  /** Files that QM puts on a machine beside the quadlet. */
  public static final String SHARE = "/usr/share/qm";

  /** The partition's system call filter, made at setup. */
  public static final String SECCOMP = SHARE + "/seccomp.json";

  /**
   * Programs of QM's that run inside. Beside the rootfs and not in it, so that nothing inside can
   * change them: the partition has them mounted, for reading.
   */
  public String programs() {
    return rootfs + ".programs";
  }

  /** The three trees, outermost risk first, with the name of the option that moves each. */
  public List<String> trees() {
    return List.of(rootfs, etc, var);
  }
}
