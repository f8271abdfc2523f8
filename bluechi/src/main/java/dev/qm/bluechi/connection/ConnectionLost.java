package dev.qm.bluechi.connection;

/** A connection came to its end while something was waited for. */
public final class ConnectionLost extends BusException {
  private static final long serialVersionUID = 1L;

  ConnectionLost(String reason) {
    super("the connection is closed: " + reason);
  }
}
