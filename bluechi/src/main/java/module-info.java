/** BlueChi: the services of every node, over D-Bus. */
module dev.qm.bluechi {
  requires transitive dev.qm.host;

  // sockets have TCP's probes as options only where it is there
  requires jdk.net;

  exports dev.qm.bluechi.agent;
  exports dev.qm.bluechi.client;
  exports dev.qm.bluechi.configuration;
  exports dev.qm.bluechi.connection;
  exports dev.qm.bluechi.controller;
  exports dev.qm.bluechi.dbus;
  exports dev.qm.bluechi.relay;
  exports dev.qm.bluechi.service;
  exports dev.qm.bluechi.trust;
}
