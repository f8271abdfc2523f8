package dev.qm.packaging;

import java.util.Comparator;

/** One thing that a package puts on a machine. All of it belongs to root. */
public sealed interface PackageEntry {
  /**
   * The order in which packages list their entries. Written out, since a lambda of the JDK's own
   * Comparator is not in the runtime image's archive.
   */
  Comparator<PackageEntry> BY_PATH = (one, other) -> one.path().compareTo(other.path());

  /** Where it lands: an absolute path in its shortest form. */
  String path();

  /** What a package manager should know about a file. */
  enum Role {
    /** The package's own: replaced by an upgrade. */
    ORDINARY,
    /** The administrator's to change: an upgrade leaves a changed one alone. */
    CONFIGURATION,
    /** Something to read. */
    DOCUMENTATION
  }

  /**
   * A file.
   *
   * @param mode the permission bits, such as 0644
   */
  record File(String path, Content content, int mode, Role role) implements PackageEntry {}

  /** A folder that goes with the package when nothing else is in it; mode 0755. */
  record Folder(String path) implements PackageEntry {}

  /**
   * A symbolic link.
   *
   * @param target as it is written into the link
   */
  record Link(String path, String target) implements PackageEntry {}

  /**
   * A file that the software makes when it runs, and that goes with the package; mode 0644. DEB
   * knows no such thing: there the scripts remove it.
   */
  record Made(String path) implements PackageEntry {}

  /** An ordinary file, 0644. */
  static File file(String path, Content content) {
    return new File(path, content, 0644, Role.ORDINARY);
  }
}
