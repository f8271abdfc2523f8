package dev.qm.cli.command.addon;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.file.ConfinedPath;
import dev.qm.packaging.addon.Addon;
import dev.qm.packaging.addon.AddonName;
import dev.qm.packaging.addon.Descriptor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An add-on that is on a machine, as its descriptor there says: it lands with each package.
 *
 * @param name its name
 * @param descriptor what it says
 */
record InstalledAddon(AddonName name, Descriptor descriptor) {
  private static final String ENDING = ".conf";
  private static final int LONGEST = 256 << 10;

  static Optional<InstalledAddon> find(Root root, AddonName name) throws HostException {
    var place = Addon.INSTALLED + "/" + name + ENDING;
    if (!Files.isRegularFile(root.at(place))) {
      return Optional.empty();
    }
    var bytes = ConfinedPath.readBounded(root.directory(), place, LONGEST);
    return Optional.of(
        new InstalledAddon(
            name,
            Descriptor.parse(root.at(place), new String(bytes, StandardCharsets.UTF_8), name)));
  }

  static List<AddonName> names(Root root) throws HostException {
    var folder = root.at(Addon.INSTALLED);
    List<AddonName> names = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return names;
    }
    try (var files = Files.newDirectoryStream(folder, "*" + ENDING)) {
      for (var file : files) {
        var name = String.valueOf(file.getFileName());
        AddonName.parse(name.substring(0, name.length() - ENDING.length())).ifPresent(names::add);
      }
    } catch (IOException failure) {
      throw new HostException("cannot read " + folder, failure);
    }
    names.sort(null);
    return names;
  }
}
