package dev.qm.cli.command.addon;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.terminal.Json;
import dev.qm.cli.terminal.Printable;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.packaging.addon.AddonName;
import dev.qm.packaging.addon.Descriptor;
import dev.qm.packaging.addon.DevicePattern;
import dev.qm.packaging.addon.Relation;
import dev.qm.partition.PartitionSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code qm addon info}. */
final class InfoCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    return CommandSpec.named("addon info")
        .summary("show what an add-on is for and which devices it opens")
        .description(
            """
            Shows what the add-on's descriptor says, that of the installed one if it is installed: what it is for, what \
            it needs, which devices it opens and why. Of an installed one also which devices that are: those of this \
            machine that qm.container with all its drop-ins gives to the partition. One that is there and that a drop-in \
            of yours keeps closed is named as such; what is new is open from the next 'qm restart' on.
            """)
        .options(AddonShelf.ADDONS, CommonOptions.ROOT, CommonOptions.JSON)
        .positionals(AddonShelf.NAME)
        .example("qm addon info kvm", "What does it open?")
        .exit(ExitCode.FAILURE, "there is no such add-on")
        .build();
  }

  /**
   * An add-on as it is shown.
   *
   * @param files what it lands; empty when only its descriptor is here
   */
  private record Shown(
      AddonName name, boolean isInstalled, Descriptor descriptor, List<String> files) {}

  @Override
  public int run(Invocation in) throws Exception {
    var name = AddonShelf.name(in.get(AddonShelf.NAME));
    var root = in.root();
    var shown = shown(in, name, root);
    if (in.json()) {
      json(in, shown, root);
    } else {
      text(in, shown, root);
    }
    return ExitCode.OK;
  }

  private static Shown shown(Invocation in, AddonName name, Root root) throws Exception {
    var shelf = AddonShelf.of(in);
    var here = InstalledAddon.find(root, name);
    if (here.isPresent() && shelf.sources().find(name).isEmpty()) {
      return new Shown(name, true, here.get().descriptor(), List.of());
    }
    var addon = shelf.require(name).addon();
    var descriptor =
        here.map(InstalledAddon::descriptor)
            .orElseGet(() -> Descriptor.parse(addon.descriptor(), addon.text(), name));
    var files = addon.files().stream().map(file -> file.entry().path()).toList();
    return new Shown(name, here.isPresent(), descriptor, files);
  }

  private static void text(Invocation in, Shown shown, Root root)
      throws IOException, HostException {
    var out = in.out();
    var said = shown.descriptor();
    out.println(shown.name() + " - " + Printable.line(said.summary()));
    out.println(
        shown.isInstalled()
            ? "installed, as package " + shown.name().packageName()
            : "not installed");
    for (var paragraph : said.description()) {
      out.println();
      out.println(Printable.line(paragraph));
    }
    list(in, "Requires:", relations(said.requires()));
    list(in, "Recommends:", relations(said.recommends()));
    list(in, "Conflicts:", relations(said.conflicts()));
    List<String> devices = new ArrayList<>();
    for (var device : said.devices()) {
      var here = present(root, device);
      var opened = shown.isInstalled() ? opened(root, here) : List.<String>of();
      var closed = here.stream().filter(path -> !opened.contains(path)).toList();
      devices.add(
          device.pattern()
              + "  "
              + device.reason()
              + (here.isEmpty() ? " (none here)" : "")
              + among("open", opened)
              + among(shown.isInstalled() ? "closed" : "here", closed));
    }
    list(in, shown.isInstalled() ? "Opens:" : "Would open:", devices);
    list(in, "Files:", shown.files());
    if (!said.afterInstall().isEmpty()) {
      out.println();
      out.println("After installation: " + Printable.line(said.afterInstall()));
    }
  }

  private static String among(String what, List<String> paths) {
    return paths.isEmpty() ? "" : " (" + what + ": " + String.join(" ", paths) + ")";
  }

  private static void list(Invocation in, String title, List<String> lines) {
    if (!lines.isEmpty()) {
      in.out().println();
      in.out().println(title);
      lines.forEach(line -> in.out().println("  " + Printable.line(line)));
    }
  }

  private static void json(Invocation in, Shown shown, Root root)
      throws IOException, HostException {
    var said = shown.descriptor();
    try (var json = Json.to(in.out())) {
      json.beginObject()
          .field("name", shown.name().text())
          .field("package", shown.name().packageName())
          .field("installed", shown.isInstalled())
          .field("summary", said.summary())
          .field("description", String.join("\n\n", said.description()));
      words(json, "requires", relations(said.requires()));
      words(json, "recommends", relations(said.recommends()));
      words(json, "conflicts", relations(said.conflicts()));
      json.beginArray("devices");
      for (var device : said.devices()) {
        json.beginObject().field("pattern", device.pattern()).field("reason", device.reason());
        var here = present(root, device);
        words(json, "here", here);
        words(json, "open", shown.isInstalled() ? opened(root, here) : List.of());
        json.end();
      }
      json.end();
      words(json, "files", shown.files());
      json.field("afterInstall", said.afterInstall()).end();
    }
  }

  private static void words(Json json, String name, List<String> words) throws IOException {
    json.beginArray(name);
    for (var word : words) {
      json.value(word);
    }
    json.end();
  }

  private static List<String> relations(List<Relation> relations) {
    return relations.stream()
        .map(relation ->
            switch (relation.where()) {
                  case EVERYWHERE -> "";
                  case RPM -> "rpm:";
                  case DEB -> "deb:";
                }
                + (relation.dependency().name()
                        + " "
                        + relation.dependency().relation().sign()
                        + " "
                        + relation.dependency().version())
                    .strip())
        .toList();
  }

  /** The devices of the machine that the pattern means. */
  private static List<String> present(Root root, DevicePattern device) throws IOException {
    List<String> present = new ArrayList<>();
    var star = device.pattern().indexOf('*');
    var fixed = star < 0 ? device.pattern() : device.pattern().substring(0, star);
    var folder = root.at(star < 0 ? fixed : fixed.substring(0, fixed.lastIndexOf('/') + 1));
    if (star < 0) {
      return Files.exists(folder) ? List.of(device.pattern()) : List.of();
    }
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    var depth = (int) device.pattern().substring(star).chars().filter(c -> c == '/').count() + 1;
    try (var entries = Files.walk(folder, depth)) {
      for (var entry : (Iterable<Path>) entries::iterator) {
        var path = "/" + root.directory().relativize(entry);
        if (device.covers(path) && !Files.isDirectory(entry)) {
          present.add(path);
        }
      }
    } catch (UncheckedIOException vanished) {
      throw vanished.getCause();
    }
    present.sort(null);
    return present;
  }

  /**
   * Those of the devices that the partition is given, by name, by its folder, or by a link to it.
   */
  private static List<String> opened(Root root, List<String> devices) throws HostException {
    List<Path> given = new ArrayList<>();
    var spec = PartitionSpec.load(root);
    if (spec.isPresent()) {
      for (var place : spec.get().devices()) {
        given.add(real(root.at(place)));
      }
    }
    List<String> opened = new ArrayList<>();
    for (var device : devices) {
      var node = real(root.at(device));
      if (given.stream().anyMatch(place -> node.startsWith(place))) {
        opened.add(device);
      }
    }
    return opened;
  }

  private static Path real(Path place) {
    try {
      return place.toRealPath();
    } catch (IOException gone) {
      return place;
    }
  }
}
