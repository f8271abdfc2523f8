/** What this machine is and can do: one small adapter each. */
module dev.qm.host {
  requires transitive dev.qm.quadlet;
  requires com.fasterxml.jackson.core;

  exports dev.qm.host;
}
