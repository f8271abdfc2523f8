package dev.qm.partition.setup;

import dev.qm.host.HostException;
import dev.qm.quadlet.syntax.CommandWords;
import dev.qm.quadlet.syntax.Dialect;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Origin;
import dev.qm.quadlet.syntax.UnitFile;
import dev.qm.quadlet.syntax.UnitSyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A file that describes something that QM brings, or that users add: a demo, an image, a fault. It
 * has the syntax of unit files, known sections, and known keys.
 */
public record DescriptionFile(UnitFile unit) {
  /**
   * Reads one.
   *
   * @param known the keys of each section
   * @throws HostException at the first line that means nothing
   */
  public static DescriptionFile parse(Path file, String text, Map<String, List<String>> known)
      throws HostException {
    var unit = unit(file, text, String.join("] or [", known.keySet().stream().sorted().toList()));
    for (var section : unit.sections()) {
      var keys = known.get(section);
      if (keys == null) {
        throw new HostException(
            unit.header(section).orElseThrow() + ": there is no section [" + section + "]",
            "",
            "the sections are " + String.join(", ", known.keySet()));
      }
      requireKeys(unit, section, keys);
    }
    return new DescriptionFile(unit);
  }

  /**
   * What a text says that somebody wrote by hand, whatever its sections are.
   *
   * @throws HostException at the first line that is none
   */
  public static UnitFile unit(Path file, String text) throws HostException {
    return unit(file, text, "...");
  }

  /**
   * The same.
   *
   * @param section whose header is missing where none is there
   */
  private static UnitFile unit(Path file, String text, String section) throws HostException {
    try {
      return UnitFile.parse(file, text, Dialect.SYSTEMD, section);
    } catch (UnitSyntaxException wrong) {
      var problem = wrong.problem();
      throw new HostException(
          problem.origin() + ": " + problem.message(), problem.why(), problem.mend());
    }
  }

  /** Refuses a key of another name in a section. */
  public static void requireKeys(UnitFile unit, String section, List<String> known)
      throws HostException {
    for (var entry : unit.entries(section)) {
      if (!known.contains(entry.key())) {
        throw new HostException(
            entry.origin() + ": unknown key '" + entry.key() + "' in [" + section + "]",
            "",
            "the keys are " + String.join("=, ", known) + "=");
      }
    }
  }

  /** The value of a key that must be there. */
  public String require(String section, String key) throws HostException {
    return optional(section, key)
        .orElseThrow(() ->
            new HostException(
                unit.file() + ": there is no " + key + "= in [" + section + "]",
                "it cannot be done without"));
  }

  /** The last value of a key, unless it is empty. */
  public Optional<String> optional(String section, String key) {
    return unit.last(section, key).map(Entry::value).filter(value -> !value.isEmpty());
  }

  /** All values of a key. */
  public List<String> all(String section, String key) {
    return unit.values(section, key).stream().map(Entry::value).toList();
  }

  /** All words of all values of a key. */
  public List<String> words(String section, String key) {
    return all(section, key).stream().flatMap(value -> CommandWords.split(value).stream()).toList();
  }

  /** Whether the section is there. */
  public boolean has(String section) {
    return unit.header(section).isPresent();
  }

  /** Where a key has its value: file and line; the file's first line when it has none. */
  public Origin origin(String section, String key) {
    return unit.last(section, key)
        .map(Entry::origin)
        .or(() -> unit.header(section))
        .orElse(new Origin(unit.file(), 1));
  }

  /** The value of a key that is one of some words. */
  public <T extends Enum<T>> T choice(String section, String key, Class<T> kind)
      throws HostException {
    var value = require(section, key);
    var words = new ArrayList<String>();
    for (var constant : kind.getEnumConstants()) {
      var word = constant.name().toLowerCase(Locale.ROOT);
      if (word.equals(value)) {
        return constant;
      }
      words.add(word);
    }
    throw new HostException(
        unit.last(section, key).orElseThrow().origin() + ": " + key + "= cannot be '" + value + "'",
        "",
        "it is one of " + String.join(", ", words));
  }
}
