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
          "without systemd qm knows %t, %n, %N, %p and %%",
          "write what it stands for");
    }
    return expand(value, unit);
  }

  private static Optional<String> meaning(String letter, String unit) {
    var dot = unit.lastIndexOf('.');
    return switch (letter) {
      case "t" -> Optional.of("/run");
      case "N", "p" -> Optional.of(dot < 0 ? unit : unit.substring(0, dot));
      case "n" -> Optional.of(unit);
      case "%" -> Optional.of("%");
      default -> Optional.empty();
    };
  }
}
