package dev.qm.assurance.rules.addons;

import dev.qm.assurance.view.ConfigLines;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.KernelText;
import dev.qm.quadlet.syntax.Entry;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * An add-on of this machine, as its descriptor says: docs/add-ons.md.
 *
 * @param descriptor where it is
 * @param devices its lines {@code Device=PATTERN REASON}
 */
record InstalledAddon(String name, Path descriptor, List<Entry> devices) {
  static final String DESCRIPTORS = "/usr/share/qm/addons";

  /** Where add-ons put their drop-ins. */
  static final String DROP_INS = "/usr/share/containers/systemd/qm.container.d";

  InstalledAddon {
    devices = List.copyOf(devices);
  }

  /** Those that are installed, by name. */
  static Map<String, InstalledAddon> all(PartitionView view) {
    var machine = view.machine();
    var all = new TreeMap<String, InstalledAddon>();
    for (var file : files(machine.root().at(DESCRIPTORS))) {
      var name = stem(file);
      var text = machine.texts().at(DESCRIPTORS + "/" + name + ".conf").orElse("");
      var devices = new ArrayList<Entry>();
      for (var line : ConfigLines.parse(file, text).lines()) {
        if (line.section().equals("Device") && line.entry().key().equals("Device")) {
          devices.add(line.entry());
        }
      }
      all.put(name, new InstalledAddon(name, file, devices));
    }
    return all;
  }

  /** The files {@code *.conf} of a folder, sorted; none where there is no folder. */
  static List<Path> files(Path folder) {
    var files = new ArrayList<Path>();
    try (var entries = Files.newDirectoryStream(folder, "*.conf")) {
      entries.forEach(files::add);
    } catch (IOException | DirectoryIteratorException none) {
      return List.of();
    }
    files.sort(null);
    return files;
  }

  /** The add-on that a drop-in is of: 50-kvm.conf is kvm's. */
  static String ownerOf(Path dropIn) {
    var stem = stem(dropIn);
    var at = 0;
    while (at < stem.length() && "0123456789-".indexOf(stem.charAt(at)) >= 0) {
      at++;
    }
    return stem.substring(at);
  }

  private static String stem(Path file) {
    var name = String.valueOf(file.getFileName());
    return name.endsWith(".conf") ? name.substring(0, name.length() - 5) : name;
  }

  /** Whether a line stands in a drop-in of an add-on. */
  static boolean isOfAddon(PartitionView view, Entry entry) {
    return entry.origin().file().startsWith(view.machine().root().at(DROP_INS));
  }

  /** The last cause of an option that stands in a drop-in of an add-on. */
  static Optional<Entry> cause(PartitionView view, List<Entry> causes) {
    var found = Optional.<Entry>empty();
    for (var cause : causes) {
      if (isOfAddon(view, cause)) {
        found = Optional.of(cause);
      }
    }
    return found;
  }

  /** Whether one of its lines is about the device, or the folder of devices. */
  boolean declares(String path) {
    for (var device : devices) {
      var pattern = pattern(device);
      if (matches(pattern, path) || (pattern.endsWith("/*") && matches(pattern, path + "/x"))) {
        return true;
      }
    }
    return false;
  }

  /** The path in a line, without the reason behind it. */
  static String pattern(Entry device) {
    return KernelText.of(device.value()).stream().findFirst().orElse("");
  }

  /** The star stands for no slash. */
  private static boolean matches(String pattern, String path) {
    var parts = new ArrayList<String>();
    for (var part : KernelText.split(pattern, '*')) {
      parts.add(Pattern.quote(part));
    }
    return Pattern.matches(String.join("[^/]*", parts), path);
  }
}
