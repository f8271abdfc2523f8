package dev.qm.testbed;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The files that a VM starts from, as {@code testbed/build-image} makes and caches them.
 *
 * @param folder holds {@code disk.img}, {@code vmlinuz}, {@code initrd}, {@code qemu/} and {@code
 *     demos/}
 */
record VmImage(Path folder) {

  /** Why this machine cannot build the image, one reason a line; empty when it can. */
  static List<String> missing() {
    return script(ProcessBuilder.Redirect.DISCARD, "--missing").output().lines().toList();
  }

  /** The cached image, built first when there is none for the present sources: minutes. */
  static VmImage built() {
    Output built = script(ProcessBuilder.Redirect.INHERIT);
    if (built.exitCode() != 0) {
      throw new IllegalStateException(
          "testbed/build-image failed with exit code " + built.exitCode() + ", see above");
    }
    return new VmImage(Path.of(built.output().strip()));
  }

  /** The packages that the image was made of: {@code host/} and {@code qemu/}, each a tree. */
  Path packages() {
    try {
      return folder.resolve("qemu").toRealPath().resolveSibling("");
    } catch (IOException e) {
      throw new IllegalStateException("the image in " + folder + " is not whole", e);
    }
  }

  /** The disk of the system, raw. */
  Path disk() {
    return folder.resolve("disk.img");
  }

  /** Makes a disk with the images of {@code qm demo}, each a file {@code NAME.tar}. */
  void packDemos(Path file) {
    try {
      Disk.pack(folder.resolve("demos").toRealPath(), file);
    } catch (IOException e) {
      throw new IllegalStateException("the image in " + folder + " is not whole", e);
    }
  }

  private static Output script(ProcessBuilder.Redirect errors, String... arguments) {
    Path script = Path.of(System.getProperty("qm.testbed", "."), "build-image").toAbsolutePath();
    try {
      ProcessBuilder builder =
          new ProcessBuilder(
              java.util.stream.Stream.concat(
                      java.util.stream.Stream.of("nice", script.toString()),
                      java.util.stream.Stream.of(arguments))
                  .toList());
      Process process = builder.redirectError(errors).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Output(process.waitFor(), output);
    } catch (IOException e) {
      throw new IllegalStateException("cannot run " + script, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while running " + script, e);
    }
  }

  private record Output(int exitCode, String output) {}
}
