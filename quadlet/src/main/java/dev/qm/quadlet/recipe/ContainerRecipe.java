package dev.qm.quadlet.recipe;

import java.util.ArrayList;
import java.util.List;

/**
 * A container becomes {@code podman run}.
 *
 * <p>Source: {@code podman-systemd.unit(5)}, "Container units", and {@code podman-run(1)}.
 */
record ContainerRecipe() implements Recipe {
  /** What stands between the name and the network. */
  private static final List<Rule> BEFORE_NETWORK =
      List.of(
          new Rule.Always("LogDriver", "--log-driver", ""),
          new Rule.EachWord("LogOpt", "--log-opt"),
          new Rule.OrElse("CgroupsMode", "--cgroups", "--cgroups=split"),
          new Rule.Clearing("Entrypoint", "--entrypoint"),
          new Rule.Text("Timezone", "--tz"),
          new Rule.Text("PidsLimit", "--pids-limit"),
          new Rule.Text("ShmSize", "--shm-size"),
          new Rule.Text("WorkingDir", "--workdir"),
          new Rule.Text("IP", "--ip"),
          new Rule.Text("IP6", "--ip6"),
          new Rule.Text("HostName", "--hostname"),
          new Rule.Text("StopSignal", "--stop-signal"),
          new Rule.Text("StopTimeout", "--stop-timeout"),
          new Rule.Text("Pull", "--pull"),
          new Rule.Text("Memory", "--memory"),
          new Rule.Text("Retry", "--retry"),
          new Rule.Text("RetryDelay", "--retry-delay"),
          new Rule.Each("NetworkAlias", "--network-alias"),
          new Rule.Each("Ulimit", "--ulimit"),
          new Rule.Each("DNS", "--dns"),
          new Rule.Each("DNSOption", "--dns-option"),
          new Rule.Each("DNSSearch", "--dns-search"),
          new Rule.Each("GroupAdd", "--group-add"),
          new Rule.Each("AddHost", "--add-host"),
          new Rule.Each("Tmpfs", "--tmpfs"),
          new Rule.Switch("RunInit", "--init"),
          new Rule.Switch("EnvironmentHost", "--env-host"),
          new Rule.Switch("HttpProxy", "--http-proxy"),
          new Rule.Switch("ReadOnlyTmpfs", "--read-only-tmpfs"),
          CompoundRule.NETWORKS);

  /** What stands between the way to notify systemd and the image. */
  private static final List<Rule> AFTER_NOTIFY =
      List.of(
          new Rule.WhenTrue("NoNewPrivileges", List.of("--security-opt=no-new-privileges")),
          new Rule.WhenTrue("SecurityLabelDisable", List.of("--security-opt", "label=disable")),
          new Rule.WhenTrue("SecurityLabelNested", List.of("--security-opt", "label=nested")),
          new Rule.Option("SecurityLabelType", "--security-opt", "label=type:"),
          new Rule.Option("SecurityLabelFileType", "--security-opt", "label=filetype:"),
          new Rule.Option("SecurityLabelLevel", "--security-opt", "label=level:"),
          new Rule.Option("AppArmor", "--security-opt", "apparmor="),
          CompoundRule.DEVICES,
          new Rule.Always("SeccompProfile", "--security-opt", "seccomp="),
          new Rule.EachLowered("DropCapability", "--cap-drop"),
          new Rule.EachLowered("AddCapability", "--cap-add"),
          new Rule.EachWord("Sysctl", "--sysctl"),
          CompoundRule.READ_ONLY,
          CompoundRule.USER,
          CompoundRule.USER_MAPPINGS,
          CompoundRule.VOLUMES,
          CompoundRule.AUTO_UPDATE,
          CompoundRule.EXPOSE,
          new Rule.Each("PublishPort", "--publish"),
          new Rule.Pairs("Environment", "--env"),
          new Rule.Pairs("Label", "--label"),
          new Rule.Pairs("Annotation", "--annotation"),
          new Rule.EachArgument("Mask", "--security-opt", "mask="),
          new Rule.EachArgument("Unmask", "--security-opt", "unmask="),
          CompoundRule.ENVIRONMENT_FILES,
          new Rule.EachArgument("Secret", "--secret", ""),
          CompoundRule.MOUNTS,
          new Rule.Text("HealthCmd", "--health-cmd"),
          new Rule.Text("HealthInterval", "--health-interval"),
          new Rule.Text("HealthOnFailure", "--health-on-failure"),
          new Rule.Text("HealthLogDestination", "--health-log-destination"),
          new Rule.Text("HealthMaxLogCount", "--health-max-log-count"),
          new Rule.Text("HealthMaxLogSize", "--health-max-log-size"),
          new Rule.Text("HealthRetries", "--health-retries"),
          new Rule.Text("HealthStartPeriod", "--health-start-period"),
          new Rule.Text("HealthTimeout", "--health-timeout"),
          new Rule.Text("HealthStartupCmd", "--health-startup-cmd"),
          new Rule.Text("HealthStartupInterval", "--health-startup-interval"),
          new Rule.Text("HealthStartupRetries", "--health-startup-retries"),
          new Rule.Text("HealthStartupSuccess", "--health-startup-success"),
          new Rule.Text("HealthStartupTimeout", "--health-startup-timeout"),
          CompoundRule.POD,
          new Rule.Spread("PodmanArgs"));

