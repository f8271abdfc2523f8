package dev.qm.quadlet.mend;

import dev.qm.quadlet.generate.Quadlet;
import dev.qm.quadlet.read.QuadletUnit;
import dev.qm.quadlet.read.UnitType;
import dev.qm.quadlet.recipe.KnownKeys;
import dev.qm.quadlet.recipe.Rule;
import dev.qm.quadlet.recipe.SystemdKeys;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Line;
import dev.qm.quadlet.syntax.Problem;
import dev.qm.quadlet.text.Keys;
import dev.qm.quadlet.text.Spaces;
import dev.qm.quadlet.text.WordSplitter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A finding, and what a remedy may look at.
 *
 * @param problem what is wrong
 * @param file the file that it is in
 * @param unit a unit that the file is, or is a drop-in of
 * @param type the unit's type
 */
record Case(Problem problem, FileText file, QuadletUnit unit, UnitType type) {
  private static final List<String> SYSTEMD = List.of(Keys.UNIT, Keys.SERVICE, Keys.INSTALL);

  /** The lists of [Install], whose order means nothing, as that of dependencies does not. */
  private static final Set<String> LISTS_OF_INSTALL =
      Set.of("Alias", "Also", "RequiredBy", "UpheldBy", "WantedBy");

  /**
   * What Podman's generator writes into services itself: a line of the unit's own beside it changes
   * more than its author can see, and a second ExecStart= costs the service.
   */
  private static final Set<String> PODMANS_OWN =
      Set.of(
          "Delegate",
          "ExecReload",
          "ExecStart",
          "ExecStop",
          "ExecStopPost",
          "KillMode",
          "NotifyAccess",
          "PIDFile",
          "RemainAfterExit",
          "SourcePath",
          "SyslogIdentifier",
          "Type",
          "WorkingDirectory");

  /** Keys of Podman's that take a wall away from a container, or may. */
  private static final Set<String> RIGHTS =
      Set.of(
          "AddCapability",
          "AddDevice",
          "AppArmor",
          "EnvironmentHost",
          "GlobalArgs",
          "PodmanArgs",
          "SeccompProfile",
          "SecurityLabelDisable",
          "SecurityLabelNested",
          "SecurityLabelType",
          "Unmask");

  /** The rule of findings for which Podman refuses the unit. */
  private static final String REFUSED = "unknown-key";

  /** With so many lines of one key a setting is compared at most. */
  private static final int MOST_OTHERS = 200;

  /** A setting in the file. */
  record Found(FileText.Place place, Line.Setting line) {
    Entry entry() {
      return line.entry();
    }

    String section() {
      return place.section();
    }
  }

  /** The setting that the finding is about. */
  Optional<Found> setting() {
    var place = file.at(problem.origin().line());
    return place.isPresent() && place.get().line() instanceof Line.Setting line
        ? Optional.of(new Found(place.get(), line))
        : Optional.empty();
  }

  boolean isOfSystemd(String section) {
    return SYSTEMD.contains(section);
  }

  /** The sections that somebody reads: systemd's, Quadlet's, and that of the unit's type. */
  List<String> sections() {
    List<String> all = new ArrayList<>(SYSTEMD);
    all.add(Keys.QUADLET);
    all.add(type.section());
    return all;
  }

  /** The keys that are known in a section. */
  List<String> known(String section) {
    if (section.equals(type.section())) {
      return KnownKeys.of(type).names();
    }
    return section.equals(Keys.QUADLET)
        ? List.of(Keys.DEFAULT_DEPENDENCIES)
        : SystemdKeys.of(section);
  }

  /** The sections other than its own in which a key of this very name is known. */
  List<String> homes(String key, String section) {
    List<String> homes = new ArrayList<>();
    for (var other : sections()) {
      if (!other.equals(section) && known(other).contains(key)) {
        homes.add(other);
      }
    }
    return homes;
  }

  /** True if a section is known not to have a key by the hand of Podman's generator. */
  boolean isTheAuthorsOwn(String section, String key) {
    return !isOfSystemd(section) || !PODMANS_OWN.contains(key);
  }

  /** True if a key takes many values, in whatever order they come. */
  boolean isUnordered(String section, String key) {
    return switch (section) {
      case Keys.UNIT -> Quadlet.DEPENDENCIES.contains(key);
      case Keys.INSTALL -> LISTS_OF_INSTALL.contains(key);
      default -> false;
    };
  }

  /** True if every line of a key adds to what the others say. */
  boolean isList(String section, String key) {
    if (!section.equals(type.section())) {
      return isUnordered(section, key);
    }
    var rule = KnownKeys.of(type).rule(key);
    // the rules of many keys have some that take one value, or pair the keys' lines
    return rule.isPresent() && rule.get().keys().size() == 1 && isList(rule.get().shape());
  }

  private static boolean isList(Rule.Shape shape) {
    return switch (shape) {
      case LINES, WORDS, ARGUMENTS, PAIRS -> true;
      case TEXT, SWITCH, COMMAND -> false;
    };
  }

  /**
   * False if a key may take a wall away from a container that starts with it now: whether it shall
   * is for whoever knows what runs there. A unit that is refused takes nothing away yet.
   */
  boolean mayTakeEffect(String section, String key) {
    return !section.equals(type.section())
        || !RIGHTS.contains(key)
        || problem.rule().equals(REFUSED);
  }

  /**
   * True if a setting may begin to count in a section, under a key: nothing that counts there now
   * means anything else afterwards.
   */
  boolean mayCount(String section, String key, Entry entry) {
    if (Spaces.trim(entry.value()).isEmpty()
        || !isTheAuthorsOwn(section, key)
        || !mayTakeEffect(section, key)) {
      // an empty value takes back what others say
      return false;
    }
    var others = unit.unit().entries(section, key);
    if (others.isEmpty()) {
      return true;
    }
    return others.size() <= MOST_OTHERS
        && isList(section, key)
        && (!isOfNames(section, key) || assignsNothingOf(others, entry));
  }

  private boolean isOfNames(String section, String key) {
    return section.equals(type.section())
        && KnownKeys.of(type).rule(key).map(Rule::shape).equals(Optional.of(Rule.Shape.PAIRS));
  }

  private static boolean assignsNothingOf(List<Entry> others, Entry entry) {
    var taken = new HashSet<String>();
    for (var other : others) {
      taken.addAll(names(other));
    }
    for (var name : names(entry)) {
      if (taken.contains(name)) {
        return false;
      }
    }
    return true;
  }

  private static List<String> names(Entry entry) {
    List<String> names = new ArrayList<>();
    for (var word : new WordSplitter(entry.value(), WordSplitter.Mode.ARGUMENTS).run().words()) {
      var equals = word.indexOf('=');
      names.add(equals < 0 ? word : word.substring(0, equals));
    }
    return names;
  }
}
