package dev.qm.partition.ipc.declared;

import dev.qm.host.HostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The specifiers of systemd that a channel's units are written with: systemd.unit(5). */
public final class Specifiers {
  private static final Pattern SPECIFIER = Pattern.compile("%(.?)", Pattern.DOTALL);

  private Specifiers() {}

  /**
   * The value of a setting of the system's systemd; a specifier that is not known here stays.
   *
   * @param unit the name of the unit's file, such as {@code radio.socket}
   */
  public static String expand(String value, String unit) {
    return SPECIFIER
        .matcher(value)
        .replaceAll(
            found -> Matcher.quoteReplacement(meaning(found.group(1), unit).orElse(found.group())));
  }

  /**
   * As {@link #expand(String, String)}, for whoever has to carry out what the setting says.
   *
   * @param where the setting, for the error
   * @throws HostException when a specifier is not known here
   */
  public static String expandAll(String value, String unit, String where) throws HostException {
    if (SPECIFIER
        .matcher(value)
        .results()
        .anyMatch(found -> meaning(found.group(1), unit).isEmpty())) {
      throw new HostException(
          where + ": '" + value + "' has a specifier that qm does not know",
          "without systemd qm knows those of the system's folders, of root and of the unit's name",
          "write what it stands for");
    }
    return expand(value, unit);
  }

  /**
   * What the system's systemd puts in place of a specifier; nothing where a unit's files alone do
   * not tell.
   *
   * @param letter behind the percent sign
   * @param unit the name of the unit's file; of a template the name of an instance is not known
   */
  public static Optional<String> meaning(String letter, String unit) {
    return switch (letter) {
      case "t" -> Optional.of("/run");
      case "E" -> Optional.of("/etc");
      case "S" -> Optional.of("/var/lib");
      case "C" -> Optional.of("/var/cache");
      case "L" -> Optional.of("/var/log");
      case "h" -> Optional.of("/root");
      case "u", "g" -> Optional.of("root");
      case "U", "G" -> Optional.of("0");
      default -> ofName(letter, unit);
    };
  }

  /** The same of what a unit's own name tells, whoever's systemd it is. */
  public static Optional<String> ofName(String letter, String unit) {
    var dot = unit.lastIndexOf('.');
    var stem = dot < 0 ? unit : unit.substring(0, dot);
    var at = stem.indexOf('@');
    var prefix = at < 0 ? stem : stem.substring(0, at);
    var instance = at < 0 ? "" : stem.substring(at + 1);
    var isTemplate = at >= 0 && instance.isEmpty();
    return switch (letter) {
      case "%" -> Optional.of("%");
      case "p" -> Optional.of(prefix);
      case "j" -> Optional.of(prefix.substring(prefix.lastIndexOf('-') + 1));
      case "n" -> Optional.of(unit).filter(_ -> !isTemplate);
      case "N" -> Optional.of(stem).filter(_ -> !isTemplate);
      case "i" -> Optional.of(instance).filter(_ -> !isTemplate);
      default -> Optional.empty();
    };
  }
}
