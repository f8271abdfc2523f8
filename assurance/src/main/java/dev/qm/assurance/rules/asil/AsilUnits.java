package dev.qm.assurance.rules.asil;

import dev.qm.assurance.asil.AsilSide;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.Described;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.cgroup.Slices;
import dev.qm.quadlet.generate.Quadlet;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.QuadletUnit;
import dev.qm.quadlet.read.SystemdReader;
import dev.qm.quadlet.read.SystemdUnit;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.UnitFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The units of the safety side, with all their drop-ins, quadlets too.
 *
 * @param side as it is named
 * @param services that belong to it
 * @param slices of the machine that have a file, or drop-ins alone, by name
 * @param sockets of those services
 * @param gaps what could not be read
 */
record AsilUnits(
    AsilSide side,
    List<Service> services,
    Map<String, SystemdUnit> slices,
    List<SystemdUnit> sockets,
    List<String> gaps) {
  static final String UNNAMED =
      "nobody has said which units are the ASIL side, in " + AsilSide.FILE;

  AsilUnits {
    services = List.copyOf(services);
    slices = Map.copyOf(slices);
    sockets = List.copyOf(sockets);
    gaps = List.copyOf(gaps);
  }

  /**
   * A service.
   *
   * @param slice that it lies in
   * @param container the quadlet that it is made of
   */
  record Service(
      String name, UnitFile unit, Path file, String slice, Optional<Described> container) {
    Optional<Entry> last(String section, String key) {
      return unit.last(section, key).filter(entry -> !entry.value().isEmpty());
    }

    /** The line, or the place where it is missing. */
    Evidence evidence(String section, String key) {
      return last(section, key)
          .map(Evidence::of)
          .orElseGet(() -> Evidence.missing(file, "no " + key + "="));
    }
  }

  /** What a rule does with one service. */
  @FunctionalInterface
  interface Each {
    void judge(Judgement judgement, AsilUnits units, Service service);
  }

  /** Judges every service by a rule; nobody knows where nobody has named any. */
  static Verdict each(PartitionView view, Each each) {
    return each(view, "", each);
  }

  /**
   * The same.
   *
   * @param nothing the clause for a rule that has nothing to be about in any of them
   */
  static Verdict each(PartitionView view, String nothing, Each each) {
    if (view.asil().isEmpty()) {
      return new Verdict.NotJudged(UNNAMED);
    }
    var units = read(view, view.asil().get());
    var judgement = new Judgement();
    for (var service : units.services()) {
      each.judge(judgement, units, service);
    }
    units.gaps().forEach(judgement::unknown);
    if (units.services().isEmpty()) {
      judgement.unknown("no unit file of the ASIL side is there");
    }
    return judgement.verdict(nothing);
  }

  static AsilUnits read(PartitionView view, AsilSide side) {
    var root = view.machine().root().directory();
    var services = new ArrayList<Service>();
    var slices = new HashMap<String, SystemdUnit>();
    var sockets = new ArrayList<SystemdUnit>();
    var gaps = new ArrayList<String>();
    try {
      for (var unit : SystemdReader.readAll(root, ".service")) {
        add(services, side, unit.name(), unit.unit(), unit.file(), Optional.empty());
      }
      quadlets(view, side, services);
      for (var unit : SystemdReader.readSlices(root, named(view, side, services))) {
        slices.put(unit.name(), unit);
      }
      for (var unit : SystemdReader.readAll(root, ".socket")) {
        var stem = unit.name().substring(0, unit.name().length() - ".socket".length());
        var service =
            unit.unit().last("Socket", "Service").map(Entry::value).orElse(stem + ".service");
        if (services.stream().anyMatch(it -> it.name().equals(service))) {
          sockets.add(unit);
        }
      }
    } catch (IOException failure) {
      gaps.add(String.valueOf(failure.getMessage()));
    }
    return new AsilUnits(side, services, slices, sockets, gaps);
  }

  /** Slices that somebody lies in or names: they need no file. */
  private static Set<String> named(PartitionView view, AsilSide side, List<Service> services) {
    var named = new HashSet<String>();
    for (var service : services) {
      named.addAll(Slices.downTo(service.slice()));
    }
    named.addAll(Slices.downTo(partitionsSlice(view)));
    for (var unit : side.units()) {
      if (unit.name().endsWith(".slice")) {
        named.add(unit.name());
      }
    }
    return named;
  }

  private static void quadlets(PartitionView view, AsilSide side, List<Service> services) {
    var units = new ArrayList<QuadletUnit>();
    view.declared().others().forEach(other -> units.add(other.quadlet()));
    var generation = Quadlet.generate(units, Settings.rooted(view.machine().root().directory()));
    for (var made : generation.services()) {
      for (var other : view.declared().others()) {
        if (other.name().equals(made.source().name())) {
          add(
              services,
              side,
              made.name(),
              other.unit(),
              other.quadlet().file(),
              Optional.of(other));
        }
      }
    }
  }

  private static void add(
      List<Service> services,
      AsilSide side,
      String name,
      UnitFile unit,
      Path file,
      Optional<Described> container) {
    var slice = Slices.of(unit);
    if (side.hasUnit(name, slice)) {
      services.add(new Service(name, unit, file, slice, container));
    }
  }

  /** The units from the top of the tree of control groups to a unit, it last: systemd.slice(5). */
  static List<String> chain(String slice, String unit) {
    var chain = Slices.downTo(slice);
    chain.add(unit);
    return chain;
  }

  /** The slice that the partition lies in. */
  static String partitionsSlice(PartitionView view) {
    return view.partition().last("Service", "Slice").map(Entry::value).orElse("system.slice");
  }
}
