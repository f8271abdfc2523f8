package dev.qm.quadlet.generate;

import dev.qm.quadlet.path.UnixPath;
import dev.qm.quadlet.recipe.Lookup;
import dev.qm.quadlet.syntax.UnitFile;
import dev.qm.quadlet.text.Keys;
import dev.qm.quadlet.text.UnitName;
import java.util.ArrayList;
import java.util.List;

/**
 * The links that [Install] asks for: a generator makes them itself, since nobody can enable what it
 * generates.
 *
 * <p>Source: {@code podman-systemd.unit(5)}, "Enabling unit files"; {@code systemd.unit(5)},
 * "[Install] section options".
 */
final class Install {
  private Install() {}

  static List<GeneratedService.Link> links(UnitFile unit, String service) {
    var keys = new Lookup(unit, Keys.INSTALL);
    if (unit.entriesByKey(Keys.INSTALL).isEmpty()) {
      return List.of();
    }
    List<GeneratedService.Link> links = new ArrayList<>();
    for (var word : keys.words("Alias")) {
      add(links, UnixPath.clean(word.text()), service);
    }
    var enabled = enabledName(service, keys);
    if (!enabled.isEmpty()) {
      dependents(links, keys, "WantedBy", ".wants/", enabled, service);
      dependents(links, keys, "RequiredBy", ".requires/", enabled, service);
      dependents(links, keys, "UpheldBy", ".upholds/", enabled, service);
    }
    return links;
  }

  /** The unit that is enabled: a template is so for its default instance only. */
  private static String enabledName(String service, Lookup keys) {
    var name = new UnitName(service);
    if (!name.isTemplated() || !name.instance().isEmpty()) {
      return service;
    }
    var instance = keys.last("DefaultInstance");
    return instance.isEmpty()
        ? ""
        : name.prefix() + "@" + Lookup.textOf(instance.get()) + name.suffix();
  }

  private static void dependents(
      List<GeneratedService.Link> links,
      Lookup keys,
      String key,
      String folder,
      String enabled,
      String service) {
    for (var word : keys.words(key)) {
      if (word.text().indexOf('/') < 0) {
        add(links, word.text() + folder + enabled, service);
      }
    }
  }

  /** Adds a link, unless it would lie outside of the services' folder or can be none. */
  private static void add(List<GeneratedService.Link> links, String path, String service) {
    var clean = UnixPath.clean(path);
    if (clean.indexOf('\0') >= 0
        || UnixPath.isAbsolute(clean)
        || clean.equals(".")
        || clean.equals("..")
        || clean.startsWith("../")) {
      return;
    }
    var target = new StringBuilder();
    for (var i = 0; i < clean.length(); i++) {
      if (clean.charAt(i) == '/') {
        target.append("../");
      }
    }
    links.add(new GeneratedService.Link(clean, target + service));
  }
}
