package dev.qm.packaging.deb;

import dev.qm.packaging.Artifact;
import dev.qm.packaging.Content;
import dev.qm.packaging.Dependency;
import dev.qm.packaging.Digests;
import dev.qm.packaging.Gzip;
import dev.qm.packaging.Maker;
import dev.qm.packaging.PackageEntry;
import dev.qm.packaging.Scripts;
import dev.qm.packaging.SoftwarePackage;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes Debian packages: an ar archive of a version, control information and data. Nothing in them
 * depends on where or when they were made. What Debian's policy asks of every package comes by
 * itself: a copyright file, a changelog, digests, the list of configuration files.
 */
public final class DebWriter {
  /** Bytes: a call of the compressor for each field of an archive would take most of the time. */
  private static final int BUFFER = 1 << 13;

  private final Maker maker;

  /** Writes packages of this maker. */
  public DebWriter(Maker maker) {
    this.maker = maker;
  }

  /** The finished package under its usual name. */
  public Artifact write(SoftwarePackage software) throws IOException {
    var entries = new ArrayList<>(software.entries());
    for (var document : new DebDocuments(maker).of(software)) {
      // one that the software brings is its own author's
      if (entries.stream().noneMatch(entry -> entry.path().equals(document.path()))) {
        entries.add(document);
      }
    }
    var data = new ByteArrayOutputStream();
    Data written;
    try (var out = new BufferedOutputStream(new Gzip(data), BUFFER)) {
      written = new Data(new Tar(out, maker.seconds()));
      for (var entry : sorted(entries)) {
        entry.tell(written);
      }
      written.tar.finish();
    }
    Map<String, byte[]> parts = new LinkedHashMap<>();
    parts.put("debian-binary", bytes("2.0\n"));
    parts.put(
        "control.tar.gz",
        control(
            software,
            written.digests.toString(),
            written.configuration.toString(),
            written.size.kibibytes()));
    parts.put("data.tar.gz", data.toByteArray());
    return new Artifact(fileName(software), Ar.write(parts, maker.seconds()));
  }

  /** The usual name of a package's file. */
  public static String fileName(SoftwarePackage software) {
    return software.name()
        + "_"
        + software.version().deb()
        + "_"
        + software.architecture().deb()
        + ".deb";
  }

  /** Debian counts each file in whole kibibytes, and one for everything else: deb-control(5). */
  private static final class InstalledSize {
    private long sum;

    void file(long bytes) {
      sum += (bytes + 1023) / 1024;
    }

    void other() {
      sum++;
    }

    long kibibytes() {
      return sum;
    }
  }

  private static List<PackageEntry> sorted(List<PackageEntry> entries) {
    List<PackageEntry> sorted = new ArrayList<>(entries);
    sorted.sort(PackageEntry.BY_PATH);
    return sorted;
  }

  /** The archive of what lands, and what the control information says about it. */
  private static final class Data implements PackageEntry.Listener {
    private final Tar tar;
    private final Set<String> folders = new TreeSet<>();
    private final StringBuilder digests = new StringBuilder();
    private final StringBuilder configuration = new StringBuilder();
    private final InstalledSize size = new InstalledSize();

    Data(Tar tar) {
      this.tar = tar;
    }

    @Override
    public void file(PackageEntry.File file) throws IOException {
      foldersAbove(file.path());
      var content = file.content().read();
      tar.file("." + file.path(), file.mode(), content);
      size.file(content.length);
      digests
          .append(Digests.MD5.of(content))
          .append("  ")
          .append(file.path(), 1, file.path().length())
          .append('\n');
      // dpkg takes configuration files below /etc only for granted when they are listed
      if (file.role() == PackageEntry.Role.CONFIGURATION) {
        configuration.append(file.path()).append('\n');
      }
    }

    @Override
    public void folder(PackageEntry.Folder folder) throws IOException {
      foldersAbove(folder.path());
      put(folder.path());
    }

    @Override
    public void link(PackageEntry.Link link) throws IOException {
      foldersAbove(link.path());
      tar.link("." + link.path(), link.target());
      size.other();
    }

