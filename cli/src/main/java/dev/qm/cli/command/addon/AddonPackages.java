package dev.qm.cli.command.addon;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.packages.Apt;
import dev.qm.host.packages.Dnf;
import dev.qm.host.packages.PackageSystem;
import dev.qm.host.process.Command;
import dev.qm.packaging.addon.AddonName;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The machine's package manager, as far as add-ons go.
 *
 * @param system the package manager
 */
record AddonPackages(PackageSystem system) {
  /** That of this machine; another root's is not to be started from here. */
  static Optional<AddonPackages> of(Root root) {
    return root.isHost() ? PackageSystem.probe(root).map(AddonPackages::new) : Optional.empty();
  }

  /** Whether the package can be had, or is there. */
  boolean knows(AddonName name) throws HostException {
    var query =
        switch (system) {
          case Apt _ -> List.of("apt-cache", "show", "--no-all-versions", "--", name.packageName());
          case Dnf dnf -> List.of(dnf.program().toString(), "-q", "info", name.packageName());
        };
    return isInstalled(name) || Command.of(query).env("LC_ALL", "C").run().ok();
  }

  boolean isInstalled(AddonName name) throws HostException {
    return system.missing(List.of(name.packageName())).isEmpty();
  }

  void install(AddonName name, Consumer<String> progress) throws HostException {
    system.install(List.of(name.packageName()), progress);
  }

  /** Removes the package; a configuration file that was changed stays. */
  void remove(AddonName name, Consumer<String> progress) throws HostException {
    var needed = system.neededElsewhere(List.of(name.packageName()));
    if (!needed.isEmpty()) {
      throw new HostException(
          "cannot remove " + name.packageName(),
          "it is needed: " + String.join(", ", needed),
          "remove that first");
    }
    system.remove(List.of(name.packageName()), progress);
  }
}
