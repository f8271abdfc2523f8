package dev.qm.assurance.rules.storage;

import dev.qm.assurance.view.PartitionView;
import dev.qm.host.HostException;
import dev.qm.host.file.ConfinedPath;
import dev.qm.host.file.Mount;
import dev.qm.host.process.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** The disks behind the partition's trees, as sysfs(5) has them. */
final class Disks {
  /** A disk made of others can be made of such again; no machine has more layers. */
  private static final int MOST_LAYERS = 8;

  /**
   * A disk that takes requests.
   *
   * @param number its {@code major:minor}
   * @param queue the file that names its scheduler
   * @param scheduler the one in use; empty where the kernel says none
   */
  record Disk(String name, String number, String queue, String scheduler) {
    boolean isLoop() {
      return name.startsWith("loop");
    }
  }

  private final PartitionView view;

  Disks(PartitionView view) {
    this.view = view;
  }

  /** Each once, those of /var and of /etc. */
  List<Disk> ofTrees() {
    var found = new LinkedHashMap<String, Disk>();
    var layout = view.declared().spec().layout();
    for (var tree : List.of(layout.var(), layout.etc())) {
      Ground.of(view, tree)
          .ifPresent(ground -> {
            for (var disk : of(ground.mount())) {
              found.putIfAbsent(disk.name(), disk);
            }
          });
    }
    return List.copyOf(found.values());
  }

  private List<Disk> of(Mount mount) {
    // btrfs and others with several disks have numbers of their own: then the source tells
    var folder = folderOf(mount);
    var disks = new ArrayList<Disk>();
    if (folder.isPresent()) {
      collect(folder.get(), disks, 0);
    }
    return disks;
  }

  private Optional<Path> folderOf(Mount mount) {
    return folder(
        mount.device().startsWith("0:")
            ? "/sys/class/block/" + nodeName(mount.source())
            : "/sys/dev/block/" + mount.device());
  }

  private String nodeName(String source) {
    try {
      var node = ConfinedPath.resolve(view.machine().root().directory(), source);
      return String.valueOf(node.getFileName());
    } catch (HostException none) {
      return source.substring(source.lastIndexOf('/') + 1);
    }
  }

  private Optional<Path> folder(String place) {
    try {
      var folder = ConfinedPath.resolve(view.machine().root().directory(), place);
      return Files.isDirectory(folder) ? Optional.of(folder) : Optional.empty();
    } catch (HostException none) {
      return Optional.empty();
    }
  }

  private void collect(Path folder, List<Disk> to, int layer) {
    var whole = folder;
    if (Files.exists(folder.resolve("partition"))) {
      whole = folder.resolveSibling(".").normalize();
    }
    var file = holder(whole);
    if (file.isPresent() && layer < MOST_LAYERS) {
      collect(file.get(), to, layer + 1);
      return;
    }
    var below = names(whole.resolve("slaves"));
    if (below.isEmpty() || layer == MOST_LAYERS) {
      var named = "/" + view.machine().root().directory().relativize(whole);
      var texts = view.machine().texts();
      to.add(
          new Disk(
              String.valueOf(whole.getFileName()),
              texts.word(named + "/dev").orElse(""),
              named + "/queue/scheduler",
              active(texts.word(named + "/queue/scheduler").orElse(""))));
      return;
    }
    for (var name : below) {
      folder("/sys/class/block/" + name).ifPresent(it -> collect(it, to, layer + 1));
    }
  }

  /**
   * The disk that holds the file of a loop device: since 5.14 Linux charges what is read and
   * written there to whom it is done for (drivers/block/loop.c, loop_queue_work()).
   */
  private Optional<Path> holder(Path device) {
    var named = "/" + view.machine().root().directory().relativize(device);
    var file = view.machine().texts().at(named + "/loop/backing_file").orElse("").strip();
    if (!file.startsWith("/")) {
      return Optional.empty();
    }
    return Mounts.holding(view.machine().mounts(), Path.of(file)).flatMap(this::folderOf);
  }

  private static List<String> names(Path folder) {
    var names = new ArrayList<String>();
    try (var entries = Files.newDirectoryStream(folder)) {
      for (var entry : entries) {
        names.add(String.valueOf(entry.getFileName()));
      }
    } catch (IOException none) {
      return List.of();
    }
    names.sort(null);
    return names;
  }

  /** {@code none mq-deadline [bfq]}: the one in brackets. */
  private static String active(String schedulers) {
    var open = schedulers.indexOf('[');
    var close = schedulers.indexOf(']', open + 1);
    return open < 0 || close < 0 ? "" : schedulers.substring(open + 1, close);
  }

  /** Whether iocost divides the disk by weights: cgroup-v2.rst, io.cost.qos. */
  boolean hasCostModel(Disk disk) {
    var group = view.machine().cgroups().unified();
    if (group.isEmpty() || !view.machine().isV2("io")) {
      return false;
    }
    var named = "/" + view.machine().root().directory().relativize(group.get());
    for (var line : view.machine().texts().at(named + "/io.cost.qos").orElse("").split("\n", -1)) {
      if (line.startsWith(disk.number() + " ") && line.contains("enable=1")) {
        return true;
      }
    }
    return false;
  }

  /** Whether weights divide what the disk can do. */
  boolean honoursWeights(Disk disk) {
    return disk.scheduler().equals("bfq") || hasCostModel(disk);
  }
}
