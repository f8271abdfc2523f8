package dev.qm.bluechi.client;

import java.io.IOException;

/** The controller left the bus while it was listened to. */
public final class ControllerGone extends IOException {
  private static final long serialVersionUID = 1L;

  ControllerGone() {
    super("the BlueChi controller has left the bus");
  }
}
