package dev.qm.packaging.addon;

import dev.qm.quadlet.read.UnitType;
import dev.qm.quadlet.syntax.CommandWords;
import dev.qm.quadlet.syntax.Dialect;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.UnitFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A device that a unit opens to a container.
 *
 * @param path the device, a folder of devices, or what names more than one: {@code char-alsa}
 * @param entry the line that does it
 */
record OpenedDevice(String path, Entry entry) {
  private static final String DEVICES = "/dev";
  private static final String DROP_IN_FOLDER = ".d";

  /** What a privileged container may open. */
  static final String EVERYTHING = "every device";

  /** Whether devices can be opened in a file that lands there. */
  static boolean canBeIn(String path) {
    var file = Path.of(path);
    var name = String.valueOf(file.getFileName());
    if (UnitType.ofFileName(name).isPresent()) {
      return true;
    }
    var folder = file.getParent();
    var above = folder == null ? "" : String.valueOf(folder.getFileName());
    return name.endsWith(".conf")
        && above.endsWith(DROP_IN_FOLDER)
        && (UnitType.ofFileName(above.substring(0, above.length() - 2)).isPresent()
            // container.d holds drop-ins of every container
            || UnitType.ofFileName("any." + above.substring(0, above.length() - 2)).isPresent());
  }

  /** All that the unit or drop-in opens; a line that a later one takes back counts too. */
  static List<OpenedDevice> in(Path file, String text) {
    var unit = UnitFile.parseAll(file, text, Dialect.QUADLET).unit();
    List<OpenedDevice> opened = new ArrayList<>();
    for (var section : unit.sections()) {
      for (var entry : unit.entries(section)) {
        switch (entry.key()) {
          case "AddDevice" -> words(entry).forEach(word -> device(word, entry, opened));
          case "Volume" -> words(entry).forEach(word -> bound(source(word), entry, opened));
          case "Mount" -> mount(entry.value(), entry, opened);
          case "PodmanArgs", "GlobalArgs" -> arguments(words(entry), entry, opened);
          case "DeviceAllow" -> allowed(words(entry), entry, opened);
          default -> {}
        }
      }
    }
    return List.copyOf(opened);
  }

  private static List<String> words(Entry entry) {
    return CommandWords.split(entry.value());
  }

  /** The same options as Podman's command line: podman-run(1). */
  private static void arguments(List<String> words, Entry entry, List<OpenedDevice> opened) {
    for (var i = 0; i < words.size(); i++) {
      var word = words.get(i);
      var equals = word.startsWith("--") ? word.indexOf('=') : -1;
      var option = equals < 0 ? word : word.substring(0, equals);
      var value =
          equals >= 0 ? word.substring(equals + 1) : i + 1 < words.size() ? words.get(i + 1) : "";
      switch (option) {
        case "--device" -> device(value, entry, opened);
        case "-v", "--volume" -> bound(source(value), entry, opened);
        case "--mount" -> mount(value, entry, opened);
        case "--device-cgroup-rule" -> opened.add(new OpenedDevice(value, entry));
        case "--privileged" -> {
          if (!value.equals("false")) {
            opened.add(new OpenedDevice(EVERYTHING, entry));
          }
        }
        default -> {
          if (word.startsWith("-v") && word.length() > 2) {
            bound(source(word.substring(2)), entry, opened);
          }
        }
      }
    }
  }

  /** HOST[:INSIDE[:RIGHTS]], with a dash before it where the device may be missing. */
  private static void device(String word, Entry entry, List<OpenedDevice> opened) {
    var path = source(word.startsWith("-") ? word.substring(1) : word);
    // what is no path is a device of CDI, such as vendor.com/gpu=0: not a path, so never declared
    opened.add(new OpenedDevice(path.startsWith("/") ? clean(path) : path, entry));
  }

  private static void allowed(List<String> words, Entry entry, List<OpenedDevice> opened) {
    if (!words.isEmpty()) {
      var name = words.getFirst();
      opened.add(new OpenedDevice(name.startsWith("/") ? clean(name) : name, entry));
    }
  }

  private static void mount(String value, Entry entry, List<OpenedDevice> opened) {
    for (var part : value.split(",", -1)) {
      for (var key : List.of("source=", "src=")) {
        if (part.startsWith(key)) {
          bound(part.substring(key.length()), entry, opened);
        }
      }
    }
  }

  /** A folder of the host that a container sees opens the devices in it. */
  private static void bound(String source, Entry entry, List<OpenedDevice> opened) {
    var path = source.startsWith("/") ? clean(source) : "";
    if (path.equals("/")) {
      opened.add(new OpenedDevice(EVERYTHING, entry));
    } else if (path.equals(DEVICES) || path.startsWith(DEVICES + "/")) {
      opened.add(new OpenedDevice(path, entry));
    }
  }

  private static String source(String word) {
    var colon = word.indexOf(':');
    return colon < 0 ? word : word.substring(0, colon);
  }

  private static String clean(String path) {
    return Path.of(path.replace("\0", "")).normalize().toString();
  }
}
