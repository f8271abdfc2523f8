package dev.qm.quadlet.text;

/** The names of sections and keys that more than one class speaks of. */
public final class Keys {
  public static final String UNIT = "Unit";
  public static final String SERVICE = "Service";
  public static final String INSTALL = "Install";
  public static final String QUADLET = "Quadlet";
  public static final String HIDDEN_QUADLET = "X-Quadlet";
  public static final String SERVICE_NAME = "ServiceName";
  public static final String DEFAULT_DEPENDENCIES = "DefaultDependencies";

  private Keys() {}
}
