package dev.qm.packaging.rpm;

import dev.qm.packaging.Artifact;
import dev.qm.packaging.Dependency;
import dev.qm.packaging.Digests;
import dev.qm.packaging.Gzip;
import dev.qm.packaging.Maker;
import dev.qm.packaging.PackageEntry;
import dev.qm.packaging.Scripts;
import dev.qm.packaging.Signer;
import dev.qm.packaging.SoftwarePackage;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Writes RPM packages: lead, signature header, header, payload (a cpio archive, packed with gzip).
 * Nothing in them depends on where or when they were made.
 */
public final class RpmWriter {
  /** What an rpm must know to read this package, with the version that it knows it from. */
  private static final List<Dependency> FEATURES =
      List.of(
          new Dependency("rpmlib(CompressedFileNames)", Dependency.Relation.AT_MOST, "3.0.4-1"),
          new Dependency("rpmlib(FileDigests)", Dependency.Relation.AT_MOST, "4.6.0-1"),
          new Dependency("rpmlib(PayloadFilesHavePrefix)", Dependency.Relation.AT_MOST, "4.0-1"));

  private static final Dependency TILDE =
      new Dependency("rpmlib(TildeInVersions)", Dependency.Relation.AT_MOST, "4.10.0-1");

  /** Marks of a dependency: on rpm itself, or needed while a script runs. */
  private static final int ON_RPM = 1 << 24;

  private static final int SHELL_IS_INTERPRETER = 1 << 8;
  private static final int IN_AFTER_INSTALL = 1 << 10;
  private static final int IN_BEFORE_REMOVAL = 1 << 11;
  private static final int IN_AFTER_REMOVAL = 1 << 12;

  private static final String SHELL = "/bin/sh";

  /** Bytes: a call of the compressor for each field of an archive would take most of the time. */
  private static final int BUFFER = 1 << 13;

  /** Since this version rpm knows the payload's digest and weak dependencies. */
  private static final String WRITTEN_LIKE = "4.18.0";

  private final Maker maker;
  private final Optional<Signer> signer;

  /** Writes unsigned packages. */
  public RpmWriter(Maker maker) {
    this(maker, Optional.empty());
  }

  /** Writes packages whose headers are signed. */
  public RpmWriter(Maker maker, Optional<Signer> signer) {
    this.maker = maker;
    this.signer = signer;
  }

  /** The finished package under its usual name. */
  public Artifact write(SoftwarePackage software) throws IOException {
    var payload = Payload.of(software, maker.seconds());
    var header = header(software, payload);
    var signature = signature(header, payload, signer);
    var bytes =
        new ByteArrayOutputStream(
            Lead.LENGTH + signature.length + 8 + header.length + payload.packed().length);
    bytes.writeBytes(Lead.of(software));
    bytes.writeBytes(signature);
    // the header begins at a multiple of eight bytes
    bytes.writeBytes(new byte[-signature.length & 7]);
    bytes.writeBytes(header);
    bytes.writeBytes(payload.packed());
    return new Artifact(fileName(software), bytes.toByteArray());
  }

  /** The usual name of a package's file. */
  public static String fileName(SoftwarePackage software) {
    return software.name()
        + "-"
        + software.version().rpm()
        + "."
        + software.architecture().rpm()
        + ".rpm";
  }

  /** The lead: what file(1) looks at; rpm itself only reads its magic number. */
  private static final class Lead {
    static final int LENGTH = 96;
    private static final int LONGEST_NAME = 65;

    static byte[] of(SoftwarePackage software) {
      var lead = ByteBuffer.allocate(LENGTH);
      lead.putInt(0xedabeedb).put((byte) 3).put((byte) 0);
      // binary package; processor, as one number for all; name
      lead.putShort((short) 0).putShort((short) 1);
      var name =
          (software.name() + "-" + software.version().rpm()).getBytes(StandardCharsets.UTF_8);
      lead.put(name, 0, Math.min(name.length, LONGEST_NAME));
      lead.position(76);
      // Linux; a signature header follows
      lead.putShort((short) 1).putShort((short) 5);
      return lead.array();
    }
  }

  /** The packed archive and what the header says about it. */
  private static final class Payload {
    private final FileTable files;
    private final byte[] packed;
    private final String unpackedDigest;
    private final long unpackedSize;

