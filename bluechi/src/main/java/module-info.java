/** BlueChi: the services of every node, over D-Bus. */
module dev.qm.bluechi {
  exports dev.qm.bluechi.client;
  exports dev.qm.bluechi.connection;
  exports dev.qm.bluechi.dbus;
}
