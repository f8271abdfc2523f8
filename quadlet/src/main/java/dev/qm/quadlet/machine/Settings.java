package dev.qm.quadlet.machine;

import dev.qm.quadlet.path.Rooted;
import dev.qm.quadlet.path.UnixPath;
import dev.qm.quadlet.read.Folders;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * What generating depends on besides the units.
 *
 * <p>Source: {@code podman-systemd.unit(5)}.
 *
 * @param podman the path of the podman program, as the service will call it
 * @param scope for which systemd the services are
 * @param version the Podman that will run them
 * @param root the root folder of the machine that they are for; paths in the services start there
 * @param files which files that machine has
 * @param unitFolders where that machine's Quadlet looks for units; a unit elsewhere, as in a
 *     project's source, is for some machine, and nobody knows for which
 */
public record Settings(
    String podman,
    Scope scope,
    PodmanVersion version,
    Path root,
    Files files,
    List<Path> unitFolders) {
  /** The version whose Quadlet this library is equal to. */
  public static final PodmanVersion NEWEST = new PodmanVersion(5, 8, 6);

  /**
   * The newest version of which something is known, from its sources before its release. What is
   * asked about a later one is answered as about this one.
   */
  public static final PodmanVersion NEWEST_KNOWN = PodmanVersion.V6_0;

  /** Copies what it is given, so that nobody can change it. */
  public Settings {
    unitFolders = List.copyOf(unitFolders);
  }

  /** For which systemd a service is. */
  public enum Scope {
    /** The system's. */
    SYSTEM,
    /** A user's. */
    USER
  }

  /** Which files a machine has. Quadlet asks for devices that may be missing. */
  @FunctionalInterface
  public interface Files {
    /**
     * {@return true if there is a file at {@code path}, an absolute path of that machine}
     *
     * @param path the path of the program, or of a file of the machine
     */
    boolean exist(String path);
  }

  /** {@return this machine, with {@code /usr/bin/podman} of the newest version} */
  public static Settings host() {
    return rooted(Path.of("/"));
  }

  /**
   * {@return a machine whose root folder is {@code root}, the rest as on this one}
   *
   * @param root the root folder of the machine
   */
  public static Settings rooted(Path root) {
    var folder = root.toAbsolutePath().normalize();
    return new Settings(
        "/usr/bin/podman",
        Scope.SYSTEM,
        NEWEST,
        folder,
        new FilesBelow(folder, new Rooted(folder)),
        Folders.system(folder));
  }

  /** The files of a machine below its root folder; no link leads out of it. */
  private record FilesBelow(Path root, Rooted rooted) implements Files {
    @Override
    public boolean exist(String path) {
      try {
        rooted.resolve(root.resolve(UnixPath.clean("/" + path).substring(1)));
        return true;
      } catch (IOException | InvalidPathException notThere) {
        // a unit may name anything: a NUL, a name that is too long, what may not be looked at
        return false;
      }
    }
  }

  /**
   * {@return the same with another podman program}
   *
   * @param path the path of the program, or of a file of the machine
   */
  public Settings withPodman(String path) {
    return new Settings(path, scope, version, root, files, unitFolders);
  }

  /**
   * {@return the same for another systemd}
   *
   * @param scope for which systemd
   */
  public Settings withScope(Scope scope) {
    return new Settings(podman, scope, version, root, files, unitFolders);
  }

  /**
   * {@return the same for another version of Podman}
   *
   * @param version the version
   */
  public Settings withVersion(PodmanVersion version) {
    return new Settings(podman, scope, version, root, files, unitFolders);
  }

  /**
   * {@return the same with other files}
   *
   * @param files which files the machine has
   */
  public Settings withFiles(Files files) {
    return new Settings(podman, scope, version, root, files, unitFolders);
  }

  /**
   * {@return the same for a machine whose Quadlet looks for units elsewhere}
   *
   * @param folders the folders, each by the names that units in it are called by
   */
  public Settings withUnitFolders(List<Path> folders) {
    return new Settings(podman, scope, version, root, files, folders);
  }

  /**
   * {@return true if the machine's Quadlet finds a unit where it is}
   *
   * @param unit the unit's file
   */
  public boolean isUnitOfMachine(Path unit) {
    for (var folder : unitFolders) {
      if (unit.startsWith(folder)) {
        return true;
      }
    }
    return false;
  }

  /**
   * {@return the path that a file has on the machine that the services are for}
   *
   * @param file a file of that machine, below {@link #root}
   */
  public String onMachine(Path file) {
    if (root.getNameCount() == 0 || !file.startsWith(root)) {
      return file.toString();
    }
    return "/" + root.relativize(file);
  }
}
