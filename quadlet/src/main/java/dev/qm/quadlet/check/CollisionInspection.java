package dev.qm.quadlet.check;

import dev.qm.quadlet.read.QuadletUnit;
import dev.qm.quadlet.read.UnitType;
import dev.qm.quadlet.recipe.Lookup;
import dev.qm.quadlet.recipe.Peer;
import dev.qm.quadlet.recipe.UnitFindings;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Origin;
import dev.qm.quadlet.syntax.Problem;
import dev.qm.quadlet.text.Keys;
import dev.qm.quadlet.text.Spaces;
import dev.qm.quadlet.text.UnitName;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Ports, names and addresses that two units want. */
record CollisionInspection() implements Inspection.OfAll {
  @Override
  public List<Problem> inspect(Subject subject) {
    var search = new Search();
    for (var unit : subject.units()) {
      unit.type().ifPresent(type -> search.look(unit, type));
    }
    return search.problems;
  }

  /** What one unit has taken. */
  private record Taken(QuadletUnit unit, Entry entry) {}

  private static final class Search {
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Taken> names = new HashMap<>();
    private final Map<String, Taken> addresses = new HashMap<>();
    private final Map<String, TakenRanges<Taken>> ports = new HashMap<>();
    private final Map<Integer, TakenRanges<Taken>> subnets = new HashMap<>();

    void look(QuadletUnit unit, UnitType type) {
      var keys = new Lookup(unit.unit(), type.section());
      var name = new UnitName(unit.name());
      service(unit, type, name, keys);
      switch (type) {
        case CONTAINER -> {
          var peer = Peer.of(name, type, keys);
          name(unit, keys, "ContainerName", "container", peer.resource());
          if (keys.text("Pod").isEmpty()) {
            publish(unit, keys);
          }
          address(unit, keys);
        }
        case POD -> {
          name(unit, keys, "PodName", "container", Peer.podName(name, keys));
          publish(unit, keys);
          address(unit, keys);
        }
        case KUBE -> publish(unit, keys);
        case VOLUME ->
            name(unit, keys, "VolumeName", "volume", Peer.resourceName(name, keys, "VolumeName"));
        case NETWORK -> {
          name(unit, keys, "NetworkName", "network", Peer.resourceName(name, keys, "NetworkName"));
          subnet(unit, keys);
        }
        case ARTIFACT, IMAGE, BUILD -> {}
      }
    }

    private void service(QuadletUnit unit, UnitType type, UnitName name, Lookup keys) {
      name(
          unit,
          keys,
          Keys.SERVICE_NAME,
          "service",
          Peer.serviceName(name, type, keys) + ".service");
    }

    private void name(QuadletUnit unit, Lookup keys, String key, String kind, String name) {
      if (name.isEmpty() || name.indexOf('%') >= 0) {
        return;
      }
      var entry = keys.last(key).orElse(header(unit));
      var before = names.putIfAbsent(kind + " " + name, new Taken(unit, entry));
      if (before != null) {
        report(
            unit,
            entry,
            "the " + kind + " '" + name + "' is " + owner(before.unit(), before.entry()) + " too",
            kind.equals("service")
                ? "one of the two services will be lost"
                : "one takes the other's place when it starts",
            "give one of the two another name with " + key + "=");
      }
    }

    private void publish(QuadletUnit unit, Lookup keys) {
      for (var entry : keys.all("PublishPort")) {
        var port = PublishedPort.parse(Spaces.trim(entry.value()));
        if (port.isEmpty() || port.get().first() == 0) {
          continue;
        }
        var other = takePort(port.get(), new Taken(unit, entry));
        if (other.isPresent()) {
          report(
              unit,
              entry,
              "the host's port in '"
                  + entry.value()
                  + "' is "
                  + owner(other.get().unit(), other.get().entry())
                  + " too",
              "the second to start fails",
              "publish another port, or another address of the host");
        }
      }
    }

    /** Takes a port, and says who had taken it before. */
    private Optional<Taken> takePort(PublishedPort port, Taken taken) {
      var first = BigInteger.valueOf(port.first());
      var last = BigInteger.valueOf(port.last());
      var anywhere = ports(port.protocol(), "of some address");
      var everywhere = ports(port.protocol(), "of all addresses");
      if (port.isEverywhere()) {
        var other = anywhere.owner(first, last);
        anywhere.take(first, last, taken);
        everywhere.take(first, last, taken);
        return other;
      }
      var here = ports(port.protocol(), port.address());
      var other = here.owner(first, last).or(() -> everywhere.owner(first, last));
      anywhere.take(first, last, taken);
      here.take(first, last, taken);
      return other;
    }

    private TakenRanges<Taken> ports(String protocol, String address) {
      return ports.computeIfAbsent(protocol + " " + address, any -> new TakenRanges<>());
    }

    private void address(QuadletUnit unit, Lookup keys) {
      var networks = keys.all("Network");
      var network = networks.isEmpty() ? "podman" : networks.getFirst().value();
      for (var key : List.of("IP", "IP6")) {
        var entry = keys.last(key);
        if (entry.isPresent() && !Lookup.textOf(entry.get()).isEmpty()) {
          address(unit, entry.get(), network, Lookup.textOf(entry.get()));
        }
      }
      for (var entry : networks) {
        for (var option : List.of("ip=", "ip6=")) {
          for (var part : entry.value().split("[:,]", -1)) {
            if (part.startsWith(option)) {
              address(unit, entry, entry.value(), part.substring(option.length()));
            }
          }
        }
      }
    }

    private void address(QuadletUnit unit, Entry entry, String network, String address) {
      var colon = network.indexOf(':');
      var named = colon < 0 ? network : network.substring(0, colon);
      if (address.indexOf('%') >= 0) {
        return;
      }
      var before = addresses.putIfAbsent(named + " " + address, new Taken(unit, entry));
      if (before != null && !before.unit().equals(unit)) {
        report(
            unit,
            entry,
            "the address " + address + " is " + owner(before.unit(), before.entry()) + " too",
            "the second to start fails",
            "give one of the two another address");
      }
    }

    private void subnet(QuadletUnit unit, Lookup keys) {
      for (var entry : keys.all("Subnet")) {
        var subnet = Subnet.parse(Spaces.trim(entry.value()));
        if (subnet.isEmpty()) {
          continue;
        }
        var first = subnet.get().first();
        var last = subnet.get().last();
        var family =
            subnets.computeIfAbsent(subnet.get().address().length, any -> new TakenRanges<>());
        var other = family.owner(first, last);
        if (other.isPresent()) {
          report(
              unit,
              entry,
              "the network "
                  + entry.value()
                  + " is "
                  + owner(other.get().unit(), other.get().entry())
                  + " in part or whole",
              "the second to start fails",
              "give one of the two another network");
        }
        family.take(first, last, new Taken(unit, entry));
      }
    }

    private static String owner(QuadletUnit unit, Entry entry) {
      return "that of " + unit.name() + " (" + entry.origin() + ")";
    }

    private static Entry header(QuadletUnit unit) {
      var section = unit.type().map(UnitType::section).orElse("");
      return new Entry("", "", unit.unit().header(section).orElse(new Origin(unit.file(), 1)));
    }

    private void report(QuadletUnit unit, Entry entry, String what, String why, String mend) {
      var findings = new UnitFindings(unit.unit());
      findings.atValue(Problem.Severity.ERROR, "collision", entry, entry.value(), what, why, mend);
      problems.addAll(findings.problems());
    }
  }
}
