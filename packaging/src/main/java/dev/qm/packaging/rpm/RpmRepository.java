package dev.qm.packaging.rpm;

import dev.qm.packaging.Artifact;
import dev.qm.packaging.Digests;
import dev.qm.packaging.Gzip;
import dev.qm.packaging.Maker;
import dev.qm.packaging.Signer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The lists that make a folder of RPMs a repository: {@code repodata} as createrepo_c(8) writes it
 * and dnf(8) reads it. Their names hold their digests, so a client that reads while a new list
 * comes finds the old ones whole.
 */
public final class RpmRepository {
  /** The folder of the lists. */
  public static final String FOLDER = "repodata/";

  /** The list of lists, to be written last. */
  public static final String INDEX = FOLDER + "repomd.xml";

  private static final String COMMON = "http://linux.duke.edu/metadata/common";
  private static final String RPM = "http://linux.duke.edu/metadata/rpm";
  private static final String FILES = "http://linux.duke.edu/metadata/filelists";
  private static final String OTHER = "http://linux.duke.edu/metadata/other";
  private static final String REPO = "http://linux.duke.edu/metadata/repo";

  private static final long GHOST = 1 << 6;
  private static final long FOLDER_TYPE = 0040000;
  private static final long TYPE = 0170000;

  private final Maker maker;
  private final Optional<Signer> signer;
  private final Xml primary = new Xml();
  private final Xml fileLists = new Xml();
  private final Xml other = new Xml();
  private int count;

  /** An empty repository. */
  public RpmRepository(Maker maker, Optional<Signer> signer) {
    this.maker = maker;
    this.signer = signer;
  }

  private record Listing(String fileName, String digest, long size, RpmFile header) {}

  /**
   * Adds a package.
   *
   * @param fileName its name in the repository's folder
   * @throws IOException when it is no RPM, or a damaged one
   */
  public void add(String fileName, byte[] bytes) throws IOException {
    var rpm = new Listing(fileName, Digests.SHA256.of(bytes), bytes.length, RpmFile.read(bytes));
    var entry = new Xml();
    primary(entry, rpm);
    var files = new Xml();
    fileLists(files, rpm);
    var changes = new Xml();
    beginPackage(changes, rpm);
    changes.end("package");
    // all or none: a damaged one may have been read half
    primary.append(entry);
    fileLists.append(files);
    other.append(changes);
    count++;
  }

  /** Whether a file of {@link #FOLDER} is a list that an earlier call may have written. */
  public static boolean isList(String name) {
    var dash = name.indexOf('-');
    return dash == 64
        && name.substring(0, dash).chars().allMatch(c -> Character.digit(c, 16) >= 0)
        && List.of("primary.xml.gz", "filelists.xml.gz", "other.xml.gz")
            .contains(name.substring(dash + 1));
  }

  /** The lists, in the order in which they are to be written. */
  public List<Artifact> write() throws IOException {
    List<Artifact> artifacts = new ArrayList<>();
    var index = new Xml().begin("repomd", "xmlns", REPO, "xmlns:rpm", RPM);
    index.element("revision", Long.toString(maker.seconds()));
    var packages = Integer.toString(count);
    list(
        "primary",
        new Xml()
            .begin("metadata", "xmlns", COMMON, "xmlns:rpm", RPM, "packages", packages)
            .append(primary)
            .end("metadata"),
        index,
        artifacts);
    list(
        "filelists",
        new Xml()
            .begin("filelists", "xmlns", FILES, "packages", packages)
            .append(fileLists)
            .end("filelists"),
        index,
        artifacts);
    list(
        "other",
        new Xml()
            .begin("otherdata", "xmlns", OTHER, "packages", packages)
            .append(other)
            .end("otherdata"),
        index,
        artifacts);
    var bytes = index.end("repomd").bytes();
    if (signer.isPresent()) {
      artifacts.add(new Artifact(INDEX + ".asc", signer.get().armored(bytes)));
      artifacts.add(new Artifact(INDEX + ".key", signer.get().publicKey()));
    }
    artifacts.add(new Artifact(INDEX, bytes));
    return artifacts;
  }

