package dev.qm.cli.command.addon;

import dev.qm.cli.frame.Invocation;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.packaging.addon.AddonName;
import dev.qm.packaging.addon.AddonSources;
import dev.qm.packaging.addon.DevicePattern;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Devices that an add-on says it opens.
 *
 * @param addon its name
 * @param isInstalled whether it is on the machine
 */
public record AddonDevice(String addon, boolean isInstalled, DevicePattern pattern) {

  /** Whether it opens the device. */
  public boolean covers(String path) {
    return pattern.covers(path);
  }

  /** Why it opens it. */
  public String reason() {
    return pattern.reason();
  }

  /** Those of the add-ons that are installed below {@code root}, and that qm brings along. */
  public static List<AddonDevice> known(Root root) throws HostException {
    var found = new ArrayList<AddonDevice>();
    var installed = new HashSet<AddonName>();
    for (var name : InstalledAddon.names(root)) {
      var addon = InstalledAddon.find(root, name);
      if (addon.isPresent()) {
        installed.add(name);
        for (var pattern : addon.get().descriptor().devices()) {
          found.add(new AddonDevice(name.text(), true, pattern));
        }
      }
    }
    var brought = Invocation.systemPlace().resolveSibling(AddonShelf.FOLDER);
    if (Files.isDirectory(brought)) {
      brought(new AddonSources(brought), installed, found);
    }
    return found;
  }

  private static void brought(
      AddonSources sources, Set<AddonName> installed, List<AddonDevice> into) throws HostException {
    try {
      for (var name : sources.names()) {
        var found =
            installed.contains(name) ? Optional.<AddonSources.Found>empty() : sources.find(name);
        if (found.isPresent()) {
          for (var pattern : found.get().addon().devices()) {
            into.add(new AddonDevice(name.text(), false, pattern));
          }
        }
      }
    } catch (IOException failure) {
      throw new HostException("cannot read the add-ons in " + sources.folder(), failure);
    }
  }
}
