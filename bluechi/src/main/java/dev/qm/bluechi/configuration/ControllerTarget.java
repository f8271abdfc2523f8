package dev.qm.bluechi.configuration;

import dev.qm.host.machine.ThisHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where an agent looks for its controller: bluechi-agent.conf(5), sd_bus_set_address(3). */
public sealed interface ControllerTarget {
  /** The port, unless another one is said. */
  int PORT = 842;

  /** The key whose value is a list of addresses; it counts before the one that names a host. */
  String LIST = KnownKey.CONTROLLER_ADDRESS.word();

  /** The line that says so; nothing where it is what BlueChi takes by itself. */
  Optional<Setting> said();

  /** Over TCP. */
  record Tcp(String host, int port, Optional<Setting> said) implements ControllerTarget {
    /** Whether it is the machine itself that looks. */
    public boolean isHere() {
      return ThisHost.isNamed(host);
    }
  }

  /** A socket of the machine's own. */
  record Local(String path, Optional<Setting> said) implements ControllerTarget {}

  /** An address of another kind, or none. */
  record Other(String address, Optional<Setting> said) implements ControllerTarget {}

  /** What the files of an agent say. */
  static List<ControllerTarget> of(Layers agent) {
    var address = agent.setting(LIST);
    if (address.isPresent()) {
      var targets = new ArrayList<ControllerTarget>();
      for (var one : address.get().value().split(";", -1)) {
        targets.add(target(one.strip(), address));
      }
      return List.copyOf(targets);
    }
    var host = agent.setting(KnownKey.CONTROLLER_HOST.word());
    return List.of(
        new Tcp(host.map(Setting::value).orElse("127.0.0.1"), port(agent).orElse(PORT), host));
  }

  /** Whether any file says it. */
  static boolean isSaid(Layers agent) {
    return of(agent).stream().anyMatch(target -> target.said().isPresent());
  }

  /** The port that the files of an agent or a controller name, if it is one. */
  static Optional<Integer> port(Layers layers) {
    return layers
        .number(KnownKey.CONTROLLER_PORT)
        .filter(number -> number >= 0 && number <= 0xffff)
        .map(Long::intValue);
  }

  private static ControllerTarget target(String address, Optional<Setting> said) {
    var colon = address.indexOf(':');
    var kind = colon < 0 ? "" : address.substring(0, colon);
    var host = Optional.<String>empty();
    var port = Optional.<Long>empty();
    var path = Optional.<String>empty();
    for (var part : address.substring(colon + 1).split(",", -1)) {
      var equals = part.indexOf('=');
      var value = part.substring(equals + 1);
      switch (equals < 0 ? "" : part.substring(0, equals)) {
        case "host" -> host = Optional.of(value);
        case "port" -> port = Values.number(value).filter(it -> it >= 0 && it <= 0xffff);
        case "path" -> path = Optional.of(value);
        default -> {}
      }
    }
    if (kind.equals("tcp") && host.isPresent() && port.isPresent()) {
      return new Tcp(host.get(), port.get().intValue(), said);
    }
    return kind.equals("unix") && path.isPresent()
        ? new Local(path.get(), said)
        : new Other(address, said);
  }
}
