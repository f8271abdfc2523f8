package dev.qm.cli.partition;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a partition could leave on a machine, in comparable form.
 *
 * @param mounts mount point and type of each
 * @param cgroups the folders of all hierarchies, down to the top-level groups
 * @param processes what looks like a container or its minders
 * @param links network interfaces
 * @param files files and folders where a package or setup could put something, with the size of
 *     files
 */
record MachineState(
    SortedSet<String> mounts,
    SortedSet<String> cgroups,
    SortedSet<String> processes,
    SortedSet<String> links,
    SortedSet<String> files) {
  private static final List<String> TREES = List.of("/etc", "/usr", "/var", "/run", "/opt", "/srv");

  /**
   * What changes by itself, or with any use of the package manager: caches, logs, databases, and
   * the lists of files that it rewrites.
   */
  private static final List<String> RESTLESS =
      List.of(
          "/var/cache",
          "/var/log",
          "/var/tmp",
          "/var/lib/apt",
          "/var/lib/dpkg",
          "/var/lib/systemd",
          "/var/lib/ucf",
          "/etc/ld.so.cache",
          "/etc/mtab",
          "/run/lock",
          "/run/user",
          "/run/log",
          "/run/xtables.lock",
          "/usr/share/mime",
          "/usr/share/info/dir",
          "/var/backups",
          "/run/systemd",
          "/run/udev",
          "/etc/alternatives",
          "/var/spool");

  static MachineState now() throws IOException {
    return new MachineState(readMounts(), readCgroups(), readProcesses(), readLinks(), readFiles());
  }

  /** What a running partition adds to mounts, groups, processes and interfaces. */
  MachineState withoutFiles() {
    return new MachineState(mounts, cgroups, processes, links, new TreeSet<>());
  }

  private static SortedSet<String> readMounts() throws IOException {
    var mounts = new TreeSet<String>();
    for (var line : Files.readAllLines(Path.of("/proc/self/mounts"))) {
      var words = line.split(" ", -1);
      mounts.add(words[2] + " on " + words[1]);
    }
    return mounts;
  }

  private static SortedSet<String> readCgroups() throws IOException {
    var folders = new TreeSet<String>();
    try (var walk = Files.walk(Path.of("/sys/fs/cgroup"), 2)) {
      walk.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
          .forEach(path -> folders.add(path.toString()));
    }
    return folders;
  }

  private static SortedSet<String> readProcesses() {
    var processes = new TreeSet<String>();
    ProcessHandle.allProcesses()
        .map(process -> process.info().command().orElse(""))
        .filter(
            command -> command.matches(".*/(conmon|crun|podman|systemd.*|netavark|aardvark-dns)"))
        .forEach(processes::add);
    return processes;
  }

  private static SortedSet<String> readLinks() throws IOException {
    var links = new TreeSet<String>();
    try (var list = Files.list(Path.of("/sys/class/net"))) {
      list.forEach(path -> links.add(path.getFileName().toString()));
    }
    return links;
  }

  private static SortedSet<String> readFiles() throws IOException {
    var files = new TreeSet<String>();
    for (var tree : TREES) {
      if (Files.isDirectory(Path.of(tree), LinkOption.NOFOLLOW_LINKS)) {
        Files.walkFileTree(
            Path.of(tree), EnumSet.noneOf(FileVisitOption.class), 64, new Collector(files));
      }
    }
    return files;
  }

  private static final class Collector extends SimpleFileVisitor<Path> {
    private final SortedSet<String> files;

    Collector(SortedSet<String> files) {
      this.files = files;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      if (RESTLESS.contains(folder.toString()) || folder.endsWith("__pycache__")) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      files.add(folder + "/");
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (!RESTLESS.contains(file.toString())) {
        files.add(file + " " + (attributes.isRegularFile() ? attributes.size() : "-"));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException gone) {
      return FileVisitResult.CONTINUE;
    }
  }
}
