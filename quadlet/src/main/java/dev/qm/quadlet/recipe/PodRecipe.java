package dev.qm.quadlet.recipe;

import dev.qm.quadlet.machine.PodmanVersion;
import java.util.ArrayList;
import java.util.List;

/**
 * A pod becomes {@code podman pod create} and {@code podman pod start}.
 *
 * <p>Source: {@code podman-systemd.unit(5)}, "Pod units", and {@code podman-pod-create(1)}.
 */
record PodRecipe() implements Recipe {
  private static final List<Rule> CREATE =
      List.of(
          CompoundRule.EXIT_POLICY,
          CompoundRule.USER_MAPPINGS,
          new Rule.Each("PublishPort", "--publish"),
          new Rule.Pairs("Label", "--label"),
          CompoundRule.NETWORKS,
          new Rule.Text("IP", "--ip"),
          new Rule.Text("IP6", "--ip6"),
          new Rule.Text("ShmSize", "--shm-size"),
          new Rule.Each("NetworkAlias", "--network-alias"),
          new Rule.Each("DNS", "--dns"),
          new Rule.Each("DNSOption", "--dns-option"),
          new Rule.Each("DNSSearch", "--dns-search"),
          new Rule.Each("AddHost", "--add-host"),
          new Rule.Each("HostName", "--hostname"),
          CompoundRule.VOLUMES);

  private static final Rule ARGUMENTS = new Rule.Spread("PodmanArgs");

  @Override
  public List<Rule> rules() {
    List<Rule> all = new ArrayList<>(CREATE);
    all.add(ARGUMENTS);
    all.add(new Rule.Elsewhere("PodName", Rule.Shape.TEXT, "--name VALUE"));
    all.add(
        new Rule.Elsewhere(
            "StopTimeout", Rule.Shape.TEXT, "--time=VALUE of podman pod stop in ExecStop="));
    return Recipe.withCommon(all);
  }

  @Override
  public void write(Assembly unit) {
    var name = Peer.podName(unit.name(), unit.keys());
    for (var container : unit.self().containers()) {
      unit.addUnitLine("Wants", container, unit.home());
      unit.addUnitLine("Before", container, unit.home());
    }
    unit.setServiceDefault("SyslogIdentifier", "%N");
    unit.addCommand("ExecStart", named(unit, unit.podman().add("pod", "start"), name));

    var stop = unit.podman().add("pod", "stop", "--ignore");
    var timeout = unit.keys().last("StopTimeout");
    if (timeout.isPresent()) {
      stop.add(timeout.get(), "--time=" + Lookup.textOf(timeout.get()));
    } else {
      stop.add("--time=10");
    }
    unit.addCommand("ExecStop", named(unit, stop, name));
    unit.addCommand(
        "ExecStopPost", named(unit, unit.podman().add("pod", "rm", "--ignore", "--force"), name));

    var create =
        unit.podman().add("pod", "create", "--infra-conmon-pidfile=%t/%N.pid", "--replace");
    unit.apply(CREATE, create);
    create.add("--infra-name", name + "-infra", "--name");
    named(unit, create, name);
    unit.apply(List.of(ARGUMENTS), create);
    unit.addCommand("ExecStartPre", create);

    // podman auto-update finds the service of a pod by this variable
    unit.addServiceLine("Environment", "PODMAN_SYSTEMD_UNIT=%n");
    // Podman sets these over what the unit says; Restart= only up to 5.8
    unit.setServiceLine("Type", "forking");
    if (unit.settings().version().isAtLeast(PodmanVersion.V6_0)) {
      unit.setServiceDefault("Restart", "on-failure");
    } else {
      unit.setServiceLine("Restart", "on-failure");
    }
    unit.setServiceLine("PIDFile", "%t/%N.pid");
  }

  private static CommandLine named(Assembly unit, CommandLine line, String name) {
    var own = unit.keys().last("PodName");
    return own.isPresent() ? line.add(own.get(), name) : line.add(name);
  }
}
