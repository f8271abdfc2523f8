package dev.qm.assurance.prove.fault;

import dev.qm.assurance.prove.fault.Fault.Action;
import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.Root;
import dev.qm.host.cgroup.CgroupTree;
import dev.qm.host.cgroup.Cgroups;
import dev.qm.host.file.AtomicFile;
import dev.qm.host.file.Bounded;
import dev.qm.host.machine.Init;
import dev.qm.host.machine.Memory;
import dev.qm.host.machine.Podman;
import dev.qm.host.process.Capabilities;
import dev.qm.host.process.Command;
import dev.qm.host.process.OpenFileLimit;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.demo.DemoImage;
import dev.qm.partition.demo.Demos;
import dev.qm.partition.demo.ImageOrigin;
import dev.qm.partition.demo.Supply;
import dev.qm.partition.ipc.declared.ImageName;
import dev.qm.partition.landing.WorkLock;
import dev.qm.partition.landing.Workers;
import dev.qm.partition.setup.Notes;
import dev.qm.partition.setup.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Carries faults out in a container of the host's own Podman, as a user starts one: by Podman's
 * defaults, and with no bound of ours.
 *
 * <p>The program is the same, with the same arguments. Its first process ends at the end of its
 * input, as in the partition, and the container with it. The image is the one that the campaign was
 * given, or made of packages on the host; nothing is taken from the partition, which could have put
 * anything into one.
 */
public final class PodmanPeer implements PeerInjector {
  /** One at a time, and everybody can tell whose it is. */
  public static final String CONTAINER = "qm-prove-peer";

  /** Ours, so that it may go at the end. */
  static final String IMAGE = "localhost/" + CONTAINER;

  /** Of those that QM describes. */
  private static final String DESCRIPTION = "stress";

  /** The image while it is made, and the programs. It is made first and removed last. */
  private static final String FOLDER = "/var/lib/qm-assurance/peer";

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** For an image from a registry. */
  private static final Duration PULL = Duration.ofMinutes(30);

  /** How long a container may take to go once it was killed. */
  private static final Duration KILL = Duration.ofSeconds(20);

  /** The share of the machine's free memory that a fault without a bound may want. */
  private static final double MOST_MEMORY = 0.8;

  /** A quarter more than the partition's bound: so much do faults of memory want. */
  private static final double WANTED = 1.25;

  /** What programs of ours talk to that a plain container has not. */
  private static final Map<String, String> NEEDS =
      Map.of(
          "units.py", "needs the partition's systemd",
          "nested.py", "needs the partition's Podman",
          "channel.py", "needs the partition's channels",
          "bus.py", "needs the partition's D-Bus");

  /** The same by the first argument. */
  private static final Map<String, Map<String, String>> NEEDS_FOR =
      Map.of(
          "logs.py", Map.of("journal", "needs the partition's journal"),
          "attempt.py", Map.of("channel-removal", "needs the partition's channels"));

  private final PartitionSpec spec;
  private final Faults faults;
  private final Demos demos;
  private final Optional<ImageOrigin> origin;
  private final Notes notes;
  private final Place place;
  private final HostPort port = new HostPort();

  /** The image that it uses, once it is there. */
  private String image = IMAGE;

  /**
   * One for this machine.
   *
   * @param spec whose bounds stand in the arguments of faults
   * @param root where qm keeps its files
   * @param faults of which it needs the programs
   * @param demos that describe the image with stress-ng
   * @param origin where the image comes from; else it is made of packages when it is not there
   */
  public PodmanPeer(
      PartitionSpec spec,
      Root root,
      Faults faults,
      Demos demos,
      Optional<ImageOrigin> origin,
      Notes notes) {
    this.spec = spec;
    this.faults = faults;
    this.demos = demos;
    this.origin = origin;
    this.notes = notes;
    this.place = new Place(root);
  }

  /**
   * Takes away what a campaign left that was killed; asks no Podman where none had a peer.
   *
   * @param root where qm keeps its files
   */
  public static void sweep(Root root) throws HostException {
    new Place(root).clear(_ -> {});
  }

  @Override
  public void prepare() throws HostException {
    if (Command.find("podman").isEmpty()) {
      throw new HostException(
          "there is no Podman to compare with",
          "this machine has no program podman",
          "install podman, or leave out --peer");
    }
    place.clear(notes::waiting);
    var description =
        demos
            .findImage(DESCRIPTION)
            .orElseThrow(() ->
                new HostException(
                    "faults need an image " + DESCRIPTION,
                    "qm brings no description of it",
                    "this qm is not complete; install it again"));
    place.create();
    bringPrograms();
    bring(supply(description, origin, place::hasImage));
  }

  /** How the image comes to this machine's Podman; package-private for its test. */
  static Supply supply(DemoImage image, Optional<ImageOrigin> origin, Supply.Images images)
      throws HostException {
    var supply = Supply.of(image, origin, images);
    // who has made one by `qm demo image` keeps it
    return supply instanceof Supply.Imported(var file, var _)
        ? new Supply.Imported(file, IMAGE)
        : supply;
  }

