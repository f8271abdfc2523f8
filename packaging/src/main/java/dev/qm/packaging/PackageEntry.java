package dev.qm.packaging;

import java.io.IOException;
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

  /**
   * Calls the method for its kind. The writers of packages use it in place of a switch over the
   * types: to link one takes longer than to write a package.
   */
  void tell(Listener listener) throws IOException;

  /** Is told what a package holds. */
  interface Listener {
    /** A file. */
    void file(File file) throws IOException;

    /** A folder. */
    void folder(Folder folder) throws IOException;

    /** A symbolic link. */
    void link(Link link) throws IOException;

    /** A file that is made later. */
    void made(Made made) throws IOException;
  }

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
  record File(String path, Content content, int mode, Role role) implements PackageEntry {
    @Override
    public void tell(Listener listener) throws IOException {
      listener.file(this);
    }
  }

  /** A folder that goes with the package when nothing else is in it; mode 0755. */
  record Folder(String path) implements PackageEntry {
    @Override
    public void tell(Listener listener) throws IOException {
      listener.folder(this);
    }
  }

  /**
   * A symbolic link.
   *
   * @param target as it is written into the link
   */
  record Link(String path, String target) implements PackageEntry {
    @Override
    public void tell(Listener listener) throws IOException {
      listener.link(this);
    }
  }

  /**
   * A file that the software makes when it runs, and that goes with the package; mode 0644. DEB
   * knows no such thing: there the scripts remove it.
   */
  record Made(String path) implements PackageEntry {
    @Override
    public void tell(Listener listener) throws IOException {
      listener.made(this);
    }
  }

  /** An ordinary file, 0644. */
  static File file(String path, Content content) {
    return new File(path, content, 0644, Role.ORDINARY);
  }
}
