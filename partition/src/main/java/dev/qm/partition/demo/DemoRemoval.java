package dev.qm.partition.demo;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.landing.LandedRecords;
import dev.qm.partition.landing.WorkLock;
import dev.qm.partition.landing.Workers;
import dev.qm.partition.run.Instance;
import dev.qm.partition.setup.Notes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Takes a demo back: stops its units, removes what they made, its files, and its images unless
 * another demo has them too.
 *
 * @param demos those that QM brings along
 */
public record DemoRemoval(PartitionSpec spec, Demos demos) {
  private static final String UNITS = "containers/systemd/";

  /** What a demo has of each kind, by the end of its quadlets' names. */
  private enum Kind {
    CONTAINER(".container", ""),
    NETWORK(".network", "-network"),
    VOLUME(".volume", "-volume");

    private final String suffix;
    private final String service;

    Kind(String suffix, String service) {
      this.suffix = suffix;
      this.service = service;
    }
  }

  /** The demos that are on the machine, sorted. */
  public List<String> installed() throws HostException {
    return records().names();
  }

  /**
   * Takes one back.
   *
   * @return the files that stay, because somebody changed them
   * @throws HostException also when it is not there, or the partition does not run
   */
  public List<String> carryOut(String name) throws HostException {
    var records = records();
    if (!records.names().contains(name)) {
      throw new HostException(
          "the demo " + name + " is not on this machine",
          records.names().isEmpty()
              ? "no demo is"
              : "those that are: " + String.join(", ", records.names()));
    }
    var inside = new Inside(Instance.require(spec));
    var demo = demos.find(name);
    try (var _ = WorkLock.takeInNewFolder(spec.root())) {
      if (demo.isPresent()) {
        inside.stop(services(demo.get()));
      }
      if (demo.isPresent()) {
        // before its record goes: what cannot be removed now can be tried again
        forget(inside, demo.get());
      }
      var kept = records.remove(name);
      inside.reload();
      return kept;
    }
  }

  /**
   * Takes all demos back from a partition that is about to be removed with its trees, images and
   * results.
   *
   * @param etc the partition's tree that is {@code /etc} inside
   * @return the files that stay, because somebody changed them, as long as that tree does
   */
  public static List<String> withPartition(Root root, String etc, Notes notes)
      throws HostException {
    var kept = new ArrayList<String>();
    try (var _ = WorkLock.takeInNewFolder(root)) {
      Workers.of(root).await(notes::waiting);
      Supply.sweep(root);
      var records = LandedRecords.demos(root, etc);
      for (var name : records.names()) {
        kept.addAll(records.remove(name, file -> false));
      }
    }
    return kept;
  }

  private LandedRecords records() {
    return LandedRecords.demos(spec.root(), spec.layout().etc());
  }

  private List<String> services(Demo demo) throws HostException {
    var services = new ArrayList<String>();
    for (var kind : Kind.values()) {
      for (var name : named(demo, kind)) {
        services.add(name + kind.service + ".service");
      }
    }
    return services;
  }

  /** The names of its quadlets of one kind, which are also those of what Podman makes of them. */
  private List<String> named(Demo demo, Kind kind) throws HostException {
    var names = new ArrayList<String>();
    for (var piece : demos.pieces(demo)) {
      if (piece.path().startsWith(UNITS) && piece.path().endsWith(kind.suffix)) {
        names.add(
            piece.path().substring(UNITS.length(), piece.path().length() - kind.suffix.length()));
      }
    }
    return names;
  }

  private void forget(Inside inside, Demo demo) throws HostException {
    for (var network : named(demo, Kind.NETWORK)) {
      inside.run("podman", "network", "rm", "--force", "--", network);
    }
    for (var volume : named(demo, Kind.VOLUME)) {
      inside.run("podman", "volume", "rm", "--force", "--", volume);
    }
    if (demo.result().isPresent()) {
      var folder = demo.result().get();
      inside.run("rm", "-rf", "--one-file-system", "--", folder);
      inside.run("rmdir", "--", folder.substring(0, folder.lastIndexOf('/')));
    }
    var needed = new LinkedHashSet<String>();
    for (var other : installed()) {
      if (!other.equals(demo.name())) {
        demos.find(other).ifPresent(found -> needed.addAll(found.images()));
      }
    }
    for (var image : demo.images()) {
      if (!needed.contains(image) && inside.hasImage(DemoImage.reference(image))) {
        inside.run("podman", "image", "rm", "--", DemoImage.reference(image)).require();
      }
    }
  }
}
