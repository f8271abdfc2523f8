package dev.qm.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The {@code qm} command as the build made it: a run-time image that runs from any folder. */
final class QmProgram {

  /** Where the image is mounted in the VM. */
  static final String MOUNT = "/mnt/qm";

  /** The command in the VM before {@code qm up} has installed it. */
  static final String COMMAND = MOUNT + "/bin/qm";

  private QmProgram() {}

  /** The image that this test run was given; empty when nobody has built one. */
  static Optional<Path> image() {
    Path image = Path.of(System.getProperty("qm.image", ""));
    return Files.isExecutable(image.resolve("bin/qm"))
        ? Optional.of(image.toAbsolutePath())
        : Optional.empty();
  }

  /** The disks of a VM: the image, when there is one. */
  static List<Disk> disks(Path folder) {
    try {
      Optional<Path> image = image();
      // build/image is a link to the newest build
      return image.isPresent()
          ? List.of(Disk.of("qm", image.get().toRealPath(), folder.resolve("qm.img")))
          : List.of();
    } catch (IOException e) {
      throw new IllegalStateException("cannot find the run-time image", e);
    }
  }

  /** Makes the command runnable in the VM. */
  static void mount(Vm vm) {
    vm.run("mkdir", "-p", MOUNT).out();
    // no file may write machine code but a Java run-time, and the disk has no labels
    vm.run(
            "mount",
            "-o",
            "ro,context=system_u:object_r:java_exec_t:s0",
            "/dev/disk/by-id/virtio-qm",
            MOUNT)
        .out();
  }
}
