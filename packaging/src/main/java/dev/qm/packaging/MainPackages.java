package dev.qm.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * QM itself as two packages: {@code qm-ctl}, the program with its Java runtime, and {@code qm}, the
 * description of the partition with all that goes with it, the same for every processor.
 *
 * @param image the runtime image, which holds the files that land as well
 */
public record MainPackages(Path image, PackageVersion version, Architecture architecture) {
  /** The program's package. */
  public static final String PROGRAM = "qm-ctl";

  /** The package of all else. */
  public static final String PARTITION = "qm";

  private static final String RUNTIME = "/usr/libexec/qm";
  private static final String COMMAND = "/usr/bin/qm";
  private static final String CONTROL = "/usr/bin/qmctl";
  private static final String SYSTEM = "lib/qm/system";
  private static final String MANUAL = "/usr/share/man/";
  private static final String VENDOR_DROP_INS = "/usr/share/containers/systemd/qm.container.d";
  private static final String LICENSES = "Apache-2.0 AND GPL-2.0-only WITH Classpath-exception-2.0";

  private static final Scripts SCRIPTS =
      new Scripts(
          """
          if [ -d /run/systemd/system ]; then
            systemctl daemon-reload || :
          fi
          echo "qm: 'qm up' makes the partition and starts it"
          """,
          """
          if [ -d /run/systemd/system ]; then
            systemctl daemon-reload || :
          fi
          echo "qm: a running partition goes on as it is; 'qm setup' and 'qm restart' apply this version"
          """,
          """
          if [ -d /run/systemd/system ]; then
            systemctl stop qm.service || :
          fi
          if [ -x /usr/bin/qm ]; then
            # the partition, its policy module and its seccomp profile go; what users made stays
            /usr/bin/qm remove --keep-data --keep-packages > /dev/null \\
              || echo "qm: the partition could not be taken away whole; see above" >&2
          fi
          """,
          """
          if [ -d /run/systemd/system ]; then
            systemctl daemon-reload || :
          fi
          echo "qm: the partition's data stay in /etc/qm and /var/qm, if there are any"
          """);

  /**
   * Where a policy forbids root's programs to write machine code, the command could not even load
   * QM's own policy, which gives its runtime this type for good.
   */
  private static final String LABEL =
      """
      if [ -e /sys/fs/selinux/enforce ]; then
        chcon -t java_exec_t /usr/libexec/qm/bin/java 2> /dev/null || :
      fi
      """;

  private static final Scripts PROGRAM_SCRIPTS = new Scripts(LABEL, LABEL, "", "");

  /** The package {@code qm}. */
  public SoftwarePackage partition() throws IOException {
    List<PackageEntry> entries = new ArrayList<>();
    var system = image.resolve(SYSTEM);
    for (var file : files(system, path -> true)) {
      var entry = entry(system, "", file);
      entries.add(
          entry instanceof PackageEntry.File page && page.path().startsWith(MANUAL)
              ? packed(page)
              : entry);
    }
    // made by setup from the distribution's own
    entries.add(new PackageEntry.Made("/usr/share/qm/seccomp.json"));
    entries.add(new PackageEntry.Folder(VENDOR_DROP_INS));
    entries.addAll(
        OwnFolders.above(entries).stream()
            .filter(folder -> !folder.path().equals(VENDOR_DROP_INS))
            .toList());
    return new SoftwarePackage(
        PARTITION,
        version,
        Architecture.ANY,
        "ordinary software beside safety software on one machine",
        List.of(
            "QM runs a second, complete operating system, the QM partition, as one service with its"
                + " own limits, so that nothing in it can disturb the safety software outside.",
            "This package holds the partition's description (a Quadlet), its SELinux policy, its"
                + " system call filter and the manual pages."),
        SoftwarePackage.LICENSE,
        new Dependencies(
            List.of(
                new Dependency(PROGRAM, Dependency.Relation.EQUAL, version.rpm()),
                new Dependency("podman", Dependency.Relation.AT_LEAST, "4.3"),
                Dependency.on("crun")),
            List.of(Dependency.on("policycoreutils")),
            List.of()),
        new Dependencies(
            List.of(
                new Dependency(PROGRAM, Dependency.Relation.EQUAL, version.deb()),
                new Dependency("podman", Dependency.Relation.AT_LEAST, "4.3"),
                Dependency.on("crun"),
                Dependency.on("netavark"),
                Dependency.on("aardvark-dns"),
                Dependency.on("nftables")),
            List.of(Dependency.on("mmdebstrap")),
            List.of()),
        entries,
        SCRIPTS);
  }

  /** The package {@code qm-ctl}. */
  public SoftwarePackage program() throws IOException {
    List<PackageEntry> entries = new ArrayList<>();
    // manual pages land with the other package, and setup would land them a second time
    var manual = image.resolve(SYSTEM + MANUAL);
    for (var file : files(image, path -> !path.startsWith(manual))) {
      entries.add(entry(image, RUNTIME, file));
    }
    entries.add(new PackageEntry.Link(COMMAND, "../libexec/qm/bin/qm"));
    // containers/qm has its tool of this name in a package qm-ctl too: one replaces the other, so
    // there is no other package to conflict with
    entries.add(new PackageEntry.Link(CONTROL, "../libexec/qm/bin/qm"));
    entries.addAll(OwnFolders.above(entries));
    return new SoftwarePackage(
        PROGRAM,
        version,
        architecture,
        "qm command, with the Java runtime that it runs on",
        List.of(
            "The qm command sets up, starts, watches and removes the QM partition, checks Quadlet"
                + " files and builds add-ons. It brings its own small Java runtime."),
        LICENSES,
        Dependencies.requiring(
            List.of(
                new Dependency("glibc", Dependency.Relation.AT_LEAST, "2.17"),
                Dependency.on("coreutils"),
                Dependency.on("util-linux"))),
        Dependencies.requiring(
            List.of(new Dependency("libc6", Dependency.Relation.AT_LEAST, "2.17"))),
        entries,
        PROGRAM_SCRIPTS);
  }

  private static List<Path> files(Path tree, Predicate<Path> wanted) throws IOException {
    try (var walk = Files.walk(tree)) {
      return walk.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
          .filter(wanted)
          .toList();
    }
  }

  private static PackageEntry entry(Path tree, String below, Path file) throws IOException {
    var path = below + "/" + tree.relativize(file);
    if (Files.isSymbolicLink(file)) {
      return new PackageEntry.Link(path, Files.readSymbolicLink(file).toString());
    }
    var isRun = Files.getPosixFilePermissions(file).contains(PosixFilePermission.OWNER_EXECUTE);
    return new PackageEntry.File(
        path,
        Content.of(file),
        isRun ? 0755 : 0644,
        path.startsWith("/etc/") ? PackageEntry.Role.CONFIGURATION : PackageEntry.Role.ORDINARY);
  }

  private static PackageEntry packed(PackageEntry.File page) throws IOException {
    return new PackageEntry.File(
        page.path() + ".gz",
        Content.of(Gzip.compress(page.content().read())),
        0644,
        PackageEntry.Role.DOCUMENTATION);
  }
}
