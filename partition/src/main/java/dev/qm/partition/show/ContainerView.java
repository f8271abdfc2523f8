package dev.qm.partition.show;

import dev.qm.host.HostException;
import dev.qm.host.file.Mount;
import dev.qm.host.process.Mounts;
import dev.qm.host.selinux.RunningPolicy;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.run.Instance;
import dev.qm.partition.run.PartitionStatus;
import dev.qm.partition.run.Runner;
import dev.qm.quadlet.generate.Explanation;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.syntax.Entry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The partition as one container.
 *
 * @param name in Podman
 * @param system the rootfs, or the image
 * @param runner what runs it
 * @param files the quadlet and its drop-ins, in the order in which they count
 * @param settings every setting that counts, with its section and its line
 * @param live what only a running one has
 */
public record ContainerView(
    String name,
    Optional<String> system,
    String runner,
    List<Path> files,
    List<Setting> settings,
    Optional<Live> live) {
  public ContainerView {
    files = List.copyOf(files);
    settings = List.copyOf(settings);
  }

  /** A line of a unit file. */
  public record Setting(String section, Entry entry) {}

  /**
   * What a running partition has.
   *
   * @param label the SELinux label of its PID 1; nothing without SELinux
   * @param mounts what its PID 1 sees, in the order of mounting
   */
  public record Live(PartitionStatus status, Optional<String> label, List<Mount> mounts) {
    public Live {
      mounts = List.copyOf(mounts);
    }
  }

  /** Looks once. */
  public static ContainerView of(PartitionSpec spec, Optional<Instance> instance)
      throws HostException {
    var unit = spec.quadlet().unit();
    var files = new ArrayList<Path>();
    files.add(spec.quadlet().file());
    files.addAll(spec.effective().quadlet().dropIns());
    var system = unit.last("Container", "Rootfs").or(() -> unit.last("Container", "Image"));
    return new ContainerView(
        spec.name(),
        system.map(Entry::value),
        Runner.of(spec).name(),
        files,
        settings(spec),
        instance.isPresent() ? Optional.of(live(instance.get())) : Optional.empty());
  }

  /** Without the lines that a later one overrides or takes back. */
  private static List<Setting> settings(PartitionSpec spec) throws HostException {
    var settings = new ArrayList<Setting>();
    var quadlet = spec.effective().quadlet();
    var explained =
        Explanation.of(quadlet, List.of(quadlet), Settings.rooted(spec.root().directory()));
    for (var key : explained.keys()) {
      for (var place : key.places()) {
        if (place.effect() == Explanation.Effect.COUNTS) {
          settings.add(new Setting(key.section(), place.entry()));
        }
      }
    }
    return settings;
  }

  private static Live live(Instance instance) throws HostException {
    return new Live(
        PartitionStatus.of(instance),
        RunningPolicy.contextOf(instance.pid()),
        Mounts.of(instance.pid()));
  }
}
