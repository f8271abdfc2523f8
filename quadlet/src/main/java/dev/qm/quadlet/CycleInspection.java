package dev.qm.quadlet;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Services that wait for each other. */
record CycleInspection() implements Inspection.OfAll {
  /** {@code to} must be up before the service that this belongs to. */
  private record Wait(String to, Entry because) {}

  @Override
  public List<Problem> inspect(Subject subject) {
    Map<String, GeneratedService> services = new LinkedHashMap<>();
    for (var service : subject.generation().services()) {
      services.putIfAbsent(service.name(), service);
    }
    Map<String, Map<String, Entry>> waits = new HashMap<>();
    for (var service : services.values()) {
      var unit = new Lookup(service.unit(), Keys.UNIT);
      for (var word : unit.words("After")) {
        wait(waits, services, service.name(), word.text(), word.cause());
      }
      for (var word : unit.words("Before")) {
        wait(waits, services, word.text(), service.name(), word.cause());
      }
    }
    List<Problem> problems = new ArrayList<>();
    Map<String, Boolean> done = new HashMap<>();
    for (var name : services.keySet()) {
      follow(name, waits, done, services, problems);
    }
    return problems;
  }

  private static void wait(
      Map<String, Map<String, Entry>> waits,
      Map<String, GeneratedService> services,
      String from,
      String to,
      Entry because) {
    if (services.containsKey(from) && services.containsKey(to)) {
      waits.computeIfAbsent(from, any -> new LinkedHashMap<>()).putIfAbsent(to, because);
    }
  }

  /** One service on the way that is followed, and those of its waits that are to come. */
  private static final class Stop {
    private final String name;
    private final Iterator<Map.Entry<String, Entry>> waits;

    Stop(String name, Map<String, Entry> waits) {
      this.name = name;
      this.waits = waits.entrySet().iterator();
    }
  }

  /**
   * Follows every wait from {@code start} on; each wait that leads back onto the way closes a
   * cycle.
   *
   * @param done false for a service that is on the way, true for one that all is known of
   */
  private static void follow(
      String start,
      Map<String, Map<String, Entry>> waits,
      Map<String, Boolean> done,
      Map<String, GeneratedService> services,
      List<Problem> problems) {
    if (done.containsKey(start)) {
      return;
    }
    Deque<Stop> way = new ArrayDeque<>();
    way.addLast(new Stop(start, waits.getOrDefault(start, Map.of())));
    done.put(start, false);
    while (!way.isEmpty()) {
      var stop = way.getLast();
      if (!stop.waits.hasNext()) {
        done.put(stop.name, true);
        way.removeLast();
        continue;
      }
      var next = stop.waits.next();
      var wait = new Wait(next.getKey(), next.getValue());
      var state = done.get(wait.to());
      if (state == null) {
        done.put(wait.to(), false);
        way.addLast(new Stop(wait.to(), waits.getOrDefault(wait.to(), Map.of())));
      } else if (!state) {
        problems.add(problem(way, wait, services));
      }
    }
  }

  private static Problem problem(
      Deque<Stop> way, Wait closing, Map<String, GeneratedService> services) {
    var cycle = new StringBuilder();
    var inside = false;
    for (var stop : way) {
      inside = inside || stop.name.equals(closing.to());
      if (inside) {
        cycle.append(stop.name).append(" -> ");
      }
    }
    cycle.append(closing.to());
    var service = services.get(way.getLast().name);
    var findings =
        new Findings(
            service == null
                ? UnitFile.empty(closing.because().origin().file())
                : service.source().unit());
    var source = service == null ? closing.because() : sourceOf(service, closing.because());
    findings.atKey(
        Problem.Severity.ERROR,
        "cycle",
        source,
        "services wait for each other: " + cycle,
        "systemd breaks such a cycle by leaving one of them out",
        "take one of the dependencies out");
    return findings.problems().getFirst();
  }

  /** The setting of the unit that a line of its service comes from. */
  private static Entry sourceOf(GeneratedService service, Entry line) {
    for (var section : service.source().unit().sections()) {
      for (var entry : service.source().unit().entries(section)) {
        if (entry.origin().equals(line.origin())) {
          return entry;
        }
      }
    }
    return line;
  }
}
