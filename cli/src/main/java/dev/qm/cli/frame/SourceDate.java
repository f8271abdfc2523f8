package dev.qm.cli.frame;

import dev.qm.cli.terminal.Letter;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The date that an environment gives what is made in it, so that the same is made again: the
 * variable {@code SOURCE_DATE_EPOCH}, reproducible-builds.org/specs/source-date-epoch.
 */
public final class SourceDate {
  private SourceDate() {}

  /**
   * The date; nothing where the environment has none.
   *
   * @throws CommandFailure when it is no number of seconds that formats of files can hold
   */
  public static Optional<Instant> of(Map<String, String> environment) throws CommandFailure {
    var given = environment.getOrDefault("SOURCE_DATE_EPOCH", "");
    if (given.isEmpty()) {
      return Optional.empty();
    }
    try {
      var seconds = Long.parseLong(given);
      // formats of packages keep times in 32 bits
      if (seconds >= 0 && seconds <= 0xffffffffL) {
        return Optional.of(Instant.ofEpochSecond(seconds));
      }
    } catch (NumberFormatException notANumber) {
      // said below
    }
    throw new CommandFailure(
        Letter.error("SOURCE_DATE_EPOCH is '" + given + "'")
            .note("it is a number of seconds since 1970, as from: git log -1 --format=%ct"));
  }
}
