package dev.qm.assurance.view;

import java.util.Locale;

/** Whether a {@code podman run} gives a capability: podman-run(1), --cap-add, --cap-drop. */
public final class GivenCapability {
  private GivenCapability() {}

  /**
   * Whether it does.
   *
   * @param capability beyond Podman's defaults, such as {@code sys_admin}
   */
  public static boolean has(Options options, String capability) {
    if (options.on("privileged").isPresent()) {
      return true;
    }
    var dropped = names(options, "cap-drop", capability);
    return !dropped && (names(options, "cap-add", capability) || names(options, "cap-add", "all"));
  }

  private static boolean names(Options options, String option, String capability) {
    for (var each : options.named(option)) {
      for (var word : each.value().split("[, ]", -1)) {
        var name = word.toLowerCase(Locale.ROOT);
        if (name.equals(capability) || name.equals("cap_" + capability)) {
          return true;
        }
      }
    }
    return false;
  }
}
