package dev.qm.assurance.rules.asil;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.view.Described;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.file.ControlFile;
import java.util.ArrayList;
import java.util.List;

/** A port is whose first asks for it. */
final class Ports {
  static final Rule RULE =
      Rule.named("asil-ports")
          .title("No port of the ASIL side is published by the partition")
          .against(Interference.EXCHANGE)
          .harm(
              "After the next boot the partition has the port, and an ASIL service does not start or its peers talk to QM.")
          .rationale(
              """
              A published port is taken on the host. Who asks first has it, and the other one fails.\
              """)
          .sources(
              "podman-run(1), --publish", "systemd.socket(5), ListenStream=", "ip(7), EADDRINUSE")
          .how(
              "--publish of the effective podman run against Listen lines and --publish of the ASIL side.")
          .proves("The two sides' units name no port both.")
          .doesNotProve("Which ports services open that have no socket unit.")
          .mend("publish another port of the host in qm.container")
          .check(view -> AsilUnits.each(view, (j, units, it) -> judge(view, j, units, it)));

  private Ports() {}

  /** A port, the protocol, whether only the machine itself can reach it, and the line. */
  record Port(int from, int to, String protocol, boolean isLoopback, Evidence evidence) {
    boolean meets(Port other) {
      return protocol.equals(other.protocol) && from <= other.to && other.from <= to;
    }
  }

  private static void judge(
      PartitionView view, Judgement judgement, AsilUnits units, AsilUnits.Service service) {
    var published = published(view.partition());
    for (var own : of(units, service)) {
      for (var other : published) {
        if (own.meets(other)) {
          judgement.fault(
              Fault.of(
                  "the partition publishes port " + own.from() + " of " + service.name(),
                  other.evidence(),
                  own.evidence()));
        }
      }
    }
    judgement.holds(Asked.not(view.partition(), "publishes no port of " + service.name()));
  }

  static List<Port> of(AsilUnits units, AsilUnits.Service service) {
    var ports = new ArrayList<Port>();
    for (var socket : ReachableSockets.of(units, service)) {
      for (var key : List.of("ListenStream", "ListenDatagram")) {
        for (var entry : socket.unit().values("Socket", key)) {
          var value = entry.value();
          var colon = value.lastIndexOf(':');
          var number = ControlFile.number(value.substring(colon + 1));
          if (number.isPresent()) {
            ports.add(
                new Port(
                    (int) number.getAsLong(),
                    (int) number.getAsLong(),
                    key.equals("ListenStream") ? "tcp" : "udp",
                    colon > 0 && isLoopback(value.substring(0, colon)),
                    Evidence.of(entry)));
          }
        }
      }
    }
    service.container().ifPresent(container -> ports.addAll(published(container)));
    return ports;
  }

  private static boolean isLoopback(String address) {
    return address.startsWith("127.")
        || address.startsWith("[::ffff:127.")
        || address.equals("[::1]");
  }

  /** {@code [[IP:][HOST]:]CONTAINER[/PROTOCOL]}, each port a number or a range. */
  private static List<Port> published(Described unit) {
    var ports = new ArrayList<Port>();
    for (var option : unit.options().named("publish")) {
      var slash = option.value().lastIndexOf('/');
      var protocol = slash < 0 ? "tcp" : option.value().substring(slash + 1);
      var places = slash < 0 ? option.value() : option.value().substring(0, slash);
      var inside = places.lastIndexOf(':');
      if (inside < 0) {
        continue;
      }
      var host = places.substring(0, inside);
      var address = host.lastIndexOf(':');
      var range = host.substring(address + 1);
      var dash = range.indexOf('-');
      var from = ControlFile.number(dash < 0 ? range : range.substring(0, dash));
      var to = ControlFile.number(range.substring(dash + 1));
      if (from.isPresent() && to.isPresent()) {
        ports.add(
            new Port(
                (int) from.getAsLong(),
                (int) to.getAsLong(),
                protocol,
                address > 0 && isLoopback(host.substring(0, address)),
                Asked.evidence(unit, option)));
      }
    }
    return ports;
  }
}
