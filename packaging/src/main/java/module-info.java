/** Add-ons and packages: what lands becomes RPM, DEB and their repositories. */
module dev.qm.packaging {
  requires transitive dev.qm.quadlet;

  exports dev.qm.packaging;
  exports dev.qm.packaging.addon;
  exports dev.qm.packaging.deb;
  exports dev.qm.packaging.rpm;
}
