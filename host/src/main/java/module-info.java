/** What this machine is and can do: one small adapter each. */
module dev.qm.host {
  requires transitive dev.qm.quadlet;
  // to hear signals
  requires jdk.unsupported;

  exports dev.qm.host;
  exports dev.qm.host.cgroup;
  exports dev.qm.host.file;
  exports dev.qm.host.machine;
  exports dev.qm.host.packages;
  exports dev.qm.host.process;
  exports dev.qm.host.selinux;
  exports dev.qm.host.socket;
  exports dev.qm.host.work;
}
