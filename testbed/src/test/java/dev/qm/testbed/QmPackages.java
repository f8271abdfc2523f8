package dev.qm.testbed;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * QM and its add-ons as users get them: packages that {@code qm addon build} makes, in a repository
 * on a disk of the VM, from which apt installs them by name.
 */
final class QmPackages {

  /** Where the repository is mounted in the VM. */
  private static final String MOUNT = "/mnt/packages";

  /** The size of the disk; some 60 are used. */
  private static final long MEBIBYTES = 256;

  private QmPackages() {}

  /** The run-time image that this test run was given; empty when nobody has built one. */
  static Optional<Path> image() {
    Path image = Path.of(System.getProperty("qm.image", ""));
    return Files.isExecutable(image.resolve("bin/qm"))
        ? Optional.of(image.toAbsolutePath())
        : Optional.empty();
  }

  /** An empty disk where the repository will be: the machine keeps its disks for life. */
  static void reserve(Path file) throws IOException {
    try (var empty = new RandomAccessFile(file.toFile(), "rw")) {
      empty.setLength(MEBIBYTES << 20);
    }
  }

  /** Forgets what the system read of the empty disk when it booted. */
  static void forgetDisk(Vm vm) {
    vm.run("udevadm", "settle").out();
    vm.run("blockdev", "--flushbufs", "/dev/disk/by-id/virtio-packages").out();
  }

  /** Makes the disk with the repository. */
  static void build(Path disk) {
    Path image =
        image().orElseThrow(() -> new IllegalStateException("the runtime image is not built"));
    Path packages = disk.resolveSibling("packages");
    String qm = image.resolve("bin/qm").toString();
    run(
        List.of(
            qm, "addon", "build", "--all", "--main", "--format=deb", "-o", packages.toString()));
    run(List.of(qm, "addon", "repo", packages.toString()));
    Disk.pack(packages, disk, MEBIBYTES);
    try (Stream<Path> files = Files.list(packages)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.delete(file);
      }
      Files.delete(packages);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + packages, e);
    }
  }

  private static void run(List<String> command) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
      // the add-ons of the image, not those of the folder that the tests happen to run in
      builder.directory(Path.of("/").toFile());
      if (builder.start().waitFor() != 0) {
        throw new IllegalStateException("failed: " + String.join(" ", command));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + command.getFirst(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while packages were built", e);
    }
  }

  /** Tells the VM's apt of the repository, also after a reboot. */
  static void offer(Vm vm) {
    vm.shell(
            """
            mkdir -p %1$s
            mountpoint -q %1$s || mount -o ro,context=system_u:object_r:usr_t:s0 /dev/disk/by-id/virtio-packages %1$s
            rm -f /etc/apt/sources.list
            echo 'deb [trusted=yes] file:%1$s ./' >/etc/apt/sources.list.d/qm.list
            apt-get -q update
            """
                .formatted(MOUNT))
        .out();
  }

  /** {@code apt-get install NAME...}; what they require comes along. */
  static Result install(Vm vm, String... names) {
    return apt(vm, "install", names);
  }

  /** {@code apt-get remove NAME...}. */
  static Result remove(Vm vm, String... names) {
    return apt(vm, "remove", names);
  }

  private static Result apt(Vm vm, String verb, String... names) {
    List<String> command = new ArrayList<>(List.of("env", "DEBIAN_FRONTEND=noninteractive"));
    command.addAll(List.of("apt-get", "-q", "-y", "--no-install-recommends", verb));
    command.addAll(List.of(names));
    return vm.run(command.toArray(String[]::new));
  }
}