  private void bring(Supply supply) throws HostException {
    switch (supply) {
      case Supply.Present(var reference) -> image = reference;
      case Supply.Built(var description) -> {
        image = IMAGE;
        make(description);
      }
      case Supply.Imported(var archive, var reference) -> {
        image = reference;
        take(archive);
      }
      case Supply.Pulled(var name) -> {
        image = name.text();
        place.pull(name);
      }
    }
  }

  private void bringPrograms() throws HostException {
    try {
      Files.createDirectories(place.programs());
      for (var program : faults.byName().entrySet()) {
        Files.copy(program.getValue(), place.programs().resolve(program.getKey()));
      }
    } catch (IOException failure) {
      throw new HostException("cannot copy the programs of faults", failure);
    }
  }

  private void make(DemoImage description) throws HostException {
    try (var _ = WorkLock.takeInNewFolder(place.root())) {
      var workers = Workers.of(place.root());
      workers.await(notes::waiting);
      description.build(place.work(), place.archive(), workers, notes);
    }
    take(place.archive());
    Trees.remove(place.archive());
  }

  private void take(Path archive) throws HostException {
    notes.progress("taking the image in");
    var taken =
        place
            .podman(List.of("import", "--quiet", archive.toString(), IMAGE))
            .timeout(PATIENCE)
            .run();
    if (!taken.ok()) {
      throw new HostException(
          "cannot make an image for a plain container of " + archive,
          taken.lastWords(),
          "it has to be a tar archive of a file system, as `qm demo image` writes it");
    }
  }

  @Override
  public Optional<String> refusal(Fault fault) {
    return switch (fault.action()) {
      case Action.Event _ -> Optional.of("is about the partition as a whole");
      case Action.Stress _ -> Optional.empty();
      case Action.Program(var name, var arguments) -> needed(name, arguments);
      case Action.Attempt(var name, var arguments) -> needed(name, arguments);
    };
  }

  private static Optional<String> needed(String name, List<String> arguments) {
    var first = arguments.isEmpty() ? "" : arguments.getFirst();
    return Optional.ofNullable(NEEDS.get(name))
        .or(() -> Optional.ofNullable(NEEDS_FOR.getOrDefault(name, Map.of()).get(first)));
  }

  @Override
  public Running begin(Fault fault) throws HostException {
    return switch (fault.action()) {
      case Action.Stress(var arguments) -> carried("stress", arguments, "operations of stress-ng");
      case Action.Program(var name, var arguments) ->
          carried("program", PartitionInjector.named(name, arguments), "operations");
      case Action.Attempt(var name, var arguments) ->
          carried("program", PartitionInjector.named(name, arguments), "refusals");
      case Action.Event _ ->
          throw new HostException(
              "a plain container has no such fault: " + fault.id(), refusal(fault).orElseThrow());
    };
  }

  private Running carried(String kind, List<String> arguments, String unit) throws HostException {
    var filled = arguments;
    if (Placeholder.isIn(arguments)) {
      var values = PartitionInjector.values(spec, arguments, port);
      requireRoom(arguments, values, Memory.probe(Root.HOST).available());
      filled = Placeholder.filled(arguments, values);
    }
    var carry = PartitionInjector.carry(kind, filled);
    return Carried.begin(place.podman(run(place, image, carry)), this::sweep, unit);
  }

  /**
   * Nothing bounds it here, and the machine's other software needs memory too.
   *
   * @param free bytes
   */
  static void requireRoom(List<String> arguments, Map<Placeholder, String> values, long free)
      throws HostException {
    if (!Placeholder.MEMORY.standsIn(arguments)) {
      return;
    }
    var wanted = (long) (WANTED * Long.parseLong(values.getOrDefault(Placeholder.MEMORY, "0")));
    if (wanted > MOST_MEMORY * free) {
      throw new HostException(
          "without a bound it could take the machine's memory",
          "it wants " + (wanted >> 20) + " MiB, " + (free >> 20) + " MiB are free");
    }
  }

  /** What Podman is told; package-private for its test. */
  static List<String> run(Place place, String image, List<String> carry) throws HostException {
    var argv = new ArrayList<>(List.of("run", "--rm", "--interactive", "--pull=never"));
    argv.add("--name=" + CONTAINER);
    // the label is for SELinux; a file of the host's is none of a container's
    argv.add("--volume=" + place.programs() + ":" + Inside.PROGRAMS + ":ro,Z");
    if (!place.hasSystemd()) {
      // Podman's own group for all would stay behind
      argv.add("--cgroup-parent=/" + CONTAINER);
    }
    if (!Capabilities.probe(Root.HOST).has("sys_resource")) {
      // a container may not have more than this process, and Podman would ask for more
      argv.add("--ulimit=nofile=" + OpenFileLimit.hard() + ":" + OpenFileLimit.hard());
      argv.add("--ulimit=nproc=32768:32768");
    }
    argv.add(image);
    argv.addAll(carry);
    return argv;
  }

  @Override
  public void sweep() throws HostException {
    place.removeContainer();
  }

  @Override
  public void close() throws HostException {
    port.close();
    place.clear(notes::waiting);
  }

