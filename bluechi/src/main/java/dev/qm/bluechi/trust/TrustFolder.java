package dev.qm.bluechi.trust;

import dev.qm.bluechi.configuration.NodeName;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.file.AtomicFile;
import dev.qm.host.file.Bounded;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Where a machine keeps who it is and whom it trusts. Each file is whole at any moment; those with
 * keys can be read by their owner only.
 *
 * @param folder {@link #PLACE} below a root
 */
public record TrustFolder(Path folder) {
  /** As the machine itself names it. */
  public static final String PLACE = "/etc/qm-assurance/bluechi";

  /** The name of the controller's certificate, which no node can have. */
  public static final String CONTROLLER = "controller";

  static final String SECRET = "0600";
  static final String OPEN = "0644";

  private static final String END = ".pem";
  private static final int LONGEST = 1 << 20;
  private static final int MOST = 10_000;

  /** That of a machine. */
  public static TrustFolder of(Root root) {
    return new TrustFolder(root.at(PLACE));
  }

  /** Refuses what cannot stand in a certificate: RFC 5280 lets names of hosts in. */
  public static void requireName(String name) throws HostException {
    var flaw = NodeName.flaw(name);
    var parts = name.split("\\.", -1);
    var isHostName = name.length() <= 64;
    for (var part : parts) {
      isHostName &= !part.isEmpty() && !part.startsWith("-") && !part.endsWith("-");
    }
    if (flaw.isPresent() || !isHostName) {
      throw new HostException(
          "no certificate can be that of '" + name + "'",
          flaw.map(it -> "the name " + it.what()).orElse("it is not of the form of a host's name"),
          "letters, digits and hyphens, with dots between them, 64 at most");
    }
  }

  /** Who this machine can be: the file of a name. */
  public Path identity(String name) {
    return identities().resolve(name + END);
  }

  /** The authorities whose certificates count. */
  public Path trusted() {
    return folder.resolve("trusted.pem");
  }

  /** The certificates that do not count any more. */
  public Path withdrawn() {
    return folder.resolve("withdrawn");
  }

  /** Where the authority is, if this machine has it. */
  public Path authority() {
    return folder.resolve("authority");
  }

  Path identities() {
    return folder.resolve("identities");
  }

  /** The files of all that this machine can be, by their names. */
  public List<Path> identityFiles() throws HostException {
    return pems(identities());
  }

  /**
   * Which certificates count here.
   *
   * @throws HostException when a file cannot be read, or nobody is trusted yet
   */
  public Accepted accepted() throws HostException {
    return new Accepted(authorities(), withdrawals());
  }

  /** Whom certificates have to be signed by. */
  List<X509Certificate> authorities() throws HostException {
    var place = trusted().toString();
    var all = new ArrayList<X509Certificate>();
    try {
      for (var block : PemBlock.in(text(trusted()), place)) {
        if (block.isCertificate()) {
          all.add(block.certificate(place));
        }
      }
    } catch (IOException failure) {
      throw new HostException(
          "cannot read " + place, failure, "`qm bluechi trust new` or `import` makes it");
    }
    return all;
  }

  /** What has been withdrawn; nothing where there is no such file. */
  List<Withdrawal> withdrawals() throws HostException {
    try {
      return Withdrawal.parse(withdrawn(), text(withdrawn()));
    } catch (NoSuchFileException none) {
      return List.of();
    } catch (IOException failure) {
      throw new HostException("cannot read " + withdrawn(), failure);
    }
  }

  /** Puts an identity down, in place of an earlier one of that name. */
  void land(Identity identity) throws HostException {
    makeSecret(identities());
    AtomicFile.write(identity(identity.certificate().name()), identity.text(), SECRET);
  }

  void landAuthorities(List<X509Certificate> authorities) throws HostException {
    makeFolder();
    var text = new StringBuilder("# Whose certificates count. `qm bluechi trust` writes it.\n");
    for (var authority : authorities) {
      text.append(PemBlock.of(authority));
    }
    AtomicFile.write(trusted(), text.toString(), OPEN);
  }

  /** Adds to what has been withdrawn; of two lines about one certificate the earlier counts. */
  void withdraw(List<Withdrawal> more) throws HostException {
    var all = new LinkedHashMap<String, Withdrawal>();
    for (var one : withdrawals()) {
      all.merge(one.fingerprint(), one, TrustFolder::earlier);
    }
    for (var one : more) {
      all.merge(one.fingerprint(), one, TrustFolder::earlier);
    }
    makeFolder();
    var text =
        new StringBuilder(
            "# Certificates that do not count from a moment on. `qm bluechi trust` writes it.\n");
    all.values().forEach(one -> text.append(one).append('\n'));
    AtomicFile.write(withdrawn(), text.toString(), OPEN);
  }

  static Withdrawal earlier(Withdrawal a, Withdrawal b) {
    return b.from().isBefore(a.from()) ? b : a;
  }

  void makeFolder() throws HostException {
    make(folder, "rwxr-xr-x");
  }

  void makeSecret(Path secret) throws HostException {
    makeFolder();
    make(secret, "rwx------");
  }

  private static void make(Path folder, String mode) throws HostException {
    var permissions = PosixFilePermissions.fromString(mode);
    try {
      if (!Files.isDirectory(folder)) {
        var above = folder.getParent();
        if (above != null) {
          Files.createDirectories(above);
        }
        Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(permissions));
      }
    } catch (IOException failure) {
      throw new HostException("cannot make " + folder, failure);
    }
  }

  static List<Path> pems(Path folder) throws HostException {
    var files = new ArrayList<Path>();
    if (!Files.isDirectory(folder)) {
      return files;
    }
    try (var list = Files.newDirectoryStream(folder, "[!.]*" + END)) {
      for (var file : list) {
        if (files.size() == MOST) {
          throw new HostException("too many files in " + folder, "more than " + MOST);
        }
        files.add(file);
      }
    } catch (IOException | DirectoryIteratorException failure) {
      throw new HostException("cannot read " + folder, String.valueOf(failure.getMessage()));
    }
    files.sort(Path::compareTo);
    return files;
  }

  static String text(Path file) throws IOException {
    return new String(Bounded.bytes(file, LONGEST), StandardCharsets.UTF_8);
  }
}
