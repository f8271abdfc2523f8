package dev.qm.partition.setup;

import dev.qm.host.HostException;
import dev.qm.host.file.Bounded;
import dev.qm.partition.Layout;
import dev.qm.partition.landing.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Installs this very program, so that the boot hooks of the partition and the next shell find it
 * after the source tree is gone.
 *
 * @param image the run-time image that runs now
 */
record InstallRuntime(Site site, Path image) implements Step {
  /** Written into the image by the build: a digest of all sources. */
  private static final String STAMP = "built";

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
    return (image.equals(place) || (!stamp(image).isEmpty() && stamp(place).equals(stamp(image))))
        && new Links(site).isTaken(Layout.COMMAND)
        && new Links(site).isTaken(Layout.CONTROL)
        && missingTools().isEmpty();
  }

  @Override
  public void apply(Notes notes) throws HostException {
    var place = site.at(Layout.RUNTIME);
    if (!image.equals(place)) {
      replace(place);
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

  private void replace(Path place) throws HostException {
    var fresh = Layout.RUNTIME + ".partial";
    var old = Layout.RUNTIME + ".old";
    site.landing().folders(Disk.parent(Layout.RUNTIME));
    for (var tree : new String[] {fresh, old}) {
      site.ledger().add(new Mark.Tree(tree));
      Trees.remove(site.at(tree), site.workers());
    }
    try {
      Trees.copyWhole(image, site.at(fresh), site.workers());
      site.ledger().add(new Mark.Tree(Layout.RUNTIME));
      if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
        Files.move(place, site.at(old), StandardCopyOption.ATOMIC_MOVE);
      }
      Files.move(site.at(fresh), place, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failure) {
      throw new HostException("cannot install the program at " + place, failure);
    }
    for (var tree : new String[] {fresh, old}) {
      Trees.remove(site.at(tree), site.workers());
      site.ledger().drop(new Mark.Tree(tree));
    }
  }

  private static String stamp(Path image) throws HostException {
    var file = image.resolve(STAMP);
    try {
      return Files.isRegularFile(file) ? Bounded.text(file) : "";
    } catch (IOException failure) {
      throw new HostException("cannot read " + file, failure);
    }
  }
}