  /** Where all that belongs to it is on a machine. */
  record Place(Root root) {
    Path folder() {
      return root.at(FOLDER);
    }

    Path programs() {
      return folder().resolve("faults");
    }

    Path work() {
      return folder().resolve("build");
    }

    Path archive() {
      return folder().resolve("image.tar");
    }

    /** Has the name of an image that was not there before. */
    private Path pulled() {
      return folder().resolve("pulled");
    }

    boolean hasSystemd() throws HostException {
      return Init.probe(Root.HOST) instanceof Init.Systemd;
    }

    void create() throws HostException {
      try {
        Files.createDirectories(
            folder(),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      } catch (IOException failure) {
        throw new HostException("cannot make " + folder(), failure);
      }
    }

    /** A call of the host's own Podman. */
    Command podman(List<String> arguments) throws HostException {
      var argv = new ArrayList<>(Podman.words(Root.HOST));
      argv.addAll(arguments);
      return Command.of(argv);
    }

    boolean hasImage(String reference) throws HostException {
      return podman(List.of("image", "exists", reference)).timeout(PATIENCE).run().ok();
    }

    /** Fetches one that is not there, and that is to go at the end. */
    void pull(ImageName name) throws HostException {
      AtomicFile.write(pulled(), name.text() + "\n", "0600");
      var pull = podman(List.of("pull", "--quiet", name.text())).timeout(PULL).run();
      if (!pull.ok()) {
        throw new HostException(
            "cannot get the image " + name + " for a plain container",
            pull.lastWords(),
            "give one that this machine's Podman has or can reach, or an archive");
      }
    }

    private boolean hasContainer() throws HostException {
      return podman(List.of("container", "exists", CONTAINER)).timeout(PATIENCE).run().ok();
    }

    /**
     * Kills its first process, so that Podman's own watcher takes it away, who knows its mounts: on
     * a hybrid host each call has a mount namespace of its own, and {@code podman kill} would leave
     * the network behind. By force only what is still there then.
     */
    void removeContainer() throws HostException {
      if (hasContainer()) {
        var running = running();
        if (running.isPresent()) {
          running.get().end();
        }
        podman(List.of("rm", "--force", "--ignore", "--time=0", CONTAINER))
            .timeout(PATIENCE)
            .require();
      }
      if (!hasSystemd()) {
        var group = CgroupTree.of(Cgroups.probe(Root.HOST), CONTAINER);
        if (group.exists()) {
          group.killAll(KILL);
          group.remove();
        }
      }
    }

    /** Its processes on the host, if it runs: podman-container-inspect(1). */
    private Optional<RunningContainer> running() throws HostException {
      var format = "--format={{.State.Pid}} {{.State.ConmonPid}}";
      var said = podman(List.of("container", "inspect", format, CONTAINER)).timeout(PATIENCE).run();
      return said.ok() ? RunningContainer.parse(said.output()) : Optional.empty();
    }

    /** Takes everything away that is ours. */
    void clear(Consumer<String> told) throws HostException {
      if (!Files.exists(folder(), LinkOption.NOFOLLOW_LINKS)) {
        return;
      }
      if (Command.find("podman").isPresent()) {
        removeContainer();
        // one that a killed qm began to take in has no name yet, and is Podman's to prune
        removeImage(IMAGE);
        var pulled = ImageName.parse(Bounded.word(pulled()));
        if (pulled.isPresent()) {
          removeImage(pulled.get().text());
        }
      }
      var workers = Workers.of(root);
      workers.await(told);
      Trees.remove(folder(), workers);
    }

    private void removeImage(String reference) throws HostException {
      if (hasImage(reference)) {
        podman(List.of("image", "rm", "--force", reference)).timeout(PATIENCE).require();
      }
    }
  }

  /**
   * A container that runs.
   *
   * @param first the process that it is
   * @param watcher Podman's, which waits for the first one and then for what takes the container
   *     away: conmon(8); {@code do_exit_command()} in its src/ctr_exit.c
   */
  record RunningContainer(long first, long watcher) {
    /** What {@code podman container inspect} says of both; nothing where one is missing. */
    static Optional<RunningContainer> parse(String text) {
      var words = KernelText.of(text.strip());
      return words.size() == 2 && words.stream().allMatch(it -> it.matches("[1-9][0-9]{0,9}"))
          ? Optional.of(
              new RunningContainer(Long.parseLong(words.get(0)), Long.parseLong(words.get(1))))
          : Optional.empty();
    }

    /** Ends it, and waits until its watcher has taken it away, or for as long as that may take. */
    void end() throws HostException {
      var gone = ProcessHandle.of(watcher).map(ProcessHandle::onExit);
      ProcessHandle.of(first).ifPresent(ProcessHandle::destroyForcibly);
      if (gone.isEmpty()) {
        return;
      }
      try {
        gone.get().get(KILL.toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException late) {
        // it goes by force
      } catch (ExecutionException impossible) {
        throw new HostException(
            "cannot wait for the end of a container", String.valueOf(impossible.getMessage()));
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new HostException("stopped waiting for a container", "it was interrupted");
      }
    }
  }
}
