package dev.qm.quadlet.recipe;

import dev.qm.quadlet.read.UnitType;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is known of the keys of each type of unit; it comes from the rules that generate. */
public final class KnownKeys {
  private static final Map<UnitType, KnownKeys> BY_TYPE = new EnumMap<>(UnitType.class);

  private final Map<String, Rule> rules = new LinkedHashMap<>();
  private final List<String> names;

  private KnownKeys(Recipe recipe) {
    for (var rule : recipe.rules()) {
      for (var key : rule.keys()) {
        rules.put(key, rule);
      }
    }
    this.names = List.copyOf(rules.keySet());
  }

  public static synchronized KnownKeys of(UnitType type) {
    var known = BY_TYPE.get(type);
    if (known == null) {
      known = new KnownKeys(Recipe.of(type));
      BY_TYPE.put(type, known);
    }
    return known;
  }

  public boolean contains(String key) {
    return rules.containsKey(key);
  }

  /** The rule that reads a key. */
  public Optional<Rule> rule(String key) {
    return Optional.ofNullable(rules.get(key));
  }

  public List<String> names() {
    return names;
  }
}
