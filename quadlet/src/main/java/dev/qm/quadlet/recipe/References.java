package dev.qm.quadlet.recipe;

import dev.qm.quadlet.machine.PodmanVersion;
import dev.qm.quadlet.syntax.CommaList;
import dev.qm.quadlet.syntax.CommandWords;
import dev.qm.quadlet.syntax.Entry;
import java.util.ArrayList;
import java.util.List;

/** The keys that can name another unit in place of a thing of Podman's. */
final class References {
  private static final List<String> MOUNTS_WITH_SOURCE =
      List.of("volume", "bind", "glob", "image", "artifact");

  private References() {}

  static void networks(Assembly unit, CommandLine line) {
    for (var entry : unit.keys().all("Network")) {
      try {
        line.add(entry, "--network", network(unit, entry));
      } catch (Refusal refusal) {
        unit.report(refusal);
      }
    }
  }

  private static String network(Assembly unit, Entry entry) throws Refusal {
    var value = entry.value();
    var colon = value.indexOf(':');
    var named = colon < 0 ? value : value.substring(0, colon);
    var isContainer = named.endsWith(".container");
    if (named.endsWith(".network") || isContainer) {
      var peer = unit.peer(named, entry, "the unit");
      if (peer.resource().isEmpty()) {
        throw new Refusal(
            "unnamed-unit",
            entry,
            "the name that Podman will have for " + named + " is not known",
            "it holds a specifier that only systemd can fill in",
            "give " + named + " a name of its own without specifiers");
      }
      unit.require(peer, entry);
      if (isContainer && colon >= 0) {
        throw new Refusal(
            "network-options",
            entry,
            "options behind " + named,
            "a container that joins another's network takes it as it is",
            "take out everything from the colon on");
      }
      if (isContainer) {
        value = "container:" + peer.resource();
      } else {
        value = colon < 0 ? peer.resource() : peer.resource() + value.substring(colon);
      }
    }
    return value;
  }

  static void volumes(Assembly unit, CommandLine line) {
    for (var entry : unit.keys().all("Volume")) {
      try {
        line.add(entry, "-v", volume(unit, entry));
      } catch (Refusal refusal) {
        unit.report(refusal);
      }
    }
  }

  private static String volume(Assembly unit, Entry entry) throws Refusal {
    var value = entry.value();
    var colon = value.indexOf(':');
    if (colon < 0) {
      return value;
    }
    var source = value.substring(0, colon);
    var rest = value.substring(colon);
    if (!source.isEmpty()) {
      source = source(unit, entry, source, Images.PLAIN);
    }
    return source.isEmpty() ? destination(rest) : source + rest;
  }

  /** What an anonymous volume is left with: its destination, for Podman drops the options. */
  private static String destination(String rest) {
    var options = rest.indexOf(':', 1);
    return options < 0 ? rest.substring(1) : rest.substring(1, options);
  }

  /** Whether .image names a unit. */
  private enum Images {
    PLAIN,
    UNITS
  }

  private static String source(Assembly unit, Entry entry, String written, Images images)
      throws Refusal {
    var source = written.startsWith(".") ? unit.absolute(written) : written;
    if (source.startsWith("/")) {
      unit.addUnitLine("RequiresMountsFor", CommandWords.quoteWord(source), entry.origin());
      return source;
    }
    var isUnit =
        source.endsWith(".volume")
            || source.endsWith(".artifact")
            || (images == Images.UNITS && source.endsWith(".image"));
    if (!isUnit) {
      return source;
    }
    var peer = unit.peer(source, entry, "the unit");
    unit.require(peer, entry);
    return peer.resource();
  }

  static void mounts(Assembly unit, CommandLine line) {
    for (var word : unit.keys().arguments("Mount")) {
      try {
        line.add(word.cause(), "--mount", mount(unit, word));
      } catch (Refusal refusal) {
        unit.report(refusal);
      }
    }
  }

  private static String mount(Assembly unit, Lookup.Word word) throws Refusal {
    var entry = word.cause();
    var fields = CommaList.parse(word.text());
    if (fields.isEmpty()) {
      throw new Refusal(
          "mount",
          entry,
          "'" + word.text() + "' is no list of options",
          "Podman cannot tell its parts",
          "write type=...,source=...,destination=...; quotes go around a whole part");
    }
    var type = "";
    List<String> others = new ArrayList<>();
    for (var field : fields.get()) {
      if (type.isEmpty() && isType(field)) {
        type = field;
      } else {
        others.add(field);
      }
    }
    if (type.isEmpty()) {
      // what podman run makes of it: podman-run(1), --mount
      type = "type=volume";
    }
    if (!MOUNTS_WITH_SOURCE.contains(type.substring("type=".length()))) {
      return word.text();
    }
    var at = -1;
    for (var i = 0; i < others.size(); i++) {
      var field = others.get(i);
      if (field.equals("source") || field.equals("src")) {
        throw noSource(entry);
      }
      if (field.startsWith("source=") || field.startsWith("src=")) {
        at = i;
      }
    }
    var written = at < 0 ? "" : others.get(at).substring(others.get(at).indexOf('=') + 1);
    if (written.isEmpty()) {
      if (type.equals("type=volume") && unit.settings().version().isAtLeast(PodmanVersion.V6_0)) {
        others.addFirst(type);
        return CommaList.format(others);
      }
      throw noSource(entry);
    }
    others.set(at, "source=" + source(unit, entry, written, Images.UNITS));
    others.addFirst(type);
    return CommaList.format(others);
  }

  private static boolean isType(String field) {
    return field.startsWith("type=") && field.indexOf('=', "type=".length()) < 0;
  }

  private static Refusal noSource(Entry entry) {
    return new Refusal(
        "mount",
        entry,
        "the mount has no source",
        "Podman refuses the unit",
        "add source=PATH, or the name of a volume");
  }

  /** The image that a unit names, or that of the unit that it names. */
  static String image(Assembly unit, Entry entry, String written) throws Refusal {
    if (!written.endsWith(".build") && !written.endsWith(".image")) {
      return written;
    }
    var image = written;
    for (var suffix : List.of(".build", ".image")) {
      if (image.endsWith(suffix)) {
        var peer = unit.peer(image, entry, "the unit");
        unit.require(peer, entry);
        image = peer.resource();
      }
    }
    return image;
  }

  static void pod(Assembly unit, CommandLine line) throws Refusal {
    var entry = unit.keys().last("Pod");
    var pod = unit.keys().text("Pod");
    if (entry.isEmpty() || pod.isEmpty()) {
      return;
    }
    if (!pod.endsWith(".pod")) {
      throw new Refusal(
          "pod",
          entry,
          "'" + pod + "' is no .pod unit",
          "only a pod that a unit makes can be joined",
          "write the file name of the pod's unit, such as apps.pod");
    }
    var peer = unit.peer(pod, entry.get(), "the pod");
    line.add(entry.get(), "--pod", peer.resource());
    unit.addUnitLine("BindsTo", peer.service(), entry.get().origin());
    unit.addUnitLine("After", peer.service(), entry.get().origin());
    // nothing can be started with a pod that has no instance; before 6.0 the pod asks for it anyway
    var isTemplate =
        unit.name().stem().endsWith("@") && unit.settings().version().isAtLeast(PodmanVersion.V6_0);
    if (unit.problems().isEmpty() && !isTemplate && unit.keys().isTrue("StartWithPod", true)) {
      unit.startWith(pod, peer);
    }
  }
}
