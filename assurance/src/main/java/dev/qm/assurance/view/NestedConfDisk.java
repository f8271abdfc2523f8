package dev.qm.assurance.view;

import dev.qm.host.HostException;
import dev.qm.partition.PartitionSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads files of containers.conf(5) of the partition, which may be hostile: no link is followed,
 * and there is an end to what is read.
 */
final class NestedConfDisk implements EngineConf.Disk {
  /** Parts of one folder that are read. */
  private static final int MOST_PARTS = 200;

  /** What is read in all, in characters. */
  private static final int MOST = 2 << 20;

  private static final String ETC = "/etc/";

  private final PartitionSpec spec;
  private final List<String> gaps;
  private int left = MOST;

  /**
   * The files of a partition.
   *
   * @param gaps where to say what is not read, a clause each
   */
  NestedConfDisk(PartitionSpec spec, List<String> gaps) {
    this.spec = spec;
    this.gaps = gaps;
  }

  @Override
  public Optional<String> text(String file) {
    try {
      var text = Declared.text(spec, tree(file), inside(file), gaps);
      if (text.isPresent() && text.get().length() > left) {
        gaps.add(named(file) + " is not read: the partition has too much of containers.conf");
        return Optional.empty();
      }
      left -= text.map(String::length).orElse(0);
      return text;
    } catch (HostException unreadable) {
      gaps.add(String.valueOf(unreadable.getMessage()));
      return Optional.empty();
    }
  }

  @Override
  public List<String> parts(String folder) {
    try {
      var tree = Declared.tree(spec, tree(folder));
      var names =
          tree.isEmpty()
              ? List.<String>of()
              : tree.get().list(inside(folder)).stream()
                  .filter(name -> name.endsWith(".conf"))
                  .toList();
      if (names.size() > MOST_PARTS) {
        gaps.add("of " + names.size() + " files in " + named(folder) + " only some are read");
      }
      return names.subList(0, Math.min(names.size(), MOST_PARTS));
    } catch (HostException notAFolder) {
      gaps.add(String.valueOf(notAFolder.getMessage()));
      return List.of();
    }
  }

  @Override
  public Path named(String file) {
    return Path.of(tree(file), inside(file));
  }

  /** The tree that a place of the partition is in, by the name that users know. */
  private String tree(String file) {
    return file.startsWith(ETC) ? spec.layout().etc() : spec.layout().rootfs();
  }

  private static String inside(String file) {
    return file.substring(file.startsWith(ETC) ? ETC.length() : 1);
  }
}
