/** The partition: layout, setup, runners, exec. */
module dev.qm.partition {
  requires transitive dev.qm.host;
  requires com.fasterxml.jackson.core;

  exports dev.qm.partition;
  exports dev.qm.partition.demo;
  exports dev.qm.partition.ipc.declared;
  exports dev.qm.partition.ipc.live;
  exports dev.qm.partition.ipc.serve;
  exports dev.qm.partition.landing;
  exports dev.qm.partition.run;
  exports dev.qm.partition.selinux;
  exports dev.qm.partition.setup;
  exports dev.qm.partition.show;
}
