package dev.qm.packaging;

import dev.qm.packaging.addon.AddonCheck;
import dev.qm.packaging.addon.AddonName;
import dev.qm.packaging.addon.AddonPackage;
import dev.qm.packaging.addon.AddonSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Packages to be judged. */
final class Samples {
  static final Maker MAKER =
      new Maker("Jane Doe <jane@debian.org>", Instant.parse("2026-01-01T00:00:00Z"));

  static final String DROP_IN = "usr/share/containers/systemd/qm.container.d/50-radio.conf";

  private Samples() {}

  static PackageVersion version(String number) {
    return new PackageVersion(number, "1");
  }

  /** An add-on's folder with a drop-in and a configuration file. */
  static AddonSources addons(Path folder) throws IOException {
    var home = folder.resolve("radio");
    write(
        home.resolve("addon.conf"),
        """
        [Addon]
        Summary=a radio for the partition
        Description=First paragraph.
        Description=Second paragraph, with an & and a <tag>.
        Requires=rpm:/bin/sh
        Recommends=kvm
        AfterInstall=qm restart

        [Device]
        Device=/dev/radio* the receivers
        """);
    write(home.resolve("files/" + DROP_IN), "[Container]\nAddDevice=-/dev/radio0\n");
    write(home.resolve("files/etc/qm-radio.conf"), "station=1\n");
    var program = home.resolve("files/usr/bin/qm-radio");
    write(program, "#!/bin/sh\necho radio\n");
    program.toFile().setExecutable(true, false);
    return new AddonSources(folder);
  }

  static SoftwarePackage addon(Path folder, String version) throws IOException {
    var found = addons(folder).find(new AddonName("radio")).orElseThrow();
    if (!found.problems().isEmpty()
        || !new AddonCheck(path -> Optional.empty()).check(found.addon()).isEmpty()) {
      throw new IllegalStateException("the sample has mistakes: " + found.problems());
    }
    return new AddonPackage(version(version), List.of(new AddonName("kvm"))).of(found.addon());
  }

  /** The main packages, of an image that is none. */
  static MainPackages main(Path image, String version) throws IOException {
    write(image.resolve("bin/qm"), "#!/bin/sh\necho \"$@\" >> /qm-was-called\n");
    image.resolve("bin/qm").toFile().setExecutable(true, false);
    var system = image.resolve("lib/qm/system");
    write(
        system.resolve("usr/share/containers/systemd/qm.container"),
        "[Container]\nContainerName=qm\n");
    write(system.resolve("usr/share/man/man1/qm.1"), ".TH QM 1\n");
    write(system.resolve("usr/share/qm/seccomp-base.json"), "{}\n");
    var link = image.resolve("legal/LICENSE");
    if (!Files.isSymbolicLink(link)) {
      Files.createDirectories(image.resolve("legal"));
      Files.createSymbolicLink(link, Path.of("../release"));
    }
    write(image.resolve("release"), "IMPLEMENTOR=none\n");
    return new MainPackages(image, version(version), Architecture.X86_64);
  }

  /** A package of somebody else, without content. */
  static SoftwarePackage stub(String name, String version) {
    return stub(name, version, List.of());
  }

  static SoftwarePackage stub(String name, String version, List<PackageEntry> entries) {
    return new SoftwarePackage(
        name,
        version(version),
        Architecture.ANY,
        "stands for " + name,
        List.of(),
        SoftwarePackage.LICENSE,
        Dependencies.NONE,
        Dependencies.NONE,
        entries,
        Scripts.NONE);
  }

  static void write(Path file, String text) throws IOException {
    var folder = file.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.writeString(file, text);
  }

  static Path write(Path folder, Artifact artifact) throws IOException {
    var file = folder.resolve(artifact.fileName());
    Files.createDirectories(file.resolveSibling(""));
    Files.write(file, artifact.bytes());
    return file;
  }
}
