package dev.qm.bluechi.configuration;

import java.util.List;
import java.util.Optional;

/** What values mean to BlueChi. */
final class Values {
  private static final List<String> LEVELS = List.of("DEBUG", "INFO", "WARN", "ERROR");
  private static final List<String> TARGETS = List.of("journald", "stderr", "stderr-full");

  private Values() {}

  /**
   * What is wrong with a value.
   *
   * @param isFatal whether the program ends because of it
   */
  record Wrong(String message, String why, String mend, boolean isFatal) {}

  /** Nothing where it is good. */
  static Optional<Wrong> wrong(KnownKey key, String value) {
    var ends = "the program ends when it reads it, and nothing starts it again";
    return switch (key.kind()) {
      case TEXT, NODE, NODES -> Optional.empty();
      case PORT ->
          number(value).filter(it -> it > 0 && it <= 0xffff).isPresent()
              ? Optional.empty()
              : wrong(key, value, "no port", ends, "write a number from 1 to 65535");
      case NUMBER ->
          number(value).isPresent()
              ? Optional.empty()
              : wrong(key, value, "no whole number", ends, "write a number, without a unit");
      case COUNT ->
          number(value).filter(it -> it >= 0 && it <= most(key)).isPresent()
              ? Optional.empty()
              : wrong(
                  key,
                  value,
                  "no number that the kernel takes",
                  ends,
                  "write a number from 0 to "
                      + most(key)
                      + ", without a unit; 0 is the kernel's own");
      case YES_NO ->
          isYesOrNo(value)
              ? Optional.empty()
              : Optional.of(
                  new Wrong(
                      key.word() + "=" + value + " means no",
                      "for BlueChi only " + String.join(", ", Setting.YES) + " mean yes",
                      "write true or false",
                      false));
      case LEVEL -> word(key, value, LEVELS, LEVELS.contains(value));
      case TARGET -> word(key, value, TARGETS, TARGETS.stream().anyMatch(value::equalsIgnoreCase));
    };
  }

  /** The most that the kernel takes: tcp(7). */
  private static int most(KnownKey key) {
    return key == KnownKey.TCP_KEEP_ALIVE_COUNT ? 127 : 32_767;
  }

  private static boolean isYesOrNo(String value) {
    return Setting.isYes(value) || Setting.NO.stream().anyMatch(value::equalsIgnoreCase);
  }

  private static Optional<Wrong> word(
      KnownKey key, String value, List<String> words, boolean isOne) {
    return isOne
        ? Optional.empty()
        : Optional.of(
            new Wrong(
                key.word() + "=" + value + " is no word that BlueChi knows",
                "it goes on as if nothing were said",
                "write one of " + String.join(", ", words),
                false));
  }

  private static Optional<Wrong> wrong(
      KnownKey key, String value, String what, String why, String mend) {
    return Optional.of(new Wrong(key.word() + "=" + value + " is " + what, why, mend, true));
  }

  /** A whole number as strtol(3) takes all of it. */
  static Optional<Long> number(String text) {
    if (!text.matches("[+-]?[0-9]{1,19}")) {
      return Optional.empty();
    }
    try {
      return Optional.of(Long.parseLong(text));
    } catch (NumberFormatException tooLong) {
      return Optional.empty();
    }
  }
}
