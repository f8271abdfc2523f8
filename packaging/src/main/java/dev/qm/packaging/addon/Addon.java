package dev.qm.packaging.addon;

import java.nio.file.Path;
import java.util.List;

/**
 * An add-on as its folder describes it.
 *
 * @param name its name
 * @param descriptor the file that describes it
 * @param text the descriptor as it is written; it lands beside the add-on, so that one can read on
 *     the machine what an add-on opens
 * @param summary one line
 * @param description paragraphs
 * @param requires without which it does not work
 * @param recommends what it is better with
 * @param conflicts what it does not go with
 * @param afterInstall the command that applies it; empty when none is needed
 * @param devices the devices that it opens
 * @param files what it lands
 */
public record Addon(
    AddonName name,
    Path descriptor,
    String text,
    String summary,
    List<String> description,
    List<Relation> requires,
    List<Relation> recommends,
    List<Relation> conflicts,
    String afterInstall,
    List<DevicePattern> devices,
    List<AddonFile> files) {
  /** Where the descriptors of installed add-ons are. */
  public static final String INSTALLED = "/usr/share/qm/addons";

  /** Copies what it is given, so that nobody can change it. */
  public Addon {
    description = List.copyOf(description);
    requires = List.copyOf(requires);
    recommends = List.copyOf(recommends);
    conflicts = List.copyOf(conflicts);
    devices = List.copyOf(devices);
    files = List.copyOf(files);
  }

  /** Where its descriptor lands. */
  public String landedDescriptor() {
    return INSTALLED + "/" + name + ".conf";
  }
}
