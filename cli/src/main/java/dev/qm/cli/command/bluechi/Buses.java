package dev.qm.cli.command.bluechi;

import dev.qm.bluechi.connection.BusAddress;
import dev.qm.host.Root;
import java.util.List;
import java.util.Optional;

/** Where buses are. */
final class Buses {
  private Buses() {}

  /** The bus; the environment may name another one. */
  static List<BusAddress> system(Root root) {
    return root.isHost() || System.getenv().containsKey("DBUS_SYSTEM_BUS_ADDRESS")
        ? BusAddress.ofSystemBus(System.getenv())
        : List.of(
            new BusAddress.Unix(
                root.at("/run/dbus/system_bus_socket").toString(), Optional.empty()));
  }
}
