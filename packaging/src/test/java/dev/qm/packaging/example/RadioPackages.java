package dev.qm.packaging.example;

import dev.qm.packaging.Architecture;
import dev.qm.packaging.Content;
import dev.qm.packaging.Dependencies;
import dev.qm.packaging.Dependency;
import dev.qm.packaging.Maker;
import dev.qm.packaging.PackageEntry;
import dev.qm.packaging.PackageVersion;
import dev.qm.packaging.Scripts;
import dev.qm.packaging.SoftwarePackage;
import dev.qm.packaging.deb.DebWriter;
import dev.qm.packaging.rpm.RpmWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** An RPM and a DEB of one configuration file, the same bytes whenever they are made. */
final class RadioPackages {
  private RadioPackages() {}

  static void write(Path folder) throws IOException {
    var needsPodman = Dependencies.requiring(List.of(Dependency.on("podman")));
    var radio =
        new SoftwarePackage(
            "radio-settings",
            new PackageVersion("1.0.0", "1"),
            Architecture.ANY,
            "stations of the radio",
            List.of("One file, which the administrator may change."),
            "Apache-2.0",
            needsPodman,
            needsPodman,
            List.of(
                new PackageEntry.File(
                    "/etc/radio.conf",
                    Content.of("station=1\n"),
                    0644,
                    PackageEntry.Role.CONFIGURATION)),
            Scripts.NONE);
    var maker = new Maker("Jane Doe <jane@example.org>", Instant.parse("2026-01-01T00:00:00Z"));
    for (var file : List.of(new RpmWriter(maker).write(radio), new DebWriter(maker).write(radio))) {
      Files.write(folder.resolve(file.fileName()), file.bytes());
    }
  }
}
