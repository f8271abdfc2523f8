package dev.qm.partition.run;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.cgroup.CgroupTree;
import dev.qm.host.cgroup.Cgroups;
import dev.qm.host.cgroup.LimitResult;
import dev.qm.host.file.AtomicFile;
import dev.qm.host.process.Command;
import dev.qm.host.process.Mounts;
import dev.qm.host.process.OpenFileLimit;
import dev.qm.host.process.Outcome;
import dev.qm.partition.AgentConfiguration;
import dev.qm.partition.Layout;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.TreeImage;
import dev.qm.partition.landing.WorkLock;
import dev.qm.partition.landing.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Runs the partition where no systemd does: the service's Podman command, with the limits of the
 * [Service] section on a control group above the container's own, where the partition cannot reach
 * them. Nothing of this program stays resident: Podman's conmon restarts the partition.
 */
public record StandaloneRunner(PartitionSpec spec) implements Runner {
  /** How long processes may take to end once they are killed. */
  private static final Duration KILL = Duration.ofSeconds(10);

  @Override
  public String name() {
    return "standalone";
  }

  @Override
  public String cgroup() {
    return new Places(spec.root()).cgroup();
  }

  @Override
  public String cgroup(Instance running) {
    return cgroup();
  }

  @Override
  public boolean holds(String cgroup) {
    return cgroup.contains("/" + cgroup() + "/");
  }

  @Override
  public List<String> start() throws HostException {
    var cgroups = Cgroups.probe(Root.HOST);
    var places = new Places(spec.root());
    try (var _ = atWork()) {
      // another qm was first; cleaning would end what it has started
      if (instance().isPresent()) {
        return List.of();
      }
      return start(cgroups, places);
    }
  }

  private List<String> start(Cgroups cgroups, Places places) throws HostException {
    // as systemd would: what lies over qm.service belongs to the unit, not to who starts it
    spec.requireUnmasked();
    requireAlone();
    clean(cgroups);
    // what a boot has unmounted; systemd has a unit for it
    TreeImage.mountAll(spec.root());
    AgentConfiguration.refresh(spec.root(), spec.root().at(spec.layout().etc()));
    try {
      var notes = new ArrayList<>(spec.effective().notCarriedOut());
      notes.addAll(prepare(cgroups, places));
      var argv = new PodmanCommand(spec, cgroups).argv(spec.oomScoreAdjust(), OpenFileLimit.hard());
      var entered = new MountNamespace(places, cgroups).enter(argv);
      var bounded = SharedCounts.ofService(spec, entered);
      var outcome = Command.of(Joined.command(places, cgroups, bounded)).run();
      if (!outcome.ok()) {
        throw new HostException(
            "Podman did not start the partition",
            outcome.lastWords().replace("Error: ", ""),
            "look for it in qm.container and its drop-ins (" + Layout.DROP_INS + ")");
      }
      return notes;
    } catch (HostException failure) {
      clean(cgroups);
      throw failure;
    }
  }

  /** Nobody makes the volumes and networks of other quadlets: systemd runs a service for each. */
  private void requireAlone() throws HostException {
    for (var peer : spec.peers()) {
      throw new HostException(
          "without systemd qm cannot start a partition that refers to " + peer.name(),
          peer.file() + " is a quadlet of its own, whose service would have to run first",
          "say in qm.container, or a drop-in, what is meant: a folder by Volume=, a network by name");
    }
  }

  @Override
  public void check() throws HostException {
    Runner.super.check();
    requireAlone();
  }

  @Override
  public void stop() throws HostException {
    var cgroups = Cgroups.probe(Root.HOST);
    var places = new Places(spec.root());
    try (var _ = atWork()) {
      if (Files.isDirectory(PodmanCommand.storage(spec))
          && Files.isDirectory(places.run())
          && new MountNamespace(places, cgroups).isThere()) {
        working(podmanCommand(stopArguments(spec))).require();
      }
      clean(cgroups);
      new IpcFolder(spec).removeEmpty();
    }
  }

  /** One start or stop at a time: each clears away what it finds, be it just begun by another. */
  private WorkLock atWork() throws HostException {
    return WorkLock.await(spec.root(), _ -> {});
  }

  /** What {@code podman-stop(1)} is told; it counts in whole seconds, and 0 would be a kill. */
  static List<String> stopArguments(PartitionSpec spec) throws HostException {
    var seconds = spec.stopTimeout().plusSeconds(1).minusNanos(1).toSeconds();
    return List.of("stop", "--ignore", "--time=" + seconds, spec.name());
  }

  @Override
  public void settle(Consumer<String> told) throws HostException {
    // a living qm has programs too, which are none of a killed one's
    WorkLock.await(spec.root(), told).close();
    Workers.ofRun(spec.root()).await(told);
  }

  @Override
  public Absence absence() {
    return Absence.STOPPED;
  }

  @Override
  public Command exec(List<String> arguments) throws HostException {
    var cgroups = Cgroups.probe(Root.HOST);
    var places = new Places(spec.root());
    var argv = new ArrayList<String>();
    argv.add("crun");
    argv.addAll(arguments);
    return Command.of(
        Joined.command(places, cgroups, new MountNamespace(places, cgroups).enter(argv)));
  }

