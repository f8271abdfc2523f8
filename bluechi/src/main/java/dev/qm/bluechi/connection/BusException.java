package dev.qm.bluechi.connection;

import java.io.IOException;

/** What can go wrong between this program and one that it speaks to over D-Bus. */
public abstract sealed class BusException extends IOException
    permits ConnectFailed, ConnectionLost, TooManyCalls, NoReply, CallFailed {
  private static final long serialVersionUID = 1L;

  BusException(String what) {
    super(what);
  }
}
