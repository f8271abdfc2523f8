/** systemd unit files and Quadlet: text becomes a model, a model becomes a service. */
module dev.qm.quadlet {
  exports dev.qm.quadlet;
}
