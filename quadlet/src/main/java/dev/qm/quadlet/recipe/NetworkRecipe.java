package dev.qm.quadlet.recipe;

import java.util.ArrayList;
import java.util.List;

/**
 * A network becomes {@code podman network create}.
 *
 * <p>Source: {@code podman-systemd.unit(5)}, "Network units", and {@code podman-network-create(1)}.
 */
record NetworkRecipe() implements Recipe {
  private static final List<Rule> CREATE =
      List.of(
          new Rule.Switch("DisableDNS", "--disable-dns"),
          new Rule.Switch("Internal", "--internal"),
          new Rule.Switch("IPv6", "--ipv6"),
          new Rule.Text("Driver", "--driver"),
          new Rule.Text("IPAMDriver", "--ipam-driver"),
          new Rule.Text("InterfaceName", "--interface-name"),
          new Rule.Each("DNS", "--dns"),
          CompoundRule.SUBNETS,
          new Rule.Pairs("Options", "--opt"),
          new Rule.Pairs("Label", "--label"),
          new Rule.Spread("PodmanArgs"));

  @Override
  public List<Rule> rules() {
    List<Rule> all = new ArrayList<>(CREATE);
    all.add(new Rule.Elsewhere("NetworkName", Rule.Shape.TEXT, "the name of the network"));
    all.add(
        new Rule.Elsewhere(
            "NetworkDeleteOnStop", Rule.Shape.SWITCH, "podman network rm in ExecStopPost="));
    return Recipe.withCommon(all);
  }

  @Override
  public void write(Assembly unit) {
    var name = Peer.resourceName(unit.name(), unit.keys(), "NetworkName");
    var delete = unit.keys().last("NetworkDeleteOnStop");
    if (delete.isPresent() && Lookup.isTrue(delete.get())) {
      var remove = unit.podman().add(delete.get(), "network", "rm");
      unit.addCommand("ExecStopPost", named(unit, remove, name));
    }
    var create = unit.podman().add("network", "create", "--ignore");
    unit.apply(CREATE, create);
    unit.addCommand("ExecStart", named(unit, create, name));
    Recipe.lastingOneShot(unit);
    unit.setResource(name);
  }

  private static CommandLine named(Assembly unit, CommandLine line, String name) {
    var own = unit.keys().last("NetworkName");
    return own.isPresent() ? line.add(own.get(), name) : line.add(name);
  }
}
