package dev.qm.assurance.view;

import dev.qm.assurance.view.Options.Option;
import dev.qm.host.KernelText;
import dev.qm.host.file.ControlFile;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Which ids of the host those inside are: podman-run(1), {@code --uidmap} and {@code --gidmap}.
 *
 * @param option that says so
 * @param first the first id on the host; nothing where it names none
 * @param count how many
 */
public record IdMap(Option option, OptionalLong first, long count) {
  /**
   * Those of an option, in their order.
   *
   * @param name {@code uidmap} or {@code gidmap}
   */
  public static List<IdMap> of(Options options, String name) {
    var maps = new ArrayList<IdMap>();
    for (var option : options.named(name)) {
      var parts = KernelText.split(option.value(), ':');
      maps.add(
          new IdMap(
              option,
              parts.size() > 1 ? ControlFile.number(plain(parts.get(1))) : OptionalLong.empty(),
              parts.size() > 2 ? ControlFile.number(parts.get(2)).orElse(1) : 1));
    }
    return maps;
  }

  /** An at sign says that the number is the host's, as it is for root anyway. */
  private static String plain(String id) {
    return id.startsWith("@") ? id.substring(1) : id;
  }

  /** Whether the host's id is among them. */
  public boolean holds(long id) {
    return first.isPresent() && id >= first.getAsLong() && id - first.getAsLong() < count;
  }
}
