package dev.qm.assurance.report;

import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.MachineNames;
import dev.qm.assurance.rule.Walls;
import dev.qm.assurance.view.Described;
import dev.qm.assurance.view.LiveProcess;
import dev.qm.assurance.view.MountOption;
import dev.qm.assurance.view.Options.Option;
import dev.qm.assurance.view.PartitionView;
import dev.qm.partition.Isolation;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Origin;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a picture of the system shows: who is on which side, and what leads from one to the other.
 *
 * @param asilUnits the units of the ASIL side; none when nobody named them
 * @param hostContainers the host's other containers, by their quadlets
 * @param partition its name
 * @param isolation whose user ids it has, in words
 * @param nested the containers of the partition's own quadlets
 * @param running how many containers run in it; nothing when nobody looked
 * @param crossings what of the host is handed to the partition
 */
public record SystemPicture(
    List<String> asilUnits,
    List<String> hostContainers,
    String partition,
    String isolation,
    List<String> nested,
    OptionalInt running,
    List<Crossing> crossings) {

  /**
   * A thing of the host that the partition is given.
   *
   * @param kind the class of interference that it belongs to
   * @param what it is, such as {@code /etc/qm on /etc}
   * @param origins the lines that ask for it
   */
  public record Crossing(Interference kind, String what, List<Origin> origins) {
    /** Copies what it is given, so that nobody can change it. */
    public Crossing {
      origins = List.copyOf(origins);
    }
  }

  /** Copies what it is given, so that nobody can change it. */
  public SystemPicture {
    asilUnits = List.copyOf(asilUnits);
    hostContainers = List.copyOf(hostContainers);
    nested = List.copyOf(nested);
    crossings = List.copyOf(crossings);
  }

  /**
   * Of what there is to see.
   *
   * @param asilUnits the units of the ASIL side; empty when nobody named them
   */
  public static SystemPicture of(PartitionView view, List<String> asilUnits) {
    var declared = view.declared();
    return new SystemPicture(
        asilUnits,
        names(declared.others()),
        declared.spec().name(),
        words(Walls.isPlain(view) ? new Isolation.Plain(List.of()) : new Isolation.UserNamespace()),
        names(declared.nested()),
        view.live()
            .map(live -> OptionalInt.of(containers(live.processes())))
            .orElse(OptionalInt.empty()),
        crossings(view.partition(), MachineNames.of(view.machine().root())));
  }

  private static String words(Isolation isolation) {
    return switch (isolation) {
      case Isolation.UserNamespace() -> "user ids of its own";
      case Isolation.Plain _ -> "the host's user ids";
    };
  }

  private static List<String> names(List<Described> containers) {
    return containers.stream().map(Described::name).toList();
  }

  private static int containers(List<LiveProcess> processes) {
    var ids = new LinkedHashSet<String>();
    for (var process : processes) {
      process.nested().ifPresent(ids::add);
    }
    return ids.size();
  }

  private static List<Crossing> crossings(Described partition, MachineNames names) {
    var crossings = new ArrayList<Crossing>();
    for (var mount : partition.options().mounts()) {
      mount(mount).ifPresent(crossings::add);
    }
    for (var option : partition.options().all()) {
      crossing(option).ifPresent(crossings::add);
    }
    var named = new ArrayList<Crossing>();
    for (var crossing : crossings) {
      named.add(
          new Crossing(
              crossing.kind(),
              crossing.what(),
              crossing.origins().stream().map(names::of).toList()));
    }
    return named;
  }

  /** What is shown of the host: its run-time folder is where messages pass, the rest is storage. */
  private static Optional<Crossing> mount(MountOption mount) {
    if (!mount.isOfHost()) {
      return Optional.empty();
    }
    var source = mount.source();
    var kind =
        source.equals("/run") || source.startsWith("/run/")
            ? Interference.EXCHANGE
            : source.startsWith("/dev/") ? Interference.DEVICES : Interference.STORAGE;
    return Optional.of(
        new Crossing(
            kind,
            source + " on " + mount.target() + (mount.isWritable() ? ", writable" : ", read-only"),
            origins(mount.causes())));
  }

  private static Optional<Crossing> crossing(Option option) {
    return switch (option.name()) {
      case "device" -> Optional.of(new Crossing(Interference.DEVICES, option.value(), of(option)));
      case "publish" ->
          Optional.of(new Crossing(Interference.EXCHANGE, "port " + option.value(), of(option)));
      case "network" ->
          option.value().equals("none")
              ? Optional.empty()
              : Optional.of(
                  new Crossing(Interference.EXCHANGE, "network " + option.value(), of(option)));
      default -> Optional.empty();
    };
  }

  private static List<Origin> of(Option option) {
    return origins(option.causes());
  }

  private static List<Origin> origins(List<Entry> causes) {
    return causes.stream().map(Entry::origin).toList();
  }
}
