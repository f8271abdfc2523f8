/** BlueChi: the services of every node, over D-Bus. */
module dev.qm.bluechi {
  requires transitive dev.qm.host;

  exports dev.qm.bluechi.agent;
  exports dev.qm.bluechi.client;
  exports dev.qm.bluechi.configuration;
  exports dev.qm.bluechi.connection;
  exports dev.qm.bluechi.dbus;
  exports dev.qm.bluechi.service;
}
