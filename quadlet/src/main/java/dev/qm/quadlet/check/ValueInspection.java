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
import dev.qm.quadlet.text.Spaces;
import java.util.Map;
import java.util.Optional;

/** Values that Podman will not take when the service starts, or takes for another. */
record ValueInspection() implements Inspection.OfOneUnit {
  private static final Map<String, ValueForm> FORMS =
      Map.ofEntries(
          Map.entry("PidsLimit", ValueForm.LIMIT),
          Map.entry("StopTimeout", ValueForm.NUMBER),
          Map.entry("Retry", ValueForm.NUMBER),
          Map.entry("HealthRetries", ValueForm.NUMBER),
          Map.entry("HealthStartupRetries", ValueForm.NUMBER),
          Map.entry("HealthStartupSuccess", ValueForm.NUMBER),
          Map.entry("HealthMaxLogCount", ValueForm.NUMBER),
          Map.entry("HealthMaxLogSize", ValueForm.NUMBER),
          Map.entry("RetryDelay", ValueForm.DURATION),
          Map.entry("HealthInterval", ValueForm.INTERVAL),
          Map.entry("HealthTimeout", ValueForm.DURATION),
          Map.entry("HealthStartPeriod", ValueForm.DURATION),
          Map.entry("HealthStartupInterval", ValueForm.INTERVAL),
          Map.entry("HealthStartupTimeout", ValueForm.DURATION),
          Map.entry("HealthOnFailure", ValueForm.UNHEALTHY),
          Map.entry("Memory", ValueForm.SIZE),
          Map.entry("ShmSize", ValueForm.SIZE),
          Map.entry("StopSignal", ValueForm.SIGNAL),
          Map.entry("ReloadSignal", ValueForm.SIGNAL),
          Map.entry("IP", ValueForm.ADDRESS),
          Map.entry("IP6", ValueForm.ADDRESS),
          Map.entry("Gateway", ValueForm.ADDRESSES),
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
          Map.entry("WorkingDir", ValueForm.FOLDER),
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

  /** How the values of a key must look; empty if nothing is known of it. */
  static Optional<ValueForm> form(String key, Rule.Shape shape, UnitType type) {
    if (key.equals("Pull")) {
      return Optional.of(type == UnitType.BUILD ? ValueForm.BUILD_PULL : ValueForm.PULL);
    }
    if (shape == Rule.Shape.SWITCH) {
      return Optional.of(ValueForm.SWITCH);
    }
    switch (type) {
      case NETWORK -> {
        if (key.equals("DNS")) {
          return Optional.of(ValueForm.ADDRESSES);
        }
      }
      case POD -> {
        if (key.equals("StopTimeout")) {
          return Optional.of(ValueForm.LIMIT);
        }
      }
      case BUILD -> {
        // podman build hands these to the processes that it runs, and looks at none of them
        if (key.equals("DNS")) {
          return Optional.empty();
        }
      }
      case ARTIFACT, CONTAINER, IMAGE, KUBE, VOLUME -> {}
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
    var nearest =
        form == ValueForm.CAPABILITY
            ? UnknownKey.nearest(trimmed, ValueForm.CAPABILITY.choices())
            : Optional.<String>empty();
    findings.atValue(
        form.severity(),
        "value",
        entry,
        trimmed,
        "'" + trimmed + "' is no value for " + entry.key() + "=",
        form.why(),
        nearest.isPresent() ? "did you mean '" + nearest.get() + "'?" : "write " + form.looks());
  }
}
