/** systemd unit files and Quadlet: text becomes a model, a model becomes a service. */
module dev.qm.quadlet {
  exports dev.qm.quadlet.check;
  exports dev.qm.quadlet.compiled;
  exports dev.qm.quadlet.format;
  exports dev.qm.quadlet.generate;
  exports dev.qm.quadlet.language;
  exports dev.qm.quadlet.machine;
  exports dev.qm.quadlet.mend;
  exports dev.qm.quadlet.read;
  exports dev.qm.quadlet.syntax;
}
