/** The qm command: the only module that prints. */
module dev.qm.cli {
  requires dev.qm.assurance;
  requires dev.qm.bluechi;
  requires dev.qm.device;
  requires dev.qm.partition;
  requires dev.qm.packaging;
  requires com.fasterxml.jackson.core;
}
