package dev.qm.cli.setup;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.qm.cli.launcher.Shell;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A small operating system tree: too little to boot, with everything that a copy can get wrong. */
final class Rootfs {
  private Rootfs() {}

  /** Makes the tree in {@code folder}, as a folder. */
  static Path in(Path folder) throws IOException {
    write(folder, "usr/lib/systemd/systemd", "not really\n", "rwxr-xr-x");
    write(folder, "usr/bin/sh", "#!/bin/true\n", "rwxr-xr-x");
    write(folder, "usr/bin/su", "setuid\n", "rwxr-xr-x");
    Files.setAttribute(folder.resolve("usr/bin/su"), "unix:mode", 04755);
    Files.createSymbolicLink(folder.resolve("bin"), Path.of("usr/bin"));
    Files.createDirectories(folder.resolve("sbin"));
    Files.createSymbolicLink(folder.resolve("sbin/init"), Path.of("/usr/lib/systemd/systemd"));
    write(folder, "usr/lib/systemd/system/bluechi-agent.service", "[Service]\n", "rw-r--r--");
    write(folder, "etc/hostname", "the-build-machine\n", "rw-r--r--");
    write(folder, "etc/machine-id", "0123456789abcdef0123456789abcdef\n", "r--r--r--");
    write(folder, "etc/shadow", "root:*:1::::::\n", "rw-r-----");
    Files.setAttribute(folder.resolve("etc/shadow"), "unix:gid", 42);
    write(folder, "etc/containers/containers.conf", "# the package's own\n", "rw-r--r--");
    write(folder, "etc/odd name\twith \u00e9/x", "x", "rw-rw-rw-");
    Files.createLink(folder.resolve("etc/second-name"), folder.resolve("etc/hostname"));
    Files.createSymbolicLink(folder.resolve("etc/dangling"), Path.of("/nowhere"));
    write(folder, "var/lib/app/data", "data\n", "rw-------");
    Files.setAttribute(folder.resolve("var/lib/app"), "unix:uid", 1000);
    Files.setAttribute(folder.resolve("var/lib/app"), "unix:mode", 02770);
    Files.createDirectories(folder.resolve("var/log"));
    Files.createDirectories(folder.resolve("run/lock"));
    return folder;
  }

  /** The same tree as an archive. */
  static Path tarball(Path work) throws IOException, InterruptedException {
    return packed(work, in(Files.createDirectory(work.resolve("tarball-content"))));
  }

  /** The same tree as an archive that takes a while to unpack. */
  static Path slow(Path work) throws IOException, InterruptedException {
    var tree = in(Files.createDirectory(work.resolve("tarball-content")));
    try (var large = FileChannel.open(tree.resolve("var/large"), CREATE_NEW, WRITE)) {
      large.write(ByteBuffer.allocate(1), (256L << 20) - 1);
    }
    return packed(work, tree);
  }

  private static Path packed(Path work, Path tree) throws IOException, InterruptedException {
    var file = work.resolve("rootfs.tar.gz");
    var result = Shell.run(tree, "tar", "--create", "--gzip", "--file=" + file, ".");
    if (result.status() != 0) {
      throw new AssertionError(result.err());
    }
    return file;
  }

  private static void write(Path folder, String name, String content, String mode)
      throws IOException {
    var file = folder.resolve(name);
    Files.createDirectories(file.resolveSibling(".").normalize());
    Files.writeString(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }
}
