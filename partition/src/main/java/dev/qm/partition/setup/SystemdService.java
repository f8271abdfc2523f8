package dev.qm.partition.setup;

import dev.qm.host.HostException;
import dev.qm.host.process.Command;
import dev.qm.partition.PartitionSpec;
import java.nio.charset.StandardCharsets;

/**
 * Makes {@code qm.service} known to the machine's systemd. Podman's own Quadlet generates it from
 * 5.0 on. For an older Podman it is compiled here: before 4.4 there is no Quadlet, and before 5.0
 * one that knows no drop-ins, which would start the partition without this machine's settings and
 * the user's.
 */
record SystemdService(Site site) implements Step {
  private static final String COMPILED = "/etc/systemd/system/qm.service";
  private static final String WANTED = "/etc/systemd/system/multi-user.target.wants/qm.service";

  @Override
  public String title() {
    return "make qm.service known to systemd";
  }

  @Override
  public int weight() {
    return 2;
  }

  @Override
  public boolean isDone() throws HostException {
    if (isCompiled() && !isLanded()) {
      return false;
    }
    var properties = "--property=LoadState,NeedDaemonReload";
    var show = Command.of("systemctl", "show", properties, "qm.service").run().output();
    return show.contains("LoadState=loaded") && show.contains("NeedDaemonReload=no");
  }

  @Override
  public void apply(Notes notes) throws HostException {
    if (isCompiled()) {
      site.landing().land(COMPILED, content(), "0644", notes);
    }
    if (isCompiled()) {
      // what [Install] asks for; made here so that the ledger knows it
      site.landing().link(WANTED, "../qm.service", notes);
    }
    Command.of("systemctl", "daemon-reload").require();
  }

  private boolean isCompiled() {
    return site.machine().podman().filter(podman -> podman.version().isAtLeast(5, 0)).isEmpty();
  }

  private boolean isLanded() throws HostException {
    return PartitionSpec.load(site.root()).isPresent()
        && site.landing().isLanded(COMPILED, content());
  }

  private byte[] content() throws HostException {
    var podman = site.machine().podman().map(found -> found.binary().toString());
    return PartitionSpec.require(site.root())
        .service(podman.orElse("/usr/bin/podman"))
        .unit()
        .text()
        .getBytes(StandardCharsets.UTF_8);
  }
}
