package dev.qm.bluechi.trust;

import dev.qm.host.HostException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Keys of two small fleets, made once: keytool takes a second for each. */
public final class Fleet {
  /** Days for which certificates count. */
  public static final int DAYS = 100;

  private static final Path OWN = made("controller", "ecu1", "qm.ecu1", "ecu2");
  private static final Path OTHER = made("controller", "ecu1");

  private Fleet() {}

  /** A copy of the machine that has the authority, and here all keys too. */
  public static TrustFolder own(Path to) throws IOException {
    return copy(OWN, to);
  }

  /** The same of a fleet with another authority. */
  public static TrustFolder other(Path to) throws IOException {
    return copy(OTHER, to);
  }

  private static Path made(String... names) {
    try {
      var top = Files.createTempDirectory("fleet");
      var folder = new TrustFolder(top.resolve("bluechi"));
      var authority = Authority.of(folder);
      for (var name : names) {
        authority.keep(authority.sign(name, DAYS));
      }
      try (var all = Files.walk(top)) {
        // what was told last goes first, so folders go empty
        all.forEach(one -> one.toFile().deleteOnExit());
      }
      return folder.folder();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (HostException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static TrustFolder copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (var file : files.toList()) {
        var target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
          Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(file));
        } else {
          Files.copy(file, target, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
    Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new TrustFolder(to);
  }
}