    private Payload(FileTable files, byte[] packed, String unpackedDigest, long unpackedSize) {
      this.files = files;
      this.packed = packed;
      this.unpackedDigest = unpackedDigest;
      this.unpackedSize = unpackedSize;
    }

    static Payload of(SoftwarePackage software, long time) throws IOException {
      var packed = new ByteArrayOutputStream();
      var digest = Digests.SHA256.begin();
      FileTable files;
      Cpio archive;
      try (var out =
          new BufferedOutputStream(new DigestOutputStream(new Gzip(packed), digest), BUFFER)) {
        archive = new Cpio(out);
        files = FileTable.write(software.entries(), time, archive);
        archive.finish();
      }
      return new Payload(
          files, packed.toByteArray(), HexFormat.of().formatHex(digest.digest()), archive.size());
    }

    byte[] packed() {
      return packed;
    }
  }

  private byte[] header(SoftwarePackage software, Payload payload) throws IOException {
    var header = new HeaderDraft(RpmTag.HEADER_REGION);
    header.strings(RpmTag.I18N_TABLE, List.of("C"));
    header.string(RpmTag.NAME, software.name());
    header.string(RpmTag.VERSION, software.version().number());
    header.string(RpmTag.RELEASE, software.version().release());
    header.translated(RpmTag.SUMMARY, software.summary());
    header.translated(RpmTag.DESCRIPTION, description(software));
    header.number(RpmTag.BUILD_TIME, maker.seconds());
    header.string(RpmTag.BUILD_HOST, "localhost");
    header.size(RpmTag.SIZE, RpmTag.LONG_SIZE, payload.files.installedSize());
    header.string(RpmTag.LICENSE, software.license());
    header.string(RpmTag.PACKAGER, maker.contact());
    header.translated(RpmTag.GROUP, "Unspecified");
    header.string(RpmTag.OS, "linux");
    header.string(RpmTag.ARCHITECTURE, software.architecture().rpm());
    header.string(RpmTag.PLATFORM, software.architecture().rpm() + "-linux");
    // without one rpm takes the package itself for a source package
    header.string(
        RpmTag.SOURCE_PACKAGE, software.name() + "-" + software.version().rpm() + ".src.rpm");
    header.string(RpmTag.RPM_VERSION, WRITTEN_LIKE);
    header.string(RpmTag.ENCODING, "utf-8");
    header.string(RpmTag.PAYLOAD_FORMAT, "cpio");
    header.string(RpmTag.PAYLOAD_COMPRESSOR, "gzip");
    header.string(RpmTag.PAYLOAD_FLAGS, "6");
    header.strings(RpmTag.PAYLOAD_DIGESTS, List.of(Digests.SHA256.of(payload.packed)));
    header.strings(RpmTag.UNPACKED_DIGESTS, List.of(payload.unpackedDigest));
    header.number(RpmTag.PAYLOAD_DIGEST_ALGORITHM, RpmTag.SHA256);
    scripts(header, software);
    dependencies(header, software);
    payload.files.describe(header);
    return header.bytes();
  }

  private static String description(SoftwarePackage software) {
    return software.description().isEmpty()
        ? software.summary()
        : String.join("\n\n", software.description());
  }

  /** Argument 1 of a script is how many versions are installed when it is done: 0, 1 or 2. */
  private static void scripts(HeaderDraft header, SoftwarePackage software) {
    var scripts = software.scripts();
    script(
        header,
        RpmTag.AFTER_INSTALL,
        RpmTag.AFTER_INSTALL_PROGRAM,
        Scripts.when("[ \"$1\" -le 1 ]", scripts.afterInstall())
            + Scripts.when("[ \"$1\" -gt 1 ]", scripts.afterUpgrade()));
    script(
        header,
        RpmTag.BEFORE_REMOVAL,
        RpmTag.BEFORE_REMOVAL_PROGRAM,
        Scripts.when("[ \"$1\" = 0 ]", scripts.beforeRemoval()));
    script(
        header,
        RpmTag.AFTER_REMOVAL,
        RpmTag.AFTER_REMOVAL_PROGRAM,
        Scripts.when("[ \"$1\" = 0 ]", scripts.afterRemoval()));
  }

  private static void script(HeaderDraft header, int tag, int programTag, String text) {
    if (!text.isEmpty()) {
      header.string(tag, text);
      header.string(programTag, SHELL);
    }
  }

