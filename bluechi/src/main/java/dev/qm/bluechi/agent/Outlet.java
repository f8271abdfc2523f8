package dev.qm.bluechi.agent;

import dev.qm.bluechi.dbus.Message;

/** The way to the controller. */
@FunctionalInterface
interface Outlet {
  /** Sends a signal, if the controller is still there. */
  void tell(Message signal);
}
