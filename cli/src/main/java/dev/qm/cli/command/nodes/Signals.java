package dev.qm.cli.command.nodes;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/** Signals by their names: signal(7), the numbers that x86 and ARM share. */
final class Signals {
  private static final int MOST = 64;

  private static final Map<String, Integer> NUMBERS =
      Map.ofEntries(
          Map.entry("HUP", 1),
          Map.entry("INT", 2),
          Map.entry("QUIT", 3),
          Map.entry("ABRT", 6),
          Map.entry("KILL", 9),
          Map.entry("USR1", 10),
          Map.entry("SEGV", 11),
          Map.entry("USR2", 12),
          Map.entry("PIPE", 13),
          Map.entry("ALRM", 14),
          Map.entry("TERM", 15),
          Map.entry("CHLD", 17),
          Map.entry("CONT", 18),
          Map.entry("STOP", 19),
          Map.entry("TSTP", 20),
          Map.entry("WINCH", 28));

  private Signals() {}

  /** The number of {@code TERM}, {@code SIGTERM} or {@code 15}; nothing of anything else. */
  static OptionalInt number(String text) {
    var name = text.toUpperCase(Locale.ROOT);
    var known = NUMBERS.get(name.startsWith("SIG") ? name.substring(3) : name);
    if (known != null) {
      return OptionalInt.of(known);
    }
    try {
      var number = Integer.parseInt(text);
      return number >= 1 && number <= MOST ? OptionalInt.of(number) : OptionalInt.empty();
    } catch (NumberFormatException notOne) {
      return OptionalInt.empty();
    }
  }
}
