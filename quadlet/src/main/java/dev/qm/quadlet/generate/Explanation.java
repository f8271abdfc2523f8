package dev.qm.quadlet.generate;

import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.QuadletUnit;
import dev.qm.quadlet.recipe.KnownKeys;
import dev.qm.quadlet.recipe.Rule;
import dev.qm.quadlet.syntax.Argument;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.UnitFile;
import dev.qm.quadlet.text.Keys;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where the values of a unit come from and what they become.
 *
 * <p>Source: {@code podman-systemd.unit(5)}, {@code systemd.unit(5)}.
 *
 * @param unit the name of the unit's file
 * @param keys each key that the unit or a drop-in of it sets, in the order of their first lines
 */
public record Explanation(String unit, List<Key> keys) {
  /** Copies what it is given, so that nobody can change it. */
  public Explanation {
    keys = List.copyOf(keys);
  }

  /** What a line does to the value of its key. */
  public enum Effect {
    /** It counts. */
    COUNTS,
    /** A later line counts in its place. */
    OVERRIDDEN,
    /** A later, empty line took it back. */
    TAKEN_BACK,
    /** It is empty, and takes back what came before. */
    RESETS
  }

  /**
   * One line that has a say.
   *
   * @param entry the line, with its file and number
   * @param effect what it does
   */
  public record Place(Entry entry, Effect effect) {}

  /**
   * One key.
   *
   * @param section the section that it stands in
   * @param name the key
   * @param value what counts in the end: one value for most keys, none after a reset
   * @param places every line that sets or resets it, in order
   * @param becomes what it becomes in general; empty for keys that are systemd's
   * @param arguments the very words of the command that it becomes here, command by command
   */
  public record Key(
      String section,
      String name,
      List<String> value,
      List<Place> places,
      String becomes,
      List<Arguments> arguments) {
    /** Copies what it is given, so that nobody can change it. */
    public Key {
      value = List.copyOf(value);
      places = List.copyOf(places);
      arguments = List.copyOf(arguments);
    }
  }

  /**
   * Words of a command.
   *
   * @param command the key of the command, such as {@code ExecStart}
   * @param words the words
   */
  public record Arguments(String command, List<String> words) {
    /** Copies what it is given, so that nobody can change it. */
    public Arguments {
      words = List.copyOf(words);
    }
  }

  /**
   * Explains a unit as it stands among others, which it may refer to.
   *
   * @param unit the unit to explain
   * @param all all units of its scope, this one too
   * @param settings the machine that the services are for
   * @return the explanation
   */
  public static Explanation of(QuadletUnit unit, List<QuadletUnit> all, Settings settings) {
    var service = Quadlet.generate(all, settings).of(unit.name());
    var type = unit.type();
    var causes = service.map(Explanation::causes).orElse(Set.of());
    List<Key> keys = new ArrayList<>();
    for (var section : unit.unit().sections()) {
      for (var name : unit.unit().keys(section)) {
        Optional<Rule> rule =
            type.isPresent() && type.get().section().equals(section)
                ? KnownKeys.of(type.get()).rule(name)
                : Optional.empty();
        keys.add(key(unit.unit(), section, name, rule, service, causes));
      }
    }
    return new Explanation(unit.name(), keys);
  }

  /**
   * {@return the key of this name; the first if several sections have it}
   *
   * @param name the name of the key
   */
  public Optional<Key> key(String name) {
    for (var key : keys) {
      if (key.name().equals(name)) {
        return Optional.of(key);
      }
    }
    return Optional.empty();
  }

  private static Key key(
      UnitFile unit,
      String section,
      String name,
      Optional<Rule> rule,
      Optional<GeneratedService> service,
      Set<Entry> causes) {
    var lines = unit.entries(section, name);
    var takesOne = rule.isPresent() ? takesOne(rule.get().shape()) : !isList(section, name);
    List<Place> places = new ArrayList<>();
    List<String> value = new ArrayList<>();
    var lastReset = -1;
    for (var i = 0; i < lines.size(); i++) {
      if (lines.get(i).value().isEmpty()) {
        lastReset = i;
      }
    }
    for (var i = 0; i < lines.size(); i++) {
      var entry = lines.get(i);
      Effect effect;
      if (entry.value().isEmpty()) {
        effect = Effect.RESETS;
      } else if (i < lastReset) {
        effect = Effect.TAKEN_BACK;
      } else if (takesOne && i < lines.size() - 1) {
        effect = Effect.OVERRIDDEN;
      } else {
        effect = Effect.COUNTS;
        value.add(entry.value());
      }
      places.add(new Place(entry, effect));
    }
    return new Key(
        section,
        name,
        value,
        places,
        rule.map(Rule::becomes).orElse(""),
        service.isPresent() && !Collections.disjoint(lines, causes)
            ? arguments(service.get(), lines)
            : List.of());
  }

  private static boolean takesOne(Rule.Shape shape) {
    return switch (shape) {
      case TEXT, SWITCH, COMMAND -> true;
      case LINES, WORDS, ARGUMENTS, PAIRS -> false;
    };
  }

  /**
   * True for the keys of systemd's that add up: {@code systemd.unit(5)}, {@code systemd.exec(5)},
   * {@code systemd.service(5)}.
   */
  private static boolean isList(String section, String name) {
    if (section.equals(Keys.INSTALL)) {
      return !name.equals("DefaultInstance");
    }
    if (section.equals(Keys.UNIT)) {
      return Quadlet.DEPENDENCIES.contains(name)
          || name.startsWith("Condition")
          || name.startsWith("Assert")
          || name.equals("RequiresMountsFor")
          || name.equals("WantsMountsFor")
          || name.equals("Documentation")
          || name.equals("JoinsNamespaceOf");
    }
    return name.startsWith("Exec")
        || name.startsWith("Environment")
        || name.startsWith("DeviceAllow")
        || (name.startsWith("IO") && name.endsWith("Max"))
        || name.endsWith("Paths")
        || (name.endsWith("Directory")
            && !name.equals("WorkingDirectory")
            && !name.equals("RootDirectory"))
        || List.of(
                "AmbientCapabilities",
                "CapabilityBoundingSet",
                "CPUAffinity",
                "LoadCredential",
                "PassEnvironment",
                "SetCredential",
                "SystemCallFilter",
                "UnsetEnvironment")
            .contains(name);
  }

  /** Every setting that became an argument: few keys do, but a unit may have any number of them. */
  private static Set<Entry> causes(GeneratedService service) {
    Set<Entry> causes = new HashSet<>();
    for (var commands : service.arguments().values()) {
      for (var command : commands) {
        for (var argument : command) {
          causes.addAll(argument.causes());
        }
      }
    }
    return causes;
  }

  private static List<Arguments> arguments(GeneratedService service, List<Entry> lines) {
    Set<Entry> causes = new HashSet<>(lines);
    List<Arguments> all = new ArrayList<>();
    for (var command : service.arguments().entrySet()) {
      for (var argv : command.getValue()) {
        List<String> words = new ArrayList<>();
        for (var argument : argv) {
          if (comesFrom(argument, causes)) {
            words.add(argument.word());
          }
        }
        if (!words.isEmpty()) {
          all.add(new Arguments(command.getKey(), words));
        }
      }
    }
    all.sort(Comparator.comparing(Arguments::command));
    return all;
  }

  private static boolean comesFrom(Argument argument, Set<Entry> lines) {
    for (var cause : argument.causes()) {
      if (lines.contains(cause)) {
        return true;
      }
    }
    return false;
  }
}
