package dev.qm.quadlet;

/** The names of sections and keys that more than one class speaks of. */
final class Keys {
  static final String UNIT = "Unit";
  static final String SERVICE = "Service";
  static final String INSTALL = "Install";
  static final String QUADLET = "Quadlet";
  static final String HIDDEN_QUADLET = "X-Quadlet";
  static final String SERVICE_NAME = "ServiceName";
  static final String DEFAULT_DEPENDENCIES = "DefaultDependencies";

  private Keys() {}
}
