/** The OCI hook that gives containers devices by annotation. */
module dev.qm.device {
  requires transitive dev.qm.host;

  exports dev.qm.device;
}
