package dev.qm.quadlet.check;

import dev.qm.quadlet.generate.GeneratedService;
import dev.qm.quadlet.recipe.Lookup;
import dev.qm.quadlet.text.Keys;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which services can run at the same time: not those of which one, or a unit that it cannot run
 * without, conflicts with the other, or with one that the other cannot run without.
 *
 * <p>Source: {@code systemd.unit(5)}, Conflicts=, Requires= and their like.
 */
final class Coexistence {
  /** The keys that name units with whose end a service ends. */
  private static final List<String> NEEDS = List.of("BindsTo", "PartOf", "Requires", "Requisite");

  private static final String CONFLICTS = "Conflicts";

  private final Map<String, GeneratedService> services = new HashMap<>();
  private boolean anyConflict;

  Coexistence(Collection<GeneratedService> services) {
    for (var service : services) {
      this.services.putIfAbsent(service.name(), service);
      anyConflict |= new Lookup(service.unit(), Keys.UNIT).has(CONFLICTS);
    }
  }

  /** True unless systemd stops the one where it starts the other. */
  boolean isPossible(String service, String other) {
    if (!anyConflict) {
      return true;
    }
    var here = withNeeds(service);
    var there = withNeeds(other);
    return !conflict(here, there) && !conflict(there, here);
  }

  /** True if one of the two names the other in Conflicts=. */
  boolean areRivals(String service, String other) {
    return anyConflict
        && (named(service, CONFLICTS).contains(other) || named(other, CONFLICTS).contains(service));
  }

  private boolean conflict(Set<String> these, Set<String> those) {
    for (var name : these) {
      for (var unwanted : named(name, CONFLICTS)) {
        if (those.contains(unwanted)) {
          return true;
        }
      }
    }
    return false;
  }

  /** A service and all that it cannot run without. */
  private Set<String> withNeeds(String service) {
    Set<String> found = new LinkedHashSet<>(List.of(service));
    var open = new ArrayDeque<>(found);
    while (!open.isEmpty()) {
      var name = open.remove();
      for (var key : NEEDS) {
        for (var needed : named(name, key)) {
          if (found.add(needed)) {
            open.add(needed);
          }
        }
      }
    }
    return found;
  }

  private List<String> named(String name, String key) {
    var service = services.get(name);
    if (service == null) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    for (var word : new Lookup(service.unit(), Keys.UNIT).words(key)) {
      names.add(word.text());
    }
    return names;
  }
}
