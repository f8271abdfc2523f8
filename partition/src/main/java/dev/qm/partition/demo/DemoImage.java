package dev.qm.partition.demo;

import dev.qm.host.HostException;
import dev.qm.host.process.Command;
import dev.qm.partition.landing.Workers;
import dev.qm.partition.setup.DescriptionFile;
import dev.qm.partition.setup.Notes;
import dev.qm.partition.setup.RootfsSource;
import dev.qm.partition.setup.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An image that demos run in, made of the distribution's packages.
 *
 * @param name that of its file
 * @param packages what is in it, with all that these depend on
 * @param extent how much of a system it is
 * @param left globs of paths that are left out
 * @param architecture the only one that has these packages, as dpkg calls it
 */
public record DemoImage(
    String name,
    List<String> packages,
    RootfsSource.Apt.Extent extent,
    List<String> left,
    Optional<String> architecture) {
  private static final String IMAGE = "Image";

  /** What the names of all these images begin with. */
  private static final String PREFIX = "localhost/qm-demo-";

  /**
   * What is in the tree only because it was made on this machine, or because packages were: the
   * image needs none of it, and whoever unpacks it in a user namespace can make no device nodes.
   */
  private static final List<String> LEFT_BEHIND =
      List.of(
          "./dev/*",
          "./proc/*",
          "./sys/*",
          "./run/*",
          "./tmp/*",
          "./etc/hostname",
          "./etc/resolv.conf",
          "./etc/apt/sources.list",
          "./var/cache/*",
          "./var/lib/apt/lists/*",
          "./var/log/*");

  public DemoImage {
    packages = List.copyOf(packages);
    left = List.copyOf(left);
  }

  /**
   * Reads the description of an image.
   *
   * @param file for errors
   * @throws HostException with the line that is wrong
   */
  static DemoImage parse(String name, Path file, String text) throws HostException {
    var conf =
        DescriptionFile.parse(
            file, text, Map.of(IMAGE, List.of("Packages", "Extent", "Without", "Architecture")));
    conf.require(IMAGE, "Packages");
    return new DemoImage(
        name,
        conf.words(IMAGE, "Packages"),
        conf.choice(IMAGE, "Extent", RootfsSource.Apt.Extent.class),
        conf.words(IMAGE, "Without"),
        conf.optional(IMAGE, "Architecture"));
  }

  /** What the image {@code name} is called in the partition. */
  static String reference(String name) {
    return PREFIX + name;
  }

  /** What it is called in the partition. */
  public String reference() {
    return reference(name);
  }

  /**
   * Makes the image on this machine.
   *
   * @param work a folder for the work, which must not be there yet; it is gone at the end
   * @param archive where the tar archive of the image's file system goes; packed as the end of its
   *     name says, as in {@code .tar} or {@code .tar.xz}
   * @param workers those of the machine, where {@code work} is a place of its own
   * @throws HostException when the machine has no Debian packages, or one of the programs fails
   */
  public void build(Path work, Path archive, Workers workers, Notes notes) throws HostException {
    requireBuildable();
    var left = new ArrayList<>(RootfsSource.Apt.MANUALS);
    left.addAll(this.left);
    var source = RootfsSource.Apt.ofThisMachine("", packages, extent, left);
    var tree = work.resolve("tree");
    var name = archive.toAbsolutePath().getFileName();
    if (name == null) {
      throw new HostException("cannot write the image to " + archive, "it is a folder");
    }
    try {
      Files.createDirectory(work);
      Files.createDirectory(tree);
      source.fill(tree, workers, notes);
      shell(tree);
      notes.progress("packing " + name);
      // under its own name, whose end tells tar how to pack
      var packed = work.resolve(name);
      pack(tree, packed, workers);
      Files.move(packed, archive, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failure) {
      throw new HostException("cannot make the image " + this.name, failure);
    } finally {
      Trees.remove(work, workers);
    }
  }

  private void requireBuildable() throws HostException {
    if (Command.find("mmdebstrap").isEmpty()) {
      throw new HostException(
          "cannot make the image " + name + " on this machine",
          "it is made of packages of Debian or Ubuntu, with mmdebstrap, which is not here",
          "install mmdebstrap, or make the image with `qm demo image "
              + name
              + " -o FILE` on a machine that has it, and give FILE with --image");
    }
    if (architecture.isPresent()) {
      var here = Command.of("dpkg", "--print-architecture").require().output().strip();
      if (!here.equals(architecture.get())) {
        throw new HostException(
            "cannot make the image " + name + " on this machine",
            "its packages are for " + architecture.get() + ", and this is " + here,
            "give an image of your own with --image");
      }
    }
  }

  /** Unpacked packages have no shell but busybox, whose commands come with it. */
  private static void shell(Path tree) throws IOException {
    var shell = tree.resolve("usr/bin/sh");
    if (!Files.exists(shell, LinkOption.NOFOLLOW_LINKS)) {
      Files.createSymbolicLink(shell, Path.of("busybox"));
    }
  }

  private static void pack(Path tree, Path archive, Workers workers) throws HostException {
    var argv = new ArrayList<String>();
    argv.addAll(List.of("tar", "--create", "--auto-compress", "--force-local", "--numeric-owner"));
    argv.addAll(List.of("--sort=name", "--one-file-system", "--file=" + archive));
    argv.add("--directory=" + tree);
    LEFT_BEHIND.forEach(place -> argv.add("--exclude=" + place));
    argv.add(".");
    workers.with(Command.of(argv)).require();
  }
}
