package dev.qm.bluechi.trust;

import dev.qm.host.HostException;
import dev.qm.host.process.Command;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Makes keys with their certificates, by the JDK's keytool(1): the JDK has no public class for it.
 * They are handed over in a store that lies in a folder of its own, which only its owner can enter,
 * under a password that is made up for the moment and told by the environment.
 */
final class KeyMaker {
  /** The environment variable with the password. */
  private static final String PASSWORD = "QM_KEYTOOL_PASSWORD";

  private static final String WORK = ".work-";
  private static final String AUTHORITY = "authority";
  private static final String NODE = "node";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Machines' clocks differ; a certificate is good from a day before it was made. */
  private static final String FROM = "-1d";

  private final Path folder;

  /**
   * Works in a folder.
   *
   * @param folder only its owner can enter it
   */
  KeyMaker(Path folder) {
    this.folder = folder;
  }

  /**
   * A key with its certificate.
   *
   * @param key the private one
   */
  record Made(PrivateKey key, X509Certificate certificate) {}

  /** An authority, which signs its own certificate and may sign those of nodes, no further ones. */
  Made authority(String name, int days) throws HostException {
    return made(
        Optional.empty(),
        List.of(
            "-alias",
            NODE,
            "-dname",
            "CN=" + name,
            "-ext",
            "bc:critical=ca:true,pathlen:0",
            "-ext",
            "ku:critical=keyCertSign,cRLSign"),
        days);
  }

  /** What an authority signs for a name, which has letters, digits, dots and hyphens. */
  Made signed(Made authority, String name, Role role, int days) throws HostException {
    return made(
        Optional.of(authority),
        List.of(
            "-alias",
            NODE,
            "-signer",
            AUTHORITY,
            "-dname",
            "CN=" + name,
            "-ext",
            "san=dns:" + name,
            "-ext",
            "ku:critical=digitalSignature",
            "-ext",
            "eku=" + role.word()),
        days);
  }

  private Made made(Optional<Made> signer, List<String> what, int days) throws HostException {
    sweep();
    try {
      var work =
          Files.createTempDirectory(
              folder,
              WORK,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      try {
        return made(work.resolve("store"), signer, what, days);
      } finally {
        remove(work);
      }
    } catch (IOException failure) {
      throw new HostException("cannot make a key in " + folder, failure);
    } catch (GeneralSecurityException failure) {
      throw new HostException("cannot make a key", String.valueOf(failure.getMessage()));
    }
  }

  private static Made made(Path store, Optional<Made> signer, List<String> what, int days)
      throws HostException, IOException, GeneralSecurityException {
    var secret = new byte[24];
    new SecureRandom().nextBytes(secret);
    var password = HexFormat.of().formatHex(secret);
    if (signer.isPresent()) {
      var keys = KeyStore.getInstance("PKCS12");
      keys.load(null, null);
      keys.setKeyEntry(
          AUTHORITY,
          signer.get().key(),
          password.toCharArray(),
          new Certificate[] {signer.get().certificate()});
      try (var out = Files.newOutputStream(store)) {
        keys.store(out, password.toCharArray());
      }
    }
    var line =
        new ArrayList<>(
            List.of(
                keytool(),
                "-genkeypair",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass:env",
                PASSWORD,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-startdate",
                FROM,
                "-validity",
                // it counts from the day before
                Integer.toString(days + 1)));
    line.addAll(what);
    Command.of(line).env(PASSWORD, password).timeout(PATIENCE).require();
    var keys = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(store)) {
      keys.load(in, password.toCharArray());
    }
    if (keys.getKey(NODE, password.toCharArray()) instanceof PrivateKey key
        && keys.getCertificate(NODE) instanceof X509Certificate certificate) {
      return new Made(key, certificate);
    }
    throw new HostException("cannot make a key", "keytool has made another thing");
  }

  /** The one that this program's own Java has. */
  private static String keytool() throws HostException {
    var tool = Path.of(System.getProperty("java.home", "/"), "bin", "keytool");
    if (!Files.isExecutable(tool)) {
      throw new HostException(
          "cannot make a key", tool + " is missing", "this qm is not complete; install it again");
    }
    return tool.toString();
  }

  /** Takes away what a call that was killed has left. */
  private void sweep() throws HostException {
    try (var left = Files.newDirectoryStream(folder, WORK + "*")) {
      for (var work : left) {
        remove(work);
      }
    } catch (DirectoryIteratorException | IOException failure) {
      throw new HostException("cannot look into " + folder, String.valueOf(failure.getMessage()));
    }
  }

  private static void remove(Path work) throws IOException {
    try (var files = Files.newDirectoryStream(work)) {
      for (var file : files) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(work);
  }
}
