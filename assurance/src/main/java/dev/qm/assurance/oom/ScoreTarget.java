package dev.qm.assurance.oom;

import dev.qm.host.HostException;
import dev.qm.partition.Layout;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.ipc.declared.HostileDisk;
import dev.qm.quadlet.read.QuadletReader;
import java.util.List;

/** What a score is set for, and where the drop-in for it takes effect. */
public sealed interface ScoreTarget {
  /** The name of the drop-in's file. */
  String FILE = "50-qm-oom.conf";

  /** As a user names it. */
  String name();

  /** Its record's name: no unit's name has a plus sign, so the two sides have none in common. */
  String record();

  /** Where the drop-in is, as the machine itself names the place. */
  String path();

  /** What it says. */
  String text(int adjust);

  /** A service of the host. */
  record HostService(String name) implements ScoreTarget {
    @Override
    public String record() {
      return name;
    }

    @Override
    public String path() {
      return "/etc/systemd/system/" + name + ".d/" + FILE;
    }

    @Override
    public String text(int adjust) {
      return service(adjust);
    }
  }

  /** The partition itself. */
  record Partition() implements ScoreTarget {
    @Override
    public String name() {
      return PartitionSpec.UNIT;
    }

    @Override
    public String record() {
      return name();
    }

    @Override
    public String path() {
      return Layout.DROP_INS + "/" + FILE;
    }

    @Override
    public String text(int adjust) {
      return service(adjust);
    }
  }

  /**
   * A container in the partition.
   *
   * @param name of its quadlet, such as {@code app.container}
   * @param etc the partition's tree that is {@code /etc} inside
   */
  record NestedContainer(String name, String etc) implements ScoreTarget {
    @Override
    public String record() {
      return "qm+" + name;
    }

    @Override
    public String path() {
      return etc + "/containers/systemd/" + name + ".d/" + FILE;
    }

    @Override
    public String text(int adjust) {
      // OOMScoreAdjust= would be Podman's own: the container's comes from containers.conf
      return head("podman-run(1): --oom-score-adj")
          + "[Container]\nPodmanArgs=--oom-score-adj="
          + adjust
          + "\n";
    }
  }

  /**
   * A service in the partition that is no container.
   *
   * @param etc the partition's tree that is {@code /etc} inside
   */
  record NestedService(String name, String etc) implements ScoreTarget {
    @Override
    public String record() {
      return "qm+" + name;
    }

    @Override
    public String path() {
      return etc + "/systemd/system/" + name + ".d/" + FILE;
    }

    @Override
    public String text(int adjust) {
      return service(adjust);
    }
  }

  /**
   * What a word names on the host: a service, with or without its suffix, or the partition.
   *
   * @throws HostException when it can be neither
   */
  static ScoreTarget onHost(String word) throws HostException {
    var name = UnitWord.service(word);
    return name.equals("qm.service") || name.equals(PartitionSpec.UNIT)
        ? new Partition()
        : new HostService(requireService(name));
  }

  /**
   * What a word names in the partition: a quadlet, or else a service.
   *
   * @throws HostException when it can be neither
   */
  static ScoreTarget inPartition(String word, PartitionSpec spec) throws HostException {
    var name = UnitWord.service(word);
    var etc = spec.layout().etc();
    var quadlet =
        name.endsWith(".service")
            ? name.substring(0, name.length() - ".service".length()) + ".container"
            : name;
    if (hasQuadlet(spec, quadlet)) {
      return new NestedContainer(quadlet, etc);
    }
    if (name.endsWith(".container") || !word.endsWith(".service")) {
      throw new HostException(
          "there is no quadlet " + quadlet + " in the partition",
          "neither in " + spec.root().at(etc + "/containers/systemd") + " nor in its rootfs",
          "name one that is there, or a service of the partition with its suffix, such as"
              + " dbus.service");
    }
    return new NestedService(requireService(name), etc);
  }

  private static boolean hasQuadlet(PartitionSpec spec, String name) {
    var layout = spec.layout();
    var etc = spec.root().at(layout.etc());
    var rootfs = spec.root().at(layout.rootfs());
    return QuadletReader.read(etc, List.of(etc.resolve("containers/systemd")), new HostileDisk(etc))
            .unit(name)
            .isPresent()
        || QuadletReader.read(
                rootfs,
                List.of(rootfs.resolve("usr/share/containers/systemd")),
                new HostileDisk(rootfs))
            .unit(name)
            .isPresent();
  }

  private static String requireService(String name) throws HostException {
    if (name.endsWith(".container")) {
      throw new HostException(
          "cannot set the score of " + name,
          "on the host it is that of the service that Quadlet makes of it",
          "name the service: "
              + name.substring(0, name.length() - ".container".length())
              + ".service");
    }
    if (!name.endsWith(".service")) {
      throw new HostException(
          "cannot set the score of " + name,
          "only services have OOMScoreAdjust=; the processes of a scope are started by others, and a"
              + " slice has none",
          "name the services in it");
    }
    return name;
  }

  private static String service(int adjust) {
    return head("systemd.exec(5): OOMScoreAdjust=") + "[Service]\nOOMScoreAdjust=" + adjust + "\n";
  }

  private static String head(String source) {
    return "# Written by `qm oom set`, taken back by `qm oom unset`. " + source + "\n";
  }
}
