package dev.qm.partition.setup;

import dev.qm.host.HostException;
import dev.qm.host.packages.PackageSystem;
import java.util.List;

/** Installs what the host itself lacks. Only these packages are removed by {@code qm remove}. */
public record HostPackages(Site site, PackageSystem packages, List<String> names) implements Step {
  /** The command that the user could type instead. */
  public String command() throws HostException {
    return packages.installCommand(packages.missing(names));
  }

  public HostPackages {
    names = List.copyOf(names);
  }

  @Override
  public String title() {
    return "install on the host: " + String.join(" ", names);
  }

  @Override
  public int weight() {
    return 10;
  }

  @Override
  public boolean isDone() throws HostException {
    return packages.missing(names).isEmpty();
  }

  @Override
  public void apply(Notes notes) throws HostException {
    var missing = packages.missing(names);
    var added = packages.wouldInstall(missing);
    site.ledger().add(new Mark.Packages(added));
    packages.install(missing, notes::progress);
  }
}
