package dev.qm.bluechi.connection;

/** A call was not even sent: as many as there may be wait for their replies. */
public final class TooManyCalls extends BusException {
  private static final long serialVersionUID = 1L;

  TooManyCalls(int most) {
    super("there are " + most + " calls that wait for a reply, and may be no more");
  }
}
