package dev.qm.quadlet.check;

import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.Reading;
import dev.qm.quadlet.syntax.Problem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds what {@link Check} finds, for who asks again and again about units of which most stay the
 * same, as an editor does at each letter: a unit that is the same object as the last time is not
 * looked into again.
 *
 * <p>Source: {@code podman-systemd.unit(5)}, {@code systemd.syntax(7)}.
 */
public final class RepeatedCheck {
  private final Settings settings;
  private final KnownFindings known = new KnownFindings();

  /**
   * Knows nothing yet.
   *
   * @param settings the machine: its scope, its Podman, its files
   */
  public RepeatedCheck(Settings settings) {
    this.settings = settings;
  }

  /**
   * {@return the problems, as {@link Check#run(Reading, Settings)} has them}
   *
   * @param reading the units, with what could not be read of them
   */
  public List<Problem> run(Reading reading) {
    known.begin();
    // many units name the same few files
    Map<String, Boolean> files = new HashMap<>();
    var atThisMoment =
        settings.withFiles(file -> files.computeIfAbsent(file, settings.files()::exist));
    return Check.run(reading, atThisMoment, Optional.of(known));
  }
}
