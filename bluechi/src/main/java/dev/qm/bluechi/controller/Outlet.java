package dev.qm.bluechi.controller;

import dev.qm.bluechi.dbus.Message;

/** The way to the clients. */
@FunctionalInterface
interface Outlet {
  /** Sends a signal, if there is a bus. */
  void tell(Message signal);
}
