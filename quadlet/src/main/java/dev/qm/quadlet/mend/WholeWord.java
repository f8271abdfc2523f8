package dev.qm.quadlet.mend;

import dev.qm.quadlet.recipe.KnownKeys;
import dev.qm.quadlet.recipe.Rule;
import dev.qm.quadlet.syntax.YesNo;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The short forms of yes and no that systemd knows, and that Podman takes for no, are written out.
 */
record WholeWord() implements Remedy.OfSetting {
  @Override
  public Set<String> rules() {
    return Set.of("value");
  }

  @Override
  public Optional<Draft> draft(Case finding, Case.Found setting) {
    if (!setting.section().equals(finding.type().section())) {
      return Optional.empty();
    }
    var entry = setting.entry();
    var rule = KnownKeys.of(finding.type()).rule(entry.key());
    var meant = YesNo.parse(entry.value());
    if (entry.value().length() != 1
        || rule.isEmpty()
        || rule.get().shape() != Rule.Shape.SWITCH
        || meant.isEmpty()
        || !finding.mayTakeEffect(setting.section(), entry.key())) {
      return Optional.empty();
    }
    var raw = setting.line().raw();
    var at = raw.indexOf(entry.value(), raw.indexOf('=') + 1);
    var start = setting.line().start() + at;
    var word = meant.get() ? "true" : "false";
    return at < 0
        ? Optional.empty()
        : Optional.of(
            Draft.exchange(
                "'" + entry.value() + "' is '" + word + "' now",
                List.of(new Edit(start, start + 1, word)),
                entry,
                new Said(setting.section(), entry.key(), word)));
  }
}
