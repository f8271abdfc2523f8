package dev.qm.assurance.view;

import dev.qm.assurance.view.Options.Option;
import dev.qm.host.KernelText;
import dev.qm.quadlet.syntax.Entry;
import java.util.ArrayList;
import java.util.List;

/**
 * A mount that a container is given: podman-run(1), {@code --volume}, {@code --mount} and {@code
 * --tmpfs}.
 *
 * @param type {@code bind}, {@code volume}, {@code tmpfs}, ...
 * @param source a path of the host or a volume's name; empty for none
 * @param target where the container sees it
 * @param options the others, such as {@code ro}, {@code rshared}, {@code idmap}
 * @param causes the lines that it comes from
 */
public record MountOption(
    String type, String source, String target, List<String> options, List<Entry> causes) {
  /** Copies what it is given, so that nobody can change it. */
  public MountOption {
    options = List.copyOf(options);
    causes = List.copyOf(causes);
  }

  static MountOption ofVolume(Option option) {
    var parts = KernelText.split(option.value(), ':');
    var named = parts.size() == 1;
    var source = named ? "" : parts.getFirst();
    return new MountOption(
        source.startsWith("/") || source.startsWith(".") ? "bind" : "volume",
        source,
        named ? parts.getFirst() : parts.get(1),
        parts.size() > 2 ? KernelText.split(parts.get(2), ',') : List.of(),
        option.causes());
  }

  static MountOption ofTmpfs(Option option) {
    var colon = option.value().indexOf(':');
    return new MountOption(
        "tmpfs",
        "",
        colon < 0 ? option.value() : option.value().substring(0, colon),
        colon < 0 ? List.of() : KernelText.split(option.value().substring(colon + 1), ','),
        option.causes());
  }

  static MountOption ofMount(Option option) {
    var type = "volume";
    var source = "";
    var target = "";
    var others = new ArrayList<String>();
    for (var part : KernelText.split(option.value(), ',')) {
      var equals = part.indexOf('=');
      var key = equals < 0 ? part : part.substring(0, equals);
      var value = equals < 0 ? "true" : part.substring(equals + 1);
      switch (key) {
        case "type" -> type = value;
        case "source", "src" -> source = value;
        case "target", "destination", "dst" -> target = value;
        case "ro", "readonly" -> others.add(value.equals("true") ? "ro" : "rw");
        case "rw" -> others.add(value.equals("true") ? "rw" : "ro");
        case "bind-propagation" -> others.add(value);
        default -> others.add(part);
      }
    }
    return new MountOption(type, source, target, others, option.causes());
  }

  /** Whether the container may write to it. */
  public boolean isWritable() {
    return !options.contains("ro") && !options.contains("readonly");
  }

  /** Whether it shows a path of the host. */
  public boolean isOfHost() {
    return source.startsWith("/");
  }
}