  private void list(String type, Xml document, Xml index, List<Artifact> artifacts)
      throws IOException {
    var list = document.bytes();
    var packed = Gzip.compress(list);
    var digest = Digests.SHA256.of(packed);
    var artifact = new Artifact(FOLDER + digest + "-" + type + ".xml.gz", packed);
    artifacts.add(artifact);
    index
        .begin("data", "type", type)
        .element("checksum", digest, "type", "sha256")
        .element("open-checksum", Digests.SHA256.of(list), "type", "sha256")
        .empty("location", "href", artifact.fileName())
        .element("timestamp", Long.toString(maker.seconds()))
        .element("size", Integer.toString(packed.length))
        .element("open-size", Integer.toString(list.length))
        .end("data");
  }

  private void primary(Xml xml, Listing rpm) throws IOException {
    var header = rpm.header();
    xml.begin("package", "type", "rpm")
        .element("name", header.text(RpmTag.NAME))
        .element("arch", header.text(RpmTag.ARCHITECTURE));
    version(xml, header);
    xml.element("checksum", rpm.digest(), "type", "sha256", "pkgid", "YES")
        .element("summary", header.text(RpmTag.SUMMARY))
        .element("description", header.text(RpmTag.DESCRIPTION))
        .element("packager", header.text(RpmTag.PACKAGER))
        .element("url", header.text(RpmTag.URL))
        .empty(
            "time",
            "file",
            Long.toString(maker.seconds()),
            "build",
            Long.toString(header.number(RpmTag.BUILD_TIME)))
        .empty(
            "size",
            "package",
            Long.toString(rpm.size()),
            "installed",
            Long.toString(header.size(RpmTag.SIZE, RpmTag.LONG_SIZE)),
            "archive",
            Long.toString(header.size(RpmTag.SIZE, RpmTag.LONG_SIZE)))
        .empty("location", "href", rpm.fileName())
        .begin("format")
        .element("rpm:license", header.text(RpmTag.LICENSE))
        .element("rpm:vendor", "")
        .element("rpm:group", header.text(RpmTag.GROUP))
        .element("rpm:buildhost", header.text(RpmTag.BUILD_HOST))
        .element("rpm:sourcerpm", header.text(RpmTag.SOURCE_PACKAGE))
        .empty(
            "rpm:header-range",
            "start",
            Integer.toString(header.start()),
            "end",
            Integer.toString(header.end()));
    relations(
        xml,
        "rpm:provides",
        header,
        RpmTag.PROVIDE_NAMES,
        RpmTag.PROVIDE_FLAGS,
        RpmTag.PROVIDE_VERSIONS);
    relations(
        xml,
        "rpm:requires",
        header,
        RpmTag.REQUIRE_NAMES,
        RpmTag.REQUIRE_FLAGS,
        RpmTag.REQUIRE_VERSIONS);
    relations(
        xml,
        "rpm:conflicts",
        header,
        RpmTag.CONFLICT_NAMES,
        RpmTag.CONFLICT_FLAGS,
        RpmTag.CONFLICT_VERSIONS);
    relations(
        xml,
        "rpm:recommends",
        header,
        RpmTag.RECOMMEND_NAMES,
        RpmTag.RECOMMEND_FLAGS,
        RpmTag.RECOMMEND_VERSIONS);
    for (var file : files(header)) {
      // those that packages depend on by name
      if (file.path().startsWith("/etc/") || file.path().contains("bin/")) {
        file(xml, file);
      }
    }
    xml.end("format").end("package");
  }

  private static void version(Xml xml, RpmFile header) throws IOException {
    xml.empty(
        "version",
        "epoch",
        Long.toString(header.number(RpmTag.EPOCH)),
        "ver",
        header.text(RpmTag.VERSION),
        "rel",
        header.text(RpmTag.RELEASE));
  }

