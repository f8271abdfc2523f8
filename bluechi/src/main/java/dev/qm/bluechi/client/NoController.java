package dev.qm.bluechi.client;

import java.io.IOException;

/** There is a bus, and no BlueChi controller on it. */
public final class NoController extends IOException {
  private static final long serialVersionUID = 1L;

  NoController() {
    super("there is no BlueChi controller on the bus");
  }
}
