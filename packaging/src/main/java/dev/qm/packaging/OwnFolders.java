package dev.qm.packaging;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The folders that go with a package: those above its files which no distribution brings. */
public final class OwnFolders {
  /** hier(7), and what systemd and Podman bring. */
  private static final Set<String> OF_THE_SYSTEM =
      Set.of(
          "/etc",
          "/etc/containers",
          "/etc/containers/systemd",
          "/etc/systemd",
          "/etc/systemd/system",
          "/etc/udev",
          "/etc/udev/rules.d",
          "/usr",
          "/usr/bin",
          "/usr/lib",
          "/usr/lib/modules-load.d",
          "/usr/lib/sysctl.d",
          "/usr/lib/systemd",
          "/usr/lib/systemd/system",
          "/usr/lib/sysusers.d",
          "/usr/lib/tmpfiles.d",
          "/usr/lib/udev",
          "/usr/lib/udev/rules.d",
          "/usr/libexec",
          "/usr/sbin",
          "/usr/share",
          "/usr/share/containers",
          "/usr/share/containers/oci",
          "/usr/share/containers/oci/hooks.d",
          "/usr/share/containers/systemd",
          "/usr/share/doc",
          "/usr/share/licenses",
          "/usr/share/man",
          "/usr/share/man/man1",
          "/usr/share/man/man8",
          "/var",
          "/var/lib");

  private OwnFolders() {}

  /** The folders above {@code entries}, as entries of the same package. */
  public static List<PackageEntry> above(Collection<? extends PackageEntry> entries) {
    var folders = new TreeSet<String>();
    for (var entry : entries) {
      var path = entry.path();
      for (var slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
        var folder = path.substring(0, slash);
        if (!OF_THE_SYSTEM.contains(folder)) {
          folders.add(folder);
        }
      }
    }
    List<PackageEntry> owned = new ArrayList<>();
    for (var folder : folders) {
      owned.add(new PackageEntry.Folder(folder));
    }
    return owned;
  }
}