    @Override
    public void made(PackageEntry.Made made) throws IOException {
      foldersAbove(made.path());
    }

    /** dpkg makes no folder that is not in the archive, so all of them are, from the first on. */
    private void foldersAbove(String path) throws IOException {
      put("");
      for (var slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
        put(path.substring(0, slash));
      }
    }

    private void put(String folder) throws IOException {
      if (folders.add(folder)) {
        tar.folder("." + folder + "/");
        size.other();
      }
    }
  }

  private byte[] control(
      SoftwarePackage software, String digests, String configuration, long kibibytes)
      throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var out = new BufferedOutputStream(new Gzip(packed), BUFFER)) {
      var tar = new Tar(out, maker.seconds());
      tar.folder("./");
      if (!configuration.isEmpty()) {
        tar.file("./conffiles", 0644, bytes(configuration));
      }
      tar.file("./control", 0644, bytes(fields(software, kibibytes)));
      if (!digests.isEmpty()) {
        tar.file("./md5sums", 0644, bytes(digests));
      }
      for (var script : scripts(software).entrySet()) {
        tar.file("./" + script.getKey(), 0755, bytes(script.getValue()));
      }
      tar.finish();
    }
    return packed.toByteArray();
  }

  private String fields(SoftwarePackage software, long kibibytes) {
    var text = new StringBuilder();
    field(text, "Package", software.name());
    field(text, "Version", software.version().deb());
    field(text, "Architecture", software.architecture().deb());
    field(text, "Maintainer", maker.contact());
    field(text, "Installed-Size", Long.toString(kibibytes));
    field(text, "Depends", list(software.deb().requires()));
    field(text, "Recommends", list(software.deb().recommends()));
    field(text, "Conflicts", list(software.deb().conflicts()));
    field(text, "Section", "admin");
    field(text, "Priority", "optional");
    text.append("Description: ").append(software.summary()).append('\n');
    var first = true;
    for (var paragraph : software.description()) {
      if (!first) {
        text.append(" .\n");
      }
      first = false;
      for (var line : Wrapped.lines(paragraph, 76)) {
        text.append(' ').append(line).append('\n');
      }
    }
    return text.toString();
  }

  private static void field(StringBuilder text, String name, String value) {
    if (!value.isEmpty()) {
      text.append(name).append(": ").append(value).append('\n');
    }
  }

  private static String list(List<Dependency> dependencies) {
    var words = new ArrayList<String>();
    for (var dependency : dependencies) {
      words.add(
          dependency.relation() == Dependency.Relation.ANY
              ? dependency.name()
              : dependency.name()
                  + " ("
                  + dependency.relation().deb()
                  + " "
                  + dependency.version()
                  + ")");
    }
    return String.join(", ", words);
  }

  /** Each script is told what happens: Debian Policy Manual, chapter 6. */
  private static Map<String, String> scripts(SoftwarePackage software) {
    Map<String, String> scripts = new LinkedHashMap<>();
    var given = software.scripts();
    var made = new StringBuilder();
    for (var entry : software.entries()) {
      if (entry instanceof PackageEntry.Made(var path)) {
        made.append("rm -f ").append(path).append('\n');
      }
    }
    // after the first configuration "$2" is the version that was there before
    script(
        scripts,
        "postinst",
        Scripts.when("[ \"$1\" = configure ] && [ -z \"$2\" ]", given.afterInstall())
            + Scripts.when("[ \"$1\" = configure ] && [ -n \"$2\" ]", given.afterUpgrade()));
    script(scripts, "prerm", Scripts.when("[ \"$1\" = remove ]", given.beforeRemoval()));
    script(
        scripts,
        "postrm",
        Scripts.when("[ \"$1\" = remove ]", made.toString() + given.afterRemoval()));
    return scripts;
  }

  private static void script(Map<String, String> scripts, String name, String body) {
    if (!body.isEmpty()) {
      scripts.put(name, "#!/bin/sh\nset -e\n" + body);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** For the parts that are files themselves. */
  static Content packed(String text) throws IOException {
    return Content.of(Gzip.compress(bytes(text)));
  }
}
