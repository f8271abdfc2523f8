package dev.qm.partition.setup;

import dev.qm.host.HostException;
import dev.qm.host.process.Command;
import dev.qm.host.selinux.FileLabels;
import dev.qm.partition.Layout;
import java.util.ArrayList;

/** Gives the partition's trees and the program their SELinux labels: restorecon(8). */
record Labels(Site site) implements Step {
  private static final Mark DONE = new Mark.Finished("labels");

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
    FileLabels.restoreAll(trees.stream().map(site::at).toList());
    // the folder around the rootfs, and nothing else that may lie in it
    Command.of("restorecon", "-F", "--", site.at(site.layout().installdir()).toString()).run();
    site.ledger().add(DONE);
  }
}
