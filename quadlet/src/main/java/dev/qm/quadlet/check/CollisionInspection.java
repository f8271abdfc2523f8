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
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Ports, names and addresses that two units want at the same time. */
record CollisionInspection() implements Inspection.OfAll {
  @Override
  public List<Problem> inspect(Subject subject) {
    var search = new Search(new Coexistence(subject.generation().services()));
    for (var unit : subject.units()) {
      unit.type().ifPresent(type -> search.look(unit, type));
    }
    return search.problems;
  }

  /**
   * What one unit has taken.
   *
   * @param service the unit's service
   */
  private record Taken(QuadletUnit unit, String service, Entry entry) {
    boolean isOf(QuadletUnit other) {
      return unit.equals(other);
    }
  }

  /** A port that one unit has taken. */
  private record TakenPort(Taken by, PublishedPort port) {}

  private static final class Search {
    private final Coexistence coexistence;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Taken> names = new HashMap<>();
    private final Map<String, Taken> addresses = new HashMap<>();
    private final Map<String, TakenRanges<TakenPort>> ports = new HashMap<>();
    private final Map<Integer, TakenRanges<Taken>> subnets = new HashMap<>();

    Search(Coexistence coexistence) {
      this.coexistence = coexistence;
    }

    void look(QuadletUnit unit, UnitType type) {
      var keys = new Lookup(unit.unit(), type.section());
      var name = new UnitName(unit.name());
      service(unit, type, name, keys);
      switch (type) {
        case CONTAINER -> {
          var peer = Peer.of(name, type, keys);
          name(unit, keys, "ContainerName", peer.resource());
          if (keys.text("Pod").isEmpty()) {
            publish(unit, keys);
          }
          address(unit, keys);
        }
        case POD -> {
          name(unit, keys, "PodName", Peer.podName(name, keys));
          publish(unit, keys);
          address(unit, keys);
        }
        case KUBE -> publish(unit, keys);
        case VOLUME ->
            shared(unit, keys, "VolumeName", "volume", Peer.resourceName(name, keys, "VolumeName"));
        case NETWORK -> {
          shared(
              unit, keys, "NetworkName", "network", Peer.resourceName(name, keys, "NetworkName"));
          subnet(unit, keys);
        }
        case ARTIFACT, IMAGE, BUILD -> {}
      }
    }

    private void service(QuadletUnit unit, UnitType type, UnitName name, Lookup keys) {
      var service = Peer.serviceName(name, type, keys) + ".service";
      var before = before(unit, keys, Keys.SERVICE_NAME, "service", service);
      if (before.isPresent()) {
        var what = "the service '" + service + "' is " + owner(before.get()) + " too";
        error(
            unit,
            last(unit, keys, Keys.SERVICE_NAME),
            what,
            "one of the two services will be lost",
            otherName(Keys.SERVICE_NAME));
      }
    }

    /** A container or a pod, of which the later takes the earlier's place. */
    private void name(QuadletUnit unit, Lookup keys, String key, String name) {
      var before = before(unit, keys, key, "container", name);
      if (before.isPresent() && coexist(unit, before.get())) {
        error(
            unit,
            last(unit, keys, key),
            "the container '" + name + "' is " + owner(before.get()) + " too",
            "one takes the other's place when it starts",
            otherName(key));
      }
    }

    /** A volume or a network, which Podman makes only if there is none of its name. */
    private void shared(QuadletUnit unit, Lookup keys, String key, String kind, String name) {
      var before = before(unit, keys, key, kind, name);
      if (before.isPresent()) {
        report(
            Problem.Severity.NOTE,
            unit,
            last(unit, keys, key),
            "the " + kind + " '" + name + "' is " + owner(before.get()) + " too",
            "Podman makes one " + kind + ", as the first to start says, and both use it",
            "leave one of the two, or give one another name with " + key + "=");
      }
    }

    /** Takes a name, and says who had taken it before. */
    private Optional<Taken> before(
        QuadletUnit unit, Lookup keys, String key, String kind, String name) {
      if (name.isEmpty() || name.indexOf('%') >= 0 || name.indexOf('$') >= 0) {
        return Optional.empty();
      }
      var taken = taken(unit, last(unit, keys, key));
      return Optional.ofNullable(names.putIfAbsent(kind + " " + name, taken));
    }

    private static String otherName(String key) {
      return "give one of the two another name with " + key + "=";
    }

    private static Entry last(QuadletUnit unit, Lookup keys, String key) {
      return keys.last(key).orElse(header(unit));
    }

    private static Taken taken(QuadletUnit unit, Entry entry) {
      var service = "";
      if (unit.type().isPresent()) {
        var type = unit.type().get();
        var keys = new Lookup(unit.unit(), type.section());
        service = Peer.serviceName(new UnitName(unit.name()), type, keys) + ".service";
      }
      return new Taken(unit, service, entry);
    }

    private boolean coexist(QuadletUnit unit, Taken other) {
      return coexistence.isPossible(taken(unit, header(unit)).service(), other.service());
    }

    private void publish(QuadletUnit unit, Lookup keys) {
      if (!NetworkMode.of(keys).publishes()) {
        return;
      }
      for (var entry : keys.all("PublishPort")) {
        for (var port : PublishedPort.parseAll(Spaces.trim(entry.value()))) {
          if (port.first() != 0) {
            publish(unit, entry, port);
          }
        }
      }
    }