  private static void relations(
      Xml xml, String element, RpmFile header, int nameTag, int flagTag, int versionTag)
      throws IOException {
    var names = header.texts(nameTag);
    var flags = header.numbers(flagTag);
    var versions = header.texts(versionTag);
    if (flags.size() != names.size() || versions.size() != names.size()) {
      throw new IOException("a damaged RPM: its dependencies are not as many as their versions");
    }
    List<List<String>> entries = new ArrayList<>();
    for (var i = 0; i < names.size(); i++) {
      // what rpm itself must be able to do is not for dnf to solve
      if (!names.get(i).startsWith("rpmlib(")) {
        var entry = entry(names.get(i), flags.get(i), versions.get(i));
        if (!entries.contains(entry)) {
          entries.add(entry);
        }
      }
    }
    if (!entries.isEmpty()) {
      xml.begin(element);
      entries.forEach(entry -> xml.empty("rpm:entry", entry.toArray(String[]::new)));
      xml.end(element);
    }
  }

  /** The attributes of a dependency. */
  private static List<String> entry(String name, long flags, String version) {
    List<String> entry = new ArrayList<>(List.of("name", name));
    var comparison =
        switch ((int) (flags & 0x0e)) {
          case 0x02 -> "LT";
          case 0x04 -> "GT";
          case 0x08 -> "EQ";
          case 0x0a -> "LE";
          case 0x0c -> "GE";
          default -> "";
        };
    if (!comparison.isEmpty() && !version.isEmpty()) {
      var colon = version.indexOf(':');
      var rest = version.substring(colon + 1);
      var dash = rest.lastIndexOf('-');
      entry.addAll(
          List.of("flags", comparison, "epoch", colon < 0 ? "0" : version.substring(0, colon)));
      entry.addAll(List.of("ver", dash < 0 ? rest : rest.substring(0, dash)));
      if (dash >= 0) {
        entry.addAll(List.of("rel", rest.substring(dash + 1)));
      }
    }
    return entry;
  }

  /** A file, and the type that the lists give it: none for an ordinary one. */
  private record Listed(String path, String type) {}

  private static List<Listed> files(RpmFile header) throws IOException {
    var names = header.texts(RpmTag.BASE_NAMES);
    var folders = header.texts(RpmTag.FOLDER_NAMES);
    var indexes = header.numbers(RpmTag.FOLDER_INDEXES);
    var modes = header.numbers(RpmTag.FILE_MODES);
    var flags = header.numbers(RpmTag.FILE_FLAGS);
    if (indexes.size() != names.size()
        || modes.size() != names.size()
        || flags.size() != names.size()) {
      throw new IOException("a damaged RPM: the columns of its files are not of one length");
    }
    List<Listed> files = new ArrayList<>();
    for (var i = 0; i < names.size(); i++) {
      if (indexes.get(i) >= folders.size()) {
        throw new IOException("a damaged RPM: a file in a folder that it does not have");
      }
      var isFolder = (modes.get(i) & TYPE) == FOLDER_TYPE;
      files.add(
          new Listed(
              folders.get(indexes.get(i).intValue()) + names.get(i),
              isFolder ? "dir" : (flags.get(i) & GHOST) != 0 ? "ghost" : ""));
    }
    return files;
  }

  private static void file(Xml xml, Listed file) {
    if (file.type().isEmpty()) {
      xml.element("file", file.path());
    } else {
      xml.element("file", file.path(), "type", file.type());
    }
  }

  private static void fileLists(Xml xml, Listing rpm) throws IOException {
    beginPackage(xml, rpm);
    for (var file : files(rpm.header())) {
      file(xml, file);
    }
    xml.end("package");
  }

  private static void beginPackage(Xml xml, Listing rpm) throws IOException {
    xml.begin(
        "package",
        "pkgid",
        rpm.digest(),
        "name",
        rpm.header().text(RpmTag.NAME),
        "arch",
        rpm.header().text(RpmTag.ARCHITECTURE));
    version(xml, rpm.header());
  }
}
