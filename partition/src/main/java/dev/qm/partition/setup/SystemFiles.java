package dev.qm.partition.setup;

import dev.qm.host.HostException;

/** The quadlet and the files beside it, as the package would land them. */
record SystemFiles(Site site) implements Step {
  @Override
  public String title() {
    return "land qm.container and its files in " + site.at("/usr/share");
  }

  @Override
  public boolean isDone() throws HostException {
    for (var file : site.system().files("")) {
      if (!site.landing().isLanded("/" + file, site.system().read(file))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void apply(Notes notes) throws HostException {
    for (var file : site.system().files("")) {
      site.landing().land("/" + file, site.system().read(file), site.system().mode(file), notes);
    }
  }
}
