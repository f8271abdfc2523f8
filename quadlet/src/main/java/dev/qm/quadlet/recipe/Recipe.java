package dev.qm.quadlet.recipe;

import dev.qm.quadlet.read.UnitType;
import dev.qm.quadlet.text.Keys;
import java.util.ArrayList;
import java.util.List;

/** How units of one type become services. */
public sealed interface Recipe
    permits ArtifactRecipe,
        BuildRecipe,
        ContainerRecipe,
        ImageRecipe,
        KubeRecipe,
        NetworkRecipe,
        PodRecipe,
        VolumeRecipe {
  /** The recipe of a type. */
  static Recipe of(UnitType type) {
    return switch (type) {
      case ARTIFACT -> new ArtifactRecipe();
      case IMAGE -> new ImageRecipe();
      case NETWORK -> new NetworkRecipe();
      case VOLUME -> new VolumeRecipe();
      case BUILD -> new BuildRecipe();
      case CONTAINER -> new ContainerRecipe();
      case KUBE -> new KubeRecipe();
      case POD -> new PodRecipe();
    };
  }

  /** Every key of the type's own section, in the rules that read them. */
  List<Rule> rules();

  /** Writes the commands and the lines that make the service. */
  void write(Assembly unit);

  /** The rules that every type shares, with those of one. */
  static List<Rule> withCommon(List<Rule> rules) {
    List<Rule> all = new ArrayList<>(rules.size() + 4);
    all.addAll(Rule.GLOBAL);
    all.add(new Rule.Elsewhere(Keys.SERVICE_NAME, Rule.Shape.TEXT, "the name of the service"));
    all.addAll(rules);
    return List.copyOf(all);
  }

  /** What a service that runs one command and then is done has by default. */
  static void oneShot(Assembly unit) {
    unit.setServiceDefault("SyslogIdentifier", "%N");
    unit.setServiceDefault("Type", "oneshot");
  }

  /** The same for a service that counts as running once the command is done. */
  static void lastingOneShot(Assembly unit) {
    oneShot(unit);
    unit.setServiceDefault("RemainAfterExit", "yes");
  }

  /** Sees to a KillMode= that lets Podman's monitor do its work. */
  static void killMode(Assembly unit) {
    var killMode = unit.service().last("KillMode");
    if (killMode.isEmpty()) {
      unit.setServiceLine("KillMode", "mixed");
      return;
    }
    var mode = Lookup.textOf(killMode.get());
    if (!mode.equals("mixed") && !mode.equals("control-group")) {
      unit.report(
          new Refusal(
              "kill-mode",
              killMode,
              "KillMode=" + mode + " does not go with Podman",
              "systemd would leave processes of the container behind",
              "take it out, or write mixed or control-group"));
    }
  }

  /** True if the service is to be of Type=oneshot; any type but that and notify is refused. */
  static boolean isOneShot(Assembly unit) {
    var type = unit.service().last("Type");
    if (type.isEmpty()) {
      return false;
    }
    var name = Lookup.textOf(type.get());
    if (!name.equals("notify") && !name.equals("oneshot")) {
      unit.report(
          new Refusal(
              "service-type",
              type,
              "Type=" + name + " does not go with Podman",
              "Podman tells systemd by a notification that the unit is up",
              "take it out; write oneshot for a command that ends by itself"));
    }
    return name.equals("oneshot");
  }

  /** Adds the value of a key that a unit cannot do without, and lets others refer to it. */
  static String required(Assembly unit, String key, String what, CommandLine line) {
    var value = unit.keys().text(key);
    if (value.isEmpty()) {
      unit.reportMissing(key, what);
    } else {
      line.add(unit.keys().lines(key).getLast(), value);
    }
    return value;
  }
}