    private void publish(QuadletUnit unit, Entry entry, PublishedPort port) {
      var other = takePort(new TakenPort(taken(unit, entry), port));
      if (other.isEmpty()) {
        return;
      }
      var by = other.get().by();
      if (by.isOf(unit) ? port.joins(other.get().port()) : !coexist(unit, by)) {
        return;
      }
      var what = "the host's port in '" + entry.value() + "' is " + owner(by) + " too";
      var mend = "publish another port, or another address of the host";
      if (port.protocol().equals("sctp")) {
        report(
            Problem.Severity.WARNING,
            unit,
            entry,
            what,
            "Podman holds no port of sctp: both start, and one of the two is never reached",
            mend);
      } else {
        error(unit, entry, what, "the second to start fails", mend);
      }
    }

    /** Takes a port, and says who had taken it before. */
    private Optional<TakenPort> takePort(TakenPort taken) {
      var port = taken.port();
      var first = BigInteger.valueOf(port.first());
      var last = BigInteger.valueOf(port.last());
      var anywhere = ports(port, "of some address");
      var everywhere = ports(port, "of all addresses");
      if (port.isEverywhere()) {
        var other = anywhere.owner(first, last);
        anywhere.take(first, last, taken);
        everywhere.take(first, last, taken);
        return other;
      }
      var here = ports(port, port.address());
      var other = here.owner(first, last).or(() -> everywhere.owner(first, last));
      anywhere.take(first, last, taken);
      here.take(first, last, taken);
      return other;
    }

    private TakenRanges<TakenPort> ports(PublishedPort port, String address) {
      return ports.computeIfAbsent(
          port.protocol() + " " + port.family() + " " + address, any -> new TakenRanges<>());
    }

    private void address(QuadletUnit unit, Lookup keys) {
      var networks = keys.all("Network");
      var network = networks.isEmpty() ? "podman" : NetworkMode.name(networks.getFirst());
      for (var key : List.of("IP", "IP6")) {
        var entry = keys.last(key);
        if (entry.isPresent()) {
          address(unit, entry.get(), network, Lookup.textOf(entry.get()));
        }
      }
      for (var entry : networks) {
        for (var option : NetworkMode.options(entry)) {
          var equals = option.indexOf('=');
          if (equals > 0 && List.of("ip", "ip6").contains(option.substring(0, equals))) {
            address(unit, entry, NetworkMode.name(entry), option.substring(equals + 1));
          }
        }
      }
    }

    private void address(QuadletUnit unit, Entry entry, String network, String address) {
      if (!ValueForm.isAddress(address)) {
        return;
      }
      var taken = taken(unit, entry);
      var one = InetAddress.ofLiteral(address).getHostAddress();
      var before = addresses.putIfAbsent(network + " " + one, taken);
      if (before != null && !before.isOf(unit) && coexist(unit, before)) {
        error(
            unit,
            entry,
            "the address " + address + " is " + owner(before) + " too",
            "the second to start fails",
            "give one of the two another address");
      }
    }

    private void subnet(QuadletUnit unit, Lookup keys) {
      if (!mindsOthers(keys)) {
        return;
      }
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
        if (other.isPresent()
            && !isSameNetwork(unit, keys, other.get())
            && !goesBefore(unit, keys, other.get())) {
          error(
              unit,
              entry,
              "the network " + entry.value() + " is " + owner(other.get()) + " in part or whole",
              "the second to start fails",
              "give one of the two another network");
        }
        family.take(first, last, taken(unit, entry));
      }
    }

    /**
     * True if Podman compares the network with the others that it has: a bridge, that is not told
     * to leave what is there as it is. Others may share a subnet, as two VLANs do.
     */
    private static boolean mindsOthers(Lookup keys) {
      var driver = keys.text("Driver");
      if (!driver.isEmpty() && !driver.equals("bridge")) {
        return false;
      }
      for (var key : List.of("Options", "PodmanArgs")) {
        for (var entry : keys.all(key)) {
          for (var sign : List.of("vlan", "unmanaged", "driver", "-d")) {
            if (entry.value().contains(sign)) {
              return false;
            }
          }
        }
      }
      return true;
    }

    /** True for two units of which the later finds its network made. */
    private static boolean isSameNetwork(QuadletUnit unit, Lookup keys, Taken other) {
      var theirs = new Lookup(other.unit().unit(), UnitType.NETWORK.section());
      return other.isOf(unit) || networkName(unit, keys).equals(networkName(other.unit(), theirs));
    }

    /**
     * True for two units of which systemd stops one for the other, and the network goes with it.
     */
    private boolean goesBefore(QuadletUnit unit, Lookup keys, Taken other) {
      var theirs = new Lookup(other.unit().unit(), UnitType.NETWORK.section());
      return keys.isTrue("NetworkDeleteOnStop", false)
          && theirs.isTrue("NetworkDeleteOnStop", false)
          && !coexist(unit, other);
    }

    private static String networkName(QuadletUnit unit, Lookup keys) {
      return Peer.resourceName(new UnitName(unit.name()), keys, "NetworkName");
    }

    private static String owner(Taken taken) {
      return "that of " + taken.unit().name() + " (" + taken.entry().origin() + ")";
    }

    private static Entry header(QuadletUnit unit) {
      var section = unit.type().map(UnitType::section).orElse("");
      return new Entry("", "", unit.unit().header(section).orElse(new Origin(unit.file(), 1)));
    }

    private void error(QuadletUnit unit, Entry entry, String what, String why, String mend) {
      report(Problem.Severity.ERROR, unit, entry, what, why, mend);
    }

    private void report(
        Problem.Severity severity,
        QuadletUnit unit,
        Entry entry,
        String what,
        String why,
        String mend) {
      var findings = new UnitFindings(unit.unit());
      findings.atValue(severity, "collision", entry, entry.value(), what, why, mend);
      problems.addAll(findings.problems());
    }
  }
}