  /** A dependency with the marks that stand beside its comparison. */
  private record Flagged(Dependency dependency, int marks) {
    /** As in {@link PackageEntry#BY_PATH}, written out. */
    static final Comparator<Flagged> ORDER =
        (one, other) -> {
          var byName = one.dependency.name().compareTo(other.dependency.name());
          var byVersion = one.dependency.version().compareTo(other.dependency.version());
          return byName != 0
              ? byName
              : byVersion != 0 ? byVersion : Integer.compare(one.marks, other.marks);
        };
  }

  private static void dependencies(HeaderDraft header, SoftwarePackage software)
      throws IOException {
    var requires = new ArrayList<Flagged>();
    var scripts = software.scripts();
    if (!scripts.afterInstall().isEmpty() || !scripts.afterUpgrade().isEmpty()) {
      requires.add(new Flagged(Dependency.on(SHELL), SHELL_IS_INTERPRETER | IN_AFTER_INSTALL));
    }
    if (!scripts.beforeRemoval().isEmpty()) {
      requires.add(new Flagged(Dependency.on(SHELL), SHELL_IS_INTERPRETER | IN_BEFORE_REMOVAL));
    }
    if (!scripts.afterRemoval().isEmpty()) {
      requires.add(new Flagged(Dependency.on(SHELL), SHELL_IS_INTERPRETER | IN_AFTER_REMOVAL));
    }
    software.rpm().requires().forEach(needed -> requires.add(new Flagged(needed, 0)));
    FEATURES.forEach(feature -> requires.add(new Flagged(feature, ON_RPM)));
    if (software.version().number().indexOf('~') >= 0) {
      requires.add(new Flagged(TILDE, ON_RPM));
    }
    put(header, requires, RpmTag.REQUIRE_NAMES, RpmTag.REQUIRE_FLAGS, RpmTag.REQUIRE_VERSIONS);
    put(
        header,
        software.rpm().recommends().stream().map(wanted -> new Flagged(wanted, 0)).toList(),
        RpmTag.RECOMMEND_NAMES,
        RpmTag.RECOMMEND_FLAGS,
        RpmTag.RECOMMEND_VERSIONS);
    put(
        header,
        software.rpm().conflicts().stream().map(other -> new Flagged(other, 0)).toList(),
        RpmTag.CONFLICT_NAMES,
        RpmTag.CONFLICT_FLAGS,
        RpmTag.CONFLICT_VERSIONS);
    put(
        header,
        List.of(
            new Flagged(
                new Dependency(
                    software.name(), Dependency.Relation.EQUAL, software.version().rpm()),
                0)),
        RpmTag.PROVIDE_NAMES,
        RpmTag.PROVIDE_FLAGS,
        RpmTag.PROVIDE_VERSIONS);
  }

  private static void put(
      HeaderDraft header, List<Flagged> unsorted, int names, int flags, int versions)
      throws IOException {
    List<Flagged> sorted = new ArrayList<>(unsorted);
    sorted.sort(Flagged.ORDER);
    List<String> byName = new ArrayList<>();
    List<Long> byFlags = new ArrayList<>();
    List<String> byVersion = new ArrayList<>();
    for (var flagged : sorted) {
      byName.add(flagged.dependency().name());
      byFlags.add((long) (flagged.dependency().relation().rpm() | flagged.marks()));
      byVersion.add(flagged.dependency().version());
    }
    header.strings(names, byName);
    header.numbers(flags, byFlags);
    header.strings(versions, byVersion);
  }

  private static byte[] signature(byte[] header, Payload payload, Optional<Signer> signer)
      throws IOException {
    var signature = new HeaderDraft(RpmTag.SIGNATURE_REGION);
    signature.string(RpmTag.SHA256_OF_HEADER, Digests.SHA256.of(header));
    signature.size(
        RpmTag.SIZE_OF_REST,
        RpmTag.LONG_SIZE_OF_REST,
        (long) header.length + payload.packed.length);
    signature.size(RpmTag.UNPACKED_SIZE, RpmTag.LONG_UNPACKED_SIZE, payload.unpackedSize);
    if (signer.isPresent()) {
      var packets = signer.get().packets(header);
      signature.binary(
          OpenPgp.isRsa(packets) ? RpmTag.RSA_SIGNATURE : RpmTag.DSA_SIGNATURE, packets);
    }
    return signature.bytes();
  }
}
