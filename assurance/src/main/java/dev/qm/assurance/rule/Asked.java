package dev.qm.assurance.rule;

import dev.qm.assurance.view.Described;
import dev.qm.assurance.view.Options.Option;

/** Where an option of a container comes from, for a finding about it. */
public final class Asked {
  private Asked() {}

  /** The line that asks for it; the first line of the unit for what Quadlet adds by itself. */
  public static Evidence evidence(Described unit, Option option) {
    return option.causes().isEmpty()
        ? Evidence.missing(unit.quadlet().file(), "--" + option.name() + "=" + option.value())
        : Evidence.of(option.causes().getLast());
  }

  /**
   * That a key has no value: at the line that takes it away, or, where there is none, that no line
   * gives one.
   */
  public static Evidence unset(Described unit, String section, String key) {
    return unset(unit, section, key, "no " + key + "=");
  }

  /** The same, with other words for where no line gives one. */
  public static Evidence unset(Described unit, String section, String key, String what) {
    return unit.unit()
        .last(section, key)
        .filter(entry -> entry.value().isEmpty())
        .map(Evidence::of)
        .orElseGet(() -> not(unit, what));
  }

  /** The unit does not ask for something. */
  public static Evidence not(Described unit, String what) {
    return Evidence.missing(unit.quadlet().file(), what);
  }
}
