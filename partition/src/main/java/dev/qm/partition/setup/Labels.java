package dev.qm.partition.setup;

import dev.qm.host.HostException;
import dev.qm.host.file.ConfinedPath;
import dev.qm.host.process.Command;
import dev.qm.host.selinux.FileLabels;
import dev.qm.partition.Layout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Gives the partition's trees and the program their SELinux labels: restorecon(8). */
record Labels(Site site) implements Step {
  static final Mark DONE = new Mark.Finished("labels");

  @Override
  public String title() {
    return "label the partition's files and the qm command's";
  }

  @Override
  public int weight() {
    return 5;
  }

  @Override
  public boolean isDone() {
    return site.ledger().holds(DONE);
  }

  @Override
  public void apply(Notes notes) throws HostException {
    var trees = new ArrayList<>(site.layout().trees());
    // the policy lets no program but a Java run-time write machine code while it runs
    trees.add(Layout.RUNTIME);
    trees.add(site.layout().programs());
    var places = new ArrayList<Path>();
    // the folder around the rootfs, and the links of closed trees, and nothing else beside them
    var alone = new ArrayList<>(List.of("restorecon", "-F", "--"));
    alone.add(site.at(site.layout().installdir()).toString());
    for (var tree : trees) {
      var place = ConfinedPath.resolve(site.root().directory(), tree);
      places.add(place);
      if (!place.equals(site.at(tree))) {
        alone.add(site.at(tree).toString());
      }
    }
    FileLabels.restoreAll(places);
    Command.of(alone).run();
    site.ledger().add(DONE);
  }
}
