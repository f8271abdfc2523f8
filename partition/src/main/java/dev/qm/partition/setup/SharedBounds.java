package dev.qm.partition.setup;

import dev.qm.host.HostException;
import dev.qm.partition.KernelSettings;
import java.nio.charset.StandardCharsets;

/**
 * The bounds of the running kernel that {@code 50-qm.conf} asks for. A boot under systemd sets
 * them; this is for the time before, and for machines without systemd.
 */
record SharedBounds(Site site) implements Step {
  @Override
  public String title() {
    return "set the kernel's bounds of what the partition shares with the host's root (sysctl)";
  }

  @Override
  public boolean isDone() throws HostException {
    return settings().pending().isEmpty();
  }

  @Override
  public void apply(Notes notes) throws HostException {
    for (var setting : settings().pending()) {
      try {
        setting.apply();
      } catch (HostException refused) {
        // a bound that stays is no reason not to have a partition; `qm doctor` names it
        notes.note(refused.getMessage());
      }
    }
  }

  private KernelSettings settings() throws HostException {
    var landed = KernelSettings.of(site.root());
    return landed.isPresent()
        ? landed.get()
        : KernelSettings.parse(
            new String(
                site.system().read(KernelSettings.FILE.substring(1)), StandardCharsets.UTF_8));
  }
}
