package dev.qm.quadlet.check;

import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.QuadletUnit;
import dev.qm.quadlet.read.UnitType;
import dev.qm.quadlet.recipe.KnownKeys;
import dev.qm.quadlet.recipe.Lookup;
import dev.qm.quadlet.recipe.Rule;
import dev.qm.quadlet.recipe.UnitFindings;
import dev.qm.quadlet.recipe.UnknownKey;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Problem;
import dev.qm.quadlet.text.Spaces;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Values that Podman will not take when the service starts. */
record ValueInspection() implements Inspection.OfOneUnit {
  private static final Map<String, ValueForm> FORMS =
      Map.ofEntries(
          Map.entry("PidsLimit", ValueForm.LIMIT),
          Map.entry("StopTimeout", ValueForm.LIMIT),
          Map.entry("Retry", ValueForm.NUMBER),
          Map.entry("HealthRetries", ValueForm.NUMBER),
          Map.entry("HealthStartupRetries", ValueForm.NUMBER),
          Map.entry("HealthStartupSuccess", ValueForm.NUMBER),
          Map.entry("HealthMaxLogCount", ValueForm.NUMBER),
          Map.entry("HealthMaxLogSize", ValueForm.NUMBER),
          Map.entry("RetryDelay", ValueForm.DURATION),
          Map.entry("HealthInterval", ValueForm.DURATION),
          Map.entry("HealthTimeout", ValueForm.DURATION),
          Map.entry("HealthStartPeriod", ValueForm.DURATION),
          Map.entry("HealthStartupInterval", ValueForm.DURATION),
          Map.entry("HealthStartupTimeout", ValueForm.DURATION),
          Map.entry("HealthOnFailure", ValueForm.UNHEALTHY),
          Map.entry("Memory", ValueForm.SIZE),
          Map.entry("ShmSize", ValueForm.SIZE),
          Map.entry("StopSignal", ValueForm.SIGNAL),
          Map.entry("ReloadSignal", ValueForm.SIGNAL),
          Map.entry("IP", ValueForm.ADDRESS4),
          Map.entry("IP6", ValueForm.ADDRESS6),
          Map.entry("Gateway", ValueForm.ADDRESS),
          Map.entry("Subnet", ValueForm.SUBNET),
          Map.entry("IPRange", ValueForm.RANGE),
          Map.entry("DNS", ValueForm.NAME_SERVER),
          Map.entry("PublishPort", ValueForm.PUBLISH),
          Map.entry("Policy", ValueForm.PULL),
          Map.entry("Notify", ValueForm.NOTIFY),
          Map.entry("ExitPolicy", ValueForm.EXIT_POLICY),
          Map.entry("AutoUpdate", ValueForm.AUTO_UPDATE),
          Map.entry("LogDriver", ValueForm.LOG_DRIVER),
          Map.entry("AddCapability", ValueForm.CAPABILITY),
          Map.entry("DropCapability", ValueForm.CAPABILITY),
          Map.entry("WorkingDir", ValueForm.PATH),
          Map.entry("Tmpfs", ValueForm.TMPFS),
          Map.entry("Volume", ValueForm.VOLUME),
          Map.entry("Sysctl", ValueForm.ASSIGNMENT),
          Map.entry("AddHost", ValueForm.HOST),
          Map.entry("Ulimit", ValueForm.ULIMIT));

  @Override
  public void inspect(QuadletUnit unit, UnitType type, Settings settings, UnitFindings findings) {
    var known = KnownKeys.of(type);
    var keys = new Lookup(unit.unit(), type.section());
    for (var key : unit.unit().entriesByKey(type.section()).keySet()) {
      var rule = known.rule(key);
      if (rule.isEmpty()) {
        continue;
      }
      var shape = rule.get().shape();
      var form = form(key, shape, type);
      if (form.isPresent()) {
        inspect(keys, key, shape, form.get(), findings);
      }
    }
  }

  private static Optional<ValueForm> form(String key, Rule.Shape shape, UnitType type) {
    if (key.equals("Pull")) {
      return Optional.of(type == UnitType.BUILD ? ValueForm.BUILD_PULL : ValueForm.PULL);
    }
    if (shape == Rule.Shape.SWITCH) {
      return Optional.of(ValueForm.SWITCH);
    }
    return Optional.ofNullable(FORMS.get(key));
  }

  private static void inspect(
      Lookup keys, String key, Rule.Shape shape, ValueForm form, UnitFindings findings) {
    switch (shape) {
      case TEXT, SWITCH, COMMAND -> {
        var entry = keys.last(key);
        if (entry.isPresent()) {
          judge(entry.get(), Lookup.textOf(entry.get()), form, findings);
        }
      }
      case LINES, PAIRS -> {
        for (var entry : keys.all(key)) {
          judge(entry, entry.value(), form, findings);
        }
      }
      case WORDS, ARGUMENTS -> {
        for (var word : keys.words(key)) {
          judge(word.cause(), word.text(), form, findings);
        }
      }
    }
  }

  private static void judge(Entry entry, String value, ValueForm form, UnitFindings findings) {
    var trimmed = Spaces.trim(value);
    if (trimmed.isEmpty()
        || trimmed.indexOf('%') >= 0
        || trimmed.indexOf('$') >= 0
        || form.accepts(trimmed)) {
      return;
    }
    var isSwitch = form == ValueForm.SWITCH || form == ValueForm.NOTIFY;
    var nearest =
        form == ValueForm.CAPABILITY
            ? UnknownKey.nearest(trimmed, prefixed(ValueForm.CAPABILITIES))
            : Optional.<String>empty();
    findings.atValue(
        isSwitch ? Problem.Severity.WARNING : Problem.Severity.ERROR,
        "value",
        entry,
        trimmed,
        "'" + trimmed + "' is no value for " + entry.key() + "=",
        isSwitch ? "Podman takes it for false" : "Podman will refuse it when the service starts",
        nearest.isPresent() ? "did you mean '" + nearest.get() + "'?" : "write " + form.looks());
  }

  private static List<String> prefixed(List<String> names) {
    List<String> prefixed = new ArrayList<>();
    for (var name : names) {
      prefixed.add("CAP_" + name);
    }
    return prefixed;
  }
}
