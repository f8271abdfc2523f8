package dev.qm.quadlet.recipe;

import java.util.ArrayList;
import java.util.List;

/**
 * Kubernetes YAML becomes {@code podman kube play}.
 *
 * <p>Source: {@code podman-systemd.unit(5)}, "Kube units", and {@code podman-kube-play(1)}.
 */
record KubeRecipe() implements Recipe {
  private static final List<Rule> PLAY =
      List.of(
          new Rule.Joined("ExitCodePropagation", "--service-exit-code-propagation"),
          new Rule.Always("LogDriver", "--log-driver", ""),
          new Rule.EachWord("LogOpt", "--log-opt"),
          CompoundRule.KUBE_USER_MAPPINGS,
          CompoundRule.NETWORKS,
          CompoundRule.KUBE_AUTO_UPDATE,
          CompoundRule.CONFIG_MAPS,
          new Rule.Each("PublishPort", "--publish"),
          new Rule.Spread("PodmanArgs"));

  private static final Rule FORCE = new Rule.Switch("KubeDownForce", "--force");

  @Override
  public List<Rule> rules() {
    List<Rule> all = new ArrayList<>(PLAY);
    all.add(new Rule.Elsewhere("Yaml", Rule.Shape.WORDS, "the files to play"));
    all.add(new Rule.Elsewhere("KubeDownForce", Rule.Shape.SWITCH, FORCE.becomes()));
    all.add(
        new Rule.Elsewhere(WorkingFolder.KEY, Rule.Shape.TEXT, "WorkingDirectory= in [Service]"));
    return Recipe.withCommon(all);
  }

  @Override
  public void write(Assembly unit) {
    var files = unit.keys().words("Yaml");
    if (files.isEmpty()) {
      unit.reportMissing("Yaml", "what to play");
    }
    Recipe.killMode(unit);
    // podman auto-update finds the service by this variable
    unit.addServiceLine("Environment", "PODMAN_SYSTEMD_UNIT=%n");
    if (!Recipe.isOneShot(unit)) {
      unit.setServiceLine("Type", "notify");
      unit.setServiceLine("NotifyAccess", "all");
    }
    unit.setServiceDefault("SyslogIdentifier", "%N");

    var play = unit.podman().add("kube", "play", "--replace", "--service-container=true");
    unit.apply(PLAY, play);
    unit.addCommand("ExecStart", withFiles(unit, play, files));

    // it runs after a failure too, so that no container is left behind
    var down = unit.podman().add("kube", "down");
    unit.apply(List.of(FORCE), down);
    unit.addCommand("ExecStopPost", withFiles(unit, down, files));
    try {
      var none = WorkingFolder.apply(unit);
      assert none.isEmpty() : "only a build has a context";
    } catch (Refusal refusal) {
      unit.report(refusal);
    }
  }

  private static CommandLine withFiles(Assembly unit, CommandLine line, List<Lookup.Word> files) {
    for (var file : files) {
      line.add(file.cause(), unit.absolute(file.text()));
    }
    return line;
  }
}