  private static final List<Rule> OTHERS =
      List.of(
          new Rule.Elsewhere("Image", Rule.Shape.TEXT, "the image"),
          new Rule.Elsewhere("Rootfs", Rule.Shape.TEXT, "--rootfs VALUE"),
          new Rule.Elsewhere("ContainerName", Rule.Shape.TEXT, "--name VALUE"),
          new Rule.Elsewhere("Notify", Rule.Shape.TEXT, "--sdnotify=container, healthy or conmon"),
          new Rule.Elsewhere("Exec", Rule.Shape.COMMAND, "the words after the image"),
          new Rule.Elsewhere("ReloadCmd", Rule.Shape.COMMAND, "podman exec in ExecReload="),
          new Rule.Elsewhere("ReloadSignal", Rule.Shape.TEXT, "podman kill in ExecReload="));

  @Override
  public List<Rule> rules() {
    List<Rule> all = new ArrayList<>(BEFORE_NETWORK);
    all.addAll(AFTER_NOTIFY);
    all.addAll(OTHERS);
    return Recipe.withCommon(all);
  }

  @Override
  public void write(Assembly unit) {
    var keys = unit.keys();
    var image = keys.text("Image");
    var rootfs = keys.text("Rootfs");
    if (image.isEmpty() && rootfs.isEmpty()) {
      unit.reportMissing("Image", "what to run; Rootfs= can say it too");
    }
    if (!image.isEmpty() && !rootfs.isEmpty()) {
      unit.report(
          new Refusal(
              "image-and-rootfs",
              keys.last("Rootfs"),
              "Rootfs= beside Image=",
              "a container has one root file system",
              "take one of the two out; an empty Image= in a drop-in takes back one set before"));
    }
    if (!image.isEmpty()) {
      image = image(unit, image);
    }
    var name = Peer.containerName(unit.name(), keys);

    // podman auto-update finds the service of a container by this variable
    unit.addServiceLine("Environment", "PODMAN_SYSTEMD_UNIT=%n");
    Recipe.killMode(unit);
    unit.addCommand("ExecStop", named(unit, unit.podman().add("rm", "-v", "-f", "-i"), name));
    // ExecStop= is passed over when the monitor was killed
    unit.addCommand(
        "ExecStopPost", named(unit, unit.podman("-").add("rm", "-v", "-f", "-i"), name));
    reload(unit, name);

    var run = named(unit, unit.podman().add("run", "--name"), name).add("--replace", "--rm");
    // the runtime makes control groups of its own below the service's
    unit.addServiceLine("Delegate", "yes");
    unit.apply(BEFORE_NETWORK, run);
    if (!Recipe.isOneShot(unit)) {
      notify(unit, run);
      unit.setServiceLine("Type", "notify");
      unit.setServiceLine("NotifyAccess", "all");
      run.add("-d");
    }
    unit.setServiceDefault("SyslogIdentifier", "%N");
    unit.apply(AFTER_NOTIFY, run);
    if (!unit.problems().isEmpty()) {
      return;
    }
    if (image.isEmpty()) {
      // also when the unit that the image comes from was refused, which leaves its name empty
      run.add(keys.lines(rootfs.isEmpty() ? "Image" : "Rootfs").getLast(), "--rootfs", rootfs);
    } else {
      run.add(keys.lines("Image").getLast(), image);
    }
    for (var word : keys.command("Exec")) {
      run.add(word.cause(), word.text());
    }
    unit.addCommand("ExecStart", run);
  }

  private static String image(Assembly unit, String written) {
    try {
      return References.image(unit, unit.keys().lines("Image").getLast(), written);
    } catch (Refusal refusal) {
      unit.report(refusal);
      return written;
    }
  }

  private static CommandLine named(Assembly unit, CommandLine line, String name) {
    var own = unit.keys().last("ContainerName");
    return own.isPresent() ? line.add(own.get(), name) : line.add(name);
  }

  private static void notify(Assembly unit, CommandLine run) {
    var entry = unit.keys().last("Notify");
    if (entry.isEmpty()) {
      run.add("--sdnotify=conmon");
    } else if (Lookup.textOf(entry.get()).equalsIgnoreCase("healthy")) {
      run.add(entry.get(), "--sdnotify=healthy");
    } else {
      run.add(
          entry.get(), Lookup.isTrue(entry.get()) ? "--sdnotify=container" : "--sdnotify=conmon");
    }
  }

  private static void reload(Assembly unit, String name) {
    var signal = unit.keys().text("ReloadSignal");
    var command = unit.keys().command("ReloadCmd");
    if (signal.isEmpty() && command.isEmpty()) {
      return;
    }
    if (!signal.isEmpty() && !command.isEmpty()) {
      unit.report(
          new Refusal(
              "reload",
              unit.keys().last("ReloadSignal"),
              "ReloadSignal= beside ReloadCmd=",
              "there is one way to reload",
              "take one of the two out"));
      return;
    }
    var line = unit.podman();
    if (signal.isEmpty()) {
      named(unit, line.add("exec"), name);
      for (var word : command) {
        line.add(word.cause(), word.text());
      }
    } else {
      line.add("kill", "--signal");
      line.add(unit.keys().last("ReloadSignal").orElseThrow(), signal);
      named(unit, line, name);
    }
    unit.addCommand("ExecReload", line);
  }
}
