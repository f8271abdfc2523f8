package dev.qm.partition.setup;

import dev.qm.host.HostException;
import dev.qm.host.cgroup.Limits;
import dev.qm.partition.ClosedTree;
import dev.qm.partition.Layout;
import dev.qm.partition.TreeImage;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code --var-size} asks for: the partition's {@code /var} in a file system of its own, and
 * its {@code /etc}, which it writes too, in a small one.
 */
final class VarSize {
  private static final String OPTION = "--var-size ";

  /** Bytes; less holds no journal of ext4 and a {@code /var} beside. */
  private static final long LEAST = 64L << 20;

  /** For the {@code /etc} of a distribution, a few MiB, and what apps add. */
  private static final long ETC = 128L << 20;

  /** As mkfs.ext4(8) has it by default. */
  private static final long BYTES_PER_INODE = 16_384;

  /** The files of {@code /etc} are small. */
  private static final long BYTES_PER_INODE_OF_ETC = 8_192;

  private VarSize() {}

  /**
   * The steps that make it so; none where no setup was asked for it.
   *
   * @param asked a size, systemd.syntax(7): {@code 8G}; nothing for what an earlier setup was asked
   * @throws HostException for what is no size, or less than there is
   */
  static List<OwnFileSystem> plan(Site site, Optional<String> asked) throws HostException {
    var steps = new ArrayList<OwnFileSystem>();
    var layout = site.layout();
    var var = ClosedTree.of(layout.var()).map(tree -> new TreeImage(site.root(), tree));
    if (asked.isPresent() && var.isEmpty()) {
      throw refused(
          asked.get(),
          "the partition's /var is " + layout.var() + ", a place that you chose",
          "put that on a file system of its own");
    }
    if (var.isEmpty()) {
      return steps;
    }
    var recorded = OwnFileSystem.recorded(site.ledger(), var.get());
    var bytes = asked.isPresent() ? Optional.of(size(var.get(), asked.get(), recorded)) : recorded;
    if (bytes.isEmpty()) {
      return steps;
    }
    steps.add(new OwnFileSystem(site, var.get(), bytes.get(), BYTES_PER_INODE));
    var etc = ClosedTree.of(layout.etc()).map(tree -> new TreeImage(site.root(), tree));
    // one that somebody mounted there is as good
    if (etc.isPresent()
        && (OwnFileSystem.recorded(site.ledger(), etc.get()).isPresent()
            || !etc.get().isMounted())) {
      steps.add(new OwnFileSystem(site, etc.get(), ofEtc(site, etc.get()), BYTES_PER_INODE_OF_ETC));
    }
    return steps;
  }

  /** The folders that have to be mounted before the partition starts. */
  static List<String> folders(List<OwnFileSystem> steps) {
    return steps.stream().map(step -> step.image().folder()).toList();
  }

  private static long ofEtc(Site site, TreeImage etc) throws HostException {
    var recorded = OwnFileSystem.recorded(site.ledger(), etc);
    if (recorded.isPresent()) {
      return recorded.get();
    }
    var folder = site.at(Layout.DEFAULT.etc() + ".private");
    var used = Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) ? SameTree.bytes(folder) : 0;
    return Math.max(ETC, whole(2 * used));
  }

  private static long size(TreeImage image, String asked, Optional<Long> recorded)
      throws HostException {
    var size = Limits.size(asked);
    if (size.isEmpty() || asked.endsWith("E") || asked.endsWith("P")) {
      throw refused(
          asked,
          "it is not a size",
          "write one such as 8G; `qm remove` takes it back with all else");
    }
    var bytes = whole(size.getAsLong());
    if (bytes < LEAST) {
      throw refused(asked, "no partition runs with less than " + (LEAST >> 20) + " MiB", "");
    }
    if (image.isThere() && recorded.isPresent() && bytes < recorded.get()) {
      throw refused(
          asked,
          "there are " + (recorded.get() >> 20) + " MiB, and a file system in use gets no smaller",
          "leave it as it is, or take it away with `qm remove` and begin anew");
    }
    return bytes;
  }

  /** Whole MiB, so that no part of a block is left. */
  private static long whole(long bytes) {
    return ((bytes + (1L << 20) - 1) >> 20) << 20;
  }

  private static HostException refused(String asked, String why, String mend) {
    return new HostException("cannot use " + OPTION + asked, why, mend);
  }
}
