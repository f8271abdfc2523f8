package dev.qm.partition.setup;

import dev.qm.host.HostException;
import dev.qm.partition.Isolation;
import dev.qm.partition.Layout;
import dev.qm.partition.landing.NewFile;
import java.util.List;
import java.util.Optional;

/**
 * {@code 00-setup.conf}: what {@code qm.container} says otherwise for this machine, each with its
 * reason. It sorts before every drop-in of the user, so theirs win.
 *
 * @param asilCpus the processors that are set apart for the safety side
 * @param mounted folders of the partition that are file systems of their own
 * @param ioMax how much there may be of the disk at most
 */
record SetupDropIn(
    Site site, Optional<AsilCpus> asilCpus, List<String> mounted, Optional<IoMax> ioMax)
    implements Step {
  /**
   * Capabilities that the kernel checks against the first user namespace, so that in one of its own
   * the partition would not have them anyway: capabilities(7). CAP_DAC_READ_SEARCH is among them
   * because open_by_handle_at(2) reaches every file of a mounted file system.
   */
  private static final String HOST_WIDE =
      "sys_module sys_rawio sys_time syslog sys_pacct dac_read_search mac_admin mac_override"
          + " linux_immutable wake_alarm block_suspend perfmon bpf audit_control";

  /** That the host's user ids were asked for, so that the next setup need not be told. */
  static final Mark PLAIN = new Mark.Finished("isolation=plain");

  @Override
  public String title() {
    return "write " + site.at(Layout.SETUP_DROP_IN) + ", what is different on this machine";
  }

  @Override
  public boolean isDone() throws HostException {
    return site.landing().isLanded(file())
        && site.ledger().holds(PLAIN) == isPlainWanted()
        && AsilCpus.isRecorded(site.ledger(), asilCpus)
        && IoMax.isRecorded(site.ledger(), ioMax);
  }

  @Override
  public void apply(Notes notes) throws HostException {
    if (isPlainWanted()) {
      site.ledger().add(PLAIN);
    } else {
      site.ledger().drop(PLAIN);
    }
    AsilCpus.record(site.ledger(), asilCpus);
    IoMax.record(site.ledger(), ioMax);
    site.land(file(), notes);
  }

  private boolean isPlainWanted() {
    return site.machine().wanted() == Isolation.Wanted.PLAIN;
  }

  private NewFile file() throws HostException {
    return NewFile.of(
        Layout.SETUP_DROP_IN,
        text(
            CloseTrees.places(site),
            site.isolation(),
            site.machine().labels(),
            new UnitLines(site.machine().marksMemory(), asilCpus, mounted, ioMax)));
  }

  /** The drop-in for a partition at {@code layout} on such a machine. */
  static String text(Layout layout, Isolation isolation, Machine.Labels labels, UnitLines lines) {
    var text = new StringBuilder();
    text.append(
        "# Written by `qm setup`: what this machine needs said otherwise than qm.container does.\n");
    text.append(
        "# Leave it as it is; a drop-in whose name sorts after this one wins.\n\n[Container]\n");
    text.append("HostName=").append(layout.hostname()).append('\n');
    switch (isolation) {
      case Isolation.UserNamespace() -> places(text, layout, ":idmap");
      case Isolation.Plain(var reasons) -> {
        text.append("\n# No user namespace of its own, since\n");
        for (var reason : reasons) {
          text.append("# - ").append(reason).append('\n');
        }
        text.append("# `qm doctor` says what that leaves open.\nUIDMap=\nGIDMap=\n");
        text.append("\n# Without one these would be rights over the whole machine.\n");
        text.append("DropCapability=").append(HOST_WIDE).append('\n');
        places(text, layout, "");
      }
    }
    if (labels == Machine.Labels.UNKNOWN) {
      text.append("\n# SELinux is on, but its policy has no qm_t: run `qm doctor`.\n");
      text.append("SecurityLabelType=\nSecurityLabelFileType=\nSecurityLabelLevel=\n");
    }
    text.append(lines.text());
    return text.toString();
  }

  private static void places(StringBuilder text, Layout layout, String option) {
    if (layout.trees().equals(Layout.DEFAULT.trees()) && !option.isEmpty()) {
      return;
    }
    text.append(
        "\n# Where the trees are; /etc/qm and /var/qm may be links, which are not followed here.\n");
    text.append("Rootfs=").append(layout.rootfs()).append(option).append('\n');
    text.append("Volume=\n");
    text.append("Volume=").append(layout.etc()).append(":/etc").append(option).append('\n');
    text.append("Volume=").append(layout.var()).append(":/var").append(option).append('\n');
    text.append("Volume=").append(layout.var()).append("/tmp:/var/tmp").append(option);
    text.append('\n');
  }
}
