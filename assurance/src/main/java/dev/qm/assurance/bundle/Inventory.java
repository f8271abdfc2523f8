package dev.qm.assurance.bundle;

import dev.qm.assurance.bundle.InstalledPackage.Database;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.file.ConfinedPath;
import dev.qm.host.packages.Release;
import dev.qm.partition.PartitionSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The packages that the partition is made of, by its own databases.
 *
 * @param release the distribution in the rootfs
 * @param packages each once, by name
 * @param gaps what is not in it and could be, each a sentence
 */
public record Inventory(Release release, List<InstalledPackage> packages, List<String> gaps) {
  private static final List<String> RPM = List.of("usr/lib/sysimage/rpm", "var/lib/rpm");

  /** Copies what it is given, so that nobody can change it. */
  public Inventory {
    packages = List.copyOf(packages);
    gaps = List.copyOf(gaps);
  }

  /** Reads the databases of a partition; what cannot be read is a gap. */
  public static Inventory read(PartitionSpec spec) {
    return new Reading(spec).inventory();
  }

  /** One look at them. */
  private static final class Reading {
    private final PartitionSpec spec;
    private final Map<String, InstalledPackage> packages = new TreeMap<>();
    private final List<String> gaps = new ArrayList<>();
    private Release release = Release.parse("");
    private boolean found;

    Reading(PartitionSpec spec) {
      this.spec = spec;
    }

    Inventory inventory() {
      var layout = spec.layout();
      try {
        var rootfs = tree(layout.rootfs());
        if (Files.isDirectory(rootfs)) {
          release = Release.read(new Root(rootfs));
          dpkg(Database.ROOTFS, rootfs);
          rpm(rootfs);
        } else {
          gaps.add("There is no rootfs at " + layout.rootfs() + ".");
        }
        var var = tree(layout.var());
        if (Files.isDirectory(var)) {
          dpkg(Database.VAR, var);
        }
      } catch (HostException unreadable) {
        gaps.add("A tree could not be looked at: " + unreadable.getMessage() + ".");
      }
      if (!found) {
        gaps.add("No database of packages was found that qm can read: nothing is listed.");
      }
      var sorted = new ArrayList<>(packages.values());
      sorted.sort(InstalledPackage.ORDER);
      return new Inventory(release, sorted, gaps);
    }

    private Path tree(String place) throws HostException {
      return ConfinedPath.resolve(spec.root().directory(), place);
    }

    private void dpkg(Database database, Path tree) {
      try {
        if (!ConfinedPath.exists(tree, database.status())) {
          return;
        }
        found = true;
        var bytes = ConfinedPath.readBounded(tree, database.status(), DpkgStatus.LONGEST);
        var status = DpkgStatus.parse(new String(bytes, StandardCharsets.UTF_8));
        for (var gap : status.gaps()) {
          gaps.add("The database of the " + database.words() + " has " + gap);
        }
        for (var one : status.packages()) {
          // a newline is in none of them: they are values of one line
          packages.merge(
              one.name() + "\n" + one.version() + "\n" + one.architecture(),
              one.in(List.of(database)),
              Reading::both);
        }
      } catch (HostException unreadable) {
        gaps.add(
            "The database of the "
                + database.words()
                + " could not be read: "
                + unreadable.getMessage()
                + ".");
      }
    }

    private static InstalledPackage both(InstalledPackage one, InstalledPackage other) {
      return one.databases().equals(other.databases())
          ? one
          : one.in(List.of(Database.ROOTFS, Database.VAR));
    }

    /**
     * rpm(8) would open, as the host's root, a database that the judged side may have made, and
     * with --root in that side's own tree, where it calls chroot(2) and takes up what lies there.
     */
    private void rpm(Path rootfs) throws HostException {
      for (var place : RPM) {
        if (ConfinedPath.exists(rootfs, place)) {
          gaps.add(
              "The rootfs has a database of RPM, which is not read: the host's rpm would open, as"
                  + " root, what the partition may have written. `qm exec -- rpm -qa` asks inside.");
          return;
        }
      }
    }
  }
}
