package dev.qm.partition.setup;

import dev.qm.host.HostException;
import dev.qm.partition.Layout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Installs this very program, so that the boot hooks of the partition and the next shell find it
 * after the source tree is gone.
 *
 * @param image the run-time image that runs now
 */
record InstallRuntime(Site site, Path image) implements Step {
  /** Where a BlueChi that was built on the machine is. */
  private static final String BUILT_HERE = "/usr/local/bin/";

  @Override
  public String title() {
    return "install the qm command as " + site.at(Layout.COMMAND);
  }

  @Override
  public int weight() {
    return 2;
  }

  @Override
  public boolean isDone() throws HostException {
    var place = site.at(Layout.RUNTIME);
    return (image.equals(place)
            || (!WholeTree.stamp(image).isEmpty()
                && WholeTree.stamp(place).equals(WholeTree.stamp(image))))
        && new Links(site).isTaken(Layout.COMMAND)
        && new Links(site).isTaken(Layout.CONTROL)
        && missingTools().isEmpty();
  }

  @Override
  public void apply(Notes notes) throws HostException {
    var place = site.at(Layout.RUNTIME);
    if (!image.equals(place)) {
      new WholeTree(site, Layout.RUNTIME, Layout.RUNTIME)
          .replace(fresh -> Trees.copyWhole(image, fresh, site.workers()));
    }
    var program = "../libexec/" + place.getFileName() + "/bin/qm";
    new Links(site).make(Layout.COMMAND, program, notes);
    // where the field's own tool is installed, it stays
    new Links(site).make(Layout.CONTROL, program, notes);
    for (var tool : missingTools()) {
      new Links(site).make(tool, program, notes);
    }
  }

  /** BlueChi's tools that are not on this machine; the real ones need no word of ours. */
  private List<String> missingTools() throws HostException {
    var links = new Links(site);
    var missing = new ArrayList<String>();
    for (var tool : Layout.BLUECHI_TOOLS) {
      var name = tool.substring(tool.lastIndexOf('/') + 1);
      if (!links.isTaken(tool) && !links.isTaken(BUILT_HERE + name)) {
        missing.add(tool);
      }
    }
    return missing;
  }
}
