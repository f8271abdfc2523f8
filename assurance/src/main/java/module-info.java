/** What interference is left between the sides, and the evidence. */
module dev.qm.assurance {
  requires transitive dev.qm.partition;
  requires com.fasterxml.jackson.core;

  exports dev.qm.assurance.asil;
  exports dev.qm.assurance.oom;
}
