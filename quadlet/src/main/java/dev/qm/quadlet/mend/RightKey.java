package dev.qm.quadlet.mend;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A misspelt key gets the one name that it can stand for. Nobody read it before: Podman refuses the
 * unit, systemd passes over the line.
 */
record RightKey() implements Remedy.OfSetting {
  @Override
  public Set<String> rules() {
    return Set.of("unknown-key", "unknown-systemd-key");
  }

  @Override
  public Optional<Draft> draft(Case finding, Case.Found setting) {
    var entry = setting.entry();
    var section = setting.section();
    var known = finding.known(section);
    if (known.contains(entry.key()) || !finding.homes(entry.key(), section).isEmpty()) {
      return Optional.empty();
    }
    return OnlyName.near(entry.key(), known)
        .filter(name -> isMeant(name, finding, setting))
        .flatMap(name -> rename(name, setting));
  }

  private static boolean isMeant(String name, Case finding, Case.Found setting) {
    var entry = setting.entry();
    var section = setting.section();
    if (!finding.mayCount(section, name, entry)) {
      return false;
    }
    if (finding.isList(section, name)) {
      return true;
    }
    // more than one value was meant: Groups= is hardly Group=
    var isPlural = entry.key().equalsIgnoreCase(name + "s");
    return !isPlural && finding.unit().unit().entries(section, entry.key()).size() == 1;
  }

  private static Optional<Draft> rename(String name, Case.Found setting) {
    var entry = setting.entry();
    var raw = setting.line().raw();
    var at = raw.indexOf(entry.key());
    if (at < 0 || !raw.substring(0, at).isBlank()) {
      return Optional.empty();
    }
    var start = setting.line().start() + at;
    return Optional.of(
        Draft.exchange(
            "'" + entry.key() + "' is '" + name + "' now",
            List.of(new Edit(start, start + entry.key().length(), name)),
            entry,
            new Said(setting.section(), name, entry.value())));
  }
}