  @Override
  public Command copy(String source, String target) throws HostException {
    return podmanCommand(List.of("cp", source, target));
  }

  @Override
  public Outcome beside(List<String> arguments, Consumer<String> progress) throws HostException {
    var cgroups = Cgroups.probe(Root.HOST);
    var places = new Places(spec.root());
    if (instance().isEmpty()) {
      try (var _ = atWork()) {
        // another qm may have started it meanwhile
        if (instance().isEmpty()) {
          return alone(cgroups, places, arguments, progress);
        }
      }
    }
    return beside(cgroups, places, arguments, progress);
  }

  private Outcome alone(
      Cgroups cgroups, Places places, List<String> arguments, Consumer<String> progress)
      throws HostException {
    clean(cgroups);
    TreeImage.mountAll(spec.root());
    try {
      prepare(cgroups, places);
      return beside(cgroups, places, arguments, progress);
    } finally {
      clean(cgroups);
    }
  }

  private Outcome beside(
      Cgroups cgroups, Places places, List<String> arguments, Consumer<String> progress)
      throws HostException {
    var all = new ArrayList<>(arguments);
    // within the partition's limits, and without rights that this process may not give
    all.addAll(1, List.of("--cgroup-parent=/" + places.cgroup(), "--cgroupns=private"));
    all.addAll(1, List.of("--ulimit=nofile=" + OpenFileLimit.hard() + ":" + OpenFileLimit.hard()));
    all.addAll(1, List.of("--ulimit=nproc=32768:32768", "--systemd=false"));
    var argv = SharedCounts.ofService(spec, podmanCommand(all).argv());
    return Command.of(Joined.command(places, cgroups, argv)).watch(progress);
  }

  /**
   * Makes what containers of this partition stand on: Podman's folders, its mount namespace, and
   * the control group with the limits and the device list.
   *
   * @return the limits that could not be set, in words
   */
  private List<String> prepare(Cgroups cgroups, Places places) throws HostException {
    prepareRun(places);
    new IpcFolder(spec).create();
    new MountNamespace(places, cgroups).create();
    var tree = CgroupTree.of(cgroups, places.cgroup());
    tree.create();
    tree.boundGroups();
    Joined.create(places, cgroups);
    var notes = apply(tree);
    DeviceFence.put(cgroups, places.cgroup(), spec.devices());
    return notes;
  }

  /** The command line {@code podman ARGUMENTS} for this partition's Podman. */
  private Command podmanCommand(List<String> arguments) throws HostException {
    var argv = PodmanCommand.podman(spec);
    argv.addAll(arguments);
    var namespace = new MountNamespace(new Places(spec.root()), Cgroups.probe(Root.HOST));
    return Command.of(namespace.enter(argv));
  }

  /** The limits that could not be set, in words. */
  private List<String> apply(CgroupTree tree) throws HostException {
    var notes = new ArrayList<String>();
    for (var result : tree.apply(spec.limits())) {
      switch (result) {
        case LimitResult.Applied _ -> {}
        case LimitResult.NotApplied not -> notes.add(not.sentence());
      }
    }
    return notes;
  }

  private void prepareRun(Places places) throws HostException {
    try {
      Files.createDirectories(places.run().resolve("networks"));
      Files.createDirectories(PodmanCommand.storage(spec));
    } catch (IOException failure) {
      throw new HostException("cannot make " + places.run(), failure);
    }
    // a bridge and a subnet of its own: two Podman storages do not know of each other's addresses
    AtomicFile.write(
        places.run().resolve("networks").resolve("podman.json"),
        Networks.bridge(places.bridge(), places.subnet()),
        "0644");
  }

  /** Takes away everything that a run leaves, whether it ended well or was killed. */
  private void clean(Cgroups cgroups) throws HostException {
    var places = new Places(spec.root());
    var tree = CgroupTree.of(cgroups, places.cgroup());
    if (Files.isDirectory(places.run())) {
      var namespace = new MountNamespace(places, cgroups);
      if (Files.isDirectory(PodmanCommand.storage(spec)) && namespace.isThere()) {
        working(podmanCommand(List.of("rm", "--force", "--ignore", "--time=0", spec.name()))).run();
      }
      namespace.remove();
    }
    if (tree.exists()) {
      tree.killAll(KILL);
      tree.remove();
    }
    // where Podman had lost what it knew, its runtime has not
    for (var id : Instance.leftovers(spec)) {
      working(Command.of("crun", "delete", "--force", id)).run();
    }
    removeFolder(places.run());
    removeFolder(PodmanCommand.storage(spec));
  }

  private void removeFolder(Path folder) throws HostException {
    if (Files.exists(folder)) {
      Mounts.unmountBelow(folder);
      working(Command.of("rm", "-rf", "--one-file-system", "--", folder.toString())).require();
    }
  }

  /** A command that goes on when this program is killed, and that the next waits for. */
  private Command working(Command command) throws HostException {
    return Workers.ofRun(spec.root()).with(command);
  }
}
