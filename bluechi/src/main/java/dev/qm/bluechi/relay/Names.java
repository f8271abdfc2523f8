package dev.qm.bluechi.relay;

/** Names of BlueChi's own interfaces between agents and controller: its data/ folder has them. */
final class Names {
  static final String CONTROLLER = "org.eclipse.bluechi.internal.Controller";
  static final String AGENT = "org.eclipse.bluechi.internal.Agent";
  static final String PROXY = "org.eclipse.bluechi.internal.Proxy";
  static final String PEER = "org.freedesktop.DBus.Peer";
  static final String REGISTER = "Register";

  /** Who messages of the controller come from. */
  static final String CONTROLLER_NAME = "org.eclipse.bluechi";

  private Names() {}
}
