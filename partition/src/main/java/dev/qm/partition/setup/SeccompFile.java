package dev.qm.partition.setup;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.cgroup.Cgroups;
import dev.qm.host.file.Bounded;
import dev.qm.partition.Isolation;
import dev.qm.partition.Layout;
import dev.qm.partition.landing.NewFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Derives the partition's seccomp profile from the distribution's, or from QM's own base. */
record SeccompFile(Site site) implements Step {
  /** Where containers/common looks, the administrator's own first. */
  private static final List<String> DISTRIBUTION =
      List.of("/etc/containers/seccomp.json", "/usr/share/containers/seccomp.json");

  private static final String OWN_BASE = "usr/share/qm/seccomp-base.json";

  @Override
  public String title() {
    return "derive the seccomp profile " + site.at(Layout.SECCOMP) + " from " + base();
  }

  @Override
  public boolean isDone() throws HostException {
    return site.landing().isLanded(profile());
  }

  @Override
  public void apply(Notes notes) throws HostException {
    site.land(profile(), notes);
  }

  private Path base() {
    for (var path : DISTRIBUTION) {
      if (Files.isRegularFile(site.at(path))) {
        return site.at(path);
      }
    }
    return site.system().home().resolve(OWN_BASE);
  }

  private NewFile profile() throws HostException {
    var base = base();
    try {
      return NewFile.of(Layout.SECCOMP, SeccompProfile.derive(Bounded.text(base), bpf()));
    } catch (IOException failure) {
      throw new HostException(
          "cannot derive a seccomp profile from " + base,
          failure,
          "install the distribution's file again (containers-common, on Debian"
              + " golang-github-containers-common)");
    }
  }

  private SeccompProfile.Bpf bpf() throws HostException {
    return switch (site.isolation()) {
      case Isolation.UserNamespace() -> SeccompProfile.Bpf.REFUSED;
      case Isolation.Plain _ ->
          Cgroups.probe(Root.HOST) instanceof Cgroups.V2
              ? SeccompProfile.Bpf.FOR_DEVICE_LISTS
              : SeccompProfile.Bpf.REFUSED;
    };
  }
}
