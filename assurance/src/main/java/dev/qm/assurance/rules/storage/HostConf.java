package dev.qm.assurance.rules.storage;

import dev.qm.assurance.view.ConfigLines;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.HostException;
import dev.qm.host.file.ConfinedPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Configuration of systemd's own services on the host: journald.conf(5), coredump.conf(5). */
final class HostConf {
  private static final int MOST = 1 << 20;

  private HostConf() {}

  /**
   * The lines of a file and of all its parts.
   *
   * @param name such as {@code journald.conf}
   */
  static ConfigLines of(PartitionView view, String name) {
    var folders = List.of("/usr/lib/systemd/", "/run/systemd/", "/etc/systemd/");
    var conf = ConfigLines.NONE;
    // the first of these that is there counts alone; parts sort by name, later folders win one name
    for (var folder : folders.reversed()) {
      var text = text(view, folder + name);
      if (!text.isEmpty()) {
        conf = ConfigLines.parse(Path.of(folder + name), text);
        break;
      }
    }
    var parts = new TreeMap<String, String>();
    for (var folder : folders) {
      for (var part : names(view, folder + name + ".d")) {
        parts.put(part, folder + name + ".d/" + part);
      }
    }
    for (var part : parts.values()) {
      conf = conf.and(ConfigLines.parse(Path.of(part), text(view, part)));
    }
    return conf;
  }

  private static String text(PartitionView view, String file) {
    try {
      var root = view.machine().root().directory();
      return ConfinedPath.exists(root, file)
          ? new String(ConfinedPath.readBounded(root, file, MOST), StandardCharsets.UTF_8)
          : "";
    } catch (HostException unreadable) {
      return "";
    }
  }

  private static List<String> names(PartitionView view, String folder) {
    try (var entries = Files.newDirectoryStream(view.machine().root().at(folder), "*.conf")) {
      var names = new ArrayList<String>();
      for (var entry : entries) {
        names.add(String.valueOf(entry.getFileName()));
      }
      return names;
    } catch (IOException none) {
      return List.of();
    }
  }
}
