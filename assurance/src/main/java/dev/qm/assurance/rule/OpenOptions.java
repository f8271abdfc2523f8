package dev.qm.assurance.rule;

import dev.qm.assurance.view.Described;
import dev.qm.assurance.view.Options.Option;
import dev.qm.assurance.view.SystemdWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Options of a container that only systemd knows, since it puts something into them: no other rule
 * can judge them.
 */
public final class OpenOptions {
  /** What opens no wall, whatever it says: podman-run(1). */
  private static final Set<String> HARMLESS =
      Set.of(
          "annotation", "env", "env-file", "hostname", "label", "log-opt", "name", "tz", "workdir");

  private static final String HEALTH = "health-";

  private OpenOptions() {}

  /** Where they are described, for the rules about them. */
  public static String[] sources() {
    return new String[] {
      "systemd.service(5), Command Lines", "systemd.unit(5), Specifiers", "podman-systemd.unit(5)"
    };
  }

  /** A finding for each. */
  public static List<Fault> of(Described unit) {
    var faults = new ArrayList<Fault>();
    for (var option : unit.options().all()) {
      if (!option.word().isLiteral() && !isHarmless(option)) {
        faults.add(Fault.of(what(unit, option), Asked.evidence(unit, option)));
      }
    }
    return faults;
  }

  private static boolean isHarmless(Option option) {
    // words that systemd parts may hold options of their own
    return option.word().kind() == SystemdWord.Kind.OPEN
        && (HARMLESS.contains(option.name()) || option.name().startsWith(HEALTH));
  }

  private static String what(Described unit, Option option) {
    return option.isUnread()
        ? "only systemd knows what options of "
            + unit.name()
            + " stand behind "
            + option.word().written()
        : "only systemd knows the value of --" + option.name() + " of " + unit.name();
  }
}
