package dev.qm.packaging.deb;

import dev.qm.packaging.Artifact;
import dev.qm.packaging.Digests;
import dev.qm.packaging.Gzip;
import dev.qm.packaging.Maker;
import dev.qm.packaging.Signer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The lists that make a folder of Debian packages a flat repository, as apt(8) reads it: {@code deb
 * file:/folder ./} in sources.list(5).
 */
public final class DebRepository {
  private final Maker maker;
  private final Optional<Signer> signer;
  private final StringBuilder packages = new StringBuilder();
  private final Set<String> architectures = new TreeSet<>();

  /** An empty repository. */
  public DebRepository(Maker maker, Optional<Signer> signer) {
    this.maker = maker;
    this.signer = signer;
  }

  /**
   * Adds a package.
   *
   * @param fileName its name in the repository's folder
   * @throws IOException when it is no Debian package
   */
  public void add(String fileName, byte[] bytes) throws IOException {
    var control = DebFile.control(bytes);
    control
        .lines()
        .filter(line -> line.startsWith("Architecture: "))
        .forEach(line -> architectures.add(line.substring(14).strip()));
    // the description comes last, since it is the field that has more lines
    var description = control.indexOf("\nDescription:") + 1;
    packages
        .append(control, 0, description)
        .append("Filename: ./")
        .append(fileName)
        .append("\nSize: ")
        .append(bytes.length)
        .append("\nMD5sum: ")
        .append(Digests.MD5.of(bytes))
        .append("\nSHA256: ")
        .append(Digests.SHA256.of(bytes))
        .append('\n')
        .append(control, description, control.length())
        .append('\n');
  }

  /** The lists, in the order in which they are to be written. */
  public List<Artifact> write() throws IOException {
    List<Artifact> artifacts = new ArrayList<>();
    var plain = packages.toString().getBytes(StandardCharsets.UTF_8);
    artifacts.add(new Artifact("Packages", plain));
    artifacts.add(new Artifact("Packages.gz", Gzip.compress(plain)));
    var release = release(artifacts).getBytes(StandardCharsets.UTF_8);
    if (signer.isPresent()) {
      artifacts.add(new Artifact("qm.asc", signer.get().publicKey()));
      artifacts.add(new Artifact("Release.gpg", signer.get().armored(release)));
      artifacts.add(new Artifact("InRelease", signer.get().inline(release)));
    }
    artifacts.add(new Artifact("Release", release));
    return artifacts;
  }

  private String release(List<Artifact> lists) {
    var text = new StringBuilder();
    text.append("Origin: QM\nLabel: QM\nSuite: stable\n");
    text.append("Date: ").append(maker.date()).append(" UTC\n");
    text.append("Architectures: ").append(String.join(" ", architectures)).append('\n');
    text.append("Description: QM and its add-ons\nSHA256:\n");
    for (var list : lists) {
      text.append(' ')
          .append(Digests.SHA256.of(list.bytes()))
          .append(' ')
          .append(list.bytes().length)
          .append(' ')
          .append(list.fileName())
          .append('\n');
    }
    return text.toString();
  }
}
