package dev.qm.assurance.rules.selinux;

import dev.qm.assurance.view.ConfigLines;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.Root;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The containers.conf(5) of the host's Podman, which starts the partition. */
final class HostConf {
  private HostConf() {}

  static ConfigLines read(PartitionView view) {
    var machine = view.machine();
    var conf = ConfigLines.NONE;
    for (var file : files(machine.root())) {
      var text = machine.texts().at("/" + machine.root().directory().relativize(file));
      conf = conf.and(ConfigLines.parse(file, text.orElse("")));
    }
    return conf;
  }

  /** The vendor's, the administrator's, then the parts of each in their order. */
  private static List<Path> files(Root root) {
    var files = new ArrayList<Path>();
    for (var file :
        List.of("/usr/share/containers/containers.conf", "/etc/containers/containers.conf")) {
      files.add(root.at(file));
      try (var parts = Files.newDirectoryStream(root.at(file + ".d"), "*.conf")) {
        var sorted = new ArrayList<Path>();
        parts.forEach(sorted::add);
        sorted.sort(null);
        files.addAll(sorted);
      } catch (IOException | DirectoryIteratorException none) {
        // without parts
      }
    }
    return files;
  }
}
