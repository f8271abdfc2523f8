package dev.qm.partition.setup;

import dev.qm.host.HostException;
import java.util.List;

/**
 * Units that cannot work in a container, masked so that the partition's systemd says {@code
 * running}. A unit that the user put there instead of the mask stays.
 */
record Masks(Site site) implements Step {
  private static final List<String> UNITS =
      List.of(
          // the kernel is the host's: modules, its configuration, debug and trace file systems
          "systemd-modules-load.service",
          "sys-kernel-config.mount",
          "sys-kernel-debug.mount",
          "sys-kernel-tracing.mount",
          // the disks are the host's; its scheduler call is refused by the seccomp profile
          "e2scrub_reap.service",
          "e2scrub_all.timer",
          "fstrim.timer",
          // apps are quadlets here: nothing needs Podman's API socket, and a restart of everything
          // at boot is systemd's own work
          "podman.service",
          "podman.socket",
          "podman-restart.service",
          "podman-auto-update.service",
          "podman-auto-update.timer",
          // there is no console to log in at
          "console-getty.service",
          "getty.target",
          // the host waits for its network; here there is only the one that Podman made
          "systemd-networkd-wait-online.service",
          // package lists are refreshed by `qm install`, on the host
          "apt-daily.timer",
          "apt-daily-upgrade.timer",
          "dpkg-db-backup.timer");

  @Override
  public String title() {
    return "mask " + UNITS.size() + " units that cannot work inside a container";
  }

  @Override
  public boolean isDone() throws HostException {
    for (var unit : UNITS) {
      if (!new Links(site).isTaken(path(unit))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void apply(Notes notes) throws HostException {
    for (var unit : UNITS) {
      if (!new Links(site).isTaken(path(unit))) {
        new Links(site).make(path(unit), "/dev/null", notes);
      }
    }
  }

  private String path(String unit) {
    return site.layout().etc() + "/systemd/system/" + unit;
  }
}
