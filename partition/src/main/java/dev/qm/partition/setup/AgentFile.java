package dev.qm.partition.setup;

import dev.qm.host.HostException;
import dev.qm.host.file.ConfinedPath;
import dev.qm.partition.AgentConfiguration;

/** Switches the BlueChi agent in the partition on, where it is installed, and configures it. */
record AgentFile(Site site) implements Step {
  private static final String UNIT = "bluechi-agent.service";

  @Override
  public String title() {
    return "let the partition's BlueChi agent follow the host's";
  }

  @Override
  public boolean isDone() throws HostException {
    return !isInstalled() || new Links(site).isTaken(wants());
  }

  @Override
  public void apply(Notes notes) throws HostException {
    new Links(site).make(wants(), "/usr/lib/systemd/system/" + UNIT, notes);
    AgentConfiguration.refresh(site.root(), site.at(site.layout().etc()));
  }

  private boolean isInstalled() throws HostException {
    return ConfinedPath.exists(site.at(site.layout().rootfs()), "usr/lib/systemd/system/" + UNIT);
  }

  private String wants() {
    return site.layout().etc() + "/systemd/system/multi-user.target.wants/" + UNIT;
  }
}
