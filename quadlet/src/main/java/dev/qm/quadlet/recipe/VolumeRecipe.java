package dev.qm.quadlet.recipe;

import dev.qm.quadlet.machine.PodmanVersion;
import dev.qm.quadlet.syntax.CommandWords;
import dev.qm.quadlet.syntax.Entry;
import java.util.ArrayList;
import java.util.List;

/**
 * A volume becomes {@code podman volume create}.
 *
 * <p>Source: {@code podman-systemd.unit(5)}, "Volume units", and {@code podman-volume-create(1)}.
 */
record VolumeRecipe() implements Recipe {
  private static final List<Rule> OWNERS =
      List.of(
          new Rule.Since(PodmanVersion.V6_0, new Rule.Always("UID", "--uid", "")),
          new Rule.Since(PodmanVersion.V6_0, new Rule.Always("GID", "--gid", "")));

  private static final List<Rule> AFTER_OPTIONS =
      List.of(new Rule.Pairs("Label", "--label"), new Rule.Spread("PodmanArgs"));

  private static final List<Rule> OTHERS =
      List.of(
          new Rule.Elsewhere("VolumeName", Rule.Shape.TEXT, "the name of the volume"),
          new Rule.Elsewhere("Driver", Rule.Shape.TEXT, "--driver VALUE"),
          new Rule.Elsewhere("Image", Rule.Shape.TEXT, "--opt image=VALUE, with Driver=image"),
          new Rule.Elsewhere("User", Rule.Shape.TEXT, "--opt o=uid=NUMBER"),
          new Rule.Elsewhere("Group", Rule.Shape.TEXT, "--opt o=gid=NUMBER"),
          new Rule.Elsewhere("Copy", Rule.Shape.SWITCH, "--opt copy, or --opt nocopy"),
          new Rule.Elsewhere("Device", Rule.Shape.TEXT, "--opt device=VALUE"),
          new Rule.Elsewhere("Type", Rule.Shape.TEXT, "--opt type=VALUE, with Device="),
          new Rule.Elsewhere("Options", Rule.Shape.TEXT, "--opt o=VALUE, with Device="));

  @Override
  public List<Rule> rules() {
    List<Rule> all = new ArrayList<>(AFTER_OPTIONS);
    all.addAll(OWNERS);
    all.addAll(OTHERS);
    return Recipe.withCommon(all);
  }

  @Override
  public void write(Assembly unit) {
    var name = Peer.resourceName(unit.name(), unit.keys(), "VolumeName");
    var create = unit.podman().add("volume", "create", "--ignore");
    unit.apply(OWNERS, create);
    new Rule.Always("Driver", "--driver", "").apply(unit, create);
    try {
      if (unit.keys().text("Driver").equals("image")) {
        imageOption(unit, create);
      } else {
        mountOptions(unit, create);
      }
    } catch (Refusal refusal) {
      unit.report(refusal);
    }
    unit.apply(AFTER_OPTIONS, create);
    var own = unit.keys().last("VolumeName");
    unit.addCommand("ExecStart", own.isPresent() ? create.add(own.get(), name) : create.add(name));
    Recipe.lastingOneShot(unit);
    unit.setResource(name);
  }

  private static void imageOption(Assembly unit, CommandLine create) throws Refusal {
    var entry = unit.keys().last("Image");
    if (entry.isEmpty()) {
      throw new Refusal(
          "missing-key",
          unit.keys().last("Driver"),
          "Driver=image without Image=",
          "the volume would have nothing in it",
          "add Image=");
    }
    var image = References.image(unit, entry.get(), Lookup.textOf(entry.get()));
    create.add(entry.get(), "--opt", "image=" + image);
  }

  private static void mountOptions(Assembly unit, CommandLine create) throws Refusal {
    var keys = unit.keys();
    List<Entry> causes = new ArrayList<>();
    List<String> options = new ArrayList<>();
    for (var key : List.of("User", "Group")) {
      var entry = keys.last(key);
      if (entry.isPresent()) {
        causes.add(entry.get());
        options.add((key.equals("User") ? "uid=" : "gid=") + keys.number(key));
      }
    }
    var copy = keys.last("Copy");
    if (copy.isPresent()) {
      create.add(copy.get(), "--opt", Lookup.isTrue(copy.get()) ? "copy" : "nocopy");
    }
    var device = keys.text("Device");
    new Rule.Option("Device", "--opt", "device=").apply(unit, create);
    var type = keys.text("Type");
    if (!type.isEmpty()) {
      requireDevice(unit, device, "Type");
      new Rule.Option("Type", "--opt", "type=").apply(unit, create);
      if (type.equals("bind")) {
        var origin = keys.last("Device").orElseThrow().origin();
        unit.addUnitLine("RequiresMountsFor", CommandWords.quoteWord(device), origin);
      }
    }
    var more = keys.text("Options");
    if (!more.isEmpty()) {
      if (!unit.settings().version().isAtLeast(PodmanVersion.V6_0)) {
        requireDevice(unit, device, "Options");
      }
      causes.add(keys.last("Options").orElseThrow());
      options.add(more);
    }
    if (!options.isEmpty()) {
      create.add(causes, "--opt", "o=" + String.join(",", options));
    }
  }

  private static void requireDevice(Assembly unit, String device, String key) throws Refusal {
    if (device.isEmpty()) {
      throw new Refusal(
          "volume-device",
          unit.keys().last(key),
          key + "= without Device=",
          "there is nothing to mount in that way",
          "add Device=, or take out " + key + "=");
    }
  }
}
