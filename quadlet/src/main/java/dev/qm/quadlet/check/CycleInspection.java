package dev.qm.quadlet.check;

import dev.qm.quadlet.generate.GeneratedService;
import dev.qm.quadlet.recipe.Lookup;
import dev.qm.quadlet.recipe.UnitFindings;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Line;
import dev.qm.quadlet.syntax.Problem;
import dev.qm.quadlet.text.Keys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Services that wait for each other. */
record CycleInspection() implements Inspection.OfAll {
  /** So many services of a cycle are named at each of its ends: it may have thousands. */
  private static final int NAMED = 8;

  @Override
  public List<Problem> inspect(Subject subject) {
    var search = new Search();
    for (var service : subject.generation().services()) {
      search.services.putIfAbsent(service.name(), service);
    }
    for (var service : search.services.values()) {
      var unit = new Lookup(service.unit(), Keys.UNIT);
      for (var word : unit.words("After")) {
        search.wait(service.name(), word.text(), new Cause(service, word.cause()));
      }
      for (var word : unit.words("Before")) {
        search.wait(word.text(), service.name(), new Cause(service, word.cause()));
      }
    }
    var coexistence = new Coexistence(search.services.values());
    for (var name : search.services.keySet()) {
      search.follow(name, coexistence);
    }
    return search.problems;
  }

  /**
   * Why one service waits for another.
   *
   * @param service the one whose unit says so, which may be either of the two
   * @param line the line of the service that says so
   */
  private record Cause(GeneratedService service, Entry line) {
    /** The setting of the unit that the line comes from. */
    Entry setting() {
      for (var known : service.source().unit().lines()) {
        if (known instanceof Line.Setting setting && setting.origin().equals(line.origin())) {
          return setting.entry();
        }
      }
      return line;
    }
  }

  /** One service on the way that is followed, and those of its waits that are to come. */
  private record Stop(String name, Iterator<Map.Entry<String, Cause>> waits) {}

  private static final class Search {
    private final Map<String, GeneratedService> services = new LinkedHashMap<>();
    private final Map<String, Map<String, Cause>> waits = new HashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private final List<Stop> way = new ArrayList<>();

    /** Where on the way a service is; {@link #LEFT} if all is known of it. */
    private final Map<String, Integer> places = new HashMap<>();

    private static final int LEFT = -1;

    void wait(String from, String to, Cause cause) {
      if (services.containsKey(from) && services.containsKey(to)) {
        waits.computeIfAbsent(from, any -> new LinkedHashMap<>()).putIfAbsent(to, cause);
      }
    }

    /**
     * Follows every wait from {@code start} on; each wait that leads back onto the way closes a
     * cycle, unless two of those in it are never started together.
     */
    void follow(String start, Coexistence coexistence) {
      if (places.containsKey(start)) {
        return;
      }
      enter(start);
      while (!way.isEmpty()) {
        var stop = way.getLast();
        if (!stop.waits().hasNext()) {
          places.put(stop.name(), LEFT);
          way.removeLast();
          continue;
        }
        var next = stop.waits().next();
        var place = places.get(next.getKey());
        if (place == null) {
          enter(next.getKey());
        } else if (place != LEFT && !haveRivals(way.subList(place, way.size()), coexistence)) {
          problems.add(problem(way.subList(place, way.size()), next.getValue()));
        }
      }
    }

    private static boolean haveRivals(List<Stop> cycle, Coexistence coexistence) {
      var before = cycle.getLast().name();
      for (var stop : cycle) {
        if (coexistence.areRivals(before, stop.name())) {
          return true;
        }
        before = stop.name();
      }
      return false;
    }

    private void enter(String name) {
      places.put(name, way.size());
      way.add(new Stop(name, waits.getOrDefault(name, Map.of()).entrySet().iterator()));
    }
  }

  private static Problem problem(List<Stop> cycle, Cause closing) {
    var findings = new UnitFindings(closing.service().source().unit());
    findings.atKey(
        Problem.Severity.ERROR,
        "cycle",
        closing.setting(),
        "services wait for each other: " + names(cycle),
        "systemd breaks such a cycle by leaving one of them out",
        "take one of the dependencies out");
    return findings.problems().getFirst();
  }

  private static String names(List<Stop> cycle) {
    var names = new StringBuilder();
    for (var i = 0; i < cycle.size(); i++) {
      if (i == NAMED && cycle.size() > 2 * NAMED) {
        i = cycle.size() - NAMED;
        names.append("(").append(i - NAMED).append(" more) -> ");
      }
      names.append(cycle.get(i).name()).append(" -> ");
    }
    return names.append(cycle.getFirst().name()).toString();
  }
}
