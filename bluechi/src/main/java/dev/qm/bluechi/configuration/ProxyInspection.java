package dev.qm.bluechi.configuration;

import dev.qm.bluechi.client.Node;
import dev.qm.bluechi.configuration.Machine.Where;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Problem;
import dev.qm.quadlet.syntax.Problem.Severity;
import dev.qm.quadlet.syntax.UnitFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What units on one node want of units on another one, which they name as {@code
 * bluechi-proxy@NODE_UNIT.service}: bluechi-proxy(1). A proxy is up while that unit is, and that is
 * all it tells, so not each relation of systemd.unit(5) reaches through it.
 */
public final class ProxyInspection {
  /** What begins the name of a proxy. */
  public static final String PROXY = "bluechi-proxy@";

  private static final String SERVICE = ".service";

  private static final String AFTER = "After";
  private static final String BEFORE = "Before";

  /** The relations that reach through a proxy. */
  private static final Set<String> CARRIED =
      Set.of(BEFORE, AFTER, "Requires", "Wants", "Upholds", "BindsTo", "Requisite");

  /** Those with which a unit does not run without the other. */
  private static final Set<String> STRONG = Set.of("Requires", "BindsTo", "Requisite");

  /** Relations that do not, each with what to write instead. */
  private static final Map<String, String> NOT_CARRIED =
      Map.of(
          "PartOf", "BindsTo= and After= stop this unit with that one",
          "Conflicts", "stop one of the two by `qm nodes stop`",
          "PropagatesReloadTo", "reload it by `qm nodes reload`",
          "ReloadPropagatedFrom", "reload this unit by `qm nodes reload`",
          "PropagatesStopTo", "StopWhenUnneeded=yes in that unit ends it when nothing needs it",
          "StopPropagatedFrom", "BindsTo= and After= stop this unit with that one",
          "RequiredBy", "write Requires= and After= in a unit of that node",
          "WantedBy", "write Wants= and After= in a unit of that node",
          "UpheldBy", "write Upholds= in a unit of that node");

  private final Machine machine;
  private final Problems problems = new Problems();

  private ProxyInspection(Machine machine) {
    this.machine = machine;
  }

  /**
   * A unit file, or a drop-in of one.
   *
   * @param where on which side systemd reads it
   * @param unit the name of the unit
   */
  public record Unit(Where where, String unit, UnitFile file) {}

  /** All findings, by file, line and column. */
  public static List<Problem> of(Machine machine, List<Unit> units) {
    var inspection = new ProxyInspection(machine);
    var ordered = new HashSet<String>();
    for (var unit : units) {
      for (var entry : entries(unit)) {
        if (entry.key().equals(AFTER)) {
          proxies(entry).forEach(proxy -> ordered.add(place(unit, proxy)));
        }
      }
    }
    for (var unit : units) {
      for (var entry : entries(unit)) {
        for (var proxy : proxies(entry)) {
          inspection.inspect(unit, entry, proxy, ordered);
        }
      }
    }
    return inspection.problems.inOrder();
  }

  private static String place(Unit unit, String proxy) {
    return unit.where() + " " + unit.unit() + " " + proxy;
  }

  private static List<Entry> entries(Unit unit) {
    var entries = new ArrayList<>(unit.file().entries("Unit"));
    entries.addAll(unit.file().entries("Install"));
    return entries;
  }

  private static List<String> proxies(Entry entry) {
    if (!entry.value().contains(PROXY)
        || !(CARRIED.contains(entry.key()) || NOT_CARRIED.containsKey(entry.key()))) {
      return List.of();
    }
    return List.of(entry.value().strip().split("\\s+")).stream()
        .filter(word -> word.startsWith(PROXY))
        .toList();
  }

  private void inspect(Unit unit, Entry entry, String proxy, Set<String> ordered) {
    var instead = NOT_CARRIED.get(entry.key());
    if (instead != null) {
      at(
          entry,
          Severity.WARNING,
          entry.key() + "= does not reach a unit of another node",
          "a proxy tells that its unit runs or has ended, and nothing else",
          instead);
      return;
    }
    var target = target(proxy);
    if (target.isEmpty()) {
      at(
          entry,
          Severity.ERROR,
          proxy + " names no unit of a node",
          "the proxy fails when it is started",
          "write " + PROXY + "NODE_UNIT.service, for units that are services");
      return;
    }
    if (STRONG.contains(entry.key()) && !ordered.contains(place(unit, proxy))) {
      at(
          entry,
          Severity.WARNING,
          unit.unit() + " is not ordered after " + proxy,
          entry.key()
              + "= alone starts both at once, and the proxy takes as long as the other node",
          "write After=" + proxy + " as well");
    }
    if (!entry.key().equals(AFTER) && !entry.key().equals(BEFORE)) {
      node(unit, entry, target.get());
    }
  }

  /** The node whose unit a proxy stands for. */
  private static Optional<String> target(String proxy) {
    if (!proxy.endsWith(SERVICE)) {
      return Optional.empty();
    }
    var instance = proxy.substring(PROXY.length(), proxy.length() - SERVICE.length());
    var end = instance.indexOf('_');
    return end < 1 || end == instance.length() - 1
        ? Optional.empty()
        : Optional.of(instance.substring(0, end));
  }

  private void node(Unit unit, Entry entry, String node) {
    if (unit.where() == Where.HOST && node.startsWith(Node.QM) && STRONG.contains(entry.key())) {
      at(
          entry,
          Severity.WARNING,
          "a unit of the host does not run without one of a partition, " + node,
          "what fails in QM then ends what may be the safety side's",
          "write Wants= instead, and let the unit do without");
    }
    var controller = machine.controller().layers();
    if (!controller.isConfigured() || !controller.isReadable()) {
      return;
    }
    var own =
        switch (unit.where()) {
          case HOST -> machine.nodeName();
          case INSIDE -> machine.partition().map(Machine.Partition::nodeName).orElse("");
        };
    if (!controller.allowedNodes().contains(own)) {
      // of another controller, or said already
      return;
    }
    var may =
        Optional.ofNullable(
                controller
                    .nodeSections()
                    .getOrDefault(own, Map.of())
                    .get(KnownKey.ALLOW_DEPENDENCIES_ON.word()))
            .map(Setting::names)
            .orElse(List.of());
    if (!may.contains(node)) {
      at(
          entry,
          Severity.ERROR,
          "the controller does not let " + own + " depend on units of " + node,
          "it answers `Proxy on node not allowed`, and the proxy fails",
          "write AllowDependenciesOn="
              + node
              + " into [node "
              + own
              + "] of the controller's files");
    }
  }

  private void at(Entry entry, Severity severity, String message, String why, String mend) {
    problems.at(
        entry.origin().file(),
        entry.origin().line(),
        severity,
        "bluechi-proxy",
        message,
        why,
        mend);
  }
}
