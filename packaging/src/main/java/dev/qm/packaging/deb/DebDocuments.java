package dev.qm.packaging.deb;

import dev.qm.packaging.Content;
import dev.qm.packaging.Maker;
import dev.qm.packaging.PackageEntry;
import dev.qm.packaging.SoftwarePackage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What Debian's policy asks for below {@code /usr/share/doc} of every package. */
final class DebDocuments {
  private static final String OWN =
      """
      Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
      Upstream-Name: QM

      Files: *
      Copyright: 2026 the authors of QM
      License: Apache-2.0

      License: Apache-2.0
       Licensed under the Apache License, Version 2.0. On Debian systems its text is
       in /usr/share/common-licenses/Apache-2.0.
      """;

  private static final String RUNTIME =
      """

      Files: usr/libexec/qm/*
      Copyright: 1993-2026 Oracle and others; the files in usr/libexec/qm/legal name them
      License: GPL-2.0-only-with-classpath-exception

      License: GPL-2.0-only-with-classpath-exception
       The Java runtime is under the GNU General Public License, version 2, whose text
       is in /usr/share/common-licenses/GPL-2 on Debian systems, with the Classpath
       Exception, which is in usr/libexec/qm/legal.
      """;

  private final Maker maker;

  DebDocuments(Maker maker) {
    this.maker = maker;
  }

  List<PackageEntry> of(SoftwarePackage software) throws IOException {
    var folder = "/usr/share/doc/" + software.name() + "/";
    var version = software.version().deb();
    var changelog = version.indexOf('-') < 0 ? "changelog.gz" : "changelog.Debian.gz";
    List<PackageEntry> documents = new ArrayList<>();
    documents.add(document(folder + "copyright", Content.of(copyright(software))));
    documents.add(
        document(folder + changelog, DebWriter.packed(changelog(software.name(), version))));
    if (hasRuntime(software)) {
      documents.add(
          PackageEntry.file(
              "/usr/share/lintian/overrides/" + software.name(), Content.of(overrides(software))));
    }
    return documents;
  }

  private static PackageEntry document(String path, Content content) {
    return new PackageEntry.File(path, content, 0644, PackageEntry.Role.DOCUMENTATION);
  }

  private static String copyright(SoftwarePackage software) {
    return hasRuntime(software) ? OWN + RUNTIME : OWN;
  }

  private String changelog(String name, String version) {
    return name
        + " ("
        + version
        + ") unstable; urgency=medium\n\n  * Made by QM; its own changelog says what is new.\n\n -- "
        + maker.contact()
        + "  "
        + maker.date()
        + " +0000\n";
  }

  private static boolean hasRuntime(SoftwarePackage software) {
    return !software.license().equals(SoftwarePackage.LICENSE);
  }

  /** What lintian(1) may find, since the Java runtime is taken as its makers tested it. */
  private static String overrides(SoftwarePackage software) {
    return """
    # The Java runtime is that of its makers, byte for byte: its symbols name the place in reports of
    # crashes, and it is tested with the zlib that is built into it.
    NAME: unstripped-binary-or-object [usr/libexec/qm/*]
    NAME: embedded-library zlib [usr/libexec/qm/*]
    # the runtime's own place for it
    NAME: jar-not-in-usr-share [usr/libexec/qm/*]
    # they are in the package qm, with all manual pages
    NAME: no-manual-page [usr/bin/qm]
    NAME: no-manual-page [usr/bin/qmctl]
    """
        .replace("NAME", software.name());
  }
}
