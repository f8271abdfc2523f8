package dev.qm.bluechi.client;

/** How BlueChi calls things on the bus. */
final class Names {
  /** The name of the controller, and what all its interfaces begin with. */
  static final String BLUECHI = "org.eclipse.bluechi";

  static final String CONTROLLER = BLUECHI + ".Controller";
  static final String NODE = BLUECHI + ".Node";
  static final String MONITOR = BLUECHI + ".Monitor";
  static final String METRICS = BLUECHI + ".Metrics";
  static final String AGENT = BLUECHI + ".Agent";
  static final String OFFLINE = BLUECHI + ".Offline";

  static final String PATH = "/org/eclipse/bluechi";
  static final String METRICS_PATH = PATH + "/metrics";

  static final String PROPERTIES = "org.freedesktop.DBus.Properties";
  static final String UNIT = "org.freedesktop.systemd1.Unit";

  /** The signature of one unit, as systemd's ListUnits has it. */
  static final String UNIT_ROW = "(ssssssouso)";

  private Names() {}
}
