/** What interference is left between the sides, and the evidence. */
module dev.qm.assurance {
  requires transitive dev.qm.partition;
  requires com.fasterxml.jackson.core;
  requires HdrHistogram;

  exports dev.qm.assurance.asil;
  exports dev.qm.assurance.bundle;
  exports dev.qm.assurance.oom;
  exports dev.qm.assurance.prove.campaign;
  exports dev.qm.assurance.prove.fault;
  exports dev.qm.assurance.prove.judge;
  exports dev.qm.assurance.prove.probe;
  exports dev.qm.assurance.prove.reading;
  exports dev.qm.assurance.prove.result;
  exports dev.qm.assurance.report;
  exports dev.qm.assurance.rule;
  exports dev.qm.assurance.rules;
  exports dev.qm.assurance.verify;
  exports dev.qm.assurance.view;
}
