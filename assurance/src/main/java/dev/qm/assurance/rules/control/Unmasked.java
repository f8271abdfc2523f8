package dev.qm.assurance.rules.control;

import dev.qm.assurance.view.Options.Option;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.KernelText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What Podman is told not to hide: podman-run(1), --security-opt unmask= and
 * systempaths=unconfined.
 */
final class Unmasked {
  private Unmasked() {}

  /** All options that take a mask away. */
  static List<Option> options(PartitionView view) {
    var found = new ArrayList<Option>();
    for (var option : view.partition().options().security("unmask")) {
      if (!option.value().isBlank()) {
        found.add(option);
      }
    }
    for (var option : view.partition().options().security("systempaths")) {
      if (option.value().equals("unconfined")) {
        found.add(option);
      }
    }
    return found;
  }

  /** The option that takes the mask of {@code path} away. */
  static Optional<Option> option(PartitionView view, String path) {
    for (var option : options(view)) {
      for (var part : KernelText.split(option.value(), ':')) {
        var plain = part.toLowerCase(Locale.ROOT);
        // a pattern of path.Match(3go): a star stands for anything in one name
        if (plain.equals("all")
            || plain.equals("unconfined")
            || part.equals(path)
            || (part.indexOf('*') >= 0 && path.startsWith(part.substring(0, part.indexOf('*'))))) {
          return Optional.of(option);
        }
      }
    }
    return Optional.empty();
  }
}
