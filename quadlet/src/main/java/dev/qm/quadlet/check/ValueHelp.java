package dev.qm.quadlet.check;

import dev.qm.quadlet.read.UnitType;
import dev.qm.quadlet.recipe.KnownKeys;
import java.util.List;
import java.util.Optional;

/**
 * What the values of a key look like, for who helps to write one.
 *
 * <p>Source: {@code podman-systemd.unit(5)} and the man pages of the commands that the keys become
 * options of.
 *
 * @param looks the form in words and by example, such as {@code a number, or -1 for no limit}
 * @param choices values that somebody may want; empty where there is no end of them
 */
public record ValueHelp(String looks, List<String> choices) {
  /** Copies what it is given, so that nobody can change it. */
  public ValueHelp {
    choices = List.copyOf(choices);
  }

  /**
   * {@return what is known of a key's values; empty if any text will do}
   *
   * @param type the type of the unit
   * @param key a key of that type's own section
   */
  public static Optional<ValueHelp> of(UnitType type, String key) {
    return KnownKeys.of(type)
        .rule(key)
        .flatMap(rule -> ValueInspection.form(key, rule.shape(), type))
        .map(form -> new ValueHelp(form.looks(), form.choices()));
  }
}
