package dev.qm.partition;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.process.Command;
import dev.qm.host.process.Mounts;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of the host's that holds the file system of a {@link ClosedTree}, which then takes so many
 * bytes and inodes and no more, whatever the partition does: {@code qm setup --var-size} makes it.
 * It is mounted where the tree's closed folder is, from setup on: what is in the tree can be looked
 * at while no partition runs.
 */
public record TreeImage(Root root, ClosedTree tree) {
  /** Kept from whoever has no business with the partition: loop(4) needs no other access. */
  public static final String MODE = "rw-------";

  /** What runs as root of another, and device nodes, do not work in it for the host's users. */
  private static final String OPTIONS = "loop,nosuid,nodev";

  /** Those that a machine can have. */
  public static List<TreeImage> all(Root root) {
    var all = new ArrayList<TreeImage>();
    for (var tree : ClosedTree.ALL) {
      all.add(new TreeImage(root, tree));
    }
    return List.copyOf(all);
  }

  /** Mounts those that are there: what a boot has unmounted. */
  public static void mountAll(Root root) throws HostException {
    for (var image : all(root)) {
      if (image.isThere()) {
        image.mount();
      }
    }
  }

  /** Where its file is, as the machine itself names it: {@code /var/lib/qm/var.img}. */
  public String file() {
    return Layout.STATE + "/" + name() + ".img";
  }

  /** What it is until it is complete. */
  public String partial() {
    return file() + ".partial";
  }

  /** Where it is mounted while it is filled. */
  public String work() {
    return Layout.STATE + "/" + name() + ".new";
  }

  /** Where it is mounted: the folder that the tree lies in. */
  public String folder() {
    return tree.folder();
  }

  /** What was that folder before, until the image has its place. */
  public String old() {
    return tree.folder() + ".old";
  }

  /** The part of the partition that it holds: {@code var} or {@code etc}. */
  public String name() {
    return tree.name().substring(1, tree.name().indexOf('/', 1));
  }

  /** Where the unit is that mounts it on a machine with systemd: systemd.mount(5). */
  public String unit() {
    return "/etc/systemd/system/" + folder().substring(1).replace('/', '-') + ".mount";
  }

  /** That unit. qm.service requires it: {@code RequiresMountsFor=} of the setup drop-in. */
  public String unitText() {
    return """
    # Written by `qm setup --var-size`: the partition's /%s is a file system of its own, so that what it writes cannot
    # fill the host's disk, neither by bytes nor by files.

    [Unit]
    Description=File system of the QM partition's /%s
    Documentation=man:qm-setup(1)

    [Mount]
    What=%s
    Where=%s
    Type=ext4
    Options=%s
    """
        .formatted(name(), name(), file(), folder(), OPTIONS);
  }

  /** True once it is complete. */
  public boolean isThere() {
    return Files.isRegularFile(root.at(file()), LinkOption.NOFOLLOW_LINKS);
  }

  /** True while it is mounted at its place. */
  public boolean isMounted() throws HostException {
    return Mounts.isAt(root.at(folder()));
  }

  /** Mounts it at its place, unless it is. */
  public void mount() throws HostException {
    if (!isMounted()) {
      mount(file(), folder());
    }
  }

  /**
   * Mounts a file that holds a file system: mount(8).
   *
   * @throws HostException where this machine has no loop devices, with the reason
   */
  public void mount(String file, String folder) throws HostException {
    var outcome =
        Command.of(
                "mount",
                "-t",
                "ext4",
                "-o",
                OPTIONS,
                "--",
                root.at(file).toString(),
                root.at(folder).toString())
            .run();
    if (!outcome.ok()) {
      throw new HostException(
          "cannot mount " + root.at(file) + " at " + root.at(folder),
          outcome.lastWords(),
          "the kernel needs loop devices and ext4 for it: `modprobe loop ext4`, and"
              + " /dev/loop-control must be there");
    }
  }
}
