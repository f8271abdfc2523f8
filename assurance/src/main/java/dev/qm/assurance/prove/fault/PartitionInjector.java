package dev.qm.assurance.prove.fault;

import dev.qm.assurance.prove.fault.Fault.Action;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.machine.Memory;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.demo.DemoImage;
import dev.qm.partition.demo.Demos;
import dev.qm.partition.demo.ImageOrigin;
import dev.qm.partition.demo.Supply;
import dev.qm.partition.landing.WorkLock;
import dev.qm.partition.landing.Workers;
import dev.qm.partition.run.Copy;
import dev.qm.partition.run.Instance;
import dev.qm.partition.run.PartitionStatus;
import dev.qm.partition.setup.Notes;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Carries faults out in the running partition.
 *
 * <p>All that a fault starts is in one control group of the partition's systemd. Its first process
 * ends when this process does, however that ends, and the rest of the group with it.
 */
public final class PartitionInjector implements Injector {
  /** Of those that QM describes. */
  private static final String IMAGE = "stress";

  private static final List<String> PYTHON = List.of("/usr/bin/python3", "-E", "-s", "-B");

  private final PartitionSpec spec;
  private final Faults faults;
  private final DemoImage image;
  private final Optional<ImageOrigin> origin;
  private final Notes notes;
  private final HostPort port = new HostPort();

  /** The partition for which all is there, and where its image is. */
  private Optional<Ready> ready = Optional.empty();

  /**
   * An injector for one partition.
   *
   * @param faults of which it brings the programs
   * @param demos whose image with stress-ng it uses
   * @param origin where the image comes from; else it is made of packages when it is not there
   * @throws HostException when this qm brings no image
   */
  public PartitionInjector(
      PartitionSpec spec, Faults faults, Demos demos, Optional<ImageOrigin> origin, Notes notes)
      throws HostException {
    this.spec = spec;
    this.faults = faults;
    this.origin = origin;
    this.notes = notes;
    this.image =
        demos
            .findImage(IMAGE)
            .orElseThrow(() ->
                new HostException(
                    "faults need an image " + IMAGE,
                    "qm brings no description of it",
                    "this qm is not complete; install it again"));
  }

  /** What was found to be there. */
  private record Ready(int pid, String reference, String place) {}

  @Override
  public void prepare() throws HostException {
    var instance = Instance.require(spec);
    String reference;
    try (var _ = WorkLock.takeInNewFolder(spec.root())) {
      Workers.of(spec.root()).await(notes::waiting);
      var supply = Supply.of(image, origin, instance);
      supply.carryOut(instance, notes);
      reference = supply.reference();
    }
    var inside = new Inside(instance);
    inside.sweep();
    bringPrograms(inside);
    ready = Optional.of(new Ready(instance.pid(), reference, inside.mountImage(reference)));
  }

  private void bringPrograms(Inside inside) throws HostException {
    inside.run("rm", "-rf", "--", Inside.PROGRAMS).require();
    inside.run("mkdir", "-p", "--", Inside.PROGRAMS).require();
    for (var program : faults.byName().entrySet()) {
      var there = Inside.PROGRAMS + "/" + program.getKey();
      new Copy(
              inside.instance(),
              program.getValue().toString(),
              Copy.PREFIX + there,
              Copy.Owners.ROOT)
          .run();
    }
  }

  @Override
  public Running begin(Fault fault) throws HostException {
    return switch (fault.action()) {
      case Action.Stress(var arguments) -> carried("stress", arguments, "operations of stress-ng");
      case Action.Program(var name, var arguments) ->
          carried("program", named(name, arguments), "operations");
      case Action.Attempt(var name, var arguments) ->
          carried("program", named(name, arguments), "refusals");
      case Action.Event(var happening) ->
          switch (happening) {
            case KILLED -> Restarts.begin(spec, Restarts.End.KILLED);
            case RESTARTED -> Restarts.begin(spec, Restarts.End.STOPPED);
            case BOOT_STORM ->
                carried("program", List.of("units.py", "boot-storm"), "starts of services");
          };
    };
  }

  private Running carried(String kind, List<String> arguments, String unit) throws HostException {
    var instance = Instance.require(spec);
    var there = there(instance);
    var values = values(instance.spec(), arguments, port);
    var command = carry(kind, Placeholder.filled(arguments, values));
    var inside = new Inside(instance);
    return Carried.begin(inside.command(inside.unit(there.place(), command)), inside::sweep, unit);
  }

  /** The first program of a fault, wherever it is carried out. */
  static List<String> carry(String kind, List<String> arguments) {
    var command = new ArrayList<>(PYTHON);
    command.addAll(List.of(Inside.PROGRAMS + "/carry.py", Inside.WORK, kind));
    command.addAll(arguments);
    return command;
  }

  /** What is mounted goes with a partition, and another one has to be given it again. */
  private Ready there(Instance instance) throws HostException {
    if (ready.isEmpty()) {
      prepare();
    }
    var known = ready.orElseThrow();
    if (known.pid() != instance.pid()) {
      var place = new Inside(instance).mountImage(known.reference());
      known = new Ready(instance.pid(), known.reference(), place);
      ready = Optional.of(known);
    }
    return known;
  }

  /**
   * What stands for what in the partition's faults. Only a bound of memory needs one that runs.
   *
   * @param arguments of one of them
   * @param port that begins to listen when they want one
   */
  static Map<Placeholder, String> values(PartitionSpec spec, List<String> arguments, HostPort port)
      throws HostException {
    var values = new EnumMap<Placeholder, String>(Placeholder.class);
    if (Placeholder.MEMORY.standsIn(arguments)) {
      var bound = PartitionStatus.group(Instance.require(spec)).usage().memoryMax();
      var memory = bound.orElse(Memory.probe(Root.HOST).total());
      values.put(Placeholder.MEMORY, Long.toString(memory));
    }
    values.put(Placeholder.PROCESS, Long.toString(ProcessHandle.current().pid()));
    values.put(Placeholder.PROCESSORS, Placeholder.processors(Root.HOST));
    if (Placeholder.PORT.standsIn(arguments)) {
      values.put(Placeholder.PORT, Integer.toString(port.number()));
    }
    return values;
  }

  static List<String> named(String name, List<String> arguments) {
    var all = new ArrayList<>(List.of(name));
    all.addAll(arguments);
    return all;
  }

  @Override
  public void sweep() throws HostException {
    var instance = Instance.find(spec);
    if (instance.isPresent()) {
      new Inside(instance.get()).sweep();
    }
  }

  @Override
  public void close() throws HostException {
    port.close();
    var instance = Instance.find(spec);
    if (instance.isEmpty()) {
      return;
    }
    var inside = new Inside(instance.get());
    inside.sweep();
    // the image stays, as those of demos do: it takes a minute to make
    inside.run("podman", "image", "unmount", image.reference());
    inside.run("rm", "-rf", "--", Inside.HOME).require();
    ready = Optional.empty();
  }
}
