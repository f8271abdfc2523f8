package dev.qm.host.packages;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** How this machine gets and removes software. */
public sealed interface PackageSystem permits Apt, Dnf {
  /**
   * Every package that {@link #install} would bring, with what the named ones need: so that all of
   * it can be taken away again.
   */
  List<String> wouldInstall(List<String> packages) throws HostException;

  /** The installed packages that would have to go if {@code packages} went. */
  List<String> neededElsewhere(List<String> packages) throws HostException;

  /** The program's name: {@code apt} or {@code dnf}. */
  String name();

  /** Those of {@code packages} that are not installed, in the same order. */
  List<String> missing(List<String> packages) throws HostException;

  /**
   * Installs packages with what they need, without what they only recommend.
   *
   * @param progress gets each line that the package manager prints, printable
   */
  void install(List<String> packages, Consumer<String> progress) throws HostException;

  /** Removes packages and keeps their changed configuration files. */
  void remove(List<String> packages, Consumer<String> progress) throws HostException;

  /** Removes packages with all that belongs to them, for what was not there before us. */
  void purge(List<String> packages, Consumer<String> progress) throws HostException;

  /** The command line that a user would type to install {@code packages}. */
  String installCommand(List<String> packages);

  /** The package manager of the machine below {@code root}; nothing when it has neither. */
  static Optional<PackageSystem> probe(Root root) {
    // a Debian machine may have dnf to build other systems with; its own packages are dpkg's
    if (Files.isExecutable(root.at("/usr/bin/apt-get"))) {
      return Optional.of(new Apt(root));
    }
    for (var program : new String[] {"/usr/bin/dnf", "/usr/bin/dnf5", "/usr/bin/microdnf"}) {
      if (Files.isExecutable(root.at(program))) {
        return Optional.of(new Dnf(root, root.at(program)));
      }
    }
    return Optional.empty();
  }
}
