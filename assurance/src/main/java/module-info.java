/** What interference is left between the sides, and the evidence. */
module dev.qm.assurance {
  requires transitive dev.qm.partition;
  requires com.fasterxml.jackson.core;

  exports dev.qm.assurance.asil;
  exports dev.qm.assurance.oom;
  exports dev.qm.assurance.report;
  exports dev.qm.assurance.rule;
  exports dev.qm.assurance.rules;
  exports dev.qm.assurance.verify;
  exports dev.qm.assurance.view;
}
