package dev.qm.quadlet;

import java.nio.file.Path;

/**
 * What generating depends on besides the units.
 *
 * @param podman the path of the podman program, as the service will call it
 * @param scope for which systemd the services are
 * @param version the Podman that will run them
 * @param root the root folder of the machine that they are for; paths in the services start there
 * @param files which files that machine has
 */
public record Settings(String podman, Scope scope, Version version, Path root, Files files) {
  /** The version whose Quadlet this library is equal to. */
  public static final Version NEWEST = new Version(5, 8, 6);

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
    /** True if there is a file at {@code path}, an absolute path of that machine. */
    boolean exist(String path);
  }

  /** This machine, with {@code /usr/bin/podman} of the newest version. */
  public static Settings host() {
    return rooted(Path.of("/"));
  }

  /** A machine whose root folder is {@code root}, the rest as on this one. */
  public static Settings rooted(Path root) {
    var folder = root.toAbsolutePath().normalize();
    return new Settings(
        "/usr/bin/podman",
        Scope.SYSTEM,
        NEWEST,
        folder,
        path ->
            java.nio.file.Files.exists(folder.resolve(UnixPath.clean("/" + path).substring(1))));
  }

  /** The same with another podman program. */
  public Settings withPodman(String path) {
    return new Settings(path, scope, version, root, files);
  }

  /** The same for another systemd. */
  public Settings withScope(Scope scope) {
    return new Settings(podman, scope, version, root, files);
  }

  /** The same for another version of Podman. */
  public Settings withVersion(Version version) {
    return new Settings(podman, scope, version, root, files);
  }

  /** The same with other files. */
  public Settings withFiles(Files files) {
    return new Settings(podman, scope, version, root, files);
  }

  /** The path that {@code file} has on the machine that the services are for. */
  String onMachine(Path file) {
    if (root.getNameCount() == 0 || !file.startsWith(root)) {
      return file.toString();
    }
    return "/" + root.relativize(file);
  }
}
