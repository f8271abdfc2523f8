package dev.qm.bluechi.connection;

import java.util.List;

/** Nobody could be connected to. */
public final class ConnectFailed extends BusException {
  private static final long serialVersionUID = 1L;

  /**
   * Says why.
   *
   * @param attempts one for each address, in their order, with the reason
   */
  ConnectFailed(List<String> attempts) {
    super(attempts.isEmpty() ? "there is no address to connect to" : String.join("; ", attempts));
  }
}
