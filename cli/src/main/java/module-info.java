/** The qm command: the only module that prints. */
module dev.qm.cli {
  requires dev.qm.partition;
  requires com.fasterxml.jackson.core;
}
