package dev.qm.assurance.rules.storage;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.view.Options.Option;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.KernelText;
import java.util.Locale;
import java.util.Optional;

/**
 * Which capabilities root inside has: those of what runs, else those that podman-run(1) is asked
 * for, {@code --cap-add} and {@code --cap-drop}. Of its defaults none matters here.
 *
 * @param view where the partition is described
 */
record RuntimeCapabilities(PartitionView view) {
  static RuntimeCapabilities of(PartitionView view) {
    return new RuntimeCapabilities(view);
  }

  /** Whether it is there. */
  sealed interface Kept {
    /** With what shows it. */
    record Yes(Evidence evidence) implements Kept {}

    /** It is not. */
    record No() implements Kept {}
  }

  /** Whether root inside has it, such as {@code sys_admin}. */
  Kept has(String name) {
    if (view.live().isPresent()) {
      var first = view.live().get().first();
      return first.bounding().has(name)
          ? new Kept.Yes(
              Evidence.kernel(
                  "/proc/" + first.pid() + "/status",
                  "CapBnd:\t" + Long.toHexString(first.bounding().effective())))
          : new Kept.No();
    }
    var options = view.partition().options();
    var privileged = options.on("privileged");
    var added = names("cap-add", name);
    if (privileged.isPresent()) {
      return new Kept.Yes(evidence(privileged.get()));
    }
    return added.isPresent() && names("cap-drop", name).isEmpty()
        ? new Kept.Yes(evidence(added.get()))
        : new Kept.No();
  }

  private Evidence evidence(Option option) {
    return option.causes().isEmpty()
        ? Evidence.missing(view.partition().quadlet().file(), "--" + option.name())
        : Evidence.of(option.causes().getLast());
  }

  private Optional<Option> names(String option, String name) {
    var found = Optional.<Option>empty();
    for (var one : view.partition().options().named(option)) {
      for (var word : KernelText.ofList(one.value().toLowerCase(Locale.ROOT))) {
        var plain = word.startsWith("cap_") ? word.substring(4) : word;
        if (plain.equals(name) || plain.equals("all")) {
          found = Optional.of(one);
        }
      }
    }
    return found;
  }
}
