package dev.qm.partition.setup;

import dev.qm.host.HostException;
import dev.qm.partition.landing.NewFile;

/** The quadlet and the files beside it, as the package would land them. */
record SystemFiles(Site site) implements Step {
  @Override
  public String title() {
    return "land qm.container and its files in " + site.at("/usr/share");
  }

  @Override
  public boolean isDone() throws HostException {
    for (var file : site.system().files("")) {
      if (!site.landing().isLanded(landed(file))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void apply(Notes notes) throws HostException {
    for (var file : site.system().files("")) {
      site.land(landed(file), notes);
    }
  }

  private NewFile landed(String file) throws HostException {
    return NewFile.of("/" + file, site.system().read(file), site.system().mode(file));
  }
}
